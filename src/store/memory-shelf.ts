/** A shelf in memory: blocks in their canonical bytes, some 30 to 60 bytes an event. For tests and sweeps. */
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { startPolling } from '../host/poll-timer.js';
import type { ChainedBlock, RunShelf, RunSlot, ShelvedRun } from './run-shelf.js';
import { sideFilesInMemory, type SideFiles } from './side-files.js';
import type { RunManifest, RunSeal, RunState } from './run-store.js';

interface KeptRun {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  readonly blocks: ChainedBlock[];
  readonly bytes: Uint8Array[];
  readonly side: SideFiles;
  environment: Json;
  seal: RunSeal | undefined;
  state: RunState;
}

export function memoryShelf(): RunShelf {
  const runs = new Map<string, KeptRun>();
  const locked = new Set<string>();
  const move = (from: string, to: string): void => {
    const run = runs.get(from);
    if (run === undefined) return;
    runs.delete(from);
    runs.set(to, run);
  };
  return {
    names: () => [...runs.keys()].filter((name) => !name.startsWith('.')),
    has: (name) => runs.has(name),
    manifestOf: (name) => runs.get(name)?.manifest,
    labelOf: (name) => runs.get(name)?.label,
    sealOf: (name) => runs.get(name)?.seal,
    find: (name) => {
      const run = runs.get(name);
      return run && viewOf(run);
    },
    piecesOf: (name) => {
      const run = runs.get(name);
      return run && { ...run, blocks: run.blocks.map((block, index) => ({ block, load: () => run.bytes[index] })), tail: [], bytes: run.blocks.at(-1)?.end ?? 0 };
    },
    begin: (name, { manifest, label, environment }) => {
      const run: KeptRun = { manifest, label, blocks: [], bytes: [], side: sideFilesInMemory(), environment: environment ?? null, seal: undefined, state: 'running' };
      runs.set(name, run);
      return slotOf(name, run);
    },
    reopen: (name, { last }) => {
      const run = runs.get(name);
      if (run === undefined) return undefined;
      run.blocks.length = last === undefined ? 0 : last.number + 1;
      run.bytes.length = run.blocks.length;
      run.state = 'running';
      return slotOf(name, run);
    },
    lock: (name) => {
      if (locked.has(name)) throw new HivetapeError('store-locked', `A run has one writer (found that this process writes "${name}" already).`);
      locked.add(name);
      return () => locked.delete(name);
    },
    move,
    replace: (name, by) => move(by, name),
    remove: (name) => {
      runs.delete(name);
    },
    poll: startPolling,
  };
}

function viewOf(run: KeptRun): ShelvedRun {
  const { manifest, label, environment, state, seal, bytes, side } = run;
  return { manifest, label, environment, state, seal, blocks: [...run.blocks], loose: [], cutBytes: 0, side, load: (block) => bytes[block] };
}

function slotOf(name: string, run: KeptRun): RunSlot {
  return {
    safeTo: 0,
    put: ({ content, head, bytes }) => {
      const position = run.blocks.at(-1)?.end ?? 0;
      run.blocks.push({ content, head, file: `memory:${name}`, position, end: position + bytes.length });
      run.bytes.push(bytes);
    },
    flush: () => undefined,
    commit: () => undefined,
    close: (environment, seal) => {
      run.environment = environment;
      run.seal = seal;
      run.state = seal === undefined ? 'incomplete' : 'finished';
    },
  };
}

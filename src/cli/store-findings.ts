/** What a doctor finds in a store of runs: which are damaged, cut short, orphaned or locked away, and what helps. */
import { isHivetapeError } from '../core/errors.js';
import type { RunStore, RunSummary } from '../store/run-store.js';
import type { Finding } from './finding.js';
import { counted, grouped } from './number-format.js';
import { oneLine } from './output.js';
import { shortId } from './run-reference.js';

/** Returns a finding for each run that is not sound, and one for all that are. `verifies`: every byte is read again. */
export function storeFindings(store: RunStore, { verifies }: { readonly verifies: boolean }): Finding[] {
  const runs = store.list();
  const ids = new Set<string>(runs.map(({ runId }) => runId));
  const unsound = runs.flatMap((run) => findingOf(store, run, { ids, verifies }) ?? []);
  const sound = runs.length - unsound.length;
  const note = verifies ? 'every byte read' : 'hivetape doctor --verify reads every byte';
  return runs.length === 0 ? [] : [...unsound, { what: 'runs', state: 'sound', found: `${counted(sound, 'run')} of ${grouped(runs.length)} sound (${note})`, help: '' }];
}

interface Examination {
  readonly ids: ReadonlySet<string>;
  readonly verifies: boolean;
}

function findingOf(store: RunStore, run: RunSummary, { ids, verifies }: Examination): Finding | undefined {
  const { runId, name, state, parent, divergedFrom } = run;
  const short = shortId(runId);
  const tell = (kind: Finding['state'], found: string, help: string): Finding => ({ what: `run ${short} ${oneLine(name)}`.trim(), state: kind, found, help });
  if (parent !== undefined && !ids.has(parent.run)) return tell('broken', `is a fork of ${shortId(parent.run)}, which is not here`, `Bring its parent: hivetape runs import ARCHIVE, or hivetape pull ${shortId(parent.run)}.`);
  if (state === 'damaged') return tell('broken', troubleOf(() => store.open(runId)) ?? 'cannot be opened', `hivetape runs salvage ${short} saves its sound beginning.`);
  if (divergedFrom !== undefined) return tell('noted', `came out other than the run ${shortId(divergedFrom)} of the same inputs`, `hivetape diff ${shortId(divergedFrom)} ${runId} shows the first difference.`);
  const key = keyTrouble(store, run);
  if (key !== undefined) return tell('broken', key, 'Put the file of the key back into the directory "keys" of the store.');
  if (verifies) {
    const found = store.verify(runId);
    if (!found.ok) return tell('broken', `the log is damaged in block ${grouped(found.block)}, offsets ${grouped(found.firstOffset)} to ${grouped(found.lastOffset)}`, `hivetape runs salvage ${short} saves what is before.`);
  }
  if (state === 'incomplete') return tell('noted', `was cut short after ${counted(run.events, 'event')}`, `hivetape resume ${short} takes it to its end.`);
  return undefined;
}

/** A key that was destroyed on purpose is no trouble. */
function keyTrouble(store: RunStore, { runId }: RunSummary): string | undefined {
  const { sealing } = store.open(runId).manifest;
  if (sealing === undefined) return undefined;
  return troubleOf(() => store.keys?.find(sealing.keyId)) ?? (store.keys?.find(sealing.keyId).kind === 'missing' ? `is sealed, and its key ${sealing.keyId} is not here` : undefined);
}

function troubleOf(look: () => unknown): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    if (isHivetapeError(error)) return oneLine(error.message);
    throw error;
  }
}

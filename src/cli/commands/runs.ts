/** `hivetape runs list|show|verify|salvage|export|import|shred|rm`: the runs of a store. */
import { formatInstant } from '../../core/instant.js';
import type { FoundKey } from '../../store/key-ring.js';
import type { RunSummary } from '../../store/run-store.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { listSharedRuns } from '../list-shared-runs.js';
import { duration, grouped } from '../number-format.js';
import { oneLine } from '../output.js';
import { openStore } from '../open-store.js';
import { wholeNumberOption } from '../option-values.js';
import { startedAtOf } from '../run-note.js';
import { newestFirst, parseReference, resolveRun, shortId } from '../run-reference.js';
import { tableLines } from '../table.js';
import { exportCommand, importCommand } from './runs-archive.js';
import { shredCommand } from './runs-shred.js';
import { salvageCommand } from './runs-salvage.js';

const runArgument = { name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' };

export const runsCommand: CommandSpec = {
  name: 'runs',
  summary: 'list, show, verify, salvage, carry or remove runs',
  commands: [
    { name: 'list', summary: 'list the runs, the last one first', options: [{ flags: '--limit <number>', meaning: 'at most so many' }], act: list },
    { name: 'show', summary: 'show what a run is: its identity, its machine, its state', arguments: [runArgument], act: show },
    { name: 'verify', summary: 'read every byte of a log again and check its chain; exit code 6 where it is damaged', arguments: [runArgument], act: verify },
    salvageCommand,
    exportCommand,
    importCommand,
    shredCommand,
    { name: 'rm', summary: 'remove a run that has no forks', arguments: [runArgument], act: remove },
  ],
};

async function list({ options, desk }: Invocation): Promise<number> {
  const { settings, output } = desk;
  if (settings.server !== undefined) return listSharedRuns(settings.server, desk);
  const store = await openStore(settings);
  const limit = wholeNumberOption(options, 'limit') ?? Infinity;
  const runs = newestFirst(store, store.list(), settings.storeDirectory).slice(0, limit);
  if (settings.json) {
    output.json({ schema: 'hivetape.runs/1', runs: runs.map((run) => ({ ...run, parent: run.parent ?? null, startedAt: startedAtOf(store, run.runId) ?? null })) });
    return 0;
  }
  if (runs.length === 0) {
    output.say('There are no runs yet.', 'next: hivetape run SCENARIO');
    return 0;
  }
  const columns = [
    { title: 'run', text: ({ runId }: RunSummary) => shortId(runId) },
    { title: 'name', text: ({ name, label }: RunSummary) => oneLine(label === undefined ? name : `${name} (${label})`) },
    { title: 'state', text: ({ state, divergedFrom }: RunSummary) => (divergedFrom === undefined ? state : 'diverged') },
    { title: 'events', align: 'right' as const, text: ({ events }: RunSummary) => grouped(events) },
    { title: 'fingerprint', elastic: 'cut' as const, text: ({ fingerprint }: RunSummary) => `${fingerprint.slice(0, 22)}…` },
    { title: 'parent', text: ({ parent }: RunSummary) => (parent === undefined ? '' : `${shortId(parent.run)}:${parent.at}`) },
  ];
  output.data(...tableLines(runs, columns, settings.columns));
  return 0;
}

async function show({ args: [run = ''], desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const log = store.open(resolveRun(store, parseReference(run).run, settings));
  const { manifest, label, environment, state, count, fingerprint, cutBytes } = log;
  const { sealing } = manifest;
  const [first] = log.events({ to: 1, sealed: 'show' });
  const [last] = log.events({ backwards: true, sealed: 'show' });
  const note = (environment ?? {}) as Readonly<Record<string, unknown>>;
  if (settings.json) {
    output.json({ schema: 'hivetape.run-manifest/1', ...manifest, label: label ?? null, state, events: count, fingerprint, cutBytes, environment });
    return 0;
  }
  const wall = typeof note['wallMs'] === 'number' ? ` in ${duration(note['wallMs'])}` : '';
  output.data(
    `run ${manifest.runId} "${oneLine(manifest.name)}"${label === undefined ? '' : ` (${oneLine(label)})`}`,
    `  ${state}, ${grouped(count)} events${wall}`,
    ...(manifest.parent === undefined ? [] : [`  fork of ${manifest.parent.run} at offset ${grouped(manifest.parent.at)}`]),
    ...(first && last ? [`  virtual time ${formatInstant(first.time)} to ${formatInstant(last.time)}`] : []),
    ...(typeof note['startedAt'] === 'number' ? [`  begun ${formatInstant(note['startedAt'])}, Node ${String(note['node'])}, hivetape ${String(note['package'])}`] : []),
    ...(cutBytes === 0 ? [] : [`  ${grouped(cutBytes)} bytes of a torn tail were left out`]),
    ...(sealing === undefined ? [] : [`  sealed: ${oneLine([...sealing.agents, ...sealing.types].join(', '))}; key ${sealing.keyId} ${keyWords(store.keys?.find(sealing.keyId))}`]),
    `  fingerprint ${fingerprint}`,
  );
  return 0;
}

function keyWords(found: FoundKey | undefined): string {
  if (found?.kind === 'destroyed') return `was destroyed at ${formatInstant(found.at)}`;
  return found?.kind === 'there' ? 'is here' : 'is not here';
}

async function verify({ args: [run = ''], desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const runId = resolveRun(store, parseReference(run).run, settings);
  const found = store.verify(runId);
  if (settings.json) {
    output.json({ schema: 'hivetape.verification/1', runId, ...found });
    return found.ok ? 0 : 6;
  }
  if (found.ok) {
    output.data(`${output.paintOut('green', '✔')} run ${shortId(runId)}: ${grouped(found.events)} events in ${grouped(found.blocks)} blocks, chain whole`, `  fingerprint ${found.fingerprint}`);
    return 0;
  }
  output.data(
    `${output.paintOut('red', '✖')} run ${shortId(runId)}: the log is damaged in block ${found.block}, offsets ${grouped(found.firstOffset)} to ${grouped(found.lastOffset)}`,
    `  ${found.file} at byte ${grouped(found.position)}`,
    `  expected ${found.expected}`,
    `  found    ${found.found}`,
  );
  return 6;
}

async function remove({ args: [run = ''], desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const runId = resolveRun(store, parseReference(run).run, settings);
  store.remove(runId);
  if (settings.json) output.json({ schema: 'hivetape.removal/1', runId });
  else output.say(`run ${shortId(runId)} removed`);
  return 0;
}

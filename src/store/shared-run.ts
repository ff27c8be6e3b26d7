/**
 * What stands on a server beside the stream of a run: a stream of two notes, the first says what the run
 * is, the second how it ended. A run without the second is still being written, or was left.
 */
import { runId as asRunId, type RunId } from '../core/brand.js';
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { eventIdOf } from '../core/ids.js';
import { bytesOfText, textOfBytes } from '../host/text-native.js';
import type { EncodedEvent, EventStore, StreamName } from './event-store.js';
import type { RunManifest, RunSeal } from './run-store.js';
import { settledAppend, type RetryBudget } from './settled-append.js';
import { refusedAppend } from './stream-errors.js';

/** What stands on the server beside a run. */
export interface SharedRun {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  readonly seal: RunSeal | undefined;
}

const MANIFEST = 'hivetape-manifest-';
/** Lists all runs. */
const RUNS = 'hivetape-runs';
const ANNOUNCEMENTS_MAX = 100;

export function manifestStreamOf(run: RunId): StreamName {
  return `${MANIFEST}${run}`;
}

/** Returns the runs of a server in the order in which they were begun. */
export async function sharedRuns(store: EventStore): Promise<SharedRun[]> {
  if ((await store.head(RUNS)) === 'no_stream') return [];
  const ids = new Set<string>();
  for await (const { data } of store.read(RUNS)) ids.add((JSON.parse(textOfBytes(data)) as { readonly run: string }).run);
  const found: SharedRun[] = [];
  for (const id of ids) {
    const shared = await sharedRun(store, asRunId(id));
    if (shared !== undefined) found.push(shared);
  }
  return found;
}

/** Notes that a run is there, in the one stream that lists them all. Others may do so at the same time. */
export async function announceRun(store: EventStore, { manifest }: Pick<SharedRun, 'manifest'>, budget: RetryBudget): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const head = await store.head(RUNS);
    const place = head === 'no_stream' ? 0 : head + 1;
    const id = eventIdOf(asRunId(`${RUNS} ${manifest.runId}`), place);
    const note = { id, type: 'RunShared', data: bytesOfText(canonicalJson({ run: manifest.runId, name: manifest.name })) };
    const outcome = await settledAppend(store, { stream: RUNS, batch: [note], expected: head }, budget);
    if (outcome.kind === 'committed') return;
    if (outcome.code !== 'stream-conflict' || attempt === ANNOUNCEMENTS_MAX) throw refusedAppend(RUNS, outcome);
  }
}

/** Returns what the server says of a run, `undefined` if it has never heard of it. */
export async function sharedRun(store: EventStore, run: RunId): Promise<SharedRun | undefined> {
  if ((await store.head(manifestStreamOf(run))) === 'no_stream') return undefined;
  let shared: SharedRun | undefined;
  for await (const { data } of store.read(manifestStreamOf(run))) shared = joined(shared, data);
  return shared;
}

export function manifestEvent({ manifest, label }: Pick<SharedRun, 'manifest' | 'label'>): EncodedEvent {
  return noteOf(manifest.runId, 0, { type: 'RunManifest', body: { manifest, label } });
}

export function sealEvent(run: RunId, seal: RunSeal): EncodedEvent {
  return noteOf(run, 1, { type: 'RunSealed', body: { seal } });
}

/** Throws `run-diverged` unless both are one log. */
export function checkSame(run: RunId, { here, there }: { readonly here: RunSeal; readonly there: RunSeal }): void {
  if (here.fingerprint === there.fingerprint && here.events === there.events) return;
  throw new HivetapeError('run-diverged', `One identity gives one log (found ${here.fingerprint} here and ${there.fingerprint} on the server, for run ${run}).`, {
    help: 'One of the two was decided by other code or other data under the same names. Nothing was changed.',
    values: { runId: run, here: { ...here }, there: { ...there } },
  });
}

function noteOf(run: RunId, place: number, { type, body }: { readonly type: string; readonly body: object }): EncodedEvent {
  return { id: eventIdOf(asRunId(manifestStreamOf(run)), place), type, data: bytesOfText(canonicalJson(body)) };
}

function joined(before: SharedRun | undefined, data: Uint8Array): SharedRun {
  const found = JSON.parse(textOfBytes(data)) as Partial<SharedRun>;
  const manifest = found.manifest ?? before?.manifest;
  if (manifest === undefined) throw new HivetapeError('log-damaged', 'The notes on a run begin with its manifest.');
  return { manifest, label: found.label ?? before?.label, seal: found.seal ?? before?.seal };
}

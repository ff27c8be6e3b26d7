/**
 * Moving runs between a store of runs and a store of streams. A run is one stream, its revisions are
 * the run's offsets; beside it a stream of two events says what the run is and, once it is sealed, how
 * it ended. Whatever arrives is compared with what it should be before anybody sees it.
 */
import type { RunId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { decodeEvent, streamOfRun } from './event-json.js';
import type { EventStore } from './event-store.js';
import { RunPusher, type PusherOptions } from './run-pusher.js';
import type { RunSeal, RunStore } from './run-store.js';
import { checkSame, sharedRun, type SharedRun } from './shared-run.js';

export interface TransferProgress {
  readonly onEvents?: (events: number) => void;
}

export interface Transfer {
  readonly seal: RunSeal;
  /** Events that were not there before. */
  readonly moved: number;
}

/**
 * Returns how a finished run stands on the server, once all of it is there; the parents of a fork go
 * first, though its own stream is whole without them. A push that was broken off
 * goes on where it stopped. Throws `run-diverged` if the server holds another log under this id,
 * `run-not-finished`, `server-unreachable`.
 */
export async function pushRun(from: RunStore, run: RunId, to: EventStore, options: TransferProgress & PusherOptions = {}): Promise<Transfer> {
  const log = from.open(run);
  if (log.state !== 'finished') {
    throw new HivetapeError('run-not-finished', `A run that is pushed is finished (found that ${run} is ${log.state}).`, { help: 'Run it to its end first.' });
  }
  const seal = { events: log.count, fingerprint: log.fingerprint };
  const there = await sharedRun(to, run);
  if (there?.seal !== undefined) {
    checkSame(run, { here: seal, there: there.seal });
    return { seal, moved: 0 };
  }
  if (log.manifest.parent !== undefined) await pushRun(from, log.manifest.parent.run, to, options);
  const pusher = await RunPusher.begin(to, { manifest: log.manifest, label: log.label }, options);
  for (const event of log.events({ asWritten: true })) {
    pusher.add(event);
    if (pusher.isFull) {
      await pusher.send();
      options.onEvents?.(event.offset + 1);
    }
  }
  await pusher.finish(seal);
  return { seal, moved: pusher.written };
}

/**
 * Returns how a run stands here, once it is fetched and its fingerprint is the server's. The parents of
 * a fork are fetched first. Throws `run-not-found`, `run-not-finished`, `run-diverged`, `log-damaged`.
 */
export async function pullRun(from: EventStore, run: RunId, to: RunStore, options: TransferProgress = {}): Promise<Transfer> {
  const shared = await sharedRun(from, run);
  if (shared === undefined) throw new HivetapeError('run-not-found', `The server has no run "${run}".`);
  const { manifest, label, seal } = shared;
  if (seal === undefined) {
    throw new HivetapeError('run-not-finished', `A run that is pulled is sealed on the server (found ${run} without a seal).`, { help: 'Wait until its writer is done, or push it again from there.' });
  }
  const here = to.list().find((known) => known.runId === run);
  if (here?.state === 'finished') {
    checkSame(run, { here, there: seal });
    return { seal, moved: 0 };
  }
  if (manifest.parent !== undefined) await pullRun(from, manifest.parent.run, to, options);
  return { seal, moved: await fetchEvents(from, { manifest, label, seal }, to, options) };
}

/** A server hides or cleans away what somebody told it to; what is gone there can only be decided again. */
function eventsGone(run: RunId, gone: { readonly first: number; readonly last: number }): HivetapeError {
  return new HivetapeError('log-damaged', `A run on a server is whole (found that the events at offsets ${gone.first} to ${gone.last} of ${run} are gone).`, {
    help: 'Somebody set a retention on its stream, or the server has scavenged it. Push it again under another server, or run its scenario again.',
    place: { offset: gone.first },
    values: { runId: run, gone: { ...gone } },
  });
}

async function fetchEvents(from: EventStore, { manifest, label, seal }: Required<SharedRun> & { readonly seal: RunSeal }, to: RunStore, { onEvents }: TransferProgress): Promise<number> {
  const writer = to.create(manifest, { isCopy: true, ...(label !== undefined && { label }) });
  const first = manifest.parent?.at ?? 0;
  try {
    for await (const { data, revision } of from.read(streamOfRun(manifest.runId), { from: first })) {
      if (revision > writer.count) throw eventsGone(manifest.runId, { first: writer.count, last: revision - 1 });
      const event = decodeEvent(data);
      if (revision !== writer.count || event.offset !== revision) {
        throw new HivetapeError('log-damaged', `A stream holds a run's events in their order (found offset ${event.offset} at revision ${revision} where ${writer.count} comes next).`);
      }
      writer.append(event);
      if (writer.count % 10_000 === 0) onEvents?.(writer.count);
    }
    checkSame(manifest.runId, { here: { fingerprint: to.open(manifest.runId).fingerprint, events: writer.count }, there: seal });
  } catch (error) {
    writer.abandon({ pulled: false });
    to.remove(manifest.runId);
    throw error;
  }
  writer.finish({ pulled: true });
  return writer.count - first;
}


/**
 * Projections that keep their place: a fold goes on where its checkpoint ends, over a log that is finished or
 * one that is being written, and gives what a fold from the start gives.
 */
import { HivetapeError } from '../core/errors.js';
import type { RunId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Projection } from './projection.js';
import type { EventSelection, RunLog, RunStore } from './run-store.js';

/** Plain data if the state is; kept together with what the projection has done, it makes each event count once. */
export interface ProjectionCheckpoint<State> {
  readonly state: State;
  /** Offset of the next event to fold. */
  readonly at: number;
  /** Fingerprint of the log below `at`. */
  readonly prefix: string;
}

export interface Projecting<State> {
  /** Where an earlier fold ended; absent: the beginning. */
  readonly after?: ProjectionCheckpoint<State>;
  /** What is folded; all of it by default. The same for every checkpoint of a projection. */
  readonly selection?: Omit<EventSelection, 'from' | 'to'>;
}

const EVENTS_PER_CHECKPOINT = 10_000;

/** Returns the fold to the end of a log as it stands. `after` stays as it was. Throws `checkpoint-foreign`. */
export function projectOn<State, Event extends Recorded = Recorded>(
  log: RunLog,
  { initial, evolve }: Projection<State, Event>,
  { after, selection = {} }: Projecting<State> = {},
): ProjectionCheckpoint<State> {
  if (after !== undefined) checkPrefix(log, after);
  let state = after === undefined ? initial() : structuredClone(after.state);
  for (const event of log.events({ ...selection, from: after?.at ?? 0, to: log.count })) state = evolve(state, event as Event);
  return { state, at: log.count, prefix: log.fingerprint };
}

/**
 * Gives a checkpoint whenever `every` more events of a run (default 10,000) were folded, and one at its end. Pulled: the next
 * events are folded when the next checkpoint is asked for. Throws `checkpoint-foreign`, `run-not-found`.
 */
export async function* projectLive<State, Event extends Recorded = Recorded>(
  store: RunStore,
  runId: RunId,
  { projection, every = EVENTS_PER_CHECKPOINT, after, selection }: Projecting<State> & { readonly projection: Projection<State, Event>; readonly every?: number },
): AsyncGenerator<ProjectionCheckpoint<State>, undefined> {
  if (after !== undefined) checkPrefix(store.open(runId), after);
  const { initial, evolve } = projection;
  let state = after === undefined ? initial() : structuredClone(after.state);
  let at = after?.at ?? 0;
  let told = at;
  const checkpoint = (): ProjectionCheckpoint<State> => {
    told = at;
    return { state: structuredClone(state), at, prefix: store.open(runId).prefixFingerprint(at) };
  };
  for await (const event of store.follow(runId, { ...selection, from: at })) {
    state = evolve(state, event as Event);
    at = event.offset + 1;
    if (at - told >= every) yield checkpoint();
  }
  at = Math.max(at, store.open(runId).count);
  yield checkpoint();
  return undefined;
}

function checkPrefix(log: RunLog, { at, prefix }: ProjectionCheckpoint<unknown>): void {
  const found = at <= log.count ? log.prefixFingerprint(at) : `only ${log.count} events`;
  if (found === prefix) return;
  throw new HivetapeError('checkpoint-foreign', `A checkpoint goes on over the log it was made of (found ${found} where ${prefix} ended at offset ${at}).`, {
    help: 'Leave the checkpoint away: the fold then begins at the start.',
    values: { at, prefix, found },
  });
}

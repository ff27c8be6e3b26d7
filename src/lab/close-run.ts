/**
 * Closes the log of a performance. What was decided to its end is sealed; what somebody stopped is left
 * as an incomplete run, because sealed it would stand in the way of the whole run, whose identity is the same.
 */
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import type { RunSeal, RunStore, RunWriter } from '../store/run-store.js';
import type { Performance } from './perform-run.js';

export interface ClosingLog {
  readonly store: RunStore;
  readonly writer: RunWriter;
  readonly runId: RunId;
}

/** Returns fingerprint and length of the log as it stands. Throws `run-diverged`. */
export function closeRun({ store, writer, runId }: ClosingLog, { reason }: Performance, environment: Json): RunSeal {
  if (reason !== 'stopped') return writer.finish(environment);
  writer.abandon(environment);
  const { fingerprint, count } = store.open(runId);
  return { fingerprint, events: count };
}

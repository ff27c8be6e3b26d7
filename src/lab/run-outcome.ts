/** What is known of a run when it has ended, for whoever asked for it. */
import type { RunId } from '../core/brand.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Failure } from '../kernel/speech.js';
import type { RunSeal } from '../store/run-store.js';
import type { InvariantFound } from './chaos/monitor.js';
import type { EndingReason, Performance } from './perform-run.js';

export interface RunOutcome {
  readonly runId: RunId;
  readonly fingerprint: string;
  readonly events: number;
  readonly deliveries: number;
  readonly reason: EndingReason;
  /** Set when an agent threw and so ended the run. */
  readonly failure: Failure | undefined;
  /** Set when a law that is watched was broken and so ended the run. */
  readonly broken: InvariantFound | undefined;
}

export function outcomeOf(ended: { runId: RunId; seal: RunSeal; kernel: Kernel; performance: Performance }): RunOutcome {
  const { runId, seal, kernel, performance } = ended;
  return {
    runId,
    fingerprint: seal.fingerprint,
    events: seal.events,
    deliveries: kernel.deliveries,
    reason: performance.reason,
    failure: performance.failure,
    broken: performance.broken,
  };
}

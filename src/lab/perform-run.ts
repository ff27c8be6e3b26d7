/**
 * Performs a run from its opening to its last word, whoever listens: the log of a new run, or what
 * compares a rerun with an old one.
 */
import type { Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Failure } from '../kernel/speech.js';
import { phaseBegan } from './boot-phases.js';
import { InvariantFound } from './chaos/monitor.js';
import { drive, trapped, type DriveOptions } from './drive.js';

/** Faults and laws of the run, as far as its ending needs them. */
export interface Watched {
  readonly monitor: { readonly found: InvariantFound | undefined };
  settle(now: Instant): void;
}

export type EndingReason = 'data-ended' | 'until' | 'stopped';

/** How a recorded run was ended, for a run that must end the same. */
export interface Ending {
  readonly reason: EndingReason;
  readonly at: Instant;
}

export interface Finish {
  /** What the lab says of the data when they have ended, before it says that the run is ending. */
  readonly closing: readonly EventDraft[];
  /** Whether the log says of phases that they begin; as `closing` has it if absent. */
  readonly hasPhases?: boolean;
  /** How the run once ended; absent: as its data and its driver have it. */
  readonly once?: Ending | undefined;
  readonly chaos?: Watched | undefined;
}

export interface Performance {
  readonly reason: EndingReason;
  readonly failure: Failure | undefined;
  /** Set when a law was broken and so ended the run. */
  readonly broken: InvariantFound | undefined;
  readonly deliveries: number;
}

/** Opens the run and connects the agents. A law that breaks already here ends the run when it is finished. */
export function openRun(kernel: Kernel, opening: readonly EventDraft[]): void {
  try {
    kernel.announce(opening);
    trapped(kernel, () => kernel.start());
  } catch (cause) {
    if (!(cause instanceof InvariantFound)) throw cause;
  }
}

/** Drives an opened run to its end (or to the end it once had) and closes it. Returns how it ended. */
export async function finishRun(kernel: Kernel, options: DriveOptions, finish: Finish): Promise<Performance> {
  const before = finish.chaos?.monitor.found;
  if (before !== undefined) return closeBroken(kernel, before);
  try {
    return await finishSound(kernel, options, finish);
  } catch (cause) {
    if (!(cause instanceof InvariantFound)) throw cause;
    return closeBroken(kernel, cause);
  }
}

async function finishSound(kernel: Kernel, options: DriveOptions, { closing, once, chaos, hasPhases = closing.some(({ type }) => type === 'SwarmPhaseBegan') }: Finish): Promise<Performance> {
  const end = await drive(kernel, once === undefined || once.reason === 'data-ended' ? options : { ...options, until: once.at });
  if (end.kind === 'failed') return close(kernel, { reason: 'data-ended', failure: end.failure, hasPhases });
  const reason = end.kind === 'stopped' ? 'stopped' : (once?.reason ?? (end.kind === 'until' ? 'until' : 'data-ended'));
  if (reason !== 'stopped') chaos?.settle(kernel.now);
  kernel.closeInputs();
  kernel.announce([...closing, { type: 'RunEnding', data: { reason } }]);
  const { signal: _signal, until: _until, ...rest } = options;
  const settled = await drive(kernel, rest);
  return close(kernel, { reason, failure: settled.kind === 'failed' ? settled.failure : undefined, hasPhases });
}

interface Closing extends Pick<Performance, 'reason' | 'failure'> {
  /** Whether the log says of phases that they begin. */
  readonly hasPhases: boolean;
}

function close(kernel: Kernel, { reason, failure, hasPhases }: Closing): Performance {
  const { deliveries } = kernel;
  kernel.announce([...(hasPhases ? [phaseBegan('close')] : []), { type: 'RunEnded', data: { reason: failure === undefined ? 'done' : 'agent-failed', deliveries } }]);
  kernel.stop();
  return { reason, failure, deliveries, broken: undefined };
}

/** Says at which event which law broke, and that nothing follows. */
function closeBroken(kernel: Kernel, broken: InvariantFound): Performance {
  const { deliveries } = kernel;
  const { invariant, law, at, found } = broken;
  // An agent that threw breaks a law by it; what it threw is worth telling.
  const status = kernel.run({ deliveriesMax: 0 });
  kernel.announce([{ type: 'InvariantBroken', data: { invariant, law, at, found } }]);
  kernel.announce([{ type: 'RunEnded', data: { reason: 'invariant-broken', deliveries } }]);
  kernel.stop();
  return { reason: 'data-ended', failure: status.kind === 'failed' ? status.failure : undefined, deliveries, broken };
}

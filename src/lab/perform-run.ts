/**
 * Performs a run from its opening to its last word, whoever listens: the log of a new run, or what
 * compares a rerun with an old one.
 */
import type { Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Failure } from '../kernel/speech.js';
import { drive, trapped, type DriveOptions } from './drive.js';

export type EndingReason = 'data-ended' | 'until' | 'stopped';

/** How a recorded run was ended, for a run that must end the same. */
export interface Ending {
  readonly reason: EndingReason;
  readonly at: Instant;
}

export interface Finish {
  /** What the lab says of the data when they have ended, before it says that the run is ending. */
  readonly closing: readonly EventDraft[];
  /** How the run once ended; absent: as its data and its driver have it. */
  readonly once?: Ending | undefined;
}

export interface Performance {
  readonly reason: EndingReason;
  readonly failure: Failure | undefined;
  readonly deliveries: number;
}

/** Opens the run and connects the agents. */
export function openRun(kernel: Kernel, opening: readonly EventDraft[]): void {
  kernel.announce(opening);
  trapped(kernel, () => kernel.start());
}

/** Drives an opened run to its end (or to the end it once had) and closes it. Returns how it ended. */
export async function finishRun(kernel: Kernel, options: DriveOptions, { closing, once }: Finish): Promise<Performance> {
  const end = await drive(kernel, once === undefined || once.reason === 'data-ended' ? options : { ...options, until: once.at });
  if (end.kind === 'failed') return close(kernel, 'data-ended', end.failure);
  const reason = end.kind === 'stopped' ? 'stopped' : (once?.reason ?? (end.kind === 'until' ? 'until' : 'data-ended'));
  kernel.closeInputs();
  kernel.announce([...closing, { type: 'RunEnding', data: { reason } }]);
  const { signal: _signal, until: _until, ...rest } = options;
  const settled = await drive(kernel, rest);
  return close(kernel, reason, settled.kind === 'failed' ? settled.failure : undefined);
}

function close(kernel: Kernel, reason: EndingReason, failure: Failure | undefined): Performance {
  const { deliveries } = kernel;
  kernel.announce([{ type: 'RunEnded', data: { reason: failure === undefined ? 'done' : 'agent-failed', deliveries } }]);
  kernel.stop();
  return { reason, failure, deliveries };
}

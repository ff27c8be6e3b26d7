/**
 * A circuit breaker for one link: after some failures in a row nothing more is sent over it for a while;
 * then a few probes may pass, and what becomes of them decides. Plain data and pure functions of time.
 */
import { SECOND, type Instant } from '../../core/instant.js';

export interface BreakerRules {
  /** Failures in a row that open it. */
  readonly failuresMax: number;
  /** How long it stays open, in µs. */
  readonly openUs: number;
  /** How many may pass at a time while it is half open, and as many successes close it. */
  readonly probes: number;
}

export const usualBreaker: BreakerRules = { failuresMax: 5, openUs: 30 * SECOND, probes: 1 };

export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly until: Instant }
  | { readonly state: 'half-open'; readonly inFlight: number; readonly successes: number };

export const closedBreaker: Breaker = { state: 'closed', failures: 0 };

/** Returns the breaker as it stands now: an open one is half open when its time is over. */
export function breakerAt(breaker: Breaker, now: Instant): Breaker {
  return breaker.state === 'open' && now >= breaker.until ? { state: 'half-open', inFlight: 0, successes: 0 } : breaker;
}

/** Tells whether something may be sent now. */
export function maySend(breaker: Breaker, now: Instant, { probes }: BreakerRules): boolean {
  const at = breakerAt(breaker, now);
  return at.state === 'closed' || (at.state === 'half-open' && at.inFlight + at.successes < probes);
}

/** Returns the breaker after something was sent. */
export function afterSending(breaker: Breaker, now: Instant): Breaker {
  const at = breakerAt(breaker, now);
  return at.state === 'half-open' ? { ...at, inFlight: at.inFlight + 1 } : at;
}

/** Returns the breaker after an answer, or after there was none. An answer that comes while it is open changes nothing. */
export function afterAnswer(breaker: Breaker, isGood: boolean, { now, rules }: { readonly now: Instant; readonly rules: BreakerRules }): Breaker {
  const at = breakerAt(breaker, now);
  if (at.state === 'open') return at;
  if (at.state === 'half-open') {
    if (!isGood) return { state: 'open', until: now + rules.openUs };
    const successes = at.successes + 1;
    return successes >= rules.probes ? closedBreaker : { state: 'half-open', inFlight: Math.max(0, at.inFlight - 1), successes };
  }
  if (isGood) return at.failures === 0 ? at : closedBreaker;
  return at.failures + 1 >= rules.failuresMax ? { state: 'open', until: now + rules.openUs } : { state: 'closed', failures: at.failures + 1 };
}

/** Returns the breaker after what was sent came to no answer that tells of the link: a probe's place is free again. */
export function afterWithdrawal(breaker: Breaker): Breaker {
  return breaker.state === 'half-open' && breaker.inFlight > 0 ? { ...breaker, inFlight: breaker.inFlight - 1 } : breaker;
}

/**
 * How much may go out, in virtual time: tokens come in at a steady rate, up to a most, and each message takes one. The
 * bucket is kept as the instant at which it will be full again, which is exact and never drifts.
 * Source: the generic cell rate algorithm (virtual scheduling), ITU-T I.371.
 */
import type { Instant } from '../../core/instant.js';
import type { RatePolicy } from './courier-setting.js';

export interface TokenBucket {
  /** When it will be full again if nothing more goes out; changed in place. */
  fullAt: Instant;
}

/** Returns a full bucket. */
export function startBucket(): TokenBucket {
  return { fullAt: 0 };
}

/** Returns when the next message may go out: `now`, or later. */
export function nextFreeAt({ fullAt }: TokenBucket, policy: Pick<RatePolicy, 'perSecond' | 'burst'>, now: Instant): Instant {
  return Math.max(now, fullAt - (policy.burst - 1) * intervalOf(policy));
}

/** Takes a token at an instant that {@link nextFreeAt} allows. */
export function takeToken(bucket: TokenBucket, policy: Pick<RatePolicy, 'perSecond'>, now: Instant): void {
  bucket.fullAt = Math.max(now, bucket.fullAt) + intervalOf(policy);
}

function intervalOf({ perSecond }: Pick<RatePolicy, 'perSecond'>): number {
  return Math.max(1, Math.round(1_000_000 / perSecond));
}

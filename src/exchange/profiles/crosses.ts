/**
 * Crossings of two moving averages for the reference strategies of both profiles. Averages are compared
 * as sums of whole steps of 1e-8, so a tie is a tie and not the noise of floats.
 */
import { demandOfProfile, type ProfileBar } from './profile-bar.js';

export interface Averages {
  readonly fast: number;
  readonly slow: number;
}

const STEPS_PER_UNIT = 100_000_000;

/** Returns the sign of fast − slow per bar; `undefined` before the slow average is known. */
export function averageSigns(bars: readonly ProfileBar[], { fast, slow }: Averages): readonly (number | undefined)[] {
  const areBars = Number.isInteger(fast) && Number.isInteger(slow) && fast > 0 && fast < slow && slow <= 1_000;
  demandOfProfile(areBars, 'The fast average has fewer bars than the slow one, both whole numbers up to 1,000.', { fast, slow });
  // Sums of differences to the first close, so that they stay small.
  const base = Math.round((bars[0]?.close ?? 0) * STEPS_PER_UNIT);
  const steps = bars.map(({ close }) => Math.round(close * STEPS_PER_UNIT) - base);
  const signs: (number | undefined)[] = [];
  let fastSum = 0;
  let slowSum = 0;
  steps.forEach((step, index) => {
    fastSum += step - (index >= fast ? steps[index - fast] : 0);
    slowSum += step - (index >= slow ? steps[index - slow] : 0);
    demandOfProfile(Number.isSafeInteger(slowSum), 'Closes stay within so narrow a band that their sum is exact.', { index });
    signs.push(index < slow - 1 ? undefined : Number(signOf(BigInt(fastSum) * BigInt(slow) - BigInt(slowSum) * BigInt(fast))));
  });
  return signs;
}

/** Returns 1 or -1 where the sign changed from the other on the bar before, else 0: a tie is no side. */
export function strictCrosses(signs: readonly (number | undefined)[]): readonly number[] {
  return signs.map((sign, index) => (sign !== undefined && sign !== 0 && signs[index - 1] === -sign ? sign : 0));
}

/** Returns 1 or -1 where the sign differs from the last one that was not a tie, else 0. */
export function lastingCrosses(signs: readonly (number | undefined)[]): readonly number[] {
  let side = 0;
  return signs.map((sign) => {
    if (sign === undefined || sign === 0) return 0;
    const crossed = side === -sign ? sign : 0;
    side = sign;
    return crossed;
  });
}

function signOf(value: bigint): bigint {
  return value > 0n ? 1n : value < 0n ? -1n : 0n;
}

/** Splits are whole numbers, `into` for `per`; files write them as ratios that were rounded, or as 2:1. */

export interface Fraction {
  readonly into: number;
  readonly per: number;
}

/** More old units are never joined to a new one. */
const WHOLE_MAX = 1_000_000;
const PER_MAX = 1_000;
/** Factor files keep six digits, and a ratio of two of them is as wrong as both. */
const ERROR_MAX = 1e-5;

/** Returns the fraction of smallest denominator that a rounded ratio may stand for; `undefined` where there is none. */
export function fractionOf(ratio: number): Fraction | undefined {
  if (!(ratio > 0) || ratio > WHOLE_MAX) return undefined;
  // A reverse split is the fraction of its inverse, turned over.
  if (ratio < 1) {
    const turned = fractionOf(1 / ratio);
    return turned === undefined ? undefined : { into: turned.per, per: turned.into };
  }
  for (let per = 1; per <= PER_MAX; per += 1) {
    const into = Math.round(ratio * per);
    if (Math.abs(into - ratio * per) <= ERROR_MAX * ratio * per) return { into, per };
  }
  return undefined;
}

/** Returns what 2:1, 2/1, 2 or 1.5 says; `undefined` for anything else. */
export function readFraction(text: string): Fraction | undefined {
  const [, into = '', per = ''] = /^(\d{1,7})\s*[:/]\s*(\d{1,7})$/.exec(text) ?? [];
  if (into !== '') return Number(into) >= 1 && Number(per) >= 1 && Number(into) <= WHOLE_MAX && Number(per) <= WHOLE_MAX ? { into: Number(into), per: Number(per) } : undefined;
  return /^\d{1,7}(\.\d+)?$/.test(text) ? fractionOf(Number(text)) : undefined;
}

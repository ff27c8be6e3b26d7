/**
 * Exact integer arithmetic for everything that is accounted. Money is rounded half-even, here and
 * nowhere else.
 */
import { assert } from './assert.js';

/** Money in millionths of its currency's unit, a safe integer. */
export type Micros = number;
/** Quantity in the instrument's smallest tradable unit, a safe integer. */
export type Lots = number;
/** Price in steps of the instrument's tick grid, a safe integer. */
export type Ticks = number;

export const MICROS_PER_UNIT = 1_000_000;

/**
 * Returns a × b ÷ divisor, rounded half-even, exact for any safe integers.
 * Asserts that the result is a safe integer.
 */
export function mulDiv(a: number, b: number, divisor: number): number {
  assert(Number.isSafeInteger(a) && Number.isSafeInteger(b), 'Accounted quantities are safe integers', { a, b });
  assert(Number.isSafeInteger(divisor) && divisor > 0, 'A divisor is a positive integer', { divisor });
  const product = a * b;
  if (!Number.isSafeInteger(product)) return mulDivBig(a, b, divisor);
  const quotient = Math.trunc(product / divisor);
  const remainder = product - quotient * divisor;
  if (remainder === 0) return quotient + 0;
  return roundHalfEvenFrom(quotient, remainder, divisor);
}

/** Returns the nearest integer, ties to the even one; never -0. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  assert(Number.isSafeInteger(rounded), 'A rounded amount is a safe integer', { value });
  return rounded + 0;
}

/** Rates between currencies are resolved to so many parts of one. */
export const RATE_PARTS = 1_000_000_000;

/** Returns a rate as a whole number of {@link RATE_PARTS}; 0 for one too small to be counted. */
export function ratePartsOf(rate: number): number {
  return roundHalfEven(rate * RATE_PARTS);
}

/** Returns money in the currency that a rate is quoted in: so many parts of it for one unit. Half-even. */
export function timesRate(micros: Micros, rateParts: number): Micros {
  return mulDiv(micros, rateParts, RATE_PARTS);
}

/** Returns the money that {@link timesRate} makes so many micros of: the way back. Half-even. */
export function overRate(micros: Micros, rateParts: number): Micros {
  return mulDiv(micros, RATE_PARTS, rateParts);
}

/** Returns an amount of money as a float of its currency's unit, for display and estimates only. */
export function unitsOf(micros: Micros): number {
  return micros / MICROS_PER_UNIT;
}

/** Returns the micros of a decimal amount, rounded half-even. */
export function microsOf(units: number): Micros {
  return roundHalfEven(units * MICROS_PER_UNIT);
}

function roundHalfEvenFrom(quotient: number, remainder: number, divisor: number): number {
  const twice = Math.abs(remainder) * 2;
  const away = remainder < 0 ? -1 : 1;
  const up = twice > divisor || (twice === divisor && quotient % 2 !== 0);
  return (up ? quotient + away : quotient) + 0;
}

function mulDivBig(a: number, b: number, divisor: number): number {
  const product = BigInt(a) * BigInt(b);
  const big = BigInt(divisor);
  const quotient = product / big;
  const remainder = product % big;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const up = twice > big || (twice === big && quotient % 2n !== 0n);
  const result = Number(up ? quotient + (product < 0n ? -1n : 1n) : quotient);
  assert(Number.isSafeInteger(result), 'An amount fits into a safe integer', { a, b, divisor });
  return result;
}

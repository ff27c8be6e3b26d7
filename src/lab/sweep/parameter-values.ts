/** The values of one parameter: its list, the steps of its range, or any place in it. */
import { assert } from '../../core/assert.js';
import type { ParameterSection, Scalar } from './sweep-schema.js';

/** Keeps sums and logarithms from leaving a trace in the last digits, which differ between machines. */
const DIGITS = 12;

/** Returns all values in their order; `undefined` for a range without steps, which has no end of them. */
export function valuesOf(parameter: ParameterSection): readonly Scalar[] | undefined {
  if (parameter.list !== undefined) return parameter.list;
  const count = countOf(parameter);
  if (count === undefined) return undefined;
  const places = Array.from({ length: count }, (_, index) => rangeValue(parameter, placeOf(parameter, index, count)));
  return [...new Set(places)];
}

/** Returns the value at a place of 0 (first) to below 1, for sampling. */
export function valueAtPlace(parameter: ParameterSection, place: number): Scalar {
  assert(place >= 0 && place < 1, 'A place in a parameter lies from 0 to below 1', { place });
  const values = valuesOf(parameter);
  return values === undefined ? rangeValue(parameter, place) : values[Math.floor(place * values.length)];
}

/** Returns how many values a range has on a grid. Enormous ranges are counted, not made. */
export function countOf({ list, from = 0, to = 0, step, points }: ParameterSection): number | undefined {
  if (list !== undefined) return list.length;
  if (points !== undefined) return points;
  return step === undefined ? undefined : Math.floor((to - from) / step + 1e-9) + 1;
}

function placeOf({ from = 0, to = 0, step }: ParameterSection, index: number, count: number): number {
  if (step !== undefined && to > from) return (index * step) / (to - from);
  return count === 1 ? 0 : index / (count - 1);
}

function rangeValue({ from = 0, to = 0, log, whole }: ParameterSection, place: number): number {
  const value = log ? from * Math.exp(Math.log(to / from) * place) : from + (to - from) * place;
  const clean = Number(value.toPrecision(DIGITS));
  return (whole ? Math.round(clean) : clean) + 0;
}

/** What the commands of `hivetape learn` share: the shelf, and numbers with a fraction. */
import { resolve } from 'node:path';
import { HivetapeError } from '../../../core/errors.js';
import type { DataSet } from '../../../learning/data-set.js';
import type { LearningShelf } from '../../../lab/learn/learning-shelf.js';
import type { OptionValues } from '../../command-spec.js';
import { invalidArgument, textOption, wholeNumberOption } from '../../option-values.js';
import type { Settings } from '../../settings.js';

export const dataSetArgument = { name: '<dataset>', meaning: 'a data set: @ (the last one made), its file, or the beginning of its digest' };
export const modelArgument = { name: '<model>', meaning: 'a model: @ (the last one trained), or the beginning of its hash' };

export async function openShelf({ storeDirectory }: Settings): Promise<LearningShelf> {
  const { learningShelf } = await import('../../../lab/learn/learning-shelf.js');
  return learningShelf(storeDirectory);
}

export function foundDataSet(shelf: LearningShelf, reference: string, { cwd }: Settings): DataSet {
  return shelf.dataSet(reference, (path) => resolve(cwd, path));
}

/** Returns a whole number of at least `min`, or the default. Throws `invalid-argument`. */
export function countOption(options: OptionValues, name: string, { key = name, min, max = 1_000_000, usual }: { readonly key?: string; readonly min: number; readonly max?: number; readonly usual: number }): number {
  const value = wholeNumberOption(options, key) ?? usual;
  if (value >= min && value <= max) return value;
  throw invalidArgument(`--${name}`, `a whole number from ${min} to ${max}`, String(value));
}

/** Returns a number between two bounds, both outside, or the default. Throws `invalid-argument`. */
export function fractionOption(options: OptionValues, name: string, { key = name, above, below, usual }: { readonly key?: string; readonly above: number; readonly below: number; readonly usual: number }): number {
  const text = textOption(options, key);
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d*\.?\d+(e-?\d+)?$/i.test(text) && value > above && value < below) return value;
  throw invalidArgument(`--${name}`, `a number above ${above} and below ${below}`, text);
}

/** Tells whether a training was ended by the person at the keyboard. */
export function wasStopped(error: unknown): boolean {
  return error instanceof HivetapeError && error.code === 'training-stopped';
}

/**
 * From rows to what a network eats: windows standardised by the rows of the training (and by no other),
 * cut into the patches of its convolution, and targets with a mask where a label is not defined.
 */
import { assert } from '../core/assert.js';
import { standardised, patchesOf, type NetworkShape } from '../agents/pattern-network.js';
import { UNDEFINED_LABEL, windowOf, type DataSet } from './data-set.js';

export interface Scaling {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

export interface Samples {
  readonly rows: number;
  /** rows × patches × (kernelBars·features): the convolution unfolded, because backends cannot train it otherwise. */
  readonly patches: Float32Array;
  /** rows × labels, 0 or 1. */
  readonly targets: Float32Array;
  /** rows × labels, 1 where the label is defined. */
  readonly defined: Float32Array;
}

/** Returns mean and deviation of every feature over the windows of these rows; a feature that never moves has deviation 1. */
export function scalingOf(set: DataSet, rows: readonly number[]): Scaling {
  const width = set.features.length;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let bars = 0;
  for (const row of rows) {
    // The last bar of each window: rows are a bar apart, so that is every bar once.
    const last = windowOf(set, row).slice(-width);
    bars += 1;
    last.forEach((value, feature) => {
      sums[feature] += value;
      squares[feature] += value * value;
    });
  }
  assert(bars > 0, 'A scaling comes from at least one row');
  const means = Array.from(sums, (sum) => sum / bars);
  const deviations = means.map((mean, feature) => Math.sqrt(Math.max(0, squares[feature] / bars - mean * mean)));
  return { means, deviations: deviations.map((deviation) => (deviation > 1e-12 ? deviation : 1)) };
}

/** Returns for each label the share of these rows that bear it, of those where it is defined. */
export function sharesOf(set: DataSet, rows: readonly number[]): number[] {
  return set.labels.map((label) => {
    const values = rows.map((row) => labelAt(set, label, row)).filter((value) => value !== UNDEFINED_LABEL);
    return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

export function labelAt({ rows }: DataSet, label: DataSet['labels'][number], row: number): number {
  return rows.labels[label]?.[row] ?? UNDEFINED_LABEL;
}

export function samplesOf(set: DataSet, rows: readonly number[], { shape, scaling }: { readonly shape: NetworkShape; readonly scaling: Scaling }): Samples {
  const patches = patchesOf(shape);
  const span = shape.kernelBars * shape.features;
  const width = shape.features;
  const inputs = new Float32Array(rows.length * patches * span);
  const targets = new Float32Array(rows.length * shape.labels);
  const defined = new Float32Array(rows.length * shape.labels);
  rows.forEach((row, place) => {
    const window = windowOf(set, row).map((value, at) => standardised(value, scaling.means[at % width], scaling.deviations[at % width]));
    for (let patch = 0; patch < patches; patch += 1) {
      const from = patch * shape.strideBars * width;
      inputs.set(window.slice(from, from + span), (place * patches + patch) * span);
    }
    set.labels.forEach((label, index) => {
      const value = labelAt(set, label, row);
      if (value === UNDEFINED_LABEL) return;
      targets[place * shape.labels + index] = value;
      defined[place * shape.labels + index] = 1;
    });
  });
  return { rows: rows.length, patches: inputs, targets, defined };
}

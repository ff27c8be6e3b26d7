/**
 * A trained pattern network as plain data, and its forward pass in a fixed order of additions: the same
 * probabilities on every machine, without any library for tensors. A window of bars goes through one
 * convolution in time, one dense layer, and one sigmoid per label.
 */
import { assert } from '../core/assert.js';
import type { PatternLabel } from '../domain/events/learning-events.js';

/** The sizes that a network is made of. */
export interface NetworkShape {
  readonly windowBars: number;
  readonly features: number;
  /** Bars that one patch of the convolution covers, and from one patch to the next. */
  readonly kernelBars: number;
  readonly strideBars: number;
  readonly filters: number;
  readonly hidden: number;
  readonly labels: number;
}

/** The layers in the order in which their weights are stored; matrices row by row, a row per input. */
export interface NetworkWeights {
  /** kernelBars·features × filters. */
  readonly kernel: Float32Array;
  readonly kernelBias: Float32Array;
  /** patches·filters × hidden. */
  readonly dense: Float32Array;
  readonly denseBias: Float32Array;
  /** hidden × labels. */
  readonly output: Float32Array;
  readonly outputBias: Float32Array;
}

export interface PatternModel {
  /** SHA-256 of the model file, hex. */
  readonly hash: string;
  readonly features: readonly string[];
  readonly labels: readonly PatternLabel[];
  readonly horizonBars: number;
  readonly shape: NetworkShape;
  /** Mean and standard deviation of each feature over the rows of the training. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** Share of the rows of the training that bear each label. */
  readonly shares: readonly number[];
  /** The model could not exist earlier, in virtual time. */
  readonly validFrom: number;
  readonly weights: NetworkWeights;
}

/** Standardised features are held within so many deviations: one wild bar must not drown the others. */
const CLIP = 8;

export function patchesOf({ windowBars, kernelBars, strideBars }: NetworkShape): number {
  return Math.floor((windowBars - kernelBars) / strideBars) + 1;
}

/** Returns how many weights each layer has, in the order of storage. */
export function layerSizes(shape: NetworkShape): Readonly<Record<keyof NetworkWeights, number>> {
  const { kernelBars, features, filters, hidden, labels } = shape;
  return {
    kernel: kernelBars * features * filters,
    kernelBias: filters,
    dense: patchesOf(shape) * filters * hidden,
    denseBias: hidden,
    output: hidden * labels,
    outputBias: labels,
  };
}

/** Returns a feature in deviations from its mean, within ±8. */
export function standardised(value: number, mean: number, deviation: number): number {
  return Math.max(-CLIP, Math.min(CLIP, (value - mean) / deviation));
}

/**
 * Returns the probability of each label, in the order of the model's labels, for a window of raw features:
 * windowBars × features, the oldest bar first.
 */
export function probabilitiesOf(model: PatternModel, window: ArrayLike<number>): number[] {
  const { shape, weights, means, deviations } = model;
  const { windowBars, features, hidden, labels, filters } = shape;
  assert(window.length === windowBars * features, 'A window holds every feature of every bar', { found: window.length, windowBars, features });
  const input = new Float32Array(window.length);
  for (let at = 0; at < input.length; at += 1) {
    const feature = at % features;
    input[at] = standardised(window[at], means[feature], deviations[feature]);
  }
  const maps = convolve(input, shape, weights);
  const inner = dense(maps, { weights: weights.dense, bias: weights.denseBias, width: hidden });
  for (let unit = 0; unit < hidden; unit += 1) inner[unit] = Math.max(0, inner[unit]);
  assert(maps.length === patchesOf(shape) * filters, 'Every patch has one value per filter');
  const logits = dense(inner, { weights: weights.output, bias: weights.outputBias, width: labels });
  return Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}

/** Returns the rectified answers of all filters, patch by patch. */
function convolve(input: Float32Array, shape: NetworkShape, { kernel, kernelBias }: NetworkWeights): Float64Array {
  const { kernelBars, strideBars, features, filters } = shape;
  const patches = patchesOf(shape);
  const span = kernelBars * features;
  const maps = new Float64Array(patches * filters);
  for (let patch = 0; patch < patches; patch += 1) {
    const from = patch * strideBars * features;
    const answer = dense(input.subarray(from, from + span), { weights: kernel, bias: kernelBias, width: filters });
    for (let filter = 0; filter < filters; filter += 1) maps[patch * filters + filter] = Math.max(0, answer[filter]);
  }
  return maps;
}

interface Layer {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly width: number;
}

/** Returns bias + input × weights; each sum runs over the inputs in their order. */
function dense(input: ArrayLike<number>, { weights, bias, width }: Layer): Float64Array {
  const sums = Float64Array.from(bias);
  for (let from = 0; from < input.length; from += 1) {
    const value = input[from];
    if (value === 0) continue;
    const row = from * width;
    for (let to = 0; to < width; to += 1) sums[to] += value * weights[row + to];
  }
  return sums;
}

/** A network with drawn weights, which nobody has trained: enough to see that it is asked right. */
import { modelBytes, readModel } from '../../src/agents/pattern-model-file.js';
import { featureNames } from '../../src/agents/pattern-features.js';
import { layerSizes, type NetworkShape, type NetworkWeights, type PatternModel } from '../../src/agents/pattern-network.js';
import { randomStream } from '../../src/core/random.js';
import type { PatternLabel } from '../../src/domain/events/learning-events.js';

export interface RandomModelOptions {
  readonly seed?: number;
  readonly windowBars?: number;
  readonly labels?: readonly PatternLabel[];
  readonly hasPeer?: boolean;
  readonly validFrom?: number;
  /** Added to the last layer's answer for the first label: large values make it sure. */
  readonly bias?: number;
  readonly size?: Partial<Pick<NetworkShape, 'kernelBars' | 'strideBars' | 'filters' | 'hidden'>>;
}

export function randomModel({ seed = 1, windowBars = 8, labels = ['direction', 'breakout'], hasPeer = false, validFrom = 0, bias = 0, size = {} }: RandomModelOptions = {}): PatternModel & { readonly bytes: Uint8Array } {
  const features = featureNames(hasPeer);
  const shape: NetworkShape = { windowBars, features: features.length, kernelBars: 4, strideBars: 2, filters: 3, hidden: 5, ...size, labels: labels.length };
  const random = randomStream({ seed, agent: 'test', purpose: 'weights' });
  const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal() * 0.5);
  const sizes = layerSizes(shape);
  const weights: NetworkWeights = {
    kernel: drawn(sizes.kernel),
    kernelBias: drawn(sizes.kernelBias),
    dense: drawn(sizes.dense),
    denseBias: drawn(sizes.denseBias),
    output: drawn(sizes.output),
    outputBias: drawn(sizes.outputBias),
  };
  weights.outputBias[0] += bias;
  const means = features.map((_, index) => index / 100);
  const bytes = modelBytes({ features, labels, horizonBars: 5, shape, means, deviations: features.map(() => 0.5), shares: labels.map(() => 0.5), validFrom, weights });
  return { ...readModel(bytes, { name: 'random' }), bytes };
}

/** From a data set to a trained model: divides the rows, trains on the older ones, and says what it is. */
import { assert } from '../core/assert.js';
import { HivetapeError } from '../core/errors.js';
import type { NetworkShape, PatternModel } from '../agents/pattern-network.js';
import { modelBytes, readModel } from '../agents/pattern-model-file.js';
import type { DataSet } from './data-set.js';
import { samplesOf, scalingOf, sharesOf, type Samples } from './sample-rows.js';
import { splitRows, type Split } from './split-rows.js';
import type { TensorBackend } from './tensor-backend.js';
import { trainNetwork, type TrainingHooks } from './train-network.js';
import type { TrainingOptions } from './training-options.js';

export interface TrainedModel {
  readonly model: PatternModel;
  readonly bytes: Uint8Array;
  readonly losses: readonly number[];
  readonly split: Split;
}

export interface ModelInput {
  readonly set: DataSet;
  readonly options: TrainingOptions;
  readonly backend: TensorBackend;
}

/** Returns the model and its file. The same input gives the same bytes on a repeatable backend. */
export async function trainModel({ set, options, backend }: ModelInput, hooks: TrainingHooks = {}): Promise<TrainedModel> {
  const split = splitRows(set, options);
  return { ...(await trainOn({ set, options, backend, split, purpose: 'model', alter: (samples) => samples }, hooks)), split };
}

export interface ControlInput extends ModelInput {
  readonly split: Split;
  readonly purpose: string;
  /** Returns the samples that it is trained on instead. */
  readonly alter: (samples: Samples) => Samples;
}

/** Returns a model of the same making whose samples were altered first: a control. */
export async function trainOn({ set, options, backend, split, purpose, alter }: ControlInput, hooks: TrainingHooks = {}): Promise<Omit<TrainedModel, 'split'>> {
  const shape = shapeOf(set, options);
  const scaling = scalingOf(set, split.train);
  const samples = alter(samplesOf(set, split.train, { shape, scaling }));
  const { weights, losses } = await trainNetwork({ samples, shape, options, backend, purpose }, hooks);
  const bytes = modelBytes({
    features: set.features,
    labels: set.labels,
    horizonBars: set.options.horizonBars,
    shape,
    ...scaling,
    shares: sharesOf(set, split.train),
    validFrom: split.trainKnownAt,
    weights,
  });
  // Read back at once: what is stored is what is used.
  const model = readModel(bytes, { name: 'the model just trained' });
  assert(model.weights.kernel.every((weight, place) => Object.is(weight, weights.kernel[place])), 'Weights are read back as they were written');
  return { model, bytes, losses };
}

export function shapeOf({ features, labels, options }: DataSet, { kernelBars, strideBars, filters, hidden }: TrainingOptions): NetworkShape {
  if (kernelBars > options.windowBars) {
    throw new HivetapeError('learning-mismatch', `The convolution of a network covers at most its window, ${options.windowBars} bars (found ${kernelBars}).`);
  }
  return { windowBars: options.windowBars, features: features.length, kernelBars, strideBars, filters, hidden, labels: labels.length };
}

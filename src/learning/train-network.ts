/**
 * Trains the weights of a network with TensorFlow.js. Initial weights and the order of rows come from
 * named streams of chance, rows are shuffled here and not by the library, so on a repeatable backend
 * equal samples and options give equal bits.
 */
import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { HivetapeError } from '../core/errors.js';
import { randomStream, type RandomStream } from '../core/random.js';
import { nextTurn } from '../host/next-turn.js';
import { layerSizes, patchesOf, type NetworkShape, type NetworkWeights } from '../agents/pattern-network.js';
import type { Samples } from './sample-rows.js';
import type { TensorBackend } from './tensor-backend.js';
import type { TrainingOptions } from './training-options.js';

export interface EpochDone {
  /** From 1 on. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
}

export interface TrainingHooks {
  readonly onEpoch?: (done: EpochDone) => void;
  /** Stops the training after the epoch; it then throws `training-stopped`. */
  readonly signal?: AbortSignal;
}

export interface TrainedNetwork {
  readonly weights: NetworkWeights;
  /** Mean cross-entropy per defined label, in nats, of each epoch. */
  readonly losses: readonly number[];
}

export interface TrainingInput {
  readonly samples: Samples;
  readonly shape: NetworkShape;
  readonly options: TrainingOptions;
  readonly backend: TensorBackend;
  /** Distinguishes the streams of chance of several trainings: `model`, `shuffled labels 1`, … */
  readonly purpose: string;
}

type Tf = TensorBackend['tf'];
type Layers = { readonly [Layer in keyof NetworkWeights]: Variable };

/** Returns the trained weights. Throws `training-stopped`, and `training-diverged` when they are not finite any more. */
export async function trainNetwork({ samples, shape, options, backend, purpose }: TrainingInput, { onEpoch, signal }: TrainingHooks = {}): Promise<TrainedNetwork> {
  const { tf } = backend;
  const chance = (what: string): RandomStream => randomStream({ seed: options.seed, agent: 'trainer', purpose: `${purpose}: ${what}` });
  // The tensors that the weights begin with are not needed after them; a tidy spares the weights themselves.
  const layers = tf.tidy(() => startLayers(tf, shape, chance('initial weights')) as unknown as Record<string, Variable>) as unknown as Layers;
  const optimiser = tf.train.adam(options.learningRate);
  const order = Array.from({ length: samples.rows }, (_, row) => row);
  const shuffling = chance('order of rows');
  const losses: number[] = [];
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch += 1) {
      shuffling.shuffle(order);
      let loss = 0;
      for (let from = 0; from < order.length; from += options.batchRows) {
        const rows = order.slice(from, from + options.batchRows);
        loss += step({ tf, layers, shape, optimiser }, batchOf(samples, rows, shape), options) * rows.length;
      }
      losses.push(loss / order.length);
      if (!Number.isFinite(loss)) throw new HivetapeError('training-diverged', `The loss of a training stays finite (found ${loss} in epoch ${epoch}).`, { help: 'Lower the learning rate.' });
      onEpoch?.({ epoch, epochs: options.epochs, loss: loss / order.length });
      await nextTurn();
      if (signal?.aborted === true) throw new HivetapeError('training-stopped', `The training was stopped after ${epoch} of ${options.epochs} epochs; nothing of it is kept.`);
    }
    return { weights: weightsOf(layers), losses };
  } finally {
    tf.dispose(Object.values(layers));
    optimiser.dispose();
  }
}

function startLayers(tf: Tf, shape: NetworkShape, random: RandomStream): Layers {
  const { filters, hidden, labels } = shape;
  const sizes = layerSizes(shape);
  const matrix = (size: number, width: number): Variable => {
    const inputs = size / width;
    const scale = Math.sqrt(2 / inputs);
    return tf.variable(tf.tensor2d(Float32Array.from({ length: size }, () => random.normal() * scale), [inputs, width]));
  };
  return {
    kernel: matrix(sizes.kernel, filters),
    kernelBias: tf.variable(tf.zeros([filters])),
    dense: matrix(sizes.dense, hidden),
    denseBias: tf.variable(tf.zeros([hidden])),
    output: matrix(sizes.output, labels),
    outputBias: tf.variable(tf.zeros([labels])),
  };
}

interface Batch {
  readonly rows: number;
  readonly patches: Float32Array;
  readonly targets: Float32Array;
  readonly defined: Float32Array;
}

function batchOf(samples: Samples, rows: readonly number[], shape: NetworkShape): Batch {
  const gather = (from: Float32Array, width: number): Float32Array => {
    const gathered = new Float32Array(rows.length * width);
    rows.forEach((row, place) => gathered.set(from.subarray(row * width, (row + 1) * width), place * width));
    return gathered;
  };
  const span = patchesOf(shape) * shape.kernelBars * shape.features;
  return {
    rows: rows.length,
    patches: gather(samples.patches, span),
    targets: gather(samples.targets, shape.labels),
    defined: gather(samples.defined, shape.labels),
  };
}

interface Workshop {
  readonly tf: Tf;
  readonly layers: Layers;
  readonly shape: NetworkShape;
  readonly optimiser: ReturnType<Tf['train']['adam']>;
}

/** Takes one step of the training. Returns the mean loss of the batch before the step. */
function step({ tf, layers, shape, optimiser }: Workshop, batch: Batch, { weightDecay, learningRate }: TrainingOptions): number {
  return tf.tidy(() => {
    const { rows } = batch;
    const patches = tf.tensor2d(batch.patches, [rows * patchesOf(shape), shape.kernelBars * shape.features]);
    const targets = tf.tensor2d(batch.targets, [rows, shape.labels]);
    const defined = tf.tensor2d(batch.defined, [rows, shape.labels]);
    const crossEntropy = crossEntropyOf(tf);
    const loss = optimiser.minimize(() => crossEntropy(logitsOf(tf, patches, layers, shape), targets, defined) as Scalar, true, Object.values(layers));
    for (const layer of [layers.kernel, layers.dense, layers.output]) layer.assign(tf.mul(layer, 1 - learningRate * weightDecay));
    return loss?.dataSync()[0] ?? NaN;
  });
}

function logitsOf(tf: Tf, patches: Tensor2D, layers: Layers, { filters, ...shape }: NetworkShape): Tensor {
  const maps = tf.relu(tf.add(tf.matMul(patches, layers.kernel as Tensor as Tensor2D), layers.kernelBias));
  const flat = tf.reshape(maps, [-1, patchesOf({ filters, ...shape }) * filters]) as Tensor2D;
  const inner = tf.relu(tf.add(tf.matMul(flat, layers.dense as Tensor as Tensor2D), layers.denseBias)) as Tensor2D;
  return tf.add(tf.matMul(inner, layers.output as Tensor as Tensor2D), layers.outputBias);
}

/**
 * Returns the mean cross-entropy of logits over the labels that are defined. Its gradient is written out,
 * because not every backend can derive the library's own.
 */
function crossEntropyOf(tf: Tf): (...tensors: Tensor[]) => Tensor {
  return tf.customGrad((...inputs) => {
    const [logits, targets, defined, save] = inputs as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const probability = tf.sigmoid(logits);
    const count = tf.maximum(tf.sum(defined), 1);
    save([probability, targets, defined, count]);
    const told = tf.add(tf.mul(targets, probability), tf.mul(tf.sub(1, targets), tf.sub(1, probability)));
    const value = tf.div(tf.sum(tf.mul(tf.neg(tf.log(tf.maximum(told, 1e-7))), defined)), count);
    const gradFunc = (slope: Tensor, saved: Tensor[]): Tensor[] => {
      const [p, z, mask, n] = saved;
      return [tf.mul(tf.div(tf.mul(tf.sub(p, z), mask), n), slope), tf.zerosLike(z), tf.zerosLike(mask)];
    };
    return { value: value as Scalar, gradFunc };
  });
}

function weightsOf(layers: Layers): NetworkWeights {
  const read = (layer: Variable): Float32Array => Float32Array.from(layer.dataSync());
  return {
    kernel: read(layers.kernel),
    kernelBias: read(layers.kernelBias),
    dense: read(layers.dense),
    denseBias: read(layers.denseBias),
    output: read(layers.output),
    outputBias: read(layers.outputBias),
  };
}

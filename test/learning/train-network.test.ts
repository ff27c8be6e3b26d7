/** The training: equal bits every time, the same answers as TensorFlow.js gives, and refusals that say what to do. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hasPackage } from '../../src/host/optional-package.js';
import { modelHash, weightBytes } from '../../src/agents/pattern-model-file.js';
import { patchesOf, probabilitiesOf, standardised, type PatternModel } from '../../src/agents/pattern-network.js';
import { defaultDataSetOptions, windowOf } from '../../src/learning/data-set.js';
import { foldDataSet } from '../../src/learning/fold-data-set.js';
import { loadBackend } from '../../src/learning/tensor-backend.js';
import { trainModel } from '../../src/learning/train-model.js';
import { defaultTrainingOptions } from '../../src/learning/training-options.js';
import { logOfBars, marketBars } from './markets.js';

const set = foldDataSet([logOfBars(marketBars({ bars: 400, drift: 1 }))], { ...defaultDataSetOptions, windowBars: 16 });
const options = { ...defaultTrainingOptions, epochs: 3, batchRows: 64 };

describe.each(['wasm', 'cpu'] as const)('a training on %s', (choice) => {
  test('O2: gives the same weights twice, bit by bit, other weights from another seed, and leaves no tensor behind', async () => {
    const backend = await loadBackend({ choice, bitEqual: true });
    const before = backend.tf.memory().numTensors;
    const [one, two, other] = [await trainModel({ set, options, backend }), await trainModel({ set, options, backend }), await trainModel({ set, options: { ...options, seed: 7 }, backend })];
    expect(two.bytes).toEqual(one.bytes);
    expect(two.losses).toEqual(one.losses);
    expect(one.model.hash).toBe(createHash('sha256').update(one.bytes).digest('hex'));
    expect(modelHash(weightBytes(other.model.weights))).not.toBe(modelHash(weightBytes(one.model.weights)));
    expect(one.losses.at(-1)).toBeLessThan(one.losses[0]);
    expect(backend.tf.memory().numTensors).toBe(before);
    expect(backend).toMatchObject({ name: choice, isRepeatable: true });
  });

  test('its model answers in the run as TensorFlow.js answers, within 1e-5', async () => {
    const backend = await loadBackend({ choice, bitEqual: true });
    const { model, split } = await trainModel({ set, options, backend });
    for (const row of split.test.slice(0, 40)) {
      const window = windowOf(set, row);
      const theirs = answersOfLibrary(model, window, backend.tf);
      probabilitiesOf(model, window).forEach((probability, label) => expect(Math.abs(probability - theirs[label])).toBeLessThan(1e-5));
    }
  });
});

/** The same network by the library's own convolution, which is another way than the one it was trained in. */
function answersOfLibrary({ shape, weights, means, deviations }: PatternModel, window: readonly number[], tf: Awaited<ReturnType<typeof loadBackend>>['tf']): ArrayLike<number> {
  const { windowBars, features, kernelBars, strideBars, filters, hidden, labels } = shape;
  return tf.tidy(() => {
    const input = tf.tensor3d(window.map((value, at) => standardised(value, means[at % features], deviations[at % features])), [1, windowBars, features]);
    const maps = tf.relu(tf.add(tf.conv1d(input, tf.tensor3d(weights.kernel, [kernelBars, features, filters]), strideBars, 'valid'), tf.tensor1d(weights.kernelBias)));
    const flat = tf.reshape(maps, [1, patchesOf(shape) * filters]);
    const inner = tf.relu(tf.add(tf.matMul(flat, tf.tensor2d(weights.dense, [patchesOf(shape) * filters, hidden])), tf.tensor1d(weights.denseBias)));
    return tf.sigmoid(tf.add(tf.matMul(inner, tf.tensor2d(weights.output, [hidden, labels])), tf.tensor1d(weights.outputBias))).dataSync();
  });
}

test('can be stopped after an epoch, and then keeps nothing', async () => {
  const backend = await loadBackend({ choice: 'wasm', bitEqual: true });
  const controller = new AbortController();
  const seen: number[] = [];
  const training = trainModel({ set, options, backend }, {
    signal: controller.signal,
    onEpoch: ({ epoch }) => {
      seen.push(epoch);
      controller.abort();
    },
  });
  await expect(training).rejects.toMatchObject({ code: 'training-stopped' });
  expect(seen).toEqual([1]);
});

test('a rate at which it runs away is refused', async () => {
  const backend = await loadBackend({ choice: 'cpu', bitEqual: true });
  await expect(trainModel({ set, options: { ...options, learningRate: 1e30 }, backend })).rejects.toMatchObject({ code: 'training-diverged' });
});

test('equal bits are not promised on the native backend, and a package that is not there is named', async () => {
  await expect(loadBackend({ choice: 'native', bitEqual: true })).rejects.toMatchObject({ code: 'backend-not-repeatable' });
  const native = loadBackend({ choice: 'native', bitEqual: false });
  if (hasPackage('@tensorflow/tfjs-node')) expect(await native).toMatchObject({ name: 'native', isRepeatable: false });
  else await expect(native).rejects.toMatchObject({ code: 'package-missing', details: { values: { package: '@tensorflow/tfjs-node' } } });
});

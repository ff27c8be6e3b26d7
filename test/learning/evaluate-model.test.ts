/** The judgement: a planted pattern is found well above every control, and a walk is called useless (invariant 64). */
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultDataSetOptions, type DataSet } from '../../src/learning/data-set.js';
import { evaluateModel, type EvaluationOptions } from '../../src/learning/evaluate-model.js';
import type { Evaluation, LabelEvaluation } from '../../src/learning/evaluation.js';
import { foldDataSet } from '../../src/learning/fold-data-set.js';
import { loadBackend, type TensorBackend } from '../../src/learning/tensor-backend.js';
import { trainModel } from '../../src/learning/train-model.js';
import { defaultTrainingOptions } from '../../src/learning/training-options.js';
import { logOfBars, marketBars, type MarketOptions } from './markets.js';

const training = { ...defaultTrainingOptions, epochs: 12, batchRows: 256 };
const options: EvaluationOptions = { controls: 2, futures: 10, resamples: 1_000, seed: 42 };
let backend: TensorBackend;
beforeAll(async () => {
  backend = await loadBackend({ choice: 'wasm', bitEqual: true });
});

interface Judged {
  readonly set: DataSet;
  readonly model: Awaited<ReturnType<typeof trainModel>>['model'];
  readonly evaluation: Evaluation;
}

async function judge(market: MarketOptions): Promise<Judged> {
  const set = foldDataSet([logOfBars(marketBars(market))], defaultDataSetOptions);
  const { model } = await trainModel({ set, options: training, backend });
  return { set, model, evaluation: await evaluateModel({ model, set, training, options, backend: async () => backend }) };
}

function direction({ labels }: Evaluation): LabelEvaluation {
  const found = labels.find(({ label }) => label === 'direction');
  expect(found).toBeDefined();
  return found as LabelEvaluation;
}

describe('a market with a pattern planted in it', () => {
  let judged: Judged;
  beforeAll(async () => {
    judged = await judge({ bars: 2_000, drift: 1 });
  });

  test('O2: is learnt clearly above shuffled labels, shuffled futures and every guess', () => {
    const { score, baselines, isLearnt } = direction(judged.evaluation);
    expect(score).toBeGreaterThan(0.65);
    expect(baselines.map(({ name }) => name)).toEqual(['majority class', 'last outcome', 'shuffled labels', 'shuffled future']);
    for (const { name, score: other, gain, low, high } of baselines) {
      expect(low, name).toBeGreaterThan(0.03);
      expect(gain, name).toBeCloseTo(score - other, 12);
      expect(high, name).toBeGreaterThan(gain);
    }
    for (const control of ['shuffled labels', 'shuffled future']) {
      expect(Math.abs((baselines.find(({ name }) => name === control)?.score ?? 0) - 0.5)).toBeLessThan(0.06);
    }
    expect(isLearnt).toBe(true);
    expect(judged.evaluation.isUseful).toBe(true);
    expect(judged.evaluation.sentence).toMatch(/^The model has learnt .*direction/);
  });

  test('is judged on later rows only, and the same way twice', async () => {
    const { set, model, evaluation } = judged;
    expect(evaluation.testFrom).toBeGreaterThan(model.validFrom);
    const again = () => evaluateModel({ model, set, training, options: { ...options, controls: 0 }, backend: async () => backend });
    expect(await again()).toEqual(await again());
  });

  test('without rows of the training trains no controls, and says so', async () => {
    const { model } = judged;
    const bars = marketBars({ bars: 2_000, drift: 1 });
    const later = foldDataSet([logOfBars(bars.slice(bars.findIndex(({ closedAt }) => closedAt > model.validFrom)))], defaultDataSetOptions);
    const evaluation = await evaluateModel({ model, set: later, training, options, backend: () => Promise.reject(new Error('nobody asks for it')) });
    expect(evaluation.controls).toBe(0);
    expect(evaluation.notes).toHaveLength(1);
    expect(direction(evaluation).baselines.map(({ name }) => name)).not.toContain('shuffled labels');
  });

  test('a data set of another making is refused', async () => {
    const { model, set } = judged;
    const bars = marketBars({ bars: 2_000, drift: 1 });
    const asked = { model, training, options, backend: async () => backend };
    const other = foldDataSet([logOfBars(bars)], { ...defaultDataSetOptions, horizonBars: 6 });
    await expect(evaluateModel({ ...asked, set: other })).rejects.toMatchObject({ code: 'learning-mismatch' });
    const older = foldDataSet([logOfBars(bars.slice(0, 1_200))], defaultDataSetOptions);
    await expect(evaluateModel({ ...asked, set: older })).rejects.toMatchObject({ code: 'data-set-empty' });
    expect(set.features).toHaveLength(6);
  });
});

test('a random walk teaches nothing, and the sentence says so', async () => {
  const { evaluation } = await judge({ bars: 2_000, seed: 2 });
  expect(evaluation.isUseful).toBe(false);
  expect(evaluation.sentence).toMatch(/^The model is useless: on \d+ unseen rows/);
  for (const { label, hardest, isLearnt } of evaluation.labels) {
    expect(hardest.low, label).toBeLessThanOrEqual(0);
    expect(isLearnt).toBe(false);
  }
  const breakout = evaluation.labels.find(({ label }) => label === 'breakout');
  // Near the edge of a range a breakout is likely in any market: the control has that skill too.
  expect(breakout?.baselines.find(({ name }) => name === 'shuffled future')?.score).toBeGreaterThan(0.53);
});

/** What a trained network is worth as a strategy: trained on the older part of a made market, it trades the newer part. */
import { beforeAll, expect, test } from 'vitest';
import { pattern } from '../../src/agents/pattern.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { defaultDataSetOptions } from '../../src/learning/data-set.js';
import { foldDataSet } from '../../src/learning/fold-data-set.js';
import { loadBackend, type TensorBackend } from '../../src/learning/tensor-backend.js';
import { trainModel } from '../../src/learning/train-model.js';
import { defaultTrainingOptions } from '../../src/learning/training-options.js';
import type { TestEvent } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { earningScore, type MadeStep } from '../agents/lean-profit.js';
import { logOfBars, marketBars } from './markets.js';

const TRAINED_BARS = 2_000;
let backend: TensorBackend;
beforeAll(async () => {
  backend = await loadBackend({ choice: 'wasm', bitEqual: true });
});

/** Returns the scores on the bars after those of the training: free, and after costs. */
async function scoresIn(drift: number | undefined, seed: number): Promise<{ readonly free: number; readonly dear: number }> {
  const bars = marketBars({ bars: 2 * TRAINED_BARS, seed, ...(drift === undefined ? {} : { drift }) });
  const set = foldDataSet([logOfBars(bars.slice(0, TRAINED_BARS))], defaultDataSetOptions);
  const { model, bytes } = await trainModel({ set, options: { ...defaultTrainingOptions, epochs: 12, batchRows: 256 }, backend });
  const setting = { ...agentSetting(), artefact: () => bytes };
  const steps = bars.slice(TRAINED_BARS).map((bar, index): MadeStep => ({ change: Math.log(bar.close / bars[TRAINED_BARS + index - 1].close), events: [{ type: 'BarClosed', data: { bar } } satisfies TestEvent] }));
  const score = (costBps: number): number => earningScore(agentOf(pattern, { models: [model.hash], instruments: [instrumentId('ES')] }, setting), steps, { costBps });
  return { free: score(0), dear: score(5) };
}

test('K2: the learned strategy earns after costs in a market with a pattern planted in it', async () => {
  for (const seed of [1, 2, 3]) expect((await scoresIn(1, seed)).dear, `seed ${seed}`).toBeGreaterThan(3);
}, 60_000);

test('K2: the learned strategy earns nothing but chance in a walk, and loses its costs', async () => {
  const scores: { readonly free: number; readonly dear: number }[] = [];
  for (const seed of [1, 2, 3, 4]) scores.push(await scoresIn(undefined, seed));
  for (const { free, dear } of scores) {
    expect(Math.abs(free)).toBeLessThan(3);
    expect(dear).toBeLessThanOrEqual(free);
  }
  expect(scores.reduce((sum, { dear }) => sum + dear, 0)).toBeLessThan(0);
}, 60_000);

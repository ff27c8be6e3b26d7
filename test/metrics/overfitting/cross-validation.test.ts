/** CSCV against two other implementations, split by split; and against noise, where it must find a half. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.js';
import { backtestOverfitting, blocksFor } from '../../../src/metrics/overfitting/backtest-overfitting.js';
import { crossValidate } from '../../../src/metrics/overfitting/cross-validation.js';
import { golden } from '../golden-file.js';

interface Case {
  readonly id: string;
  readonly S: number;
  readonly metric: string;
  readonly threshold: number;
  readonly combinations: number;
  readonly matrix: readonly (readonly number[])[];
  readonly pypbo: {
    readonly pbo: number;
    readonly probOosLoss: number;
    readonly nStar: readonly number[];
    readonly oosRank: readonly number[];
    readonly logits: readonly number[];
    readonly isBest?: readonly number[];
    readonly oosOfBest?: readonly number[];
    readonly regression_OOS_on_IS?: { readonly slope: number; readonly intercept: number; readonly r2: number };
  };
}
const { cases } = golden<{ readonly cases: readonly Case[] }>('pbo');
const columnsOf = (matrix: Case['matrix']): number[][] => matrix[0].map((_, trial) => matrix.map((row) => row[trial]));
const close = (ours: readonly number[], theirs: readonly number[]): void => {
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((value, index) => expect(Math.abs(value - theirs[index])).toBeLessThanOrEqual(1e-9));
};

describe.each(cases)('$id', ({ S, metric, threshold, combinations, matrix, pypbo }) => {
  const measure = metric.startsWith('sum') ? 'sum' : 'sharpe';
  const splits = crossValidate({ returns: columnsOf(matrix), blocks: S, measure, riskFree: measure === 'sum' ? 0 : 0.03 / 252 });
  const figures = backtestOverfitting(splits, { lossBelow: threshold });

  test(`has ${combinations} splits, each with the best trial, rank and logit of others, to 1e-9`, () => {
    expect(splits.best).toEqual(pypbo.nStar);
    expect(splits.rank).toEqual(pypbo.oosRank);
    close(splits.logit, pypbo.logits);
    if (pypbo.isBest) close(splits.inSample, pypbo.isBest);
    if (pypbo.oosOfBest) close(splits.outOfSample, pypbo.oosOfBest);
  });

  test('has the PBO, probability of loss and degradation of others, to 1e-9', () => {
    close([figures.pbo.value ?? 9, figures.probabilityOfLoss.value ?? 9], [pypbo.pbo, pypbo.probOosLoss]);
    const line = pypbo.regression_OOS_on_IS;
    if (line) close([figures.slope.value ?? 9, figures.intercept.value ?? 9, figures.fit.value ?? 9], [line.slope, line.intercept, line.r2]);
  });
});

test('S = 16 has 12,870 splits, and a record too short for ten periods a block has fewer blocks, or none', () => {
  const noise = noiseOf(4, 160, 1);
  expect(crossValidate({ returns: noise, blocks: 16 }).logit).toHaveLength(12_870);
  expect([5_000, 160, 159, 40, 39].map(blocksFor)).toEqual([16, 16, 14, 4, undefined]);
});

test('pure noise has a PBO near one half, on average over twenty markets', () => {
  const found = Array.from({ length: 20 }, (_, seed) => {
    const splits = crossValidate({ returns: noiseOf(30, 800, seed), blocks: 10 });
    return backtestOverfitting(splits).pbo.value ?? 0;
  });
  const average = found.reduce((sum, value) => sum + value, 0) / found.length;
  expect(average).toBeGreaterThan(0.4);
  expect(average).toBeLessThan(0.6);
});

test('one trial that is truly better has a PBO near none, and equals share their rank', () => {
  const trials = noiseOf(10, 800, 3);
  trials[4] = trials[4].map((value) => value + 0.4);
  expect(backtestOverfitting(crossValidate({ returns: trials, blocks: 10 })).pbo.value).toBeLessThan(0.02);
  const same = crossValidate({ returns: [trials[0], trials[0], trials[0]], blocks: 4 });
  expect(new Set(same.rank)).toEqual(new Set([2]));
});

function noiseOf(trials: number, periods: number, seed: number): number[][] {
  return Array.from({ length: trials }, (_, trial) => {
    const random = randomStream({ seed, agent: `trial-${trial}`, purpose: 'noise' });
    return Array.from({ length: periods }, () => random.normal());
  });
}

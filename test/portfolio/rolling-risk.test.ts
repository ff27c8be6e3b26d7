/** Incremental is batch: tails, means, deviations and correlations that follow day by day equal those computed afresh. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlation } from '../../src/metrics/benchmark/correlation.js';
import { deviation } from '../../src/metrics/numbers/deviation.js';
import { mean } from '../../src/metrics/numbers/compensated-sum.js';
import { conditionalValueAtRisk, valueAtRiskGaussian, valueAtRiskHistorical } from '../../src/metrics/returns/value-at-risk.js';
import { normalDensity, normalQuantile } from '../../src/metrics/numbers/normal-distribution.js';
import { correlationOfPairs, startRollingCorrelation, stepRollingCorrelation } from '../../src/portfolio/rolling-correlation.js';
import { deviationOfSample, meanOfSample, startRollingSample, stepRollingSample } from '../../src/portfolio/rolling-sample.js';
import { tailFigures } from '../../src/portfolio/tail-figures.js';

const returns = fc.array(fc.integer({ min: -2_000, max: 2_000 }).map((value) => value / 10_000), { minLength: 1, maxLength: 200 });
const size = fc.integer({ min: 2, max: 60 });

describe('after every step', () => {
  test('a sample has the mean, the deviation and the order of its latest values', () => {
    fc.assert(
      fc.property(returns, size, (values, kept) => {
        const sample = startRollingSample(kept);
        values.forEach((value, index) => {
          stepRollingSample(sample, value);
          const batch = values.slice(Math.max(0, index + 1 - kept), index + 1);
          expect(sample.values).toEqual(batch);
          expect(sample.sorted).toEqual([...batch].sort((a, b) => a - b));
          expect(meanOfSample(sample)).toBeCloseTo(mean(batch), 12);
          if (batch.length > 1) expect(deviationOfSample(sample)).toBeCloseTo(deviation(batch), 9);
        });
      }),
    );
  });

  test('the tails are those of the metrics, with the sign of a loss and none below nothing', () => {
    fc.assert(
      fc.property(returns, size, (values, kept) => {
        const sample = startRollingSample(kept);
        values.forEach((value) => stepRollingSample(sample, value));
        const batch = values.slice(-kept);
        const tails = tailFigures(sample, 2);
        if (batch.length < 2) {
          expect(tails).toBeUndefined();
          return;
        }
        const loss = (value: number | null): number => Math.max(0, -(value ?? Number.NaN));
        const shortfall = mean(batch) - (normalDensity(normalQuantile(0.05)) / 0.05) * deviation(batch);
        expect(tails?.varHistorical).toBeCloseTo(loss(valueAtRiskHistorical(batch).value), 12);
        expect(tails?.varGaussian).toBeCloseTo(loss(valueAtRiskGaussian(batch).value), 9);
        expect(tails?.cvarHistorical).toBeCloseTo(loss(conditionalValueAtRisk(batch).value), 12);
        expect(tails?.cvarGaussian).toBeCloseTo(Math.max(0, -shortfall), 9);
      }),
    );
  });

  test('a correlation is that of its latest pairs, and none where nothing varies', () => {
    fc.assert(
      fc.property(returns, returns, size, (left, right, kept) => {
        const pairs = startRollingCorrelation(kept);
        const count = Math.min(left.length, right.length);
        for (let index = 0; index < count; index += 1) stepRollingCorrelation(pairs, left[index], right[index]);
        const batch = { returns: left.slice(Math.max(0, count - kept), count), benchmark: right.slice(Math.max(0, count - kept), count) };
        const ours = correlationOfPairs(pairs, 2);
        const { value } = batch.returns.length < 2 ? { value: null } : correlation(batch);
        if (value === null || ours === undefined) expect([value, ours]).toEqual([null, undefined]);
        else expect(ours).toBeCloseTo(value, 6);
      }),
    );
  });

  test('what is expected beyond a value at risk is no less than it', () => {
    fc.assert(
      fc.property(returns, (values) => {
        const sample = startRollingSample(300);
        values.forEach((value) => stepRollingSample(sample, value));
        const tails = tailFigures(sample, 2);
        if (tails === undefined) return;
        expect(tails.cvarHistorical).toBeGreaterThanOrEqual(tails.varHistorical - 1e-12);
        expect(tails.cvarGaussian).toBeGreaterThanOrEqual(tails.varGaussian - 1e-12);
      }),
    );
  });
});

test('ten thousand days leave no dust in the sums', () => {
  const sample = startRollingSample(250);
  for (let day = 0; day < 10_000; day += 1) stepRollingSample(sample, Math.sin(day * 12.9898) * (day % 1_000 === 0 ? 1_000 : 0.01));
  expect(meanOfSample(sample)).toBeCloseTo(mean(sample.values), 13);
  expect(deviationOfSample(sample)).toBeCloseTo(deviation(sample.values), 12);
});

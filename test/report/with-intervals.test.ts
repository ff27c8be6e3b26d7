/** Intervals beside figures: of the same convention as the figure, and the same for the same log. */
import { expect, test } from 'vitest';
import { reportModel } from '../../src/report/report-model.js';
import { figureOf } from '../../src/report/performance.js';
import { plainNames, syntheticRun } from './synthetic-run.js';

const model = reportModel(syntheticRun({ names: plainNames, days: 300 }), { runId: '', fingerprint: '', environment: {} });

test.each(['total-return', 'cagr', 'ann-volatility', 'sharpe', 'sortino', 'max-drawdown'])('the figure %s has an interval that says how it was drawn', (id) => {
  const interval = figureOf(model.performance, id)?.interval;
  expect(interval).toMatchObject({ confidence: 0.95, convention: expect.stringMatching(/^stationary bootstrap, blocks of \d+, 1000 resamples, seed 1$/) as string });
  expect(interval?.low).toBeLessThan(interval?.high ?? Number.NaN);
});

test('growth and annual growth tell of the same resamples: one is the other, by the years of the record', () => {
  const [total, annual] = ['total-return', 'cagr'].map((id) => figureOf(model.performance, id));
  const years = Math.log1p(total?.value ?? 0) / Math.log1p(annual?.value ?? 0);
  expect(Math.log1p(total?.interval?.low ?? 0) / Math.log1p(annual?.interval?.low ?? 0)).toBeCloseTo(years, 6);
  expect(Math.log1p(total?.interval?.high ?? 0) / Math.log1p(annual?.interval?.high ?? 0)).toBeCloseTo(years, 6);
});

test('a log that is read again has the same intervals, and other figures have none', () => {
  const again = reportModel(syntheticRun({ names: plainNames, days: 300 }), { runId: '', fingerprint: '', environment: {} });
  expect(again.performance).toEqual(model.performance);
  expect(figureOf(model.performance, 'trades')).not.toHaveProperty('interval');
});

test('a short run has none', () => {
  const short = reportModel(syntheticRun({ names: plainNames, days: 15 }), { runId: '', fingerprint: '', environment: {} });
  expect(figureOf(short.performance, 'total-return')).not.toHaveProperty('interval');
});

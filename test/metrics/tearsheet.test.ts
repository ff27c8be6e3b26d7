/** The tearsheet as a report calls it, and the laws that its figures obey (I62). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, parseInstant } from '../../src/core/instant.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { maxDrawdown } from '../../src/metrics/drawdown/max-drawdown.js';
import { reasons, type Figure } from '../../src/metrics/figure.js';
import { annualVolatility } from '../../src/metrics/returns/annual-volatility.js';
import { sharpe } from '../../src/metrics/returns/sharpe.js';
import { totalReturn } from '../../src/metrics/returns/total-return.js';
import type { EquityCurve } from '../../src/metrics/tables/equity-curve.js';
import { tearsheet, type TearsheetInput } from '../../src/metrics/tearsheet.js';
import type { RoundTrip } from '../../src/metrics/trades/round-trip.js';

const start = parseInstant('2024-01-01');
const curveOf = (returns: readonly number[]): EquityCurve =>
  equityOf(returns).map((value, index) => ({ at: start + index * DAY, value: value * 1_000 }));
const sheet = (equity: EquityCurve, more: Partial<TearsheetInput> = {}): readonly Figure[] =>
  tearsheet({ equity, periodsPerYear: 365, riskFreeAnnual: 0.02, roundTrips: [], ...more });
const named = (figures: readonly Figure[], id: string): Figure | undefined => figures.find((figure) => figure.id === id);

/** Returns that no rounding makes degenerate. */
const unlevered = fc.array(fc.integer({ min: -9_000, max: 20_000 }).map((value) => value / 10_000), { minLength: 2, maxLength: 60 });
const varied = fc
  .array(fc.integer({ min: -500, max: 500 }).map((value) => value / 10_000), { minLength: 3, maxLength: 60 })
  .filter((returns) => new Set(returns).size > 1 && Math.abs(returns.reduce((a, b) => a + b, 0)) > 1e-6);
const near = (left: Figure, right: Figure): void => {
  if (left.value === null || right.value === null) expect(left.value).toBe(right.value);
  else expect(Math.abs(left.value - right.value)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(left.value)));
};
const year = { periodsPerYear: 252 };

describe('a tearsheet', () => {
  const wave = Array.from({ length: 60 }, (_, index) => 0.01 * Math.sin(index) + 0.001);
  const trip: RoundTrip = { profitMicros: 5_000_000, returnRatio: 0.01, openedAt: start, closedAt: start + DAY, feesMicros: 10 };

  test('has the same figures in the same order whatever goes in, each id once', () => {
    const ids = sheet(curveOf(wave), { benchmark: curveOf(wave), roundTrips: [trip] }).map((figure) => figure.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const other of [sheet([]), sheet(curveOf([0.1])), sheet(curveOf([-1, 0.5])), sheet(curveOf(wave), { benchmark: [] })]) {
      expect(other.map((figure) => figure.id)).toEqual(ids);
    }
  });

  test('withholds annualised and tail figures from 19 periods, and shows them from 30 days', () => {
    const short = sheet(curveOf(wave.slice(0, 19)));
    for (const id of ['sharpe', 'cagr', 'ann-volatility', 'var-95-historical', 'psr-2012']) {
      expect(named(short, id)).toMatchObject({ value: null, reason: 'too-few' });
    }
    expect(named(short, 'total-return')?.value).not.toBeNull();
    expect(named(short, 'max-drawdown')?.value).not.toBeNull();
    const month = sheet(curveOf(wave.slice(0, 30)));
    for (const id of ['sharpe', 'cagr', 'ann-volatility', 'var-95-historical', 'psr-2012']) expect(named(month, id)?.value).not.toBeNull();
  });

  test('withholds annualised figures, not tails, from many periods in few days', () => {
    const hourly = equityOf(wave).map((value, index) => ({ at: start + (index * DAY) / 24, value }));
    expect(named(sheet(hourly), 'sharpe')).toMatchObject({ reason: 'too-few' });
    expect(named(sheet(hourly), 'var-95-historical')?.value).not.toBeNull();
  });

  test('says that there is no benchmark, or none at the same times', () => {
    const later = curveOf(wave).map((point) => ({ ...point, at: point.at + 1 }));
    expect(named(sheet(curveOf(wave)), 'beta')).toMatchObject({ value: null, reason: 'missing-benchmark' });
    expect(named(sheet(curveOf(wave), { benchmark: later }), 'beta')).toMatchObject({ value: null, reason: 'missing-data' });
  });

  test('compares an account with itself as equal', () => {
    const figures = sheet(curveOf(wave), { benchmark: curveOf(wave) });
    expect(named(figures, 'beta')?.value).toBeCloseTo(1, 12);
    expect(named(figures, 'tracking-error')?.value).toBe(0);
    expect(named(figures, 'information-ratio')).toMatchObject({ reason: 'no-variance' });
    expect(named(figures, 'capture-down')?.value).toBeCloseTo(1, 12);
  });

  test('stops compounding at ruin, and keeps what was lost', () => {
    const ruined = curveOf([...wave, -1, 0.5]);
    const figures = sheet(ruined);
    expect(named(figures, 'total-return')?.value).toBe(-1);
    expect(named(figures, 'max-drawdown')?.value).toBe(-1);
    for (const id of ['cagr', 'sharpe', 'calmar', 'stability']) expect(named(figures, id)).toMatchObject({ value: null, reason: 'ruined' });
  });

  test('calls a gap a gap, and a start without money nothing to compare with', () => {
    const gap = curveOf(wave).map((point, index) => (index === 7 ? { ...point, value: Number.NaN } : point));
    expect(named(sheet(gap), 'sharpe')).toMatchObject({ reason: 'missing-data' });
    expect(named(sheet([{ at: 0, value: 0 }, { at: 1, value: 5 }]), 'max-drawdown')).toMatchObject({ value: null });
  });

  test('refuses a curve that runs backwards', () => {
    expect(() => sheet([...curveOf(wave)].reverse())).toThrow('runs forward');
  });

  test('stamps each figure with the time it speaks of', () => {
    expect(sheet(curveOf(wave))[0].sourceRange).toEqual({ from: start, to: start + 60 * DAY });
  });

  test('is finite, or has a reason of the list, for every curve', () => {
    const points = fc.array(fc.oneof(fc.double({ noNaN: false }), fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 40 });
    const property = fc.property(points, points, (own, other) => {
      const curve = (values: readonly number[]): EquityCurve => values.map((value, index) => ({ at: index * DAY, value }));
      for (const item of sheet(curve(own), { benchmark: curve(other), floors: { annualDays: 0, annualPeriods: 0, tailPeriods: 0 } })) {
        if (item.value === null) expect(reasons).toContain(item.reason);
        else expect(Number.isFinite(item.value) && !Object.is(item.value, -0)).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('the law of figures (I62)', () => {
  test('an unlevered account never loses more than everything', () => {
    fc.assert(fc.property(unlevered, (returns) => {
      const { value } = maxDrawdown(equityOf(returns));
      expect(value).toBeGreaterThanOrEqual(-1);
      expect(value).toBeLessThanOrEqual(0);
    }));
  });

  test('scaling returns keeps the Sharpe ratio', () => {
    fc.assert(fc.property(varied, fc.double({ min: 0.01, max: 10, noNaN: true }), (returns, factor) => {
      near(sharpe(returns, year), sharpe(returns.map((value) => value * factor), year));
    }));
  });

  test('appending zeros keeps the total return, exactly', () => {
    fc.assert(fc.property(unlevered, fc.nat(20), (returns, zeros) => {
      expect(totalReturn([...returns, ...Array.from({ length: zeros }, () => 0)]).value).toBe(totalReturn(returns).value);
    }));
  });

  test('the order of returns does not matter to Sharpe ratio, volatility and total return', () => {
    const shuffled = varied.chain((returns) => fc.tuple(fc.constant(returns), fc.shuffledSubarray(returns, { minLength: returns.length })));
    fc.assert(fc.property(shuffled, ([returns, other]) => {
      near(sharpe(returns, year), sharpe(other, year));
      near(annualVolatility(returns, year), annualVolatility(other, year));
      near(totalReturn(returns), totalReturn(other));
    }));
  });
});

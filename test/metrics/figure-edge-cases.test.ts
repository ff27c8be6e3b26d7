/** Degenerate samples: where other tools answer NaN, infinity or 8.7e16, we say why there is nothing to say. */
import { describe, expect, test } from 'vitest';
import { treynor } from '../../src/metrics/benchmark/treynor.js';
import { calmar } from '../../src/metrics/drawdown/calmar.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { maxDrawdown } from '../../src/metrics/drawdown/max-drawdown.js';
import { martin } from '../../src/metrics/drawdown/ulcer.js';
import { derived, figure, missing, quotient, type Figure, type FigureHead, type Reason } from '../../src/metrics/figure.js';
import { annualReturnGeometric } from '../../src/metrics/returns/annual-return.js';
import { omega } from '../../src/metrics/returns/omega.js';
import { sharpe } from '../../src/metrics/returns/sharpe.js';
import { sortino } from '../../src/metrics/returns/sortino.js';
import { tailRatio } from '../../src/metrics/returns/tail-ratio.js';
import { totalReturn } from '../../src/metrics/returns/total-return.js';
import { finiteOrNull, golden, isClose, type Value } from './golden-file.js';

interface Case {
  readonly returns: readonly Value[];
  readonly empyrical: Readonly<Record<string, Value>>;
}
const { cases } = golden<{ cases: Record<string, Case> }>('edge-cases');

const year = { periodsPerYear: 252 };
const asks: Readonly<Record<string, (returns: readonly number[]) => Figure>> = {
  sharpe: (returns) => sharpe(returns, year),
  sortino: (returns) => sortino(returns, year),
  maxDrawdown: (returns) => maxDrawdown(equityOf(returns)),
  calmar: (returns) => calmar(returns, year),
  omega: (returns) => omega(returns),
  cagr: (returns) => annualReturnGeometric(returns, year),
  tail: tailRatio,
  total: totalReturn,
};
const everywhere = (reason: Reason): Readonly<Record<string, Reason>> =>
  Object.fromEntries(Object.keys(asks).map((key) => [key, reason]));
const noLoss: Readonly<Record<string, Reason>> = { sortino: 'no-loss', calmar: 'no-drawdown', omega: 'no-loss' };
const ruined: Readonly<Record<string, Reason>> = { ...everywhere('ruined') };

/** What has no value, and why; everything else has empyrical's. */
const reasons: Readonly<Record<string, Readonly<Record<string, Reason>>>> = {
  empty: everywhere('too-few'),
  one: { ...noLoss, sharpe: 'too-few', sortino: 'too-few' },
  allZero: { ...noLoss, sharpe: 'no-variance', tail: 'no-loss' },
  constantPositive: { ...noLoss, sharpe: 'no-variance' },
  allNegative: { sharpe: 'no-variance' },
  allPositiveVarying: noLoss,
  nanInside: everywhere('missing-data'),
  'wipeout_-100%': ruined,
  'below_-100%': ruined,
  oneHugeGain: noLoss,
  zerosAndOneLoss: {},
};
/** Ruin has a size: what was lost until then. Empyrical goes on compounding, and owes 151 %. */
const atRuin: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'wipeout_-100%': { maxDrawdown: -1, total: -1 },
  'below_-100%': { maxDrawdown: -1, total: 1.01 * -0.5 - 1 },
};

describe(`the ${Object.keys(cases).length} degenerate samples`, () => {
  test.each(Object.entries(cases))('%s: a value, or the reason why there is none', (name, { returns, empyrical }) => {
    const series = returns.map((value) => finiteOrNull(value) ?? Number.NaN);
    for (const [key, ask] of Object.entries(asks)) {
      const { value, reason } = ask(series);
      const expected = atRuin[name]?.[key] ?? (reasons[name][key] ? null : finiteOrNull(empyrical[key]));
      if (expected === null) expect({ key, value, reason }).toEqual({ key, value: null, reason: reasons[name][key] });
      else expect({ key, alike: value !== null && isClose(value, expected), reason }).toEqual({ key, alike: true, reason: undefined });
    }
  });
});

describe('a figure', () => {
  const head: FigureHead = { id: 'a', unit: 'ratio', convention: 'b' };

  test('is never minus zero', () => {
    expect(Object.is(figure(head, 1, -0).value, 0)).toBe(true);
    expect(Object.is(quotient(head, 1, { over: -0, under: 2, ifZero: 'no-loss' }).value, 0)).toBe(true);
  });

  test('is not applicable where a float cannot hold it', () => {
    expect(figure(head, 1, Infinity)).toEqual({ id: 'a', value: null, reason: 'not-applicable', unit: 'ratio', convention: 'b', n: 1 });
    expect(annualReturnGeometric(Array.from({ length: 10 }, () => 50), year).reason).toBe('not-applicable');
  });

  test('is not applicable either where the way there overflows', () => {
    expect(figure(head, 1, Number.NaN).reason).toBe('not-applicable');
    expect(sharpe([1e200, -0.5, 1e300], year).reason).toBe('not-applicable');
  });

  test('is missing where one of its parts is, and never that part under its name', () => {
    const rising = [0.5, 0.9, 0.7, 0.2, 0.6];
    const pair = { returns: rising.map((value) => value * 2), benchmark: rising };
    // A year of 98,280 periods: the annual return overflows, the slope of 2 does not.
    expect(treynor(pair, { periodsPerYear: 98_280 })).toMatchObject({ value: null, reason: 'not-applicable' });
    // Forty periods that multiply by ten thousand million: the curve overflows, the return of one period does not.
    const steep = [...Array.from({ length: 40 }, () => 1e10), -0.5];
    expect(annualReturnGeometric(steep, { periodsPerYear: 1 }).value).not.toBeNull();
    expect(martin(steep, { periodsPerYear: 1 })).toMatchObject({ value: null, reason: 'missing-data' });
  });

  test('has a reason exactly when it has no value', () => {
    expect(figure(head, 1, 2)).not.toHaveProperty('reason');
    expect(missing(head, 0, 'too-few')).toMatchObject({ value: null, reason: 'too-few' });
  });

  test('derived from one without a value keeps its reason', () => {
    expect(derived({ ...head, id: 'c' }, missing(head, 3, 'no-loss'), (value) => value)).toMatchObject({ id: 'c', reason: 'no-loss', n: 3 });
  });
});

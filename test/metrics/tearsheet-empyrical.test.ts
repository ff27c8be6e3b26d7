/** Every vector of empyrical-reloaded's own tests, against the value its code gives in float64. */
import { describe, expect, test } from 'vitest';
import { DAY, parseInstant } from '../../src/core/instant.js';
import { returnsOf, type EquityCurve } from '../../src/metrics/tables/equity-curve.js';
import { periodReturns, type CalendarPeriod } from '../../src/metrics/tables/period-returns.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { questions, type Answer, type Question } from './empyrical-adapter.js';
import { expectClose, golden, type Value } from './golden-file.js';

interface Vector {
  readonly id: string;
  readonly fn: string;
  readonly args: readonly Value[];
  readonly kwargs: { readonly [key: string]: Value };
  readonly computed: Value;
  readonly dates?: readonly string[];
}

const { series, vectors } = golden<{ series: Record<string, readonly Value[]>; vectors: readonly Vector[] }>('empyrical');

/** Where we differ on purpose; each is asserted to differ, so that the list does not grow stale. */
const waivers: Readonly<Record<string, string>> = {
  'emp-239': 'a window with a missing return has no Sharpe ratio with us; empyrical takes it of the five that are there',
  'emp-249': 'without returns there is no window with us; empyrical answers one NaN for each return of the benchmark',
};

const periodsOf: Readonly<Record<string, number>> = { daily: 252, weekly: 52, monthly: 12, quarterly: 4, yearly: 1 };

describe('the vectors of empyrical', () => {
  const asked = vectors.filter((vector) => vector.fn in questions && !(vector.id in waivers));

  test(`come out alike: ${asked.length} of ${vectors.length}, to 1e-9`, () => {
    const failures = asked.flatMap((vector) => failureOf(vector));
    expect(failures).toEqual([]);
  });

  const aggregates = vectors.filter((vector) => vector.fn === 'aggregate_returns');
  test(`of returns per calendar period come out alike: ${aggregates.length}`, () => {
    for (const vector of aggregates) {
      const returns = numbers(vector.args[0]);
      const times = (vector.dates ?? []).map(parseInstant);
      const period = String(vector.args[1]).replace('ly', '') as CalendarPeriod;
      const values = equityOf(returns);
      const curve: EquityCurve = values.map((value, index) => ({ at: index === 0 ? times[0] - DAY : times[index - 1], value }));
      const rows = periodReturns(curve, period).map((row) => row.value);
      compare(rows, vector.computed, vector.id);
    }
  });

  const prices = vectors.filter((vector) => vector.fn === 'simple_returns');
  test(`of returns from prices come out alike, a price of zero apart: ${prices.length}`, () => {
    for (const vector of prices) {
      const curve = numbers(vector.args[0]).map((value, index) => ({ at: index, value }));
      compare(returnsOf(curve).map((value) => (Number.isFinite(value) ? value : null)), vector.computed, vector.id);
    }
  });

  test(`that we answer otherwise on purpose still differ: ${Object.keys(waivers).length}`, () => {
    const differing = vectors.filter((vector) => vector.id in waivers && failureOf(vector).length > 0);
    expect(differing.map((vector) => vector.id)).toEqual(Object.keys(waivers));
  });

  test('are all asked, or waived with a reason', () => {
    const known = asked.length + aggregates.length + prices.length + Object.keys(waivers).length;
    expect(known).toBe(vectors.length);
  });
});

function failureOf(vector: Vector): string[] {
  try {
    compare(answerOf(vector), vector.computed, vector.id);
    return [];
  } catch (error) {
    return [`${vector.id} ${vector.fn}: ${(error as Error).message.split('\n')[0]}`];
  }
}

function answerOf(vector: Vector): Answer {
  const ask = questions[vector.fn];
  const first = resolved(vector.args[0]);
  if (typeof first === 'object' && first !== null && !Array.isArray(first)) {
    return Object.values(first).map((column) => ask(questionOf(vector, column)));
  }
  return ask(questionOf(vector, first));
}

function questionOf(vector: Vector, first: Value): Question {
  const [, second, third] = vector.args;
  const options = Object.fromEntries(Object.entries(vector.kwargs).map(([key, value]) => [key, rateOf(value)]));
  const other = second === undefined ? 0 : rateOf(second);
  return {
    series: numbers(first),
    other: typeof other === 'string' ? 0 : other,
    options: third === undefined ? options : { ...options, window: Number(third) },
    periodsPerYear: periodsOf[String(vector.kwargs.period ?? 'daily')],
  };
}

function rateOf(value: Value): number | string | readonly number[] {
  if (typeof value === 'number' || typeof value === 'string') return value;
  return numbers(value);
}

function resolved(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value;
  const fields = value as { readonly [key: string]: Value };
  if (typeof fields.$series === 'string') return series[fields.$series];
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, resolved(item)]));
}

function numbers(value: Value): readonly number[] {
  const found = resolved(value);
  if (!Array.isArray(found)) return numbers(Object.values(found as object)[0] as Value);
  return (found as readonly Value[]).map((item) => (typeof item === 'number' ? item : item === 'Infinity' ? Infinity : Number.NaN));
}

/** Theirs may be a column per name, or a number; what is not finite has no value with us. */
function compare(ours: Answer, theirs: Value, id: string): void {
  const other = resolved(theirs);
  if (typeof other === 'object' && other !== null) {
    const list = Array.isArray(other) ? (other as readonly Value[]) : Object.values(other);
    const own = alphaBetaColumns(ours, other);
    expect(Array.isArray(own) ? own.length : -1, `${id}: how many`).toBe(list.length);
    list.forEach((item, index) => compare((own as readonly Answer[])[index], item, id));
    return;
  }
  expectClose(ours as number | null, typeof other === 'number' ? other : null);
}

/** Rolling alpha and beta are columns with them, rows with us. */
function alphaBetaColumns(ours: Answer, other: Value): Answer {
  const rows = ours as readonly Answer[];
  const isTable = typeof other === 'object' && other !== null && !Array.isArray(other) && '0' in other;
  if (!isTable) return ours;
  return [0, 1].map((column) => rows.map((row) => (row as readonly Answer[])[column]));
}

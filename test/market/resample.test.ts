/** Resampling: equal to the plain definition, the same in a stream and at once, and never ahead of time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, MINUTE, formatInstant, parseInstant } from '../../src/core/instant.js';
import { instrumentId } from '../../src/domain/instrument.js';
import type { Bar } from '../../src/domain/bar.js';
import { barNumbersAt, barTable, type BarNumbers, type BarTable } from '../../src/market/bar-table.js';
import { resampleTable, resampler } from '../../src/market/resample.js';
import { walkBars } from '../../src/market/walk.js';

const X = instrumentId('X');
const START = parseInstant('2024-01-02');
const CHINA = { timeZone: 'Asia/Shanghai', ranges: [{ open: '09:30', close: '11:30' }, { open: '13:00', close: '15:00' }] };

/** Minute bars of which any may be missing. */
const minuteBars = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 50 }), fc.nat(9)), { minLength: 1, maxLength: 80 }).map((drawn) =>
  drawn.flatMap(([present, price, volume], minute): BarNumbers[] => {
    const openedAt = START + minute * MINUTE;
    return present ? [{ openedAt, closedAt: openedAt + MINUTE, open: price, high: price + 2, low: price - 0.5, close: price + 1, volume }] : [];
  }),
);
const rowsOf = (table: BarTable): BarNumbers[] => Array.from({ length: table.length }, (_, row) => barNumbersAt(table, row));

/** The definition, by grouping: the last group only if a bar closed at its end. */
function joined(bars: readonly BarNumbers[], everyUs: number, knownUntil: number): BarNumbers[] {
  const groups = groupBy(bars, ({ openedAt }) => Math.floor(openedAt / everyUs) * everyUs);
  return [...groups].flatMap(([opensAt, group]): BarNumbers[] =>
    opensAt + everyUs > knownUntil
      ? []
      : [
          {
            openedAt: opensAt,
            closedAt: opensAt + everyUs,
            open: group[0].open,
            high: Math.max(...group.map(({ high }) => high)),
            low: Math.min(...group.map(({ low }) => low)),
            close: group[group.length - 1].close,
            volume: group.reduce((sum, { volume }) => sum + volume, 0),
          },
        ],
  );
}

test('I29: joins one-minute bars to longer ones, as the definition says', () => {
  fc.assert(
    fc.property(minuteBars, fc.constantFrom(1, 5, 15), (bars, minutes) => {
      const everyUs = minutes * MINUTE;
      const known = bars.length === 0 ? 0 : bars[bars.length - 1].closedAt;
      expect(rowsOf(resampleTable(barTable(X, bars), { everyUs }))).toEqual(joined(bars, everyUs, known));
    }),
  );
});

test('says the same bars in a stream as at once, also when it is interrupted', () => {
  fc.assert(
    fc.property(minuteBars, fc.nat(80), (bars, pause) => {
      const rule = { everyUs: 5 * MINUTE };
      let stream = resampler(rule);
      const said = bars.flatMap((bar, index): readonly Bar[] => {
        if (index === pause) stream = resampler(rule, stream.state);
        return stream.step({ instrument: X, ...bar });
      });
      const atOnce = rowsOf(resampleTable(barTable(X, bars), rule));
      expect(said).toEqual(atOnce.map((bar) => ({ instrument: X, ...bar })));
    }),
  );
});

test('never says a bar before its interval is over, nor lets later bars change it', () => {
  fc.assert(
    fc.property(minuteBars, fc.nat(90), (bars, minute) => {
      const cut = START + minute * MINUTE;
      const rule = { everyUs: 5 * MINUTE };
      const early = resampleTable(barTable(X, bars.filter(({ closedAt }) => closedAt <= cut)), rule, cut);
      const whole = rowsOf(resampleTable(barTable(X, bars), rule, START + DAY)).filter(({ closedAt }) => closedAt <= cut);
      expect(rowsOf(early)).toEqual(whole);
    }),
  );
});

test('counts intervals from the opening of each range, and ends them with it', () => {
  const minutes = (from: string, count: number): BarNumbers[] =>
    Array.from({ length: count }, (_, index) => {
      const openedAt = parseInstant(from) + index * MINUTE;
      return { openedAt, closedAt: openedAt + MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    });
  const day = barTable(X, [...minutes('2024-01-02T01:30:00Z', 120), ...minutes('2024-01-02T05:00:00Z', 120)]);
  const spans = (everyMinutes: number): string[] => {
    const table = resampleTable(day, { everyUs: everyMinutes * MINUTE, hours: CHINA });
    return rowsOf(table).map(({ openedAt, closedAt, volume }) => `${formatInstant(openedAt).slice(11, 16)}-${formatInstant(closedAt).slice(11, 16)} ${volume}`);
  };
  expect(spans(60)).toEqual(['01:30-02:30 60', '02:30-03:30 60', '05:00-06:00 60', '06:00-07:00 60']);
  expect(spans(90)).toEqual(['01:30-03:00 90', '03:00-03:30 30', '05:00-06:30 90', '06:30-07:00 30']);
  expect(spans(24 * 60)).toEqual(['01:30-07:00 240']);
});

test('refuses bars that cross an edge or lie outside the session', () => {
  const seven = resampler({ everyUs: 5 * MINUTE });
  expect(() => seven.step({ instrument: X, openedAt: START, closedAt: START + 7 * MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 1 })).toThrowError(
    expect.objectContaining({ code: 'resample-misaligned' }),
  );
  const night = barTable(X, [{ openedAt: START, closedAt: START + MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 1 }]);
  expect(() => resampleTable(night, { everyUs: 5 * MINUTE, hours: { ...CHINA, timeZone: 'UTC' } })).toThrowError(expect.objectContaining({ code: 'resample-misaligned' }));
});

test('keeps total volume and the extremes of a long walk', () => {
  const walk = walkBars(3_000);
  const hourly = resampleTable(walk, { everyUs: 60 * MINUTE });
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  expect(hourly.length).toBe(50);
  expect(sum(hourly.volume)).toBe(sum(walk.volume));
  expect(Math.max(...hourly.high)).toBe(Math.max(...walk.high));
});

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

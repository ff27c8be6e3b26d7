/** J3: each defect is planted and found, each policy does what it says, and clean data raise no alarm. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import { DAY, HOUR, parseInstant } from '../../../src/core/instant.js';
import { agentId } from '../../../src/core/brand.js';
import { randomStream } from '../../../src/core/random.js';
import { instrumentId } from '../../../src/domain/instrument.js';
import { barNumbersAt, barTable, type BarNumbers, type BarTable } from '../../../src/market/bar-table.js';
import { calendarHours } from '../../../src/market/calendar.js';
import { guardPolicies, type Guard } from '../../../src/market/guard/guard-policies.js';
import { demandGuarded, guardedImport, guardedNotes, mended } from '../../../src/market/guard/guard-table.js';
import type { Repair } from '../../../src/market/guard/repair.js';
import { hiddenSplits } from '../../../src/market/guard/unadjusted-splits.js';
import { importBarTable } from '../../../src/market/import-bars.js';
import { ALWAYS_OPEN, session } from '../../../src/market/session.js';
import { walkBars } from '../../../src/market/walk.js';
import { temporaryFiles } from '../temporary-files.js';

const files = temporaryFiles();
const X = instrumentId('X');
const walk = walkBars(600);
const rows = (): BarNumbers[] => Array.from({ length: walk.length }, (_, row) => barNumbersAt(walk, row));
const flat = (price: number) => ({ open: price, high: price, low: price, close: price });
const newYork = calendarHours('us-equities');

/** Sessions of New York, each one bar that begins near where the last one ended. */
function sessions(days: number, seed: number, sigma = 0.012): BarNumbers[] {
  const random = randomStream({ seed, agent: agentId('test'), purpose: 'nights' });
  const noise = (): number => (random.below(2_001) + random.below(2_001) + random.below(2_001) - 3_000) / 1_000;
  const open = session(newYork);
  const found: BarNumbers[] = [];
  let price = 100;
  for (let day = Math.floor(parseInstant('2015-01-02') / DAY); found.length < days; day += 1) {
    const { ranges, opensAt, closesAt } = open.dayAt(day);
    if (ranges.length === 0) continue;
    const first = price * Math.exp((sigma / 2) * noise());
    price = first * Math.exp(sigma * noise());
    found.push({ openedAt: opensAt, closedAt: closesAt, open: first, high: Math.max(first, price), low: Math.min(first, price), close: price, volume: 1_000 });
  }
  return found;
}

function play(table: BarTable, guard: Guard, hours = ALWAYS_OPEN): { readonly table: BarTable; readonly repairs: readonly Repair[] } {
  const repairs: Repair[] = [];
  return { table: mended(table, { guard, hours, onRepair: (repair) => repairs.push(repair) }), repairs };
}

function refusal(table: BarTable, guard: Guard): string {
  try {
    demandGuarded(table, guard, { file: 'bars.csv', hours: ALWAYS_OPEN });
  } catch (cause) {
    if (isHivetapeError(cause)) return `${cause.code} ${String(cause.details.values?.['kind'])}`;
    throw cause;
  }
  return 'passed';
}

type Plant = (bars: BarNumbers[]) => BarNumbers[];
const plants: readonly (readonly [keyof typeof guardPolicies, Plant])[] = [
  ['gap', (bars) => bars.filter((_, row) => row < 300 || row > 306)],
  ['overlap', (bars) => bars.map((bar, row) => (row === 300 ? { ...bar, openedAt: bar.openedAt - 30_000_000 } : bar))],
  ['spike', (bars) => bars.map((bar, row) => (row === 300 ? { ...bar, ...flat(bar.close * 10) } : bar))],
  ['stale', (bars) => bars.map((bar, row) => (row >= 300 && row < 315 ? { ...bar, ...flat(bars[300].close) } : bar))],
  ['zero-volume', (bars) => bars.map((bar, row) => (row === 300 ? { ...bar, volume: 0 } : bar))],
];

describe('J3: a planted defect', () => {
  test.each(plants)('of kind %s is refused, told or taken, as its policy says', (kind, plant) => {
    const table = barTable(X, plant(rows()));
    expect(refusal(table, { [kind]: 'refuse' })).toBe(`data-refused ${kind}`);
    expect(refusal(table, {})).toBe('passed');
    const kinds = (guard: Guard): string[] => guardedNotes(table, guard, { hours: ALWAYS_OPEN }).map((note) => note.kind);
    expect(kinds({})).toContain(kind);
    expect(kinds({ [kind]: 'accept' })).not.toContain(kind);
  });

  test('all that are refused are told at once, each with its place', () => {
    const [[, gap], , [, spike]] = plants;
    try {
      demandGuarded(barTable(X, spike(gap(rows()))), { gap: 'refuse', spike: 'refuse' }, { file: 'bars.csv' });
      expect.unreachable('Both are refused');
    } catch (cause) {
      if (!isHivetapeError(cause)) throw cause;
      expect([cause, ...(cause.details.others ?? [])].map(({ details }) => [details.values?.['kind'], details.place?.file])).toEqual([['gap', 'bars.csv'], ['spike', 'bars.csv']]);
    }
  });

  test('spike that is repaired is left out, and told with what it was', () => {
    const { table, repairs } = play(barTable(X, plants[2][1](rows())), { spike: 'repair' });
    expect(table.length).toBe(walk.length - 1);
    expect(repairs).toEqual([{ instrument: 'X', defect: 'spike', at: walk.closedAt[300], before: { ...flat(walk.close[300] * 10), volume: walk.volume[300] }, after: null }]);
    expect(guardedNotes(table, {}, {}).map(({ kind }) => kind)).not.toContain('spike');
  });

  test('spike that lasts is believed at its second bar', () => {
    const { table, repairs } = play(barTable(X, rows().map((bar, row) => (row < 300 ? bar : { ...bar, open: bar.open * 3, high: bar.high * 3, low: bar.low * 3, close: bar.close * 3 }))), { spike: 'repair' });
    expect([table.length, repairs.length]).toEqual([walk.length - 1, 1]);
  });

  test('gap that is repaired is filled in flat, bar by bar, and nothing trades there', () => {
    const { table, repairs } = play(barTable(X, plants[0][1](rows())), { gap: 'repair' });
    expect([...table.closedAt]).toEqual([...walk.closedAt]);
    expect(repairs).toHaveLength(7);
    expect(barNumbersAt(table, 303)).toMatchObject({ ...flat(walk.close[299]), volume: 0 });
    expect(repairs[3]).toEqual({ instrument: 'X', defect: 'gap', at: walk.closedAt[303], before: null, after: { ...flat(walk.close[299]), volume: 0 } });
    expect(guardedNotes(table, {}, { hours: ALWAYS_OPEN }).map(({ kind }) => kind)).not.toContain('gap');
  });

  test('gap of days is filled on trading days alone, half days as they are', () => {
    const bars = sessions(400, 3);
    const holes = new Set([100, 101, 102, 226, 227, 228, 229, 230]);
    const whole = barTable(X, bars);
    const { table, repairs } = play(barTable(X, bars.filter((_, row) => !holes.has(row))), { gap: 'repair' }, newYork);
    expect([...table.openedAt]).toEqual([...whole.openedAt]);
    expect([...table.closedAt]).toEqual([...whole.closedAt]);
    expect(repairs).toHaveLength(holes.size);
  });

  test('bars without volume, off session or below zero are left out where that is asked for', () => {
    const bars = sessions(50, 4);
    const odd = barTable(X, [...bars.slice(0, 10).map((bar, row) => (row === 5 ? { ...bar, volume: 0 } : row === 6 ? { ...bar, low: -1 } : bar)), { ...bars[9], openedAt: bars[9].closedAt + 5 * HOUR, closedAt: bars[9].closedAt + 6 * HOUR }, ...bars.slice(10)]);
    const { table, repairs } = play(odd, { 'zero-volume': 'repair', 'off-session': 'repair', 'price-not-positive': 'repair' }, newYork);
    expect(repairs.map(({ defect }) => defect)).toEqual(['price-not-positive', 'off-session', 'zero-volume']);
    expect(table.length).toBe(48);
  });

  test('of rows is mended while they are read: each row that changed is told, with what it was', async () => {
    const path = files.write('rows.csv', 'time,open,high,low,close,volume\n2024-01-01T00:00:00Z,10,8,9,13,5\n2024-01-01T00:02:00Z,1,1,1,1,1\n2024-01-01T00:01:00Z,2,2,2,2,1\n2024-01-01T00:02:00Z,3,3,3,3,1\n');
    const repairs: Repair[] = [];
    const guard: Guard = { ohlc: 'repair', 'out-of-order': 'repair', duplicate: 'repair' };
    const table = await importBarTable(path, guardedImport({ instrument: 'X', stamp: 'open', barDuration: '1m' }, guard), (repair) => repairs.push(repair));
    expect([...table.close]).toEqual([13, 2, 3]);
    expect(repairs.map(({ defect, before, after }) => [defect, before, after])).toEqual([
      ['ohlc', { open: 10, high: 8, low: 9, close: 13, volume: 5 }, { open: 10, high: 13, low: 8, close: 13, volume: 5 }],
      ['out-of-order', { ...flat(2), volume: 1 }, { ...flat(2), volume: 1 }],
      ['out-of-order', { ...flat(3), volume: 1 }, { ...flat(3), volume: 1 }],
      ['duplicate', { ...flat(1), volume: 1 }, { ...flat(3), volume: 1 }],
    ]);
  });
});

describe('J3: a split that nobody told of', () => {
  const ratios = fc.constantFrom([2, 1], [3, 1], [3, 2], [4, 1], [7, 1], [10, 1], [20, 1], [1, 2], [1, 5], [1, 10]) as fc.Arbitrary<[number, number]>;

  test('is found where it was planted, by its ratio, and refused unless somebody tells of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 30, max: 270 }), ratios, (seed, at, [into, per]) => {
        const bars = sessions(300, seed, 0.006).map((bar, row) => (row < at ? bar : { ...bar, open: (bar.open * per) / into, high: (bar.high * per) / into, low: (bar.low * per) / into, close: (bar.close * per) / into }));
        const table = barTable(X, bars);
        expect(hiddenSplits(table)).toEqual([{ at: bars[at].closedAt, into, per }]);
        expect(refusal(table, {})).toBe('data-refused unadjusted-split');
        expect(refusal(table, { 'unadjusted-split': 'warn' })).toBe('passed');
        const dueAt = Math.floor(bars[at].openedAt / DAY) * DAY;
        expect(hiddenSplits(table, [{ instrument: X, kind: 'split', value: into, per, dueAt }])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('is no crash by another ratio, no error that comes back, and nothing inside a day', () => {
    const bars = sessions(300, 5, 0.006);
    const fallen = (share: number, days: number): BarTable => barTable(X, bars.map((bar, row) => (row < 100 || row >= 100 + days ? bar : { ...bar, open: bar.open * share, high: bar.high * share, low: bar.low * share, close: bar.close * share })));
    expect(hiddenSplits(fallen(0.57, 200))).toEqual([]);
    expect(hiddenSplits(fallen(0.1, 1))).toEqual([]);
    expect(hiddenSplits(barTable(X, rows().map((bar, row) => (row < 300 ? bar : { ...bar, ...flat(bar.close / 2) }))))).toEqual([]);
  });

  test('is seen in no clean market: 200 random ones of two years, calm and wild', () => {
    const alarms = Array.from({ length: 200 }, (_, seed) => hiddenSplits(barTable(X, sessions(500, seed + 1, seed % 2 === 0 ? 0.01 : 0.04)))).filter((found) => found.length > 0);
    expect(alarms).toEqual([]);
  });
});

test('J3: a repair of spikes and gaps knows nothing of the next bar: cut off at any bar, the bars before are the same', () => {
  const planted = rows().flatMap((bar, row) => (row % 97 === 50 ? [] : row % 89 === 40 ? [{ ...bar, ...flat(bar.close * 5) }] : [bar]));
  const whole = play(barTable(X, planted), { spike: 'repair', gap: 'repair' });
  fc.assert(
    fc.property(fc.integer({ min: 40, max: planted.length - 1 }), (cut) => {
      const known = play(barTable(X, planted.slice(0, cut)), { spike: 'repair', gap: 'repair' });
      expect([...whole.table.close.subarray(0, known.table.length)]).toEqual([...known.table.close]);
      const until = known.table.closedAt[known.table.length - 1];
      expect(known.repairs.filter(({ at }) => at < until)).toEqual(whole.repairs.filter(({ at }) => at < until));
    }),
  );
});

test('J3: clean walks raise no alarm of any kind, whatever is refused', () => {
  const all: Guard = { gap: 'refuse', overlap: 'refuse', spike: 'refuse', stale: 'refuse', 'zero-volume': 'refuse', 'unadjusted-split': 'refuse' };
  for (let seed = 1; seed <= 40; seed += 1) expect(refusal(barTable(X, sessions(500, seed)), { ...all, gap: 'warn' })).toBe('passed');
  expect(refusal(walkBars(5_000), all)).toBe('passed');
});

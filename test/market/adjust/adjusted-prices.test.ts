/** Adjusted prices: what factor files and columns of actions tell, the scale that never looks ahead, and what is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import { DAY, parseInstant } from '../../../src/core/instant.js';
import { instrumentId, type Instrument } from '../../../src/domain/instrument.js';
import type { DatedAction } from '../../../src/market/actions.js';
import { readActionColumns } from '../../../src/market/adjust/action-columns.js';
import { adjustedTable, adjustmentsFrom, adjustmentsOf } from '../../../src/market/adjust/adjustments.js';
import { dayStarts } from '../../../src/market/adjust/day-start.js';
import { factorActions, readFactors } from '../../../src/market/adjust/factor-file.js';
import { fractionOf, readFraction } from '../../../src/market/adjust/fraction.js';
import { demandRaw } from '../../../src/market/adjust/raw-check.js';
import { barTable, type BarNumbers, type BarTable } from '../../../src/market/bar-table.js';
import { temporaryFiles } from '../temporary-files.js';

const files = temporaryFiles();
const X = instrumentId('X');
const share: Instrument = { id: X, currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: false };
const MONDAY = parseInstant('2024-01-01T14:30:00Z');
const utc = dayStarts(undefined);

/** Daily bars, each flat at its close. */
function daily(closes: readonly number[]): BarTable {
  const rows = closes.map((close, day): BarNumbers => {
    const openedAt = MONDAY + day * DAY;
    return { openedAt, closedAt: openedAt + 23_400_000_000, open: close, high: close, low: close, close, volume: 1_000 };
  });
  return barTable(X, rows);
}

const dated = (day: number, kind: 'dividend' | 'split', value: number, per = 1): DatedAction => ({ instrument: X, kind, value, per, dueAt: parseInstant('2024-01-01') + day * DAY });
async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (cause) {
    if (isHivetapeError(cause)) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
  return 'nothing';
}

describe('a factor file', () => {
  const lean = '20240101,0.9,0.1428571,1\n20240102,0.9,0.1428571,70\n20240104,0.9,1,9.5\n20240105,1,1,10\n20501231,1,1,0\n';

  test('tells dividends and splits between its rows, with or without a header', async () => {
    const table = daily([70, 70, 10, 10, 10, 9, 9]);
    const plain = await readFactors(files.write('lean.csv', lean));
    const named = await readFactors(files.write('named.csv', `symbol,date,price_factor,split_factor,reference_price\n${lean.trim().split('\n').map((row) => `X,${row}\n`).join('')}Y,20240101,1,1,1\n`), { symbol: 'X' });
    expect(named).toEqual(plain);
    expect(factorActions(X, { rows: plain.slice(1), table, dayStart: utc }).map(({ kind, value, per, dueAt }) => [kind, value, per, (dueAt - parseInstant('2024-01-01')) / DAY])).toEqual([
      ['split', 7, 1, 2],
      ['dividend', 0.95, 1, 4],
    ]);
  });

  test('without reference prices takes the close before', async () => {
    const rows = await readFactors(files.write('bare.csv', '20240102,0.95,1\n20501231,1,1\n'));
    expect(factorActions(X, { rows, table: daily([20, 20, 19]), dayStart: utc })).toEqual([dated(2, 'dividend', 1)]);
  });

  test.each([
    ['back in time', '20240103,1,1\n20240102,1,1\n', /in order of their dates/],
    ['a factor of nothing', '20240103,0,1\n', /above zero/],
    ['no number', '20240103,one,1\n', /decimal digits/],
    ['another header', 'date,factor\n20240103,1\n', /price_factor, split_factor/],
  ])('is refused for %s, with the line', async (_, content, says) => {
    const told = await codeOf(() => readFactors(files.write('wrong.csv', content)));
    expect(told).toMatch(/^dated-file-invalid/);
    expect(told).toMatch(says);
  });

  test('its day begins in the zone of the exchange, where one is known', () => {
    expect(dayStarts('Australia/Sydney')(parseInstant('2024-01-02'))).toBe(parseInstant('2024-01-01T13:00:00Z'));
    expect(dayStarts('America/New_York')(parseInstant('2024-07-02'))).toBe(parseInstant('2024-07-02T04:00:00Z'));
  });
});

describe('columns of actions', () => {
  test('are read from a table of bars, whatever they are called', async () => {
    const path = files.write('wide.tsv', 'date\tclose\tsplit_ratio\tex_dividend\n2024-01-01\t10\t1.0\t0.0\n2024-01-02\t5\t2.0\t0\n2024-01-03\t5\t\t$0.250\n2024-01-04\t50\t1:10\t\n');
    expect(await readActionColumns(path, share, { columns: { dividend: 'ex_dividend', split: 'split_ratio' }, dayStart: utc })).toEqual([
      dated(1, 'split', 2), dated(2, 'dividend', 0.25), dated(3, 'split', 1, 10),
    ]);
  });

  test.each([['split', 'date,split\n2024-01-02,two\n', /written 2:1/], ['dividend', 'date,dividend\n2024-01-02,-1\n', /above 0/], ['date', 'date,dividend\nsoon,1\n', /./]] as const)('a wrong %s is refused', async (_, content, says) => {
    const column = content.split('\n')[0].slice(5);
    const told = await codeOf(() => readActionColumns(files.write('wrong-wide.csv', content), share, { columns: { [column]: column }, dayStart: utc }));
    expect(told).toMatch(/^dated-file-invalid/);
    expect(told).toMatch(says);
  });
});

test('a rounded ratio is the fraction it stands for, both ways', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (a, b) => {
      const found = fractionOf(Number((a / b).toPrecision(7)));
      expect(found === undefined ? undefined : found.into * b).toBe(found === undefined ? NaN : a * found.per);
    }),
  );
  expect(readFraction('1:10')).toEqual({ into: 1, per: 10 });
  expect(readFraction('0.1')).toEqual({ into: 1, per: 10 });
  expect(readFraction('2.0.1')).toBeUndefined();
});

describe('J2: the adjusted series', () => {
  const world = fc.record({
    closes: fc.array(fc.integer({ min: 50, max: 20_000 }), { minLength: 3, maxLength: 40 }),
    actions: fc.array(fc.record({ day: fc.integer({ min: 0, max: 45 }), split: fc.option(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))), cents: fc.integer({ min: 1, max: 5 }) }), { maxLength: 6 }),
  });
  const actionsOf = (drawn: readonly { readonly day: number; readonly split: [number, number] | null; readonly cents: number }[]): DatedAction[] =>
    [...drawn].sort((a, b) => a.day - b.day).map(({ day, split, cents }) => (split === null ? dated(day, 'dividend', cents / 100) : dated(day, 'split', split[0], split[1])));

  test('is the same up to any day, whatever follows it: neither prices nor actions of tomorrow are in it', () => {
    fc.assert(
      fc.property(world, fc.nat(40), ({ closes, actions }, cut) => {
        const whole = daily(closes.map((cents) => cents / 100));
        const known = daily(closes.slice(0, Math.max(1, cut)).map((cents) => cents / 100));
        const until = known.closedAt[known.length - 1];
        const all = actionsOf(actions);
        const adjusted = adjustedTable(whole, adjustmentsOf(all, whole, 'splits-and-dividends'));
        const then = adjustedTable(known, adjustmentsOf(all.filter(({ dueAt }) => dueAt <= until), known, 'splits-and-dividends'));
        expect([...adjusted.close.subarray(0, known.length)]).toEqual([...then.close]);
        expect([...adjusted.volume.subarray(0, known.length)]).toEqual([...then.volume]);
      }),
    );
  });

  test('returns what a holder has who puts every dividend back at the close before it', () => {
    fc.assert(
      fc.property(world, ({ closes, actions }) => {
        const table = daily(closes.map((cents) => cents / 100));
        const all = actionsOf(actions);
        const adjusted = adjustedTable(table, adjustmentsOf(all, table, 'splits-and-dividends'));
        let units = 1;
        let place = 0;
        for (let row = 0; row < table.length; row += 1) {
          for (; place < all.length && all[place].dueAt < table.openedAt[row]; place += 1) {
            if (row === 0) continue;
            const { kind, value, per, dueAt } = all[place];
            if (kind === 'split') units *= value / per;
            else {
              const splitsBefore = all.slice(0, place).filter((one) => one.dueAt === dueAt && one.kind === 'split').reduce((product, one) => (product * one.value) / one.per, 1);
              const paidBefore = all.slice(0, place).filter((one) => one.dueAt === dueAt).length > 0;
              if (paidBefore) return;
              units *= 1 / (1 - value / (table.close[row - 1] / splitsBefore));
            }
          }
          expect(adjusted.close[row]).toBeCloseTo(units * table.close[row], 6);
        }
      }),
    );
  });

  test('begins at 1 with the run, wherever it begins', () => {
    const table = daily([100, 50, 25, 25]);
    const all = adjustmentsOf([dated(1, 'split', 2), dated(2, 'split', 2)], table, 'splits');
    expect(adjustmentsFrom(all, parseInstant('2024-01-02T12:00:00Z')).map(({ scale, units }) => [scale, units])).toEqual([[2, 2]]);
    expect(adjustmentsFrom(all, parseInstant('2024-01-01')).map(({ scale }) => scale)).toEqual([2, 4]);
    expect(adjustmentsOf([dated(1, 'dividend', 1)], table, 'splits')).toEqual([]);
  });

  test('refuses a dividend of the whole price', async () => {
    expect(await codeOf(() => adjustmentsOf([dated(1, 'dividend', 100)], daily([100, 1]), 'splits-and-dividends'))).toMatch(/^actions-invalid: .*pays 100 on 2024-01-02, and last closed at 100/);
  });
});

describe('a split that is inside the prices already', () => {
  test.each([['7:1 over prices that stand still', [10, 10.1], 7, 1], ['1:10', [10, 9.5], 1, 10], ['3:2', [10, 9.9], 3, 2]] as const)('is refused: %s', async (_, closes, into, per) => {
    expect(await codeOf(() => demandRaw([dated(1, 'split', into, per)], daily(closes), 'bars.csv'))).toMatch(/^double-adjustment/);
  });

  test('is taken where prices jump with it, and small or early ones are not judged', () => {
    demandRaw([dated(1, 'split', 7)], daily([70, 10.2]), 'bars.csv');
    demandRaw([dated(1, 'split', 1, 10)], daily([1, 9]), 'bars.csv');
    demandRaw([dated(1, 'split', 11, 10)], daily([10, 10]), 'bars.csv');
    demandRaw([dated(0, 'split', 2), dated(9, 'split', 2)], daily([10, 10]), 'bars.csv');
  });
});

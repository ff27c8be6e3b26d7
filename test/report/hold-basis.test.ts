/** Splits and dividends in a report: the benchmark is carried over them, prices are drawn per unit of today, notes said alike are one row. */
import { expect, test } from 'vitest';
import { DAY, parseInstant } from '../../src/core/instant.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { fillsOfToday, perUnitOfToday } from '../../src/report/charts/split-view.js';
import type { FillRow } from '../../src/report/folds/books-fold.js';
import { booksFold } from '../../src/report/folds/books-fold.js';
import { priceFold } from '../../src/report/folds/price-fold.js';
import { barEquityFold } from '../../src/report/compat/bar-equity-fold.js';
import type { LogEvent } from '../../src/domain/catalogue.js';

const X = instrumentId('X');
const START = parseInstant('2024-01-01');
/** A share at 70, split 7:1 at the end of its second day, paying 0.50 after the third. */
const closes = [70, 70, 10, 9.5];
const instrument = { id: X, currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: false };
let offset = 0;
const event = (type: string, data: object, time: number): LogEvent => ({ offset: (offset += 1), type, version: 1, time, deliverAt: time + 1, agent: 'feed', topic: '', to: [], correlation: 0, causation: -1, data }) as unknown as LogEvent;
const events = (): LogEvent[] => {
  offset = 0;
  const bar = (day: number): LogEvent => {
    const [openedAt, close] = [START + day * DAY + DAY / 2, closes[day]];
    return event('BarClosed', { bar: { instrument: X, openedAt, closedAt: openedAt + DAY / 4, open: close, high: close, low: close, close, volume: 1 } }, openedAt + DAY / 4);
  };
  const action = (day: number, kind: string, value: number): LogEvent => event('ActionFellDue', { instrument: X, kind, value, per: 1, dueAt: START + day * DAY + DAY / 3 }, START + day * DAY + DAY / 3);
  return [
    event('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000 }, START),
    event('InstrumentListed', { instrument }, START),
    bar(0), bar(1), action(2, 'split', 7), bar(2), action(3, 'dividend', 0.5), bar(3),
  ];
};

test('buying and holding is worth the same after a split and after a dividend that is put back', () => {
  const books = booksFold();
  const bars = barEquityFold();
  for (const one of events()) {
    books.see(one);
    bars.see(one);
  }
  expect(books.result().daily.benchmark.map((value) => Number(value.toFixed(6)))).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
  expect(bars.result().market.map((value) => Number(value.toFixed(9)))).toEqual([1, 1, 1, 1]);
});

test('prices and fills are drawn per unit as it is after the last split', () => {
  const fold = priceFold();
  for (const one of events()) fold.see(one);
  const bars = fold.result().get('X');
  if (bars === undefined) throw new TypeError('The fold has seen X');
  expect(perUnitOfToday(bars).close).toEqual([10, 10, 10, 9.5]);
  expect(bars.close).toEqual(closes);
  const fill = (at: number, price: number): FillRow => ({ offset: at, price, instrument: X }) as unknown as FillRow;
  expect(fillsOfToday(bars, [fill(4, 70), fill(6, 10)]).map(({ price }) => price)).toEqual([10, 10]);
});

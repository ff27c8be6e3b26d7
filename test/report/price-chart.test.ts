/** How prices are drawn: candles as short as can be told apart, days for bars of days. */
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/core/instant.js';
import { priceChart } from '../../src/report/charts/price-chart.js';
import type { BarColumns } from '../../src/report/folds/price-fold.js';
import type { RunReportModel } from '../../src/report/report-model.js';

const START = 17_000 * DAY;
const bars = (count: number, step: number): BarColumns => {
  const rows = Array.from({ length: count }, (_, row) => row);
  const price = rows.map((row) => 10 + (row % 7));
  return { instrument: 'X', offset: rows, closedAt: rows.map((row) => START + (row + 1) * step), open: price, high: price.map((value) => value + 1), low: price.map((value) => value - 1), close: price, splits: [] };
};
const model = { books: { fills: [] } } as unknown as RunReportModel;

test.each([
  ['half a day of minutes', bars(720, MINUTE), 720, 'Prices per minute'],
  ['three days of minutes', bars(4_320, MINUTE), 288, 'Prices per 15 minutes'],
  ['a month of minutes', bars(43_200, MINUTE), 720, 'Prices per hour'],
  ['three months of hours', bars(2_160, HOUR), 540, 'Prices per 4 hours'],
  ['a year of hours', bars(8_760, HOUR), 365, 'Prices per day'],
  ['a month of days', bars(30, DAY), 30, 'Prices per day'],
])('%s: every high and low is in a candle', (_, columns, candles, caption) => {
  const chart = priceChart(model, columns, 0);
  const drawn = (name: string): number[] => chart.columns[name].values as number[];
  expect([drawn('date').length, chart.tables[0].caption]).toEqual([candles, caption]);
  expect([Math.max(...drawn('high')), Math.min(...drawn('low'))]).toEqual([17, 9]);
  expect([drawn('open')[0], drawn('close').at(-1)]).toEqual([columns.open[0], columns.close.at(-1)]);
});

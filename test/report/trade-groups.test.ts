/** Round trips apart: whatever they are told apart by, profits and fees add up to those of the whole run, exactly. */
import { expect, test } from 'vitest';
import { renderReport } from '../../src/report/render-report.js';
import { reportModel } from '../../src/report/report-model.js';
import { tradeGroupings, tradeGroups } from '../../src/report/trade-groups.js';
import { syntheticRun } from './synthetic-run.js';

const model = reportModel(syntheticRun({ days: 400 }), { runId: '', fingerprint: '', environment: {} });
const { trades } = model.books;
const closed = trades.filter(({ trip }) => trip !== undefined);
const micros = (units: number): number => Math.round(units * 1e6);

test.each(tradeGroupings)('V3: by %s, every round trip stands in one group, and profits add up to the last unit', (by) => {
  for (const most of [2, 3, 25, Infinity]) {
    const groups = tradeGroups(trades, by, most);
    expect(groups.length).toBeLessThanOrEqual(most);
    expect(groups.reduce((sum, group) => sum + group.trades, 0)).toBe(closed.length);
    expect(groups.reduce((sum, { open }) => sum + open, 0)).toBe(trades.length - closed.length);
    expect(groups.reduce((sum, { profitUnits }) => sum + micros(profitUnits), 0)).toBe(closed.reduce((sum, { trip }) => sum + (trip?.profitMicros ?? 0), 0));
    expect(groups.reduce((sum, { feeUnits }) => sum + micros(feeUnits), 0)).toBe(closed.reduce((sum, { trip }) => sum + (trip?.feesMicros ?? 0), 0));
    expect(groups.filter(({ isRest }) => isRest).length).toBeLessThanOrEqual(1);
  }
});

test('V3: the figures of a group are those of its round trips alone', () => {
  const long = tradeGroups(trades, 'side').find(({ name }) => name === 'long');
  const trips = closed.flatMap(({ trip }) => (trip?.direction === 'long' ? [trip] : []));
  const wins = trips.filter(({ profitMicros }) => profitMicros > 0).length;
  const losses = trips.filter(({ profitMicros }) => profitMicros < 0).length;
  expect(long?.figures.find(({ id }) => id === 'win-rate')?.value).toBeCloseTo(wins / (wins + losses), 12);
  expect(long?.figures.find(({ id }) => id === 'trades')?.value).toBe(trips.length);
});

test('V3: the groups stand in the page and in report.json', () => {
  const { html, json } = renderReport(model);
  expect(html).toContain('Where the profit came from');
  const { breakdowns } = JSON.parse(json) as { breakdowns: Record<string, readonly { name: string }[]> };
  expect(Object.keys(breakdowns)).toEqual([...tradeGroupings]);
  expect(breakdowns.side.map(({ name }) => name).sort()).toEqual(['long', 'short']);
});

test('V3: a run that traded nothing has no groups, and no section', () => {
  const empty = reportModel(syntheticRun({ days: 400 }).filter(({ type }) => type !== 'OrderFilled'), { runId: '', fingerprint: '', environment: {} });
  expect(empty.breakdowns.every(({ groups }) => groups.length === 0)).toBe(true);
  expect(renderReport(empty).html).not.toContain('Where the profit came from');
});

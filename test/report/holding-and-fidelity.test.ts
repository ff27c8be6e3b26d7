/** How long and how much was held, and whether what was ordered is what was done. */
import { afterAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { fidelityFold } from '../../src/report/folds/fidelity-fold.js';
import { figureOf } from '../../src/report/performance.js';
import { reportModel } from '../../src/report/report-model.js';
import { syntheticRun } from './synthetic-run.js';
import { smallRun, type SmallRun } from '../lab/small-run.js';

const runs: SmallRun[] = [];
afterAll(() => runs.forEach(({ remove }) => remove()));

const about = { runId: '', fingerprint: '', environment: {} };

async function eventsOf(set: readonly string[] = []): Promise<readonly LogEvent[]> {
  const small = await smallRun({ set });
  runs.push(small);
  return [...small.store.open(small.outcome.runId).events()] as LogEvent[];
}

test('V3: time in the market, leverage and concentration are those of a second reckoning from fills and bars', async () => {
  const events = await eventsOf();
  const { performance } = reportModel(events, about);
  let [cash, lots, close, heldFor, since, leverage] = [0, 0, 0, 0, 0, 0];
  const closes = events.flatMap((event) => (event.type === 'BarClosed' ? [event.data.bar] : []));
  for (const event of events) {
    if (event.type === 'AccountOpened') cash += event.data.cashMicros / 1e6;
    if (event.type === 'BarClosed' || event.type === 'RunEnded') {
      // What the bar before brought is in; its close is the price until now.
      if (lots !== 0) leverage = Math.max(leverage, (Math.abs(lots) * close) / (cash + lots * close));
      if (event.type === 'BarClosed') close = event.data.bar.close;
    }
    if (event.type !== 'OrderFilled') continue;
    if (lots !== 0) heldFor += event.time - since;
    since = event.time;
    const { side, quantityLots, price, feeMicros } = event.data.fill;
    lots += side === 'buy' ? quantityLots : -quantityLots;
    cash -= (side === 'buy' ? 1 : -1) * quantityLots * price + feeMicros / 1e6;
  }
  const last = closes[closes.length - 1].closedAt;
  if (lots !== 0) heldFor += last - since;
  const value = (id: string): number => figureOf(performance, id)?.value ?? Number.NaN;
  expect(value('exposure-time')).toBeCloseTo(heldFor / (last - closes[0].openedAt), 6);
  expect(value('gross-leverage')).toBeCloseTo(leverage, 9);
  expect(value('concentration')).toBeCloseTo(leverage, 9);
  expect(value('herfindahl')).toBe(1);
  const fills = events.flatMap((event) => (event.type === 'OrderFilled' ? [event.data.fill] : []));
  const { equity } = reportModel(events, about).books.daily;
  const mean = equity.slice(1).reduce((sum, one) => sum + one, 0) / (equity.length - 1);
  expect(value('turnover')).toBeCloseTo(fills.reduce((sum, { price, quantityLots }) => sum + price * quantityLots, 0) / mean, 9);
  expect(value('ambiguous-share')).toBe(fills.filter(({ label }) => label === 'intrabar-ambiguous').length / fills.length);
});

describe('L8: fidelity', () => {
  test.each([[[]], [['venue.fees.bps=5', 'venue.slippage.kind=ratio', 'venue.slippage.ratio=0.0002']]])('is whole in a run: %j', async (set) => {
    const { performance } = reportModel(await eventsOf(set), about);
    for (const id of ['fidelity-side', 'fidelity-size', 'fidelity-price']) expect([id, figureOf(performance, id)?.value]).toEqual([id, 1]);
  });

  test('falls, and names the events, where a fill is turned, cut without a word, or priced by nothing', () => {
    const events = syntheticRun({ days: 100 });
    const first = events.find((event) => event.type === 'OrderFilled');
    const changed = (change: object): readonly (number | null)[] => {
      const fold = fidelityFold();
      for (const event of events) fold.see(event === first ? ({ ...event, data: { fill: { ...event.data.fill, ...change } } } as LogEvent) : event);
      const figures = fold.result();
      for (const { value, offsets } of figures) expect(offsets).toEqual(value === 1 ? [] : [first?.offset]);
      return figures.map(({ value }) => value);
    };
    const { side, quantityLots, price } = first?.data.fill ?? { side: 'buy', quantityLots: 0, price: 0 };
    expect(changed({})).toEqual([1, 1, 1]);
    expect(changed({ side: side === 'buy' ? 'sell' : 'buy' })[0]).toBeLessThan(1);
    expect(changed({ quantityLots: quantityLots - 1 })[1]).toBeLessThan(1);
    expect(changed({ price: price * 1.01 })[2]).toBeLessThan(1);
  });
});

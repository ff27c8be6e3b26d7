/** Implementation shortfall: worked examples, and a whole run computed another way. */
import { afterAll, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { shortfallFold } from '../../src/report/folds/shortfall-fold.js';
import { reportModel } from '../../src/report/report-model.js';
import { renderReport } from '../../src/report/render-report.js';
import { smallRun, type SmallRun } from '../lab/small-run.js';

const runs: SmallRun[] = [];
afterAll(() => runs.forEach(({ remove }) => remove()));

let offset = 0;
const said = (agent: string, type: string, data: object): LogEvent => ({ offset: (offset += 1), type, agent, time: offset, deliverAt: offset, topic: '', to: [], version: 1, correlation: 0, causation: -1, data }) as unknown as LogEvent;
const bar = (close: number): LogEvent => said('feed', 'BarClosed', { bar: { instrument: 'X', openedAt: 0, closedAt: 1, open: close, high: close, low: close, close, volume: 1 } });
const fill = (orderId: string, owner: string, lots: number, price: number, tag?: string): LogEvent =>
  said('venue', 'OrderFilled', { fill: { orderId, instrument: 'X', owner, side: 'buy', quantityLots: lots, remainingLots: 0, price, feeMicros: 500_000, ...(tag === undefined ? {} : { tag }) } });
const opening = [
  said('lab', 'InstrumentListed', { instrument: { id: 'X', currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 10, multiplier: 2, shortable: true } }),
  said('lab', 'AgentSeated', { agent: 'worker', kind: 'twap', options: {}, listensTo: [] }),
];
const parent = { id: 'trader-1', instrument: 'X', owner: 'trader', executor: 'worker', side: 'buy', quantityLots: 100, startAt: 0, endAt: 9, reduceOnly: false, arrivalPrice: 100 };
const order = (id: string, owner: string, tag?: string): object => ({ order: { id, instrument: 'X', owner, side: 'buy', type: 'market', quantityLots: 60, timeInForce: 'gtc', reduceOnly: false, ...(tag === undefined ? {} : { tag }) } });

function rows(events: readonly LogEvent[]) {
  const fold = shortfallFold();
  for (const event of [...opening, ...events]) fold.see(event);
  return fold.result();
}

test('of a parent: price, fees, and what the rest has missed; a lot is a fifth of a price', () => {
  const [row] = rows([
    bar(100), said('trader', 'ParentOrderPlaced', { parent }), said('worker', 'OrderPlaced', order('worker-1', 'worker', 'trader-1')), bar(101),
    fill('worker-1', 'worker', 60, 101, 'trader-1'), bar(103), said('worker', 'ParentOrderEnded', { parentId: 'trader-1', executor: 'worker', instrument: 'X', owner: 'trader', filledLots: 60, quantityLots: 100, reason: 'end' }), bar(150),
  ]);
  // 60 lots × 0.2 × 1 paid above arrival; 40 lots × 0.2 × 3 missed; half a dollar of fees.
  expect(row).toMatchObject({ agent: 'worker', way: 'twap', orders: 1, children: 1, filledShare: 0.6, wantedUnits: 2_000, priceUnits: 12, feeUnits: 0.5, totalUnits: 36.5 });
  expect(row.missedUnits).toBeCloseTo(24, 9);
  expect(row.shortfall).toBeCloseTo(0.01825, 12);
});

test('of an order sent at once: against the last close; a sale mirrors, a waiting order does not count', () => {
  const sale = { order: { ...(order('b-1', 'b') as { order: object }).order, side: 'sell' } };
  const limit = { order: { ...(order('c-1', 'c') as { order: object }).order, type: 'limit', limitPrice: 90 } };
  const all = rows([bar(100), said('a', 'OrderPlaced', order('a-1', 'a')), said('b', 'OrderPlaced', sale), said('c', 'OrderPlaced', limit), fill('a-1', 'a', 60, 102), fill('b-1', 'b', 60, 102), fill('c-1', 'c', 60, 90)]);
  expect(all.map(({ agent, way, priceUnits }) => [agent, way, priceUnits])).toEqual([['a', 'at once', 24], ['b', 'at once', -24]]);
});

test('of an order that was denied is what it missed', () => {
  const [row] = rows([bar(100), said('a', 'OrderPlaced', order('a-1', 'a')), bar(110), said('gate', 'OrderDenied', { orderId: 'a-1', instrument: 'X', reason: 'var-limit' })]);
  expect(row).toMatchObject({ filledShare: 0, priceUnits: 0, missedUnits: 120, totalUnits: 120 });
});

test('of a whole run is the sum of fills against the closes before, and stands in the page and in report.json', async () => {
  const small = await smallRun({ set: ['venue.fees.bps=5', 'venue.slippage.kind=ratio', 'venue.slippage.ratio=0.0002'] });
  runs.push(small);
  const events = [...small.store.open(small.outcome.runId).events()] as LogEvent[];
  const arrivals = new Map<string, number>();
  let [close, price, fees] = [0, 0, 0];
  for (const event of events) {
    if (event.type === 'BarClosed') close = event.data.bar.close;
    if (event.type === 'OrderPlaced') arrivals.set(event.data.order.id, close);
    if (event.type !== 'OrderFilled') continue;
    const { side, price: paid, quantityLots, orderId, feeMicros } = event.data.fill;
    price += (side === 'buy' ? 1 : -1) * (paid - (arrivals.get(orderId) ?? Number.NaN)) * quantityLots;
    fees += feeMicros / 1_000_000;
  }
  const model = reportModel(events, { runId: '', fingerprint: '', environment: {} });
  expect(model.shortfall).toHaveLength(1);
  expect(model.shortfall[0].priceUnits).toBeCloseTo(price, 6);
  expect(model.shortfall[0].feeUnits).toBeCloseTo(fees, 6);
  const { html, json } = renderReport(model);
  expect(html).toContain('What carrying it out cost');
  expect((JSON.parse(json) as { shortfall: unknown[] }).shortfall).toHaveLength(1);
});

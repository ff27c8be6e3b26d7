/** Executors in whole runs: whatever is asked of them, children and fills stay within the parent, its time and its owner's will. */
import { afterAll, describe, expect, test } from 'vitest';
import type { DataOf, LogEvent } from '../../../src/domain/catalogue.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { smallRun, type SmallRun } from '../../lab/small-run.js';

const runs: SmallRun[] = [];
afterAll(() => runs.forEach(({ remove }) => remove()));

/** Places parents of chance size and length, and takes some of them back. */
const orderingAgent = `
import { decider, SILENT } from 'hivetape';

const MINUTE = 60000000;
export const agent = {
  create: ({ executor }, { id }) => decider({
    listensTo: ['bars/WALK', 'executed/' + executor],
    initial: () => ({ bars: 0, close: 0, live: '', orders: 0, lots: 0, sign: 1 }),
    evolve: (state, event) => {
      if (event.type === 'BarClosed') return { ...state, bars: state.bars + 1, close: event.data.bar.close };
      if (event.type === 'ParentOrderPlaced') return { ...state, live: event.data.parent.id, orders: state.orders + 1 };
      if (event.type === 'ParentOrderEnded') return { ...state, live: '' };
      return state;
    },
    decide: (state, event, context) => {
      if (event.type !== 'BarClosed' || state.bars < 5) return SILENT;
      const draw = context.random('orders').below(100);
      if (state.live !== '') return draw < 4 ? [{ type: 'ParentOrderCancelRequested', data: { parentId: state.live, executor, instrument: 'WALK' } }] : SILENT;
      if (draw >= 30) return SILENT;
      const now = context.now();
      return [{ type: 'ParentOrderPlaced', data: { parent: {
        id: id + '-' + (state.orders + 1), instrument: 'WALK', owner: id, executor, side: draw % 2 === 0 ? 'buy' : 'sell', quantityLots: 1 + context.random('size').below(900),
        startAt: now + context.random('start').below(3) * MINUTE, endAt: now + (1 + context.random('length').below(25)) * MINUTE, reduceOnly: false, arrivalPrice: state.close,
      } } }];
    },
  }),
};
`;

const scenario = (kind: string, seed: number, participation: string, risk: string): string => `
hivetape: 1
name: executing-${kind}
seed: ${seed}
data: [{ instrument: WALK, walk: { bars: 800, volatility: 0.001 }, tick: 0.01, shortable: true }]
venue: { account: margin, participation: ${participation} }
risk: ${risk}
agents:
  worker: { kind: ${kind}, options: {} }
  mine: { path: ./agents/mine.js, options: { executor: worker } }
`;
const wide = '{ exposureMax: 50, concentrationMax: 50, drawdownMax: 1, valueAtRiskMax: 50 }';

async function eventsOf(text: string): Promise<readonly LogEvent[]> {
  const small = await smallRun({ scenario: text, agent: orderingAgent });
  runs.push(small);
  expect(small.outcome.failure).toBeUndefined();
  return [...small.store.open(small.outcome.runId).events()] as LogEvent[];
}

interface Life {
  readonly parent: DataOf<'ParentOrderPlaced'>['parent'];
  readonly placedAt: number;
  readonly children: { readonly id: string; readonly lots: number; readonly offset: number; readonly time: number }[];
  readonly fills: { readonly lots: number; readonly barOpenedAt: number }[];
  cancelledAt: number | undefined;
  readonly ends: DataOf<'ParentOrderEnded'>[];
}

function livesOf(events: readonly LogEvent[]): Life[] {
  const lives = new Map<string, Life>();
  const lifeOf = (id: string | undefined): Life | undefined => (id === undefined ? undefined : lives.get(id));
  for (const event of events) {
    if (event.type === 'ParentOrderPlaced') lives.set(event.data.parent.id, { parent: event.data.parent, placedAt: event.time, children: [], fills: [], cancelledAt: undefined, ends: [] });
    if (event.type === 'ParentOrderCancelRequested') {
      const life = lifeOf(event.data.parentId);
      if (life !== undefined) life.cancelledAt ??= event.deliverAt;
    }
    if (event.type === 'OrderPlaced' && event.agent === 'worker') lifeOf(event.data.order.tag)?.children.push({ id: event.data.order.id, lots: event.data.order.quantityLots ?? 0, offset: event.offset, time: event.time });
    if (event.type === 'OrderFilled' && event.data.fill.owner === 'worker') {
      const bar = events[event.data.fill.barOffset];
      const openedAt = bar.type === 'BarClosed' ? bar.data.bar.openedAt : Number.NaN;
      lifeOf(event.data.fill.tag)?.fills.push({ lots: event.data.fill.quantityLots, barOpenedAt: openedAt });
    }
    if (event.type === 'ParentOrderEnded') lifeOf(event.data.parentId)?.ends.push(event.data);
  }
  return [...lives.values()];
}

const sum = (rows: readonly { readonly lots: number }[]): number => rows.reduce((total, { lots }) => total + lots, 0);

describe.each(['twap', 'vwap', 'pov'])('%s', (kind) => {
  test.each([
    [1, 'full', wide], [2, '0.1', wide], [3, '0.002', wide], [4, '0.1', '{ exposureMax: 0.02, concentrationMax: 0.02, drawdownMax: 1, valueAtRiskMax: 50 }'],
  ])('keeps parents within quantity, time and will (seed %i, participation %s)', async (seed, participation, risk) => {
    const lives = livesOf(await eventsOf(scenario(kind, seed, participation, risk)));
    expect(lives.length).toBeGreaterThan(20);
    expect(lives.some(({ fills }) => fills.length > 1)).toBe(true);
    for (const { parent, children, fills, cancelledAt, ends, placedAt } of lives) {
      expect(ends, parent.id).toHaveLength(1);
      expect(sum(fills)).toBeLessThanOrEqual(parent.quantityLots);
      expect(ends[0]).toMatchObject({ filledLots: sum(fills), quantityLots: parent.quantityLots });
      expect(ends[0].reason === 'filled').toBe(sum(fills) === parent.quantityLots);
      for (const { barOpenedAt } of fills) expect(barOpenedAt).toBeLessThan(parent.endAt);
      for (const { time } of children) {
        expect(time).toBeGreaterThan(placedAt);
        expect(time).toBeLessThan(parent.endAt);
        if (cancelledAt !== undefined) expect(time).toBeLessThanOrEqual(cancelledAt);
      }
      if (ends[0].reason === 'filled') expect(sum(children)).toBeGreaterThanOrEqual(parent.quantityLots);
    }
    expect(lives.some(({ cancelledAt }) => cancelledAt !== undefined)).toBe(true);
  });

  test('never has more open and filled than the parent, after any event', async () => {
    const events = await eventsOf(scenario(kind, 9, '0.02', wide));
    const parents = new Map<string, { quantity: number; filled: number; open: Map<string, number> }>();
    const parentOf = new Map<string, string>();
    for (const event of events) {
      if (event.type === 'ParentOrderPlaced') parents.set(event.data.parent.id, { quantity: event.data.parent.quantityLots, filled: 0, open: new Map() });
      if (event.type === 'OrderPlaced' && event.agent === 'worker') {
        const { id, tag = '', quantityLots = 0 } = event.data.order;
        parentOf.set(id, tag);
        parents.get(tag)?.open.set(id, quantityLots);
      }
      if (event.type === 'OrderFilled') {
        const { orderId, quantityLots, remainingLots } = event.data.fill;
        const parent = parents.get(parentOf.get(orderId) ?? '');
        if (parent !== undefined) {
          parent.filled += quantityLots;
          parent.open.set(orderId, remainingLots);
        }
      }
      if (event.type === 'OrderCancelled' || event.type === 'OrderExpired' || event.type === 'OrderDenied' || event.type === 'OrderRejected') parents.get(parentOf.get(event.data.orderId) ?? '')?.open.delete(event.data.orderId);
      for (const { quantity, filled, open } of parents.values()) expect(filled + [...open.values()].reduce((total, lots) => total + lots, 0)).toBeLessThanOrEqual(quantity);
    }
  });
});

test('twap fills a quantity in equal parts, one a bar', async () => {
  const events = await eventsOf(scenario('twap', 5, 'full', wide));
  const whole = livesOf(events).filter(({ ends, parent }) => ends[0].reason === 'filled' && parent.quantityLots > 300 && parent.startAt <= parent.endAt - 10 * 60_000_000);
  expect(whole.length).toBeGreaterThan(3);
  for (const { parent, fills } of whole) {
    const even = parent.quantityLots / ((parent.endAt - parent.startAt) / 60_000_000);
    for (const { lots } of fills) expect(Math.abs(lots - even)).toBeLessThanOrEqual(even + 1);
    expect(fills.length).toBeGreaterThan(((parent.endAt - parent.startAt) / 60_000_000) * 0.7);
  }
});

test('a run with an executor is decided again equal', async () => {
  const small = await smallRun({ scenario: scenario('vwap', 2, '0.1', wide), agent: orderingAgent });
  runs.push(small);
  const { divergence } = await rerunRun(small.store, small.outcome.runId, { project: small.loaded });
  expect(divergence).toBeUndefined();
});

const swarm = (execution: string): string => `
hivetape: 1
name: swarm
seed: 11
data: [{ instrument: WALK, walk: { bars: 900, volatility: 0.01, barDuration: 1h }, tick: 0.01 }]
venue: { participation: full, account: margin }
risk: { exposureMax: 2, concentrationMax: 2, valueAtRiskMax: 1, drawdownMax: 0.05 }
agents:
  momentum: { kind: momentum, options: { bars: 20, trendBars: 10 } }
  council: { kind: council, options: { members: { momentum: 1 } } }
  trader: { kind: trader, options: { council: council, share: 0.9${execution} } }
  worker: { kind: twap, options: {} }
`;

describe('a trader whose orders are worked', () => {
  test('comes to hold what it decided, by children alone, and closes at once when trading is halted', async () => {
    const events = await eventsOf(swarm(', execution: { by: worker, over: 6h }'));
    const placed = events.filter((event) => event.type === 'ParentOrderPlaced');
    const ended = events.flatMap((event) => (event.type === 'ParentOrderEnded' ? [event.data] : []));
    expect(placed.length).toBeGreaterThan(5);
    expect(ended).toHaveLength(placed.length);
    // What is decided anew while a parent is worked takes it back.
    expect(ended.filter(({ reason }) => reason === 'filled').length).toBeGreaterThan(10);
    for (const { reason } of ended) expect(['filled', 'cancelled', 'halted', 'end', 'end-of-run']).toContain(reason);
    const halted = events.find(({ type }) => type === 'TradingHalted');
    const own = events.filter((event) => event.type === 'OrderPlaced' && event.agent === 'trader');
    for (const order of own) expect(order.offset).toBeGreaterThan(halted?.offset ?? Infinity);
    let held = 0;
    for (const event of events) if (event.type === 'OrderFilled') held += (event.data.fill.side === 'buy' ? 1 : -1) * event.data.fill.quantityLots;
    if (halted !== undefined) expect(held).toBe(0);
  });

  test('without an executor sends its orders itself, as before', async () => {
    const events = await eventsOf(swarm(''));
    expect(events.some(({ type }) => type === 'ParentOrderPlaced')).toBe(false);
    expect(events.some((event) => event.type === 'OrderPlaced' && event.agent === 'trader')).toBe(true);
  });
});

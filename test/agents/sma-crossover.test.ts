import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { smaCrossover } from '../../src/agents/sma-crossover.js';
import { canonicalJson } from '../../src/core/canonical.js';
import type { EventDraft } from '../../src/domain/catalogue.js';
import type { Order } from '../../src/domain/order.js';
import { walkBars } from '../../src/market/walk.js';
import { given } from '../../src/testing/given.js';
import { barClosed, barsClosed, flatBars, orderFilled, risingBars, testInstrument } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

const options = { fastBars: 2, slowBars: 4 };
const falling = [110, 109, 108, 107, 106];

function ordersIn(drafts: readonly EventDraft[]): readonly Order[] {
  return drafts.flatMap((draft) => (draft.type === 'OrderPlaced' ? [draft.data.order] : []));
}

test('says nothing before the slow average has warmed up, nor in a market that only rises or stands still', () => {
  expect(given(agentOf(smaCrossover, options), risingBars(3)).when(barClosed(1))).toEqual([]);
  expect(given(agentOf(smaCrossover, options)).whenAll(risingBars(50))).toEqual([]);
  expect(given(agentOf(smaCrossover, options)).whenAll(flatBars(50))).toEqual([]);
});

test('buys with all its funds when the fast average crosses above', () => {
  const drafts = given(agentOf(smaCrossover, options), barsClosed(falling)).when(barClosed(120));
  expect(drafts).toEqual([
    {
      type: 'OrderPlaced',
      data: {
        order: { id: 'tested-1', instrument: 'ES', owner: 'tested', side: 'buy', type: 'market', fundsShare: 1, reduceOnly: false, timeInForce: 'gtc', tag: 'up-cross' },
      },
    },
  ]);
});

test('sells exactly what its fills add up to when the fast average crosses below, and only its own fills', () => {
  const stage = given(agentOf(smaCrossover, options), [
    ...barsClosed([...falling, 120]),
    orderFilled({ quantityLots: 7 }),
    orderFilled({ quantityLots: 5 }),
    orderFilled({ quantityLots: 100, owner: 'somebody-else' }),
    { ...orderFilled({ quantityLots: 100 }), from: agentSetting({ id: 'liar' }).id },
  ]);
  expect(ordersIn(stage.when(barClosed(90)))).toEqual([
    { id: 'tested-2', instrument: 'ES', owner: 'tested', side: 'sell', type: 'market', quantityLots: 12, reduceOnly: true, timeInForce: 'gtc', tag: 'down-cross' },
  ]);
});

test('does nothing on a cross below when it holds nothing', () => {
  expect(given(agentOf(smaCrossover, options), barsClosed([...falling, 120])).when(barClosed(90))).toEqual([]);
});

test('does not buy again what it holds already', () => {
  const stage = given(agentOf(smaCrossover, options), [...barsClosed(falling), orderFilled()]);
  expect(stage.when(barClosed(120))).toEqual([]);
});

test('turns round when it may go short: ends the long position and opens a short one', () => {
  const agent = agentOf(smaCrossover, { ...options, direction: 'long-short' as const });
  const stage = given(agent, [...barsClosed([...falling, 120]), orderFilled()]);
  expect(ordersIn(stage.when(barClosed(90))).map(({ id, side, quantityLots, fundsShare, reduceOnly }) => ({ id, side, quantityLots, fundsShare, reduceOnly }))).toEqual([
    { id: 'tested-2', side: 'sell', quantityLots: 10, fundsShare: undefined, reduceOnly: true },
    { id: 'tested-3', side: 'sell', quantityLots: undefined, fundsShare: 1, reduceOnly: false },
  ]);
});

test('never shorts what cannot be sold short', () => {
  const setting = agentSetting({ instruments: [testInstrument({ shortable: false })] });
  const agent = agentOf(smaCrossover, { ...options, direction: 'long-short' as const }, setting);
  expect(given(agent, barsClosed([...falling, 120])).when(barClosed(90))).toEqual([]);
});

test('numbers its orders through over several instruments, each with its own averages', () => {
  const setting = agentSetting({ instruments: [testInstrument(), testInstrument({ id: 'NQ' })] });
  const stage = given(agentOf(smaCrossover, options, setting), [...barsClosed(falling), ...barsClosed(falling, { instrument: 'NQ' })]);
  const orders = ordersIn(stage.whenAll([barClosed(120), barClosed(120, { instrument: 'NQ' })]));
  expect(orders.map(({ id, instrument }) => `${id} ${instrument}`)).toEqual(['tested-1 ES', 'tested-2 NQ']);
});

test('refuses a fast average that is not the shorter one', () => {
  expect(() => agentOf(smaCrossover, { fastBars: 30, slowBars: 30 })).toThrow(expect.objectContaining({ code: 'agent-options-contradict' }));
});

const golden = JSON.parse(readFileSync(new URL('../goldens/agents/sma-crossover-walk.json', import.meta.url), 'utf8')) as Record<
  'walk_1000' | 'walk_100000',
  { finalEquity: number; closedTrades: number }
>;

test.each([['walk_1000', 1_000], ['walk_100000', 100_000]] as const)('trades %s as backtrader and exact arithmetic do', (name, length) => {
  expect(tradeWalk(length)).toEqual({ closedTrades: golden[name].closedTrades, finalEquity: expect.closeTo(golden[name].finalEquity, 4) as number });
});

/** Fills the agent's orders at the next open, in whole units, without costs; money in ten-thousandths, exact. */
function tradeWalk(length: number): { readonly finalEquity: number; readonly closedTrades: number } {
  const setting = agentSetting({ instruments: [testInstrument({ ticksPerUnit: 10_000 })] });
  const stage = given(agentOf(smaCrossover, { fastBars: 10, slowBars: 30 }, setting));
  let cash = 1_000_000 * 10_000;
  let lots = 0;
  let closedTrades = 0;
  let waiting: readonly Order[] = [];
  const walk = walkBars(length);
  for (let row = 0; row < length; row += 1) {
    const open = walk.open[row] ?? NaN;
    const openTicks = Math.round(open * 10_000);
    for (const order of waiting) {
      const quantityLots = order.quantityLots ?? Math.floor(cash / openTicks);
      const signed = order.side === 'buy' ? quantityLots : -quantityLots;
      cash -= signed * openTicks;
      lots += signed;
      if (order.side === 'sell') closedTrades += 1;
      stage.when(orderFilled({ orderId: order.id, side: order.side, quantityLots, price: open }));
    }
    waiting = ordersIn(stage.when(barClosed(walk.close[row] ?? NaN)));
  }
  canonicalJson(stage.state());
  return { closedTrades, finalEquity: (cash + lots * Math.round((walk.close[length - 1] ?? NaN) * 10_000)) / 10_000 };
}

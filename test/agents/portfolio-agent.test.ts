/** Values at the end of days, and sums at the end of months. */
import { expect, test } from 'vitest';
import { performanceMonitor, type PerformanceState } from '../../src/agents/performance-monitor.js';
import { portfolio, type PortfolioState } from '../../src/agents/portfolio-agent.js';
import { agentId } from '../../src/core/brand.js';
import { DAY, parseInstant } from '../../src/core/instant.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import type { Decider } from '../../src/kernel/agent.js';
import { agentSetting } from '../../src/testing/setting.js';
import { acme, anOrder, bench, type Bench } from './bench.js';

function opened<State>(agent: unknown): Bench<State> {
  const it = bench(agent as Decider<State, LogEvent, EventDraft>, agentId('books'));
  it.hear('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000 });
  it.hear('InstrumentListed', { instrument: acme });
  return it;
}

function day(it: Bench<unknown>, date: string, close: number): LogEvent[] {
  const openedAt = parseInstant(date);
  return it.hear('BarClosed', { bar: { instrument: acme.id, openedAt, closedAt: openedAt + DAY, open: close, high: close, low: close, close, volume: -1 } });
}

function buy(it: Bench<unknown>, lots: number, at: string): LogEvent[] {
  const { id, instrument, owner } = anOrder();
  return it.hear('OrderFilled', {
    fill: {
      orderId: id, instrument, owner, side: 'buy', quantityLots: lots, remainingLots: 0, basePrice: 100, halfSpread: 0, slippage: 0, price: 100,
      feeMicros: 2_000_000, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: parseInstant(at),
    },
  });
}

test('the portfolio is valued when the first event of the next day comes, as it was before it', () => {
  const it = opened<PortfolioState>(portfolio.create({}, agentSetting()));
  expect(day(it, '2020-01-01', 100)).toEqual([]);
  expect(buy(it, 5, '2020-01-03')).toMatchObject([{ type: 'PortfolioValued', data: { equityMicros: 1_000_000_000, cashMicros: 1_000_000_000, exposure: 0, drawdown: 0 } }]);
  expect(day(it, '2020-01-02', 90)).toEqual([]);
  const [valued] = day(it, '2020-01-03', 120);
  expect(valued.data).toEqual({ equityMicros: 948_000_000, cashMicros: 498_000_000, exposure: 450 / 948, drawdown: 1 - 0.948 });
  expect(it.hear('RunEnding', { reason: 'data-ended' })).toMatchObject([{ data: { equityMicros: 1_098_000_000, drawdown: 0 } }]);
});

test('performance is summed up when a month is over, and at the end', () => {
  const it = opened<PerformanceState>(performanceMonitor.create({}, agentSetting()));
  day(it, '2020-01-30', 100);
  buy(it, 5, '2020-01-31');
  day(it, '2020-01-31', 80);
  const [january] = day(it, '2020-02-01', 120);
  expect(january.data).toEqual({ totalReturn: 898 / 1_000 - 1, periodReturn: 898 / 1_000 - 1, maxDrawdown: 1 - 0.898, fills: 1, feesMicros: 2_000_000 });
  const [rest] = it.hear('RunEnding', { reason: 'data-ended' });
  expect(rest.data).toMatchObject({ totalReturn: 1_098 / 1_000 - 1, periodReturn: 1_098 / 898 - 1 });
});

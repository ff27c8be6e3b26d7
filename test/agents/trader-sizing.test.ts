/** How large the trader's positions become: what each sizing wants of the bars it has seen. */
import { describe, expect, test } from 'vitest';
import { trader, type TraderState } from '../../src/agents/trader.js';
import { agentId } from '../../src/core/brand.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import type { Decider } from '../../src/kernel/agent.js';
import { agentSetting, defaultsOf } from '../../src/testing/setting.js';
import { acme, bench, bolt, minuteBar, type Bench } from './bench.js';

const EQUITY = 100_000;

/** Prices as multiples of a start, one bar a minute. */
function seated(options: Record<string, unknown>, closes: { readonly acme: readonly number[]; readonly bolt: readonly number[] }): Bench<TraderState> {
  const setting = agentSetting({ id: 'trader', instruments: [{ ...acme, shortable: true }, bolt], cash: EQUITY });
  const agent = trader.create({ ...defaultsOf(trader), allowShort: true, ...options } as never, setting) as Decider<TraderState, LogEvent, EventDraft>;
  const it = bench(agent, agentId('trader'));
  it.hear('AccountOpened', { currency: 'USD', cashMicros: EQUITY * 1_000_000 });
  for (const [instrument, prices] of [[{ ...acme, shortable: true }, closes.acme], [bolt, closes.bolt]] as const) {
    it.hear('InstrumentListed', { instrument });
    prices.forEach((price, index) => it.hear('BarClosed', minuteBar(index, [price, price, price, price], { instrument })));
  }
  return it;
}

function wanted(it: Bench<TraderState>, direction: Direction, instrument = acme): number {
  const said = it.hear('DecisionReached', { proposal: 'p1', instrument: instrument.id, direction, approved: true, support: 1, turnout: 1, conviction: 1, ballot: [] }, { by: 'council' });
  const [order] = said.flatMap((event) => (event.type === 'OrderPlaced' ? [event.data.order] : []));
  return order === undefined ? 0 : (order.side === 'buy' ? 1 : -1) * (order.quantityLots ?? 0);
}

/** A price that rises on two bars of three, by a hundredth each. */
const rising = Array.from({ length: 60 }, (_, index) => 100 + Math.round((index - 2 * Math.floor(index / 3)) * 100) / 100);
const swinging = (size: number): number[] => Array.from({ length: 60 }, (_, index) => 100 + (index % 2 === 0 ? size : -size));

describe('a fraction of Kelly', () => {
  const kelly = (fraction: number) => ({ sizing: 'kelly', share: 1, kelly: { fraction, bars: 30 } });
  const changes = rising.slice(-31).map((price, index, all) => (index === 0 ? 0 : price / all[index - 1] - 1)).slice(1);
  const mean = changes.reduce((sum, change) => sum + change, 0) / 30;
  const variance = changes.reduce((sum, change) => sum + (change - mean) * (change - mean), 0) / 30;
  const last = rising[rising.length - 1];

  test('is mean over variance of the window, times the fraction', () => {
    const fraction = 0.5 / (mean / variance);
    const lots = wanted(seated(kelly(fraction), { acme: rising, bolt: rising }), 'long');
    expect(lots).toBe(Math.floor((EQUITY * 0.5 * (1 - 1e-12)) / last));
  });

  test('is nothing against the record, nothing before the window is full, and never more than the share', () => {
    expect(wanted(seated(kelly(1), { acme: rising, bolt: rising }), 'short')).toBe(0);
    expect(wanted(seated(kelly(1), { acme: rising.slice(0, 30), bolt: rising }), 'long')).toBe(0);
    expect(wanted(seated({ ...kelly(1), share: 0.2 }, { acme: rising, bolt: rising }), 'long')).toBe(Math.floor((EQUITY * 0.2) / last));
  });
});

describe('risk parity', () => {
  const parity = { sizing: 'risk-parity', share: 0.9 };

  test('gives an instrument that swings three times as much a third of the money', () => {
    const it = seated(parity, { acme: swinging(0.5), bolt: swinging(1.5) });
    const [calm, wild] = [wanted(it, 'long', acme), wanted(it, 'long', bolt)];
    expect(calm / wild).toBeGreaterThan(2.9);
    expect(calm / wild).toBeLessThan(3.1);
    expect((calm * 99.5 + wild * 98.5) / EQUITY).toBeGreaterThan(0.89);
    expect((calm * 99.5 + wild * 98.5) / EQUITY).toBeLessThanOrEqual(0.9);
  });

  test('waits until it knows all of its instruments', () => {
    expect(wanted(seated(parity, { acme: swinging(0.5), bolt: [100] }), 'long')).toBe(0);
  });
});

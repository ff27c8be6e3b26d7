/** How large the trader's positions become: what each sizing wants of the bars it has seen. */
import { describe, expect, test } from 'vitest';
import { trader, type TraderState } from '../../src/agents/trader.js';
import { agentId } from '../../src/core/brand.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId } from '../../src/domain/instrument.js';
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

describe('L5: risk parity by equal risk over the covariance', () => {
  const parity = { sizing: 'risk-parity', share: 0.9, parity: { correlations: true, bars: 30 } };
  const walk = (step: (index: number) => number): number[] => {
    let price = 100;
    return Array.from({ length: 60 }, (_, index) => Math.round((price *= 1 + step(index)) * 100) / 100);
  };
  const one = walk((index) => (index % 2 === 0 ? 0.01 : -0.01));
  const other = walk((index) => (index % 3 === 0 ? 0.01 : -0.005));

  function interleaved(options: Record<string, unknown>, closes: readonly (readonly number[])[]): Bench<TraderState> {
    const listed = [acme, bolt, { ...bolt, id: instrumentId('CORE') }].map((instrument) => ({ ...instrument, shortable: true }));
    const setting = agentSetting({ id: 'trader', instruments: listed, cash: EQUITY });
    const agent = trader.create({ ...defaultsOf(trader), allowShort: true, ...options } as never, setting) as Decider<TraderState, LogEvent, EventDraft>;
    const it = bench(agent, agentId('trader'));
    it.hear('AccountOpened', { currency: 'USD', cashMicros: EQUITY * 1_000_000 });
    for (const instrument of listed) it.hear('InstrumentListed', { instrument });
    for (let index = 0; index < closes[0].length; index += 1) {
      listed.forEach((instrument, place) => {
        const price = closes[place][index];
        it.hear('BarClosed', minuteBar(index, [price, price, price, price], { instrument }));
      });
    }
    return it;
  }

  test('gives two that move as one less than inverse volatility does, and the third more', () => {
    const closes = [one, one, other];
    const money = (options: Record<string, unknown>): readonly number[] => [acme, bolt, { ...bolt, id: instrumentId('CORE') }].map((instrument, place) => wanted(interleaved(options, closes), 'long', instrument) * closes[place][59]);
    const [equal, inverse] = [money(parity), money({ ...parity, parity: undefined })];
    expect(equal[0]).toBeLessThan(inverse[0] * 0.95);
    expect(equal[2]).toBeGreaterThan(inverse[2] * 1.05);
    expect(equal.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0.88 * EQUITY);
    expect(equal.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(0.9 * EQUITY);
  });

  test('waits until every pair was seen, and without correlations is inverse volatility', () => {
    const closes = [one, one, other];
    expect(wanted(interleaved({ ...parity, parity: { correlations: true, bars: 100 } }, closes), 'long')).toBe(0);
    expect(wanted(interleaved({ ...parity, parity: { correlations: false, bars: 100 } }, closes), 'long')).toBe(wanted(interleaved({ ...parity, parity: undefined }, closes), 'long'));
  });
});

/** The scout: learns what is usual, tells of what is not, once, and answers what it has seen. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataScout } from '../../src/agents/data-scout.js';
import { agentId } from '../../src/core/brand.js';
import { DAY, MINUTE, parseInstant, type Instant } from '../../src/core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId } from '../../src/domain/instrument.js';
import type { Agent } from '../../src/kernel/agent.js';
import { given } from '../../src/testing/given.js';
import { barClosed, said, testInstrument, type TestEvent } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { courierSetting } from '../../src/swarm/messages/courier-setting.js';
import { neighbourhoodOf } from '../../src/swarm/messages/neighbourhood.js';
import { courierTopics } from '../../src/swarm/messages/courier.js';
import { chanceOf } from './lean-profit.js';

const START = parseInstant('2020-01-06T21:00:00Z');
const two = agentSetting({ instruments: [testInstrument(), testInstrument({ id: 'NQ' })] });

/** Weekdays from a Monday on, without those that are left out by their number. */
function weekdays(count: number, without: readonly number[] = []): Instant[] {
  return Array.from({ length: count }, (_, index) => START + (Math.floor(index / 5) * 7 + (index % 5)) * DAY).filter((_, index) => !without.includes(index));
}

function barsAt(times: readonly Instant[], closeOf: (index: number) => number = walk(), instrument = 'ES'): TestEvent[] {
  return times.map((closedAt, index) => barClosed(closeOf(index), { closedAt, instrument }));
}

function walk(seed = 1): () => number {
  const chance = chanceOf(seed);
  let price = 100;
  return () => (price *= Math.exp(0.01 * chance.normal()));
}

function doubtsIn(agent: Agent<LogEvent, EventDraft>, events: readonly TestEvent[]): DataOf<'DataDoubted'>[] {
  return given(agent).whenAll(events).flatMap((draft) => (draft.type === 'DataDoubted' ? [draft.data] : []));
}

describe('D5: the data scout', () => {
  test('has nothing to say of weekdays and of minutes with nights between them', () => {
    expect(doubtsIn(agentOf(dataScout), barsAt(weekdays(300)))).toEqual([]);
    const minutes = Array.from({ length: 2_000 }, (_, index) => START + Math.floor(index / 50) * DAY + (index % 50) * MINUTE);
    expect(doubtsIn(agentOf(dataScout, { learnFor: '5d' }), barsAt(minutes))).toEqual([]);
  });

  test('tells of a week that is missing, with what is usual', () => {
    const times = weekdays(120, [100, 101, 102, 103, 104]);
    expect(doubtsIn(agentOf(dataScout), barsAt(times))).toEqual([{ instrument: 'ES', doubt: 'gap', at: times[100], found: 10 * DAY, usual: 3 * DAY, evidence: '10.00 days without a bar, at most 3.00 days is usual' }]);
  });

  test('tells of half an hour that is missing within a day, though nights are longer', () => {
    const minutes = Array.from({ length: 1_000 }, (_, index) => START + Math.floor(index / 50) * DAY + (index % 50) * MINUTE).filter((_, index) => index % 50 < 10 || index % 50 > 30 || index < 900 || index > 949);
    expect(doubtsIn(agentOf(dataScout, { learnFor: '5d' }), barsAt(minutes))).toMatchObject([{ doubt: 'gap', found: 22 * MINUTE }]);
  });

  test('any planted gap of a week or more is found, and nothing else is', () => {
    fc.assert(fc.property(fc.integer({ min: 60, max: 200 }), fc.integer({ min: 5, max: 40 }), (from, length) => {
      const times = weekdays(260, Array.from({ length }, (_, index) => from + index));
      const found = doubtsIn(agentOf(dataScout, { spikeDeviations: 100 }), barsAt(times));
      expect(found).toMatchObject([{ doubt: 'gap', at: times[from], found: times[from] - times[from - 1] }]);
    }), { numRuns: 50 });
  });

  test('tells of a jump, in deviations of what came before, and not of a split on adjusted prices', () => {
    const closes = Array.from({ length: 100 }, walk());
    const jump = closes.map((close, index) => (index < 80 ? close : close / 2));
    const instruments = [testInstrument({ isAdjusted: true })];
    expect(doubtsIn(agentOf(dataScout), barsAt(weekdays(100), (index) => jump[index]))).toMatchObject([{ doubt: 'spike', at: weekdays(100)[80] }]);
    const split = said('feed', 'AdjustmentChanged', { instrument: instrumentId('ES'), kind: 'split', scale: 2, units: 2, dueAt: 0 });
    const bars = barsAt(weekdays(100), (index) => jump[index]);
    expect(doubtsIn(agentOf(dataScout, {}, agentSetting({ instruments })), [...bars.slice(0, 80), split, ...bars.slice(80)])).toEqual([]);
  });

  test('tells once of a price that stands still, when it has stood so long', () => {
    const next = walk();
    const closes = Array.from({ length: 100 }, (_, index) => (index >= 50 && index < 70 ? 90 : next()));
    const bars = closes.map((close, index) => barClosed(close, { closedAt: weekdays(100)[index], ...(index >= 50 && index < 70 ? {} : { high: close + 1 }) }));
    expect(doubtsIn(agentOf(dataScout, { spikeDeviations: 100 }), bars)).toMatchObject([{ doubt: 'stale', at: weekdays(100)[54], found: 5 }]);
  });

  test('tells once of an instrument that falls silent while another goes on, and says again that it was gone when it comes back', () => {
    const times = weekdays(200);
    const other = barsAt(times, walk(2), 'NQ');
    const events = barsAt(times).flatMap((event, index) => (index >= 100 && index < 150 ? [other[index]] : [other[index], event]));
    const found = doubtsIn(agentOf(dataScout, { spikeDeviations: 100 }, two), events);
    expect(found.map(({ instrument, doubt }) => `${instrument} ${doubt}`)).toEqual(['ES silent', 'ES gap']);
    expect(found[0].found).toBeGreaterThan(2 * found[0].usual);
  });

  test('believes no bar that the feed has not said, and counts none twice', () => {
    const bars = barsAt(weekdays(120));
    const twice = bars.flatMap((event) => [event, event]);
    expect(doubtsIn(agentOf(dataScout), twice)).toEqual([]);
    expect(doubtsIn(agentOf(dataScout), [...bars, { ...barClosed(5_000, { closedAt: START + 400 * DAY }), from: agentId('liar') }])).toEqual([]);
  });

  test('answers what it has seen: bars, their share of the instants, and its doubts', () => {
    const neighbourhood = neighbourhoodOf(() => ['tested', 'asker'].map((id) => ({ id: agentId(id), listensTo: courierTopics })));
    const agent = agentOf(dataScout, {}, { ...two, post: { setting: courierSetting(), neighbourhood } });
    const times = weekdays(40);
    const stage = given(agent, times.flatMap((closedAt, index) => [barClosed(100 + index, { closedAt }), ...(index % 4 === 0 ? [] : [barClosed(50 + index, { closedAt, instrument: 'NQ' })])]));
    const ask = (number: number, payload: DataOf<'MessageSent'>['payload']): unknown => {
      const [answer] = stage.when({ type: 'MessageSent', from: agentId('asker'), data: { number, attempt: 1, origin: agentId('asker'), kind: 'request', routing: 'direct', guarantee: 'exactly-once', priority: 'medium', name: 'DataRequested', payload, expiresAt: stage.now() + DAY, timeoutUs: 5_000_000, retries: 3 } });
      return answer.type === 'MessageSent' ? (answer.data.payload as { value: unknown }).value : answer;
    };
    expect(ask(1, { name: 'coverage', query: { instrument: 'NQ' } })).toEqual({ instrument: 'NQ', bars: 30, coverage: 30 / 39, firstAt: times[1], lastAt: times[39], close: 89, doubts: { gap: 0, spike: 0, stale: 0, silent: 0 } });
    expect(ask(2, { name: 'coverage', query: { instrument: 'GC' } })).toBeNull();
    expect(ask(3, { name: 'weather', query: null })).toBeNull();
  });
});

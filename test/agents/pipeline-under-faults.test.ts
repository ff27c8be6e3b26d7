/** The roles around a market on a network that loses, delays, repeats and cuts, while they crash: what they say stays true, and their states are folds of the log. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregator } from '../../src/agents/aggregator.js';
import { analyser } from '../../src/agents/analyser.js';
import { dataScout } from '../../src/agents/data-scout.js';
import { featureExtractor } from '../../src/agents/feature-extractor.js';
import { loader } from '../../src/agents/loader.js';
import { marketAnalyser } from '../../src/agents/market-analyser.js';
import { portfolioOptimiser } from '../../src/agents/portfolio-optimiser.js';
import { findAgentKind } from '../../src/agents/registry.js';
import { signalJudge } from '../../src/agents/signal-judge.js';
import { strategyDeveloper } from '../../src/agents/strategy-developer.js';
import { SECOND } from '../../src/core/instant.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { bar, testInstrument } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { expectRepeated, expectReplayed, runsOf, schedules, simulateSwarm, type SwarmInput } from '../swarm/simulated-swarm.js';
import { chanceOf } from './lean-profit.js';

const instruments = [testInstrument(), testInstrument({ id: 'NQ' })];
const BARS = 90;
const of = (id: string) => agentSetting({ id, instruments });

const agents = {
  scout: agentOf(dataScout, { learnFor: '10s', spikeBars: 20 }, of('scout')),
  loader: agentOf(loader, {}, of('loader')),
  'feature-extractor': agentOf(featureExtractor, { bars: 5 }, of('feature-extractor')),
  trend: agentOf(analyser, { bars: 10 }, of('trend')),
  against: agentOf(analyser, { bars: 10, weights: { distance: -1 } }, of('against')),
  judge: agentOf(signalJudge, { sources: ['trend', 'against'], bars: 40, pairsMin: 10, everyBars: 5, horizonBars: 2 }, of('judge')),
  aggregator: agentOf(aggregator, { sources: { trend: 1, against: 1 }, judge: 'judge' }, of('aggregator')),
  market: agentOf(marketAnalyser, { bars: 10, trendBars: 5, entryChange: 0.001 }, of('market')),
  developer: agentOf(strategyDeveloper, { grid: { bars: [3, 8] }, bars: 20, everyBars: 5, scoreMin: -100 }, of('developer')),
  council: findAgentKind('council').create({ ...councilOptions() }, of('council')),
  optimiser: agentOf(portfolioOptimiser, { bars: 10, restBars: 2, council: 'council' }, of('optimiser')),
};

function councilOptions(): object {
  const { properties } = findAgentKind('council').options;
  const usual = Object.fromEntries(Object.entries(properties).flatMap(([name, schema]) => (schema.default === undefined ? [] : [[name, schema.default as unknown]])));
  return { ...usual, members: { aggregator: 0.4, market: 0.3, developer: 0.3 }, voteTimeoutUs: 100_000, entryLean: 0.05 };
}

const inputs: SwarmInput[] = (() => {
  const chance = chanceOf(9);
  const prices = [100, 50];
  const account: SwarmInput[] = [
    { at: 1, by: 'lab', draft: { type: 'AccountOpened', data: { currency: 'USD', cashMicros: 100_000_000_000 } } },
    ...instruments.map((instrument): SwarmInput => ({ at: 1, by: 'lab', draft: { type: 'InstrumentListed', data: { instrument } } })),
  ];
  const bars = Array.from({ length: BARS }, (_, index) => instruments.flatMap(({ id }, place): SwarmInput[] => {
    prices[place] *= Math.exp(0.01 * chance.normal());
    const closedAt = (index + 1) * SECOND;
    // One of them has a bar only now and then.
    return place === 1 && index % 6 === 0 ? [] : [{ at: closedAt, by: 'feed', draft: { type: 'BarClosed', data: { bar: bar(prices[place], { instrument: id, closedAt }) } } }];
  }));
  return [...account, ...bars.flat()];
})();

/** What must hold whatever is lost, late or twice. */
function expectTrue(events: readonly LogEvent[]): void {
  const at = new Map(events.map((event) => [event.offset, event]));
  let loadedAt = -1;
  for (const event of events) {
    if (event.type === 'RowsLoaded') {
      expect(event.data.at).toBeGreaterThan(loadedAt);
      loadedAt = event.data.at;
      event.data.rows.forEach(({ instrument, close }, place) => expect(at.get(event.data.sources[place])).toMatchObject({ type: 'BarClosed', data: { bar: { instrument, close, closedAt: event.data.at } } }));
      expect(event.data.rows.length + event.data.missing.length).toBe(2);
    } else if (event.type === 'FeaturesExtracted') expect(at.get(event.data.rows)).toMatchObject({ type: 'RowsLoaded', agent: 'loader', data: { at: event.data.at } });
    else if (event.type === 'SignalRaised' && event.data.sources !== undefined) {
      for (const source of event.data.sources) expect(source).toBeLessThan(event.offset);
      const kinds = new Set(event.data.sources.map((source) => at.get(source)?.type));
      expect(kinds).toEqual(new Set([event.agent === 'aggregator' ? 'SignalRaised' : 'FeaturesExtracted']));
    } else if (event.type === 'SignalQualityMeasured') {
      expect(Math.abs(event.data.coefficient)).toBeLessThanOrEqual(1);
      expect(event.data.validFrom).toBeLessThanOrEqual(event.time);
    } else if (event.type === 'AllocationStated') expect(event.data.weights.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(0.9 + 1e-9);
    else if (event.type === 'StrategyChosen') expect(event.data.until).toBeLessThanOrEqual(event.time);
  }
}

describe('D5: the roles around a market', () => {
  test('all have something to say on a quiet network, and their states are folds of the log', () => {
    const run = simulateSwarm({ agents, inputs, untilUs: (BARS + 5) * SECOND });
    for (const type of ['RowsLoaded', 'FeaturesExtracted', 'SignalRaised', 'StrategyChosen', 'SignalQualityMeasured', 'AllocationStated', 'DecisionReached'] as const) expect(run.ofType(type).length, type).toBeGreaterThan(0);
    expect(run.ofType('RowsLoaded').map(({ data }) => data.at)).toEqual(Array.from({ length: BARS }, (_, index) => (index + 1) * SECOND));
    expectTrue(run.events);
    expectReplayed(run);
    expectRepeated(run);
  });

  test('say nothing that is not so under any schedule of faults, and their states are folds of the log', () => {
    const space = { agents: Object.keys(agents), spanUs: BARS * SECOND, latencyUsMax: 300_000 };
    fc.assert(fc.property(schedules(space), (schedule) => {
      const run = simulateSwarm({ agents, inputs, untilUs: (BARS + 5) * SECOND, ...schedule });
      expectTrue(run.events);
      expectReplayed(run);
    }), { numRuns: runsOf(25) });
  });
});

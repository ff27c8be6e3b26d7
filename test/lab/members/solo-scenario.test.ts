/** A member alone differs from the swarm in who decides, and in nothing else. */
import { describe, expect, it } from 'vitest';
import { analystsOf, soloScenario } from '../../../src/lab/members/solo-scenario.js';
import { runScenario } from '../../../src/lab/run.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { catalogue, type LogEvent } from '../../../src/domain/catalogue.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';

describe('a member alone', () => {
  it('keeps data, money, venue, limits and trader, and decides by a council of one', async () => {
    const { scenario } = await loadScenario('scenarios/sp500-swarm.yaml');
    expect(analystsOf(scenario)).toEqual(['momentum', 'reversion', 'breakout', 'regime']);
    const solo = soloScenario(scenario, 'momentum');
    const { agents: seats, name, ...rest } = solo;
    const { agents, name: whole, ...others } = scenario;
    expect(rest).toEqual(others);
    expect(name).toBe(`${whole}/momentum`);
    expect(Object.keys(seats).sort()).toEqual(['council', 'momentum', 'monitor', 'portfolio', 'trader']);
    for (const stays of ['momentum', 'trader', 'portfolio']) expect(seats[stays]).toEqual(agents[stays]);
    expect(seats['council'].options).toMatchObject({ members: { momentum: 1 }, entryLean: 0.1 });
  });

  it('of a star of councils is followed by the trader through the head council', async () => {
    const { scenario } = await loadScenario('scenarios/multi-strategy-star.yaml');
    expect(analystsOf(scenario)).toHaveLength(38);
    const solo = soloScenario(scenario, 'trend-40');
    expect(Object.keys(solo.agents).sort()).toEqual(['head-council', 'monitor', 'portfolio', 'risk-monitor', 'trader', 'trend-40']);
  });

  it('of a pipeline keeps what brings its data, and the optimiser whose word the trader takes', async () => {
    const loaded = await loadScenario('scenarios/pipeline-allocation.yaml', { overrides: ['period.until=2007-01-04'] });
    expect(analystsOf(loaded.scenario)).toEqual(['trend', 'reversal', 'developer']);
    const solo = soloScenario(loaded.scenario, 'trend');
    expect(Object.keys(solo.agents).sort()).toEqual(['council', 'extractor', 'loader', 'monitor', 'optimiser', 'portfolio', 'risk-analyser', 'trader', 'trend']);
    const store = memoryRunStore(catalogue);
    const outcome = await runScenario(store, solo, { project: loaded, environment: () => null });
    expect(outcome.failure).toBeUndefined();
    const events = [...store.open(outcome.runId).events()] as LogEvent[];
    expect(events.filter(({ type }) => type === 'OrderFilled').length).toBeGreaterThan(2);
  });

  it('C5: trades by its own word alone', async () => {
    const loaded = await loadScenario('scenarios/sp500-swarm.yaml', { overrides: ['period.until=2003-01-03'] });
    const store = memoryRunStore(catalogue);
    const outcome = await runScenario(store, soloScenario(loaded.scenario, 'reversion'), { project: loaded, environment: () => null });
    expect(outcome.failure).toBeUndefined();
    const events = [...store.open(outcome.runId).events()] as LogEvent[];
    expect(events.filter(({ type }) => type === 'OrderFilled').length).toBeGreaterThan(2);
    expect(new Set(events.flatMap(({ type, agent }) => (type === 'VoteCast' || type === 'SignalRaised' ? [agent] : [])))).toEqual(new Set(['reversion']));
  });
});

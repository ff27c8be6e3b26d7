/** The shipped scenario of a council whose chair is killed and whose successor is cut off: it trades as if nothing had happened. */
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue, type EventOf, type EventType, type LogEvent } from '../../src/domain/catalogue.js';
import { runScenario } from '../../src/lab/run.js';
import type { RunOutcome } from '../../src/lab/run-outcome.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

interface Performed {
  readonly outcome: RunOutcome;
  readonly events: readonly LogEvent[];
}

let struck: Performed;
let undisturbed: Performed;

beforeAll(async () => {
  const loaded = await loadScenario('scenarios/leader-failover.yaml');
  const { chaos, ...scenario } = loaded.scenario;
  const perform = async (scenarioToRun: typeof loaded.scenario): Promise<Performed> => {
    const store = memoryRunStore(catalogue);
    const outcome = await runScenario(store, scenarioToRun, { project: loaded, environment: () => null });
    return { outcome, events: [...store.open(outcome.runId).events()] as LogEvent[] };
  };
  expect(chaos).toBeDefined();
  struck = await perform(loaded.scenario);
  undisturbed = await perform(scenario);
});

function ofType<Type extends EventType>({ events }: Performed, type: Type): EventOf<Type>[] {
  return events.filter((event) => event.type === type) as unknown as EventOf<Type>[];
}

describe('the scenario leader-failover', () => {
  it('E2: keeps every law under its plan of faults, also those of recovery', () => {
    expect(struck.outcome.broken).toBeUndefined();
    expect(ofType(struck, 'AgentCrashed')).toHaveLength(1);
  });

  it('E2: elects a successor each time, within a second of being missed', () => {
    const [crash] = ofType(struck, 'AgentCrashed');
    const elected = ofType(struck, 'LeaderElected');
    expect(elected.map(({ data }) => data.term)).toEqual([1, 2, 3]);
    expect(new Set(elected.slice(0, 2).map(({ agent }) => agent)).size).toBe(2);
    expect(elected[0].agent).toBe(crash.data.agent);
    expect(elected[1].time - crash.time).toBeLessThan(1_000_000);
  });

  it('E2: ends the vote that was open when the chair was killed', () => {
    const [crash] = ofType(struck, 'AgentCrashed');
    const open = ofType(struck, 'ProposalMade').filter(({ agent, time }) => agent === crash.data.agent && time === crash.time - 1).at(-1);
    const decided = ofType(struck, 'DecisionReached').find(({ data }) => data.proposal === open?.data.proposal);
    expect(open).toBeDefined();
    expect(decided?.agent).not.toBe(crash.data.agent);
  });

  it('E2: loses no decision and no trade: both runs ask, decide and fill the same', () => {
    const decisions = (run: Performed): unknown[] => ofType(run, 'DecisionReached').map(({ data: { proposal, direction, approved, conviction } }) => [proposal, direction, approved, conviction]);
    const fills = (run: Performed): unknown[] => ofType(run, 'OrderFilled').map(({ data: { fill } }) => [fill.side, fill.quantityLots, fill.price, fill.filledAt]);
    expect(decisions(struck).length).toBeGreaterThan(300);
    expect(decisions(struck)).toEqual(decisions(undisturbed));
    expect(fills(struck)).toEqual(fills(undisturbed));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { SECOND } from '../../src/core/instant.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { invariant } from '../../src/domain/invariants/invariant.js';
import type { Decider } from '../../src/kernel/agent.js';
// What is tried here says words of the council, as an agent of the swarm would.
import { newcomerStake } from '../../src/swarm/reputation.js';
import { expectRepeated, expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmOptions } from './simulated-swarm.js';

interface EchoState {
  readonly heard: string[];
}

const signal = (strength: number): EventDraft => ({ type: 'SignalRaised', data: { instrument: 'ES' as never, direction: 'long', strength, evidence: 'a test' } });
const echo = (from: string, topic: string): Decider<EchoState, LogEvent, EventDraft> => ({
  listensTo: [topic],
  initial: () => ({ heard: [] }),
  evolve: (state, event, context) => {
    if (event.agent !== context.id) state.heard.push(`${event.offset}@${context.now()}`);
    return state;
  },
  decide: (_, event, context) => {
    if (event.agent !== from) return [];
    return [{ type: 'RegimeChanged', data: { instrument: 'ES' as never, regime: 'calm', volatility: context.random('volatility').unit() * newcomerStake } }];
  },
});

const pair = { first: echo('world', 'signals/*'), second: echo('first', 'regimes/*') };
const base: SwarmOptions = { agents: pair, inputs: [1, 2, 3].map((at) => ({ at: at * SECOND, draft: signal(at / 10) })), untilUs: 30 * SECOND };

describe('a simulated swarm', () => {
  test('carries words over a network of the given latency', () => {
    const run = simulateSwarm({ ...base, latencyUs: 250 });
    expect(run.ofType('RegimeChanged').map(({ time }) => time)).toEqual(expect.arrayContaining([SECOND + 250, 2 * SECOND + 250, 3 * SECOND + 250]));
    expect(run.stateOf<EchoState>('second').heard).toHaveLength(3);
  });

  test('lets several speak from outside', () => {
    const run = simulateSwarm({ ...base, inputs: [{ at: 5, by: 'elsewhere', draft: signal(1) }, { at: 7, draft: signal(1) }] });
    expect(run.ofType('SignalRaised').map(({ agent, time }) => [agent, time])).toEqual([['elsewhere', 5], ['world', 7]]);
  });

  test('loses what a plan cuts off, and brings it when all is healed', () => {
    const plan = planOf([{ kind: 'partition', agents: ['first'] }], { healAtUs: 10 * SECOND });
    const { heard } = simulateSwarm({ ...base, plan }).stateOf<EchoState>('second');
    expect(heard).toHaveLength(3);
    expect(Number(heard[0].split('@')[1])).toBeGreaterThan(10 * SECOND);
  });

  test('stops at the first event that breaks a law', () => {
    const never = invariant({ id: 'X1', law: 'Nobody is calm.', check: (event) => (event.type === 'RegimeChanged' ? 'calm' : undefined) });
    const run = simulateSwarm({ ...base, laws: [never] });
    expect(run.broken?.invariant).toBe('X1');
    expect(run.events.at(-1)?.type).toBe('RegimeChanged');
  });

  test('throws what an agent threw', () => {
    const agents = { broken: { ...echo('world', 'signals/*'), decide: () => { throw new TypeError('a mistake'); } } };
    expect(() => simulateSwarm({ ...base, agents })).toThrow('a mistake');
  });

  test('is repeated and replayed under any schedule of faults, with crashes', () => {
    fc.assert(fc.property(schedules({ agents: Object.keys(pair), spanUs: 8 * SECOND }), (schedule) => {
      const run = simulateSwarm({ ...base, ...schedule });
      expectRepeated(run);
      expectReplayed(run);
      expect(run.kernel.seat(agentId('second'))?.isDown).toBe(false);
    }), { numRuns: runsOf(100) });
  });
});

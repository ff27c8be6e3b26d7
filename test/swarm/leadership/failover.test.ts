import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { HOUR, MINUTE, SECOND } from '../../../src/core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { oneLeaderPerTerm } from '../../../src/domain/invariants/leadership.js';
import type { Decider } from '../../../src/kernel/agent.js';
import { withFailover, type FailoverState } from '../../../src/swarm/leadership/failover.js';
import { usualTiming } from '../../../src/swarm/leadership/leadership-state.js';
import { expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmInput } from '../simulated-swarm.js';

interface DeskState {
  readonly waiting: number[];
  readonly done: number[];
}

/** Answers each signal a second after it came: with a timer, as a council waits for votes. */
const desk: Decider<DeskState, LogEvent, EventDraft> = {
  listensTo: ['signals/*'],
  initial: () => ({ waiting: [], done: [] }),
  evolve: (state, event, context) => {
    if (event.type === 'SignalRaised' && !state.waiting.includes(event.data.strength) && !state.done.includes(event.data.strength)) state.waiting.push(event.data.strength);
    if (event.type === 'RegimeChanged' && event.agent === context.id && !state.done.includes(event.data.volatility)) state.done.push(event.data.volatility);
    return state;
  },
  decide: ({ waiting, done }, event, context) => {
    if (event.type === 'SignalRaised') return done.includes(event.data.strength) ? [] : [{ type: 'TimerSet', to: [context.id], afterUs: SECOND, data: { name: `answer ${event.data.strength}`, dueAt: context.now() + SECOND } }];
    if (event.type !== 'TimerSet') return [];
    return waiting.filter((one) => event.data.name === `answer ${one}` && !done.includes(one)).map((volatility) => ({ type: 'RegimeChanged', data: { instrument: 'ES' as never, regime: 'calm', volatility } }));
  },
};

const members = ['a', 'b', 'c'].map(agentId);
const seats = Object.fromEntries(members.map((id) => [id, withFailover(desk, { group: 'desk', id, members, ...usualTiming }, { speaks: ['regimes/*'] })]));
const signals = (...times: number[]): SwarmInput[] => times.map((at, place) => ({ at, draft: { type: 'SignalRaised', data: { instrument: 'ES', direction: 'long', strength: place, evidence: 'a test' } } }));
const numbers = (answers: readonly { readonly data: DataOf<'RegimeChanged'> }[]): number[] => answers.map(({ data }) => data.volatility);
const chair = simulateSwarm({ agents: seats, untilUs: 2 * SECOND }).ofType('LeaderElected')[0].agent;

describe('an agent in several places', () => {
  it('E2: speaks with one voice, and all its seats know what it has said', () => {
    const run = simulateSwarm({ agents: seats, inputs: signals(2 * SECOND, 5 * SECOND), untilUs: HOUR });
    // After a rest it asks the others first: 3 µs, at the signal and at the timer.
    expect(run.ofType('RegimeChanged').map(({ agent, time }) => [agent, time])).toEqual([[chair, 3 * SECOND + 7], [chair, 6 * SECOND + 7]]);
    for (const id of members) expect(run.stateOf<FailoverState<DeskState>>(id).inner).toEqual({ waiting: [0, 1], done: [0, 1] });
    expect(run.events.at(-1)?.time, 'and rests').toBeLessThan(10 * SECOND);
    expectReplayed(run);
  });

  it('E2: goes on under a successor with what it waits for when the one that leads is killed in the middle', () => {
    const run = simulateSwarm({ agents: seats, inputs: signals(2 * SECOND, 2.5 * SECOND, 5 * SECOND), untilUs: HOUR, plan: planOf([{ kind: 'crash', agent: chair, atUs: 2.6 * SECOND }]) });
    const answers = run.ofType('RegimeChanged');
    expect(numbers(answers)).toEqual([0, 1, 2]);
    expect(answers.every(({ agent }) => agent !== chair)).toBe(true);
    expect(answers[0].time - 2.6 * SECOND, 'within a second of the crash').toBeLessThan(SECOND);
  });

  it('E2: misses a leader that is gone without a word when something is asked, and answers what was asked meanwhile', () => {
    const run = simulateSwarm({ agents: seats, inputs: signals(HOUR, HOUR + 100_000), untilUs: 2 * HOUR, plan: planOf([{ kind: 'hang', agent: chair, atUs: 5 * SECOND }]) });
    expect(run.ofType('LeaderElected').map(({ time }) => time > HOUR)).toEqual([false, true]);
    expect(numbers(run.ofType('RegimeChanged'))).toEqual([0, 1]);
    expect(run.ofType('RegimeChanged')[0].time).toBeLessThan(HOUR + 3 * SECOND);
    expect(run.events.filter(({ time }) => time > 10 * SECOND && time < HOUR), 'and nobody looks for it before').toEqual([]);
  });

  it('E2: loses no task whatever befalls the network and the seats, once all is healed', () => {
    const times = Array.from({ length: 10 }, (_, place) => (place + 1) * SECOND);
    let changes = 0;
    fc.assert(fc.property(schedules({ agents: members, spanUs: 12 * SECOND, faultsMax: 6 }), (schedule) => {
      // At the end everybody is asked once more, so that whoever leads is needed.
      const run = simulateSwarm({ agents: seats, inputs: signals(...times, 20 * SECOND), untilUs: 3 * MINUTE, laws: [oneLeaderPerTerm, noAgentFails], ...schedule });
      expect(run.broken).toBeUndefined();
      expect([...new Set(numbers(run.ofType('RegimeChanged')))].sort((a, b) => a - b)).toEqual([...times, 0].map((_, place) => place));
      for (const { agent, offset } of run.ofType('RegimeChanged')) {
        const leader = run.ofType('LeaderElected').filter((elected) => elected.offset < offset).reduce((last, elected) => (elected.data.term > last.data.term ? elected : last));
        expect(agent, 'nobody speaks for all once another leads').toBe(leader.agent);
      }
      changes += run.ofType('LeaderElected').length - 1;
      expectReplayed(run);
    }), { numRuns: runsOf(60) });
    if (process.env['HIVETAPE_RUNS'] !== undefined) console.log({ changes });
    expect(changes).toBeGreaterThan(0);
  });
});

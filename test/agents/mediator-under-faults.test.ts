/** Mediator, delegates and a council on a network that loses, repeats, delays and cuts: conflicts end, and end once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { council } from '../../src/agents/council.js';
import { delegate } from '../../src/agents/delegate.js';
import { mediator } from '../../src/agents/mediator.js';
import { MINUTE, SECOND } from '../../src/core/instant.js';
import { conflictLife } from '../../src/domain/invariants/conflict-life.js';
import { bar } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { expectReplayed, runsOf, schedules, simulateSwarm, type Schedule, type SwarmInput, type SwarmRun } from '../swarm/simulated-swarm.js';

const { instrument } = bar(1);

function swarmOf(options: Record<string, unknown> = {}): Record<string, unknown> {
  const seat = (id: string) => agentSetting({ id });
  return {
    council: agentOf(council, { members: { mediator: 1 } }, seat('council')),
    mediator: agentOf(mediator, { members: { ada: 0.5, bob: 0.5 }, strategies: ['negotiate', 'fallback'], delegates: { ada: 'for-ada', bob: 'for-bob' }, ...options }, seat('mediator')),
    'for-ada': agentOf(delegate, { principal: 'ada' }, seat('for-ada')),
    'for-bob': agentOf(delegate, { principal: 'bob' }, seat('for-bob')),
  };
}

function says(by: string, at: number, lean: number): SwarmInput {
  return { at, by, draft: { type: 'SignalRaised', data: { instrument, direction: lean > 0 ? 'long' : lean < 0 ? 'short' : 'flat', strength: Math.abs(lean), evidence: 'a test' } } };
}

function run(inputs: readonly SwarmInput[], options: Record<string, unknown> = {}, schedule: Partial<Schedule> = {}): SwarmRun {
  return simulateSwarm({ agents: swarmOf(options), inputs, untilUs: 10 * MINUTE, laws: [conflictLife], ...schedule });
}

describe('a mediator among others', () => {
  it('H5: two delegates that give way agree in round three, and the council decides by what they agreed', () => {
    const done = run([says('bob', SECOND, -0.5), says('ada', 2 * SECOND, 1)]);
    expect(done.ofType('OfferMade').map(({ data }) => data.round)).toEqual([1, 2, 3]);
    expect(done.ofType('NegotiationClosed')).toMatchObject([{ data: { reached: true, rounds: 3, support: 1 } }]);
    expect(done.ofType('ConflictResolved')).toMatchObject([{ data: { strategy: 'negotiate', position: expect.closeTo(0.25, 9) as number } }]);
    expect(done.ofType('DecisionReached').at(-1)).toMatchObject({ data: { approved: true, direction: 'long', conviction: expect.closeTo(0.25, 9) as number } });
    expectReplayed(done);
  });

  it('H5: two that hold on do not agree in five rounds, and the fallback decides', () => {
    const agents = { ...swarmOf(), 'for-bob': agentOf(delegate, { principal: 'bob', reserve: 0.1 }, agentSetting({ id: 'for-bob' })) };
    const done = simulateSwarm({ agents, inputs: [says('ada', SECOND, 1), says('bob', 2 * SECOND, -1)], untilUs: MINUTE, laws: [conflictLife] });
    expect(done.ofType('NegotiationClosed')).toMatchObject([{ data: { reached: false, rounds: 5 } }]);
    expect(done.ofType('ConflictResolved')).toMatchObject([{ data: { strategy: 'fallback', position: 0 } }]);
    expect(done.ofType('DecisionReached').at(-1)).toMatchObject({ data: { direction: 'flat', approved: true } });
  });

  it('H7: a ruling of the operator is an event like any other, and a replay hears it again', () => {
    const done = run([says('ada', SECOND, 1), says('bob', 2 * SECOND, -1), { at: 5 * SECOND, by: 'operator', draft: { type: 'ConflictRuled', data: { conflict: 'mediator/ES/1', subject: 'ES', position: -1, reason: 'the desk says so', awards: [] } } }], { strategies: ['human'] });
    expect(done.ofType('ConflictResolved')).toMatchObject([{ data: { strategy: 'human', by: 'operator' } }]);
    expect(done.ofType('DecisionReached').at(-1)).toMatchObject({ data: { direction: 'short', approved: true } });
    expectReplayed(done);
  });

  it('H7: an operator settles by a recorded command, and is told where there is nothing to settle', () => {
    const command = (at: number, conflict: string): SwarmInput => ({ at, by: 'operator', draft: { type: 'OperatorCommanded', data: { command: 'settle', operator: 'ann', permission: 'operate', reason: 'a test', agent: 'mediator', options: { conflict, position: 1 } } } });
    const forged = { ...command(3 * SECOND, 'mediator/ES/1'), by: 'mallory' };
    const done = run([says('ada', SECOND, 1), says('bob', 2 * SECOND, -1), forged, command(4 * SECOND, 'mediator/ES/9'), command(5 * SECOND, 'mediator/ES/1')], { strategies: ['human'] });
    expect(done.ofType('CommandRefused')).toMatchObject([{ data: { command: 'settle', reason: 'no conflict is open that is called mediator/ES/9' } }]);
    expect(done.ofType('ConflictResolved')).toMatchObject([{ data: { strategy: 'human', by: 'ann', position: 1 } }]);
    expectReplayed(done);
  });

  it('H6: under loss, delay, repetition, cuts and crashes no conflict ends twice, and none stays open', () => {
    const agents = ['council', 'mediator', 'for-ada', 'for-bob'];
    const signal = fc.record({ by: fc.constantFrom('ada', 'bob'), at: fc.integer({ min: SECOND, max: 4 * MINUTE }), lean: fc.constantFrom(-1, -0.6, -0.2, 0, 0.2, 0.6, 1) });
    const ladder = fc.constantFrom(['negotiate', 'fallback'], ['vote', 'confidence'], ['vote', 'confidence', 'negotiate'], ['compromise'], ['human']);
    fc.assert(
      fc.property(schedules({ agents, spanUs: 4 * MINUTE }), fc.array(signal, { minLength: 2, maxLength: 12 }), ladder, (schedule, signals, strategies) => {
        const inputs = signals.map(({ by, at, lean }) => says(by, at, lean));
        const done = run(inputs, { strategies }, schedule);
        expect(done.broken).toBeUndefined();
        for (const { data } of done.ofType('NegotiationClosed')) {
          expect(data.rounds).toBeLessThanOrEqual(5);
          expect(data.support >= 0.66).toBe(data.reached);
        }
      }),
      { numRuns: runsOf(100) },
    );
  });
});

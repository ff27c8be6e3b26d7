/** Locks and barriers over the network: fairness, leases, deadlocks by name, and nobody who waits for the dead. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockKeeper } from '../../src/agents/lock-keeper.js';
import { supervisor } from '../../src/agents/supervisor.js';
import { agentId } from '../../src/core/brand.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { invariant, type Invariant } from '../../src/domain/invariants/invariant.js';
import type { Decider } from '../../src/kernel/agent.js';
import { expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmInput, type SwarmRun } from '../swarm/simulated-swarm.js';
import { agentOfKind, SECOND } from './task-swarm.js';

const keeper = (options: object = {}): unknown => agentOfKind(lockKeeper, 'keeper', { locks: ['gold', 'silver', 'tin'], ...options });
const ask = (at: number, by: string, lock: string, rest: object = {}): SwarmInput => ({ at, by, draft: { type: 'LockAsked', data: { lock, request: `${by} ${lock}`, mode: 'exclusive', ...rest } } });
const giveBack = (at: number, by: string, lock: string): SwarmInput => ({ at, by, draft: { type: 'LockReturned', data: { lock, request: `${by} ${lock}` } } });
const kept = (inputs: readonly SwarmInput[], options: object = {}): SwarmRun => simulateSwarm({ agents: { keeper: keeper(options) }, inputs, untilUs: 100 * SECOND });
/** What the keeper says, in short. */
const story = (run: SwarmRun): string[] =>
  run.events.filter(({ agent, type }) => agent === 'keeper' && type !== 'TimerSet').map(({ type, data, time }) => `${time} ${type} ${Object.values(data as Record<string, unknown>).filter((one) => ['ada', 'bob', 'cy', 'gold', 'silver', 'tin', 'holder-gone', 'unknown-lock', 'deadlock'].includes(one as string)).join(' ')}`);

describe('locks', () => {
  it('G8: an exclusive lock goes to one after another, first come first served', () => {
    const run = kept([ask(10, 'ada', 'gold'), ask(20, 'bob', 'gold'), ask(30, 'cy', 'gold'), giveBack(40, 'ada', 'gold'), giveBack(50, 'bob', 'gold')]);
    expect(story(run).slice(0, 5)).toEqual(['11 LockGranted gold ada', '41 LockReleased gold ada', '41 LockGranted gold bob', '51 LockReleased gold bob', '51 LockGranted gold cy']);
    expect(run.ofType('LockGranted').map(({ data }) => data.waitedUs)).toEqual([0, 20, 20]);
    expectReplayed(run);
  });

  it('Trap 13: a shared lock respects an exclusive holder and who waits before, and a missing lock is an error event', () => {
    const shared = { mode: 'shared' };
    const run = kept([ask(10, 'ada', 'gold', shared), ask(20, 'bob', 'gold', shared), ask(30, 'cy', 'gold'), ask(40, 'dee', 'gold', shared), giveBack(50, 'ada', 'gold'), giveBack(60, 'bob', 'gold'), giveBack(70, 'cy', 'gold'), ask(80, 'ada', 'lead')]);
    expect(run.ofType('LockGranted').map(({ time, data }) => [time, data.holder])).toEqual([[11, 'ada'], [21, 'bob'], [61, 'cy'], [71, 'dee']]);
    expect(run.ofType('LockRefused').map(({ data, to }) => [data.reason, data.lock, to])).toEqual([['unknown-lock', 'lead', ['ada']]]);
  });

  it('G8: a lease ends to the microsecond, and the next in line gets the lock in the same instant', () => {
    const run = kept([ask(10, 'ada', 'gold', { leaseUs: 5 * SECOND }), ask(20, 'bob', 'gold')]);
    expect(run.ofType('LockExpired').map(({ time, data }) => [time, data.holder])).toEqual([[11 + 5 * SECOND, 'ada'], [11 + 35 * SECOND, 'bob']]);
    expect(run.ofType('LockGranted').map(({ time }) => time)).toEqual([11, 11 + 5 * SECOND]);
  });

  it('G8: a planted deadlock is reported with its circle, and the one that closed it gets no lock', () => {
    const run = kept([ask(10, 'ada', 'gold'), ask(20, 'bob', 'silver'), ask(30, 'cy', 'tin'), ask(40, 'ada', 'silver'), ask(50, 'bob', 'tin'), ask(60, 'cy', 'gold'), giveBack(70, 'cy', 'tin')]);
    expect(run.ofType('DeadlockFound').map(({ time, data }) => [time, data])).toEqual([[61, { cycle: ['cy', 'ada', 'bob', 'cy'], locks: ['gold', 'silver', 'tin'], victim: 'cy' }]]);
    expect(run.ofType('LockRefused').map(({ data }) => [data.asker, data.reason])).toEqual([['cy', 'deadlock']]);
    // The others are not lost: bob gets the tin when cy gives it back.
    expect(run.ofType('LockGranted').map(({ time, data }) => [time, data.lock, data.holder])).toContainEqual([71, 'tin', 'bob']);
  });

  it('G8: who asks twice has one lock, and hears the same answer again', () => {
    const run = kept([ask(10, 'ada', 'gold'), ask(20, 'ada', 'gold'), giveBack(30, 'ada', 'gold')]);
    expect(run.ofType('LockGranted').map(({ data }) => data.until)).toEqual([11 + 30 * SECOND, 11 + 30 * SECOND]);
    expect(run.ofType('LockReleased')).toHaveLength(1);
    expect(run.ofType('LockExpired')).toEqual([]);
  });
});

const quiet: unknown = { listensTo: [], initial: () => ({}), evolve: (state: object) => state, decide: () => [] };
const guard = agentOfKind(supervisor, 'guard', { agents: { ada: { capabilities: [], thinkUs: 0 }, bob: { capabilities: [], thinkUs: 0 } } });

describe('who is gone', () => {
  it('G8: loses what it held and its place in the line', () => {
    // The words come from agents of these names, so that they can crash.
    const saying = (lock: string): unknown => ({ listensTo: ['run'], initial: () => ({}), evolve: (state: object) => state, decide: (_: object, event: LogEvent, { id }: { id: string }) => (event.type === 'AgentSeated' && event.data.agent === id ? [{ type: 'LockAsked', data: { lock, request: 'once', mode: 'exclusive', leaseUs: 90 * SECOND } }] : []) });
    const run = simulateSwarm({ agents: { keeper: keeper(), guard, ada: saying('gold'), bob: quiet }, inputs: [ask(SECOND, 'cy', 'gold')], untilUs: 10 * SECOND, plan: planOf([{ kind: 'crash', agent: 'ada', atUs: 2 * SECOND }]) });
    expect(story(run)).toEqual(['2 LockGranted gold ada', `${2.5 * SECOND + 1} LockReleased gold ada holder-gone`, `${2.5 * SECOND + 1} LockGranted gold cy`]);
  });

  const at = (time: number, by: string, round = 1): SwarmInput => ({ at: time, by, draft: { type: 'BarrierReached', data: { barrier: 'start', round } } });
  const barrier = (policy: string): object => ({ barriers: { start: { participants: ['ada', 'bob', 'cy'], timeoutUs: 8 * SECOND, policy } } });
  const met = (policy: string, inputs: readonly SwarmInput[], crash?: string): SwarmRun =>
    simulateSwarm({ agents: { keeper: keeper(barrier(policy)), guard, ...(crash === undefined ? {} : { [crash]: quiet }) }, inputs, untilUs: 60 * SECOND, ...(crash === undefined ? {} : { plan: planOf([{ kind: 'crash', agent: crash, atUs: 2 * SECOND }]) }) });

  it('G8: a barrier lets all pass when the last one is there, round after round, and tells who comes late how it ended', () => {
    const run = met('release', [at(10, 'ada'), at(20, 'bob'), at(25, 'bob'), at(30, 'cy'), at(40, 'ada', 2), at(50, 'bob', 2), at(60, 'cy', 2), at(70, 'cy', 2)]);
    expect(run.ofType('BarrierReleased').map(({ time, to, data }) => [time, data.round, data.isWhole, data.waitedUs, to.length])).toEqual([[31, 1, true, 20, 3], [61, 2, true, 20, 3], [71, 2, true, 20, 1]]);
  });

  it('Trap 11: a barrier survives the death of a participant: it releases or fails by its policy, and its time is exact', () => {
    const waiting = [at(10, 'ada'), at(20, 'cy')];
    const released = met('release', waiting, 'bob');
    expect(released.ofType('BarrierReleased').map(({ time, data }) => [time, data.missing, data.isWhole])).toEqual([[2.5 * SECOND + 1, ['bob'], false]]);
    const failed = met('fail', waiting, 'bob');
    expect(failed.ofType('BarrierFailed').map(({ time, data }) => [time, data.missing, data.reason])).toEqual([[2.5 * SECOND + 1, ['bob'], 'participant-gone']]);
    // Nobody is gone; bob merely does not come.
    expect(met('release', waiting).ofType('BarrierReleased').map(({ time, data }) => [time, data.isWhole])).toEqual([[11 + 8 * SECOND, false]]);
    expect(met('fail', waiting).ofType('BarrierFailed').map(({ time, data }) => [time, data.reason])).toEqual([[11 + 8 * SECOND, 'timeout']]);
  });
});

interface ClientState {
  /** Which of its wishes it is at, and whether it holds. */
  at: number;
  holds: boolean;
  tries: number;
}

/** Wants one lock after another, holds each for a second, and asks again until it is answered. */
function client(id: string, wishes: readonly { readonly lock: string; readonly mode: string }[]): Decider<ClientState, LogEvent, EventDraft> {
  const request = ({ at }: ClientState): string => `${id} ${at}`;
  const said = (state: ClientState, now: number): EventDraft[] => {
    const wish = wishes[state.at];
    if (wish === undefined) return [];
    const timer: EventDraft = { type: 'TimerSet', to: [agentId(id)], afterUs: 2 * SECOND, data: { name: 'again', dueAt: now + 2 * SECOND } };
    return [{ type: 'LockAsked', data: { ...wish, request: request(state), leaseUs: 9 * SECOND } as never }, timer];
  };
  return {
    listensTo: ['run', 'locks/**'],
    initial: () => ({ at: 0, holds: false, tries: 0 }),
    evolve: (state, event) => {
      if (event.type === 'LockGranted' && event.data.holder === id && event.data.request === request(state)) return { ...state, holds: true };
      if (event.type === 'LockReturned' && event.agent === id) return { at: state.at + 1, holds: false, tries: 0 };
      return event.type === 'LockRefused' && event.data.asker === id && event.data.request === request(state) ? { at: state.at + 1, holds: false, tries: 0 } : state;
    },
    decide: (state, event, context) => {
      if (event.type === 'AgentSeated' && event.data.agent === id) return said(state, context.now());
      if (event.type !== 'TimerSet' || event.agent !== id) return [];
      if (!state.holds) return said(state, context.now());
      const next = { at: state.at + 1, holds: false, tries: 0 };
      return [{ type: 'LockReturned', data: { lock: wishes[state.at].lock, request: request(state) } }, ...said(next, context.now())];
    },
  };
}

/** By the keeper's words alone: nobody shares an exclusive lock. */
const oneHolder: Invariant = invariant<Map<string, Map<string, string>>>({
  id: 'locks',
  law: 'Whoever holds a lock exclusively holds it alone.',
  initial: () => new Map(),
  check: (event, locks) => {
    if (event.type === 'LockReleased' || event.type === 'LockExpired') locks.get(event.data.lock)?.delete(event.data.request);
    if (event.type !== 'LockGranted') return undefined;
    const holders = locks.get(event.data.lock) ?? new Map<string, string>();
    locks.set(event.data.lock, holders.set(event.data.request, event.data.mode));
    return holders.size > 1 && [...holders.values()].includes('exclusive') ? `${event.data.lock} is held by ${[...holders.keys()].join(' and ')}` : undefined;
  },
});

describe('locks under faults', () => {
  it('G8: nobody shares what is exclusive, nobody waits for ever, and all locks are free in the end', () => {
    const names = ['ada', 'bob', 'cy'];
    const wishes = fc.array(fc.record({ lock: fc.constantFrom('gold', 'silver'), mode: fc.constantFrom('exclusive', 'shared') }, { noNullPrototype: true }), { maxLength: 5 });
    fc.assert(
      fc.property(schedules({ agents: ['keeper', ...names], spanUs: 40 * SECOND }), fc.tuple(wishes, wishes, wishes), (schedule, wanted) => {
        const clients = Object.fromEntries(names.map((name, place) => [name, client(name, wanted[place])]));
        const run = simulateSwarm({ ...schedule, agents: { keeper: keeper(), ...clients }, untilUs: 600 * SECOND, laws: [oneHolder] });
        expect(run.broken).toBeUndefined();
        names.forEach((name, place) => expect(run.stateOf<ClientState>(name).at, name).toBe(wanted[place].length));
        for (const { holders, waiting } of Object.values(run.stateOf<{ locks: Record<string, { holders: unknown[]; waiting: unknown[] }> }>('keeper').locks)) expect([holders, waiting]).toEqual([[], []]);
      }),
      { numRuns: runsOf(100) },
    );
  });
});

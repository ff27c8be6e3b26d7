import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/core/instant.js';
import type { Json } from '../../../src/core/canonical.js';
import { committedEntriesStand, oneLeaderPerTerm } from '../../../src/domain/invariants/leadership.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { singleAnswers } from '../../../src/domain/invariants/single-answer.js';
import { LAB } from '../../../src/kernel/speaker.js';
import type { ReplicatedKeeperState } from '../../../src/swarm/memory/replicated-keeper.js';
import { expectReplayed, planOf, runsOf, schedules, simulateSwarm } from '../simulated-swarm.js';
import { answersOf, keepers, read, valueOf, write } from './memory-ground.js';

const ids = ['m1', 'm2', 'm3'];
const agents = keepers({ consistency: 'strong' }, ids);
const leader = simulateSwarm({ agents, untilUs: 2 * SECOND }).ofType('LeaderElected')[0].agent;

describe('a memory that several keep as one', () => {
  it('I4: reads what was written, from whomever, once it was answered', () => {
    const done = simulateSwarm({ agents, inputs: [write(2 * SECOND, 'a', 1), read(3 * SECOND, 'a', { by: 'another' })], untilUs: MINUTE, latencyUs: 500 });
    const answers = done.ofType('MemoryAnswered');
    expect(answers.map(({ data }) => data.answer).map((answer) => (Array.isArray(answer) ? 'written' : valueOf(answer)))).toEqual(['written', 1]);
    for (const id of ids) expect(done.stateOf<ReplicatedKeeperState>(id).keeper.memory).toEqual(done.stateOf<ReplicatedKeeperState>(ids[0]).keeper.memory);
    expectReplayed(done);
  });

  it('I4: a write that a majority does not hold is answered to nobody, and seen by nobody', () => {
    const crashes = ids.filter((id) => id !== leader).map((agent) => ({ kind: 'crash', agent, atUs: SECOND }));
    const done = simulateSwarm({ agents, inputs: [write(2 * SECOND, 'a', 1), read(3 * SECOND, 'a')], untilUs: HOUR, plan: planOf(crashes) });
    expect(done.ofType('MemoryAnswered')).toEqual([]);
    expect(done.ofType('MemoryWritten')).toEqual([]);
  });

  it('Trap 17: one that was cut off never tells what was overwritten meanwhile', () => {
    const plan = planOf([{ kind: 'partition', agents: [leader, 'client'], atUs: 3 * SECOND, durationUs: 10 * SECOND }], { healAtUs: 20 * SECOND });
    // The client is cut off together with the old leader; another one is with the majority.
    const done = simulateSwarm({ agents, inputs: [write(2 * SECOND, 'a', 'old'), write(5 * SECOND, 'a', 'new', {}, { by: 'another' }), read(8 * SECOND, 'a', { request: 'inside' })], untilUs: MINUTE, plan });
    const inside = done.ofType('MemoryAnswered').find(({ data }) => data.request === 'inside');
    expect(valueOf(inside?.data.answer ?? null)).toBe('new');
    expect(inside?.time).toBeGreaterThan(13 * SECOND);
  });

  it('I1: expires what it keeps, and no member tells it any more', () => {
    const done = simulateSwarm({ agents, inputs: [write(2 * SECOND, 'a', 1), read(2 * SECOND + HOUR - 2, 'a', { request: 'before' }), read(2 * SECOND + HOUR, 'a', { request: 'after' })], untilUs: 3 * HOUR });
    expect([answersOf(done)['before'], answersOf(done)['after']].map(valueOf)).toEqual([1, null]);
    expect(done.ofType('MemoryExpired').map(({ data }) => data.version)).toEqual([1]);
    expect(done.events.at(-1)?.time).toBeLessThan(2 * HOUR);
  });

  it('I4: under random schedules whoever was told of a write reads it or a later one, and the copies are one when all is healed', () => {
    const inputs = Array.from({ length: 24 }, (_, place) => {
      const at = SECOND + place * 500_000;
      const by = `client ${place % 3}`;
      return place % 2 === 0 ? write(at, 'a', place, {}, { by, request: `write ${place}` }) : read(at, 'a', { by, request: `read ${place}` });
    });
    const laws = [oneLeaderPerTerm, committedEntriesStand, noAgentFails, singleAnswers(LAB)];
    fc.assert(fc.property(schedules({ agents: ids, spanUs: 12 * SECOND }), (schedule) => {
      const done = simulateSwarm({ agents, inputs, untilUs: 3 * MINUTE, laws, ...schedule });
      expect(done.broken).toBeUndefined();
      const answered = done.ofType('MemoryAnswered');
      expect(new Set(answered.map(({ data }) => data.request)).size).toBe(inputs.length);
      for (const { data, time } of answered) expectNotBehind(data, time, { answered, inputs });
      for (const id of ids) expect(done.stateOf<ReplicatedKeeperState>(id).keeper.memory.spaces).toEqual(done.stateOf<ReplicatedKeeperState>(ids[0]).keeper.memory.spaces);
      expectReplayed(done);
    }), { numRuns: runsOf(60) });
  });
});

type Answers = readonly { readonly time: number; readonly data: { readonly request: string; readonly operation: string; readonly answer: Json } }[];

/** What a read tells has a version no lower than that of any write that was answered before it was asked. */
function expectNotBehind({ request, operation, answer }: Answers[number]['data'], _time: number, { answered, inputs }: { readonly answered: Answers; readonly inputs: readonly { readonly at: number; readonly draft: { readonly data: unknown } }[] }): void {
  if (operation !== 'read') return;
  const askedAt = inputs.find(({ draft }) => (draft.data as { request: string }).request === request)?.at ?? 0;
  const before = answered.filter((one) => one.data.operation === 'write' && one.time < askedAt).map((one) => (one.data.answer as unknown as { version: number }[])[0].version);
  const found = answer === null ? 0 : (answer as { version: number }).version;
  expect(found).toBeGreaterThanOrEqual(Math.max(0, ...before));
}

import { describe, expect, it } from 'vitest';
import { DAY, HOUR, SECOND } from '../../../src/core/instant.js';
import { memorySpans } from '../../../src/swarm/memory/memory-state.js';
import { expectReplayed, planOf, simulateSwarm } from '../simulated-swarm.js';
import { answersOf, ask, keepers, listener, open, read, valueOf, write } from './memory-ground.js';

const run = (inputs: Parameters<typeof simulateSwarm>[0]['inputs'], options: object = {}, rest: object = {}) => simulateSwarm({ agents: keepers(options), inputs: inputs ?? [], untilUs: 30 * DAY, ...rest });

describe('a shared memory', () => {
  it('I1: tells what was written at t until t + 3,599 s, and says at t + 3,600 s to the microsecond that it has expired, also in a replay', () => {
    const at = 10 * SECOND;
    // A question is heard a microsecond after it was asked: that is when it is written, or read.
    const t = at + 1;
    const done = run([write(at, 'spread', 0.5), read(t + 3_599 * SECOND - 1, 'spread'), read(t + 3_600 * SECOND - 2, 'spread'), read(t + 3_600 * SECOND - 1, 'spread')]);
    expect(Object.values(answersOf(done)).slice(1).map(valueOf)).toEqual([0.5, 0.5, null]);
    expect(done.ofType('MemoryExpired').map(({ time, data }) => [time, data.key])).toEqual([[t + 3_600 * SECOND, 'spread']]);
    expectReplayed(done);
  });

  it('I1: keeps patterns for seven days and cached things for 300 s, and other things as long as they ask', () => {
    const done = run([write(0, 'a', 1), write(0, 'b', 1, {}, { namespace: 'cache' }), write(0, 'c', 1, { ttlUs: 5 }), write(0, 'd', 1, { ttlUs: -1 })].map((one, place) => ({ ...one, by: `writer ${place}`, draft: one.draft })), {
      namespaces: { notes: { ...open, ttlUs: memorySpans.patterns }, cache: { ...open, ttlUs: memorySpans.cache } },
    });
    expect(done.ofType('MemoryExpired').map(({ data, time }) => [data.key, time])).toEqual([['c', 6], ['b', 300 * SECOND + 1], ['a', 7 * DAY + 1]]);
  });

  it('I1: a later write puts the expiry off, and costs no second one', () => {
    const done = run([write(0, 'a', 1), write(HOUR / 2, 'a', 2), read(HOUR + 5, 'a')]);
    expect(done.ofType('MemoryExpired').map(({ time, data }) => [time, data.version])).toEqual([[1.5 * HOUR + 1, 2]]);
    expect(Object.values(answersOf(done)).map(valueOf).at(-1)).toBe(2);
  });

  it('I1: reads what was known at a time of the past, and nothing of the future', () => {
    const done = run([write(SECOND, 'a', 'old'), write(3 * SECOND, 'a', 'new'), ask(5 * SECOND, 'read', { key: 'a', at: 2 * SECOND }, { request: 'then' }), read(6 * SECOND, 'a', { request: 'now' }), ask(7 * SECOND, 'read', { key: 'a', at: 8 * SECOND }, { request: 'ahead' })]);
    expect([valueOf(answersOf(done)['then']), valueOf(answersOf(done)['now'])]).toEqual(['old', 'new']);
    expect(done.ofType('MemoryDenied').map(({ data }) => [data.request, data.reason])).toEqual([['ahead', 'not-understood']]);
  });

  it('I1: lets nobody read or write who may not, and says so', () => {
    const namespaces = { notes: { ...open, readers: ['alice', 'bob'], writers: ['alice'] } };
    const done = run([write(0, 'a', 1, {}, { by: 'alice' }), write(10, 'a', 2, {}, { by: 'bob' }), read(20, 'a', { by: 'bob', request: 'bob reads' }), read(30, 'a', { by: 'eve' }), read(40, 'a', { by: 'eve', namespace: 'elsewhere' })], { namespaces });
    expect(done.ofType('MemoryDenied').map(({ data }) => [data.by, data.operation, data.reason])).toEqual([['bob', 'write', 'no-access'], ['eve', 'read', 'no-access'], ['eve', 'read', 'no-such-namespace']]);
    expect(valueOf(answersOf(done)['bob reads'])).toBe(1);
    expect(done.ofType('MemoryWritten')).toHaveLength(1);
  });

  it.each([
    ['write', {}], ['write', { items: [] }], ['write', { items: [{ key: '', value: 1 }] }], ['write', { items: [{ key: '__proto__', value: 1 }] }], ['write', { items: [{ key: 'a', value: 1, ttlUs: 0.5 }] }],
    ['read', { key: 7 }], ['search', { features: [] }], ['search', { features: [1e300] }], ['roll-back', {}], ['subscribe', {}], ['forget', { keys: 'a' }],
  ] as const)('I1: refuses a question that it does not understand: %s %j', (operation, details) => {
    const done = run([ask(0, operation, details as never)]);
    expect(done.ofType('MemoryDenied').map(({ data }) => data.reason)).toEqual(['not-understood']);
    expect(done.ofType('MemoryWritten')).toEqual([]);
  });

  it('I1: answers a question that comes twice once, and one that is asked again with the same answer', () => {
    const plan = planOf([{ kind: 'duplicate', message: 'MemoryAsked', delayUs: 100 }]);
    const twice = { ...write(SECOND, 'a', 1, {}, { request: 'same' }) };
    const done = run([twice, { ...twice, at: 2 * SECOND }], {}, { plan });
    expect(done.ofType('MemoryWritten')).toHaveLength(1);
    expect(done.ofType('MemoryAnswered').map(({ data }) => data.answer)).toEqual([[{ key: 'a', version: 1 }], [{ key: 'a', version: 1 }]]);
  });

  it('I2: finds what is planted first, twenty at most, and equals by their keys', () => {
    const items = Array.from({ length: 40 }, (_, place) => ({ key: `k${String(place).padStart(2, '0')}`, value: place, features: [1, 1 + (place % 4) / 10, 0.5] }));
    const done = run([ask(0, 'write', { items: [...items, { key: 'planted', value: 'here', features: [-2, 1, 0] }, { key: 'other length', value: 0, features: [1] }] }), ask(10, 'search', { features: [-2, 1, 0.01] }, { request: 'near' }), ask(20, 'search', { features: [1, 1, 0.5] }, { request: 'ties' })]);
    const near = answersOf(done)['near'] as unknown as { key: string }[];
    expect(near).toHaveLength(20);
    expect(near[0].key).toBe('planted');
    const ties = answersOf(done)['ties'] as unknown as { key: string; similarity: number }[];
    expect(ties.slice(0, 10).map(({ key }) => key)).toEqual(['k00', 'k04', 'k08', 'k12', 'k16', 'k20', 'k24', 'k28', 'k32', 'k36']);
  });

  it('I2: answers the same with and without the index', () => {
    const inputs = [ask(0, 'write', { items: Array.from({ length: 200 }, (_, place) => ({ key: `k${place}`, value: place, features: [(place * 37) % 101, (place * 53) % 89, 50 - (place % 97)] })) }), ...[1, 2, 3].map((one) => ask(10 * one, 'search', { features: [one, 2, 3 - one], most: 50 }))];
    expect(run(inputs, { hasIndex: true }).events).toEqual(run(inputs, { hasIndex: false }).events);
  });

  it('I3: tells each live subscriber once of all that one request has changed', () => {
    const inputs = [
      ask(0, 'subscribe', { pattern: 'price/*' }, { by: 'near' }), ask(1, 'subscribe', { pattern: '*' }, { by: 'near' }), ask(2, 'subscribe', { pattern: 'volume/*' }, { by: 'far' }), ask(3, 'subscribe', { pattern: '*' }, { by: 'dead' }),
      { at: 5, by: 'watch', draft: { type: 'AgentDetectedDown', data: { agent: 'dead', lastBeatAt: 0, misses: 5 } } },
      ask(SECOND, 'write', { items: [1, 2, 3].map((one) => ({ key: `price/${one}`, value: one })) }, { by: 'writer' }),
      { at: 2 * SECOND, by: 'watch', draft: { type: 'AgentDetectedBack', data: { agent: 'dead', downUs: SECOND } } },
      ask(3 * SECOND, 'forget', { keys: ['price/2'] }, { by: 'writer' }),
    ];
    const done = simulateSwarm({ agents: { ...keepers(), near: listener, far: listener, dead: listener }, inputs, untilUs: HOUR / 2 });
    const notices = done.ofType('MemoryChanged').map(({ time, to, data }) => [time > 2 * SECOND, ...to, data.changes.map(({ key }) => key).join(' '), data.changes[0].isGone]);
    expect(notices).toEqual([[false, 'near', 'price/1 price/2 price/3', false], [true, 'near', 'price/2', true], [true, 'dead', 'price/2', true]]);
  });

  it('I3: tells subscribers of what expires together in one notice', () => {
    const done = simulateSwarm({ agents: { ...keepers(), near: listener }, inputs: [ask(0, 'subscribe', { pattern: '*' }, { by: 'near' }), ask(10, 'write', { items: [{ key: 'a', value: 1 }, { key: 'b', value: 2 }] }, { by: 'near' })], untilUs: 2 * HOUR });
    expect(done.ofType('MemoryChanged').map(({ time, data }) => [time, data.changes.length])).toEqual([[HOUR + 11, 2]]);
  });

  it('I5: rolls back into a namespace of its own, and leaves the original as it is', () => {
    const done = run([write(SECOND, 'a', 'old'), write(3 * SECOND, 'a', 'new'), write(3 * SECOND + 5, 'b', 'late'), ask(5 * SECOND, 'roll-back', { asOf: 2 * SECOND, into: 'trial' }), write(6 * SECOND, 'a', 'tried', {}, { namespace: 'trial' }), read(7 * SECOND, 'a', { request: 'original' }), read(8 * SECOND, 'a', { namespace: 'trial', request: 'trial' }), read(9 * SECOND, 'b', { namespace: 'trial', request: 'none' })]);
    const answers = answersOf(done);
    expect([answers['original'], answers['trial'], answers['none']].map(valueOf)).toEqual(['new', 'tried', null]);
    expect(done.ofType('MemoryBranched')).toHaveLength(1);
    expectReplayed(done);
  });

  it('I5: rolls back in place by writing anew, and keeps what was there as history', () => {
    const done = run([write(SECOND, 'a', 'old'), write(3 * SECOND, 'a', 'new'), write(3 * SECOND + 5, 'b', 'late'), ask(5 * SECOND, 'roll-back', { asOf: 2 * SECOND }), read(6 * SECOND, 'a', { request: 'a' }), read(7 * SECOND, 'b', { request: 'b' }), ask(8 * SECOND, 'read', { key: 'a', at: 4 * SECOND }, { request: 'before' })]);
    const answers = answersOf(done);
    expect([answers['a'], answers['b'], answers['before']].map(valueOf)).toEqual(['old', null, 'new']);
    expect((answers['a'] as { version: number }).version).toBe(3);
  });
});

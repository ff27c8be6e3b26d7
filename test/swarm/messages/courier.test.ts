/** Messages between agents on an undisturbed network: who gets what, and when, to the microsecond. */
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../src/core/instant.js';
import { topologyOf } from '../../../src/swarm/topology/topology.js';
import { expectRepeated, expectReplayed, planOf, simulateSwarm, type SwarmInput, type SwarmRun } from '../simulated-swarm.js';
import { correspondents, ids, note, tell, valuesOf, type Correspondence, type CorrespondentOptions } from './correspondents.js';

const run = (everybody: Record<string, CorrespondentOptions>, inputs: readonly SwarmInput[], rest: Partial<Parameters<typeof simulateSwarm>[0]> = {}): SwarmRun => {
  const swarm = simulateSwarm({ agents: correspondents(everybody), inputs, untilUs: 1_000 * SECOND, ...rest });
  expectReplayed(swarm);
  expectRepeated(swarm);
  return swarm;
};
const gotBy = (swarm: SwarmRun, agent: string): unknown[] => valuesOf(swarm.stateOf<Correspondence>(agent));
const timesOf = (swarm: SwarmRun, type: Parameters<SwarmRun['ofType']>[0]): number[] => swarm.ofType(type).map(({ time }) => time);

/** Nothing from one to the other arrives. */
const cut = (from: string, to: string, rest: object = {}): object => ({ kind: 'drop', from, to, ...rest });

describe('F3: direct, multicast, broadcast, topics, content', () => {
  const everybody = {
    a: {
      setting: { rules: [{ name: 'DataUpdated', field: 'value.size', atLeast: 10, to: ['c'] }, { field: 'value.kind', is: 'oil', to: ['b', 'c'] }] },
      acts: {
        direct: (post) => void post.send(note('direct'), ids('b')[0]),
        multicast: (post) => void post.send(note('multicast'), ids('b', 'c')),
        broadcast: (post) => void post.broadcast(note('broadcast')),
        topic: (post) => void post.publish(note('topic'), 'news/oil/brent'),
        size: (post) => void post.sortOut(note({ size: 10 })),
        oil: (post) => void post.sortOut(note({ kind: 'oil', size: 12 })),
        nothing: (post) => void post.sortOut(note({ size: 9 })),
        stranger: (post) => void post.send(note('lost'), ids('zoe')[0]),
        unheard: (post) => void post.publish(note('lost'), 'weather'),
      },
    },
    b: { topics: ['news/**'] },
    c: { topics: ['news/*/brent'] },
    d: { topics: ['news/gas/*'] },
  } satisfies Record<string, CorrespondentOptions>;

  it('F3: a message reaches exactly whom it is for', () => {
    const swarm = run(everybody, ['direct', 'multicast', 'broadcast', 'topic', 'size', 'oil'].map((word, at) => tell(at * 10, 'a', word)));
    expect(gotBy(swarm, 'b')).toEqual(['direct', 'multicast', 'broadcast', 'topic', { kind: 'oil', size: 12 }]);
    expect(gotBy(swarm, 'c')).toEqual(['multicast', 'broadcast', 'topic', { size: 10 }, { kind: 'oil', size: 12 }]);
    expect(gotBy(swarm, 'd')).toEqual(['broadcast']);
  });

  it('F3: what matches nobody is a dead letter', () => {
    const swarm = run(everybody, ['nothing', 'stranger', 'unheard'].map((word, at) => tell(at * 10, 'a', word)));
    expect(swarm.ofType('MessageSent')).toEqual([]);
    expect(swarm.ofType('MessageDeadLettered').map(({ data }) => [data.reason, data.routing, data.receivers])).toEqual([['unmatched', 'content', []], ['unmatched', 'direct', ['zoe']], ['unmatched', 'topic', []]]);
  });
});

describe('F4: request and response', () => {
  const ask = (rest = {}): CorrespondentOptions => ({ acts: { ask: (post) => void post.request({ name: 'DataRequested', payload: { name: 'price', query: 1 } }, ids('b')[0], rest), both: (post) => [1, 2].forEach((query) => post.request({ name: 'DataRequested', payload: { name: 'price', query } }, ids('b')[0])) } });
  const answer: CorrespondentOptions = { handle: (message, post) => void post.respond(message, { name: 'DataAnswered', payload: { name: 'price', value: (message.payload as { query: number }).query * 100 } }) };

  it('F4: no answer times out at +5,000 ms for each attempt, four times', () => {
    const swarm = run({ a: ask(), b: {} }, [tell(10, 'a', 'ask')]);
    const asked = swarm.ofType('MessageSent')[0].time;
    expect(timesOf(swarm, 'RequestTimedOut').map((at) => at - asked)).toEqual([5, 10, 15, 20].map((second) => second * SECOND));
    expect(swarm.ofType('RequestTimedOut').map(({ data }) => [data.attempt, data.isLast])).toEqual([[1, false], [2, false], [3, false], [4, true]]);
    expect(swarm.ofType('MessageSent')).toHaveLength(4);
    expect(gotBy(swarm, 'b')).toHaveLength(1);
  });

  it('F4: answers find their requests when several are open', () => {
    const swarm = run({ a: ask(), b: answer }, [tell(10, 'a', 'both')]);
    const [one, two] = swarm.ofType('MessageSent').filter(({ agent }) => agent === 'b');
    expect([one.data.answers, two.data.answers]).toEqual([1, 2]);
    expect(gotBy(swarm, 'a')).toEqual([100, 200]);
    expect(swarm.ofType('RequestTimedOut')).toEqual([]);
  });

  it('F4: a lost answer is given again when it is asked again, and handed over once', () => {
    const swarm = run({ a: ask(), b: answer }, [tell(10, 'a', 'ask')], { plan: planOf([cut('b', 'a', { count: 1, durationUs: 900 * SECOND })]) });
    expect(gotBy(swarm, 'a')).toEqual([100]);
    expect(gotBy(swarm, 'b')).toHaveLength(1);
    expect(swarm.ofType('RequestTimedOut')).toHaveLength(1);
  });

  it('F4: a request does not wait for longer than it lives', () => {
    expect(() => run({ a: ask({ timeoutUs: 301 * SECOND }), b: {} }, [tell(10, 'a', 'ask')])).toThrow(expect.objectContaining({ code: 'message-setting-contradicts' }) as Error);
  });
});

describe('F6: time to live', () => {
  const late = { a: { acts: { go: (post) => void post.send(note('late'), ids('b')[0]) } }, b: {} } satisfies Record<string, CorrespondentOptions>;
  const delayed = (delayUs: number): object => ({ plan: planOf([{ kind: 'delay', message: 'MessageSent', delayUs, durationUs: 900 * SECOND }]) });

  it('F6: a message that is under way for 300 s is never handed over, and says that it expired', () => {
    const swarm = run(late, [tell(10, 'a', 'go')], { latencyUs: 300 * SECOND });
    expect(gotBy(swarm, 'b')).toEqual([]);
    expect(swarm.ofType('MessageExpired').map(({ time, agent }) => [time - swarm.ofType('MessageSent')[0].time, agent])).toEqual([[300 * SECOND, 'b']]);
  });

  it('F6: a microsecond earlier it is handed over', () => {
    const swarm = run(late, [tell(10, 'a', 'go')], { latencyUs: 300 * SECOND - 1 });
    expect(gotBy(swarm, 'b')).toEqual(['late']);
    expect(run(late, [tell(10, 'a', 'go')], delayed(1_000)).ofType('MessageExpired')).toEqual([]);
  });

  it('F6: what waits in an inbox expires there to the microsecond', () => {
    const busy = { ...late, b: { setting: { inbox: { handlingUs: 400 * SECOND } } } };
    const swarm = run(busy, [tell(10, 'a', 'go'), tell(20, 'a', 'go')]);
    const [, second] = swarm.ofType('MessageSent');
    expect(timesOf(swarm, 'MessageExpired')).toEqual([second.data.expiresAt]);
    expect(gotBy(swarm, 'b')).toEqual(['late']);
  });
});

describe('F7: guarantees', () => {
  const sender = (guarantee: 'at-most-once' | 'at-least-once' | 'exactly-once'): Record<string, CorrespondentOptions> => ({ a: { acts: { go: (post) => void post.send(note('once', { guarantee }), ids('b')[0]) } }, b: {} });

  it('F7: what is not acknowledged is sent again at 1, 3 and 7 s, and is dead at 15 s', () => {
    const swarm = run(sender('at-least-once'), [tell(10, 'a', 'go')], { plan: planOf([cut('a', 'b', { durationUs: 900 * SECOND })]) });
    const [first, ...rest] = timesOf(swarm, 'MessageSent');
    expect(rest.map((at) => at - first)).toEqual([1, 3, 7].map((second) => second * SECOND));
    expect(timesOf(swarm, 'MessageDeadLettered')).toEqual([first + 15 * SECOND]);
  });

  it('F7: when an acknowledgement is lost, at-least-once hands over twice and exactly-once does not', () => {
    const plan = planOf([cut('b', 'a', { count: 1, durationUs: 900 * SECOND })]);
    expect(gotBy(run(sender('at-least-once'), [tell(10, 'a', 'go')], { plan }), 'b')).toEqual(['once', 'once']);
    expect(gotBy(run(sender('exactly-once'), [tell(10, 'a', 'go')], { plan }), 'b')).toEqual(['once']);
  });

  it('F7: at-most-once is handed over once though the network repeats it', () => {
    const plan = planOf([{ kind: 'duplicate', from: 'a', delayUs: 50, durationUs: 900 * SECOND }]);
    const swarm = run(sender('at-most-once'), [tell(10, 'a', 'go')], { plan });
    expect(gotBy(swarm, 'b')).toEqual(['once']);
    expect(swarm.ofType('MessageIgnored')).toHaveLength(1);
  });
});

describe('F8: dead letters', () => {
  const poison: Record<string, CorrespondentOptions> = {
    a: { acts: { go: (post) => void post.send(note('poison', { guarantee: 'exactly-once' }), ids('b')[0]) } },
    b: { handle: (message, post, { got }) => (got.length <= 4 ? post.refuse(message, 'cannot be read') : undefined) },
  };

  it('F8: a poison message stops after four attempts and can be looked at', () => {
    const swarm = run(poison, [tell(10, 'a', 'go')], { untilUs: 100 * SECOND });
    expect(swarm.ofType('MessageRefused')).toHaveLength(4);
    expect(swarm.ofType('MessageDeadLettered').map(({ data }) => [data.reason, data.attempts, data.payload])).toEqual([['refused', 4, { name: 'note', value: 'poison' }]]);
    expect(swarm.stateOf<Correspondence>('a').courier.dead).toHaveLength(1);
  });

  it('F8: it can be sent again, and a letter that is not there is refused', () => {
    const reinject = (at: number, count: number) => ({ at, by: 'operator', draft: { type: 'OperatorCommanded', to: ids('a'), data: { command: 'reinject', operator: 'ann', permission: 'messages', reason: 'mended', agent: ids('a')[0], count } } });
    const swarm = run(poison, [tell(10, 'a', 'go'), reinject(60 * SECOND, 1), reinject(61 * SECOND, 7)]);
    expect(swarm.ofType('MessageReinjected').map(({ time }) => time)).toEqual([60 * SECOND + 1]);
    expect(swarm.ofType('CommandRefused').map(({ data }) => data.reason)).toEqual(['there is no such dead letter']);
    expect(swarm.ofType('MessageAcknowledged')).toHaveLength(1);
    expect(swarm.stateOf<Correspondence>('a').courier.dead).toEqual([]);
  });
});

describe('E1: relays', () => {
  it('E1: in a star, leaves reach each other through the hub', () => {
    const everybody: Record<string, CorrespondentOptions> = { a: { acts: { go: (post) => void post.send(note('round', { guarantee: 'exactly-once' }), ids('b', 'c')) } }, b: {}, c: {}, hub: {} };
    const agents = correspondents(everybody, topologyOf({ kind: 'star', hub: ids('hub')[0] }, ids('a', 'b', 'c', 'hub')));
    const swarm = simulateSwarm({ agents, inputs: [tell(10, 'a', 'go')], untilUs: 10 * SECOND });
    expectReplayed(swarm);
    expect([gotBy(swarm, 'b'), gotBy(swarm, 'c'), gotBy(swarm, 'hub')]).toEqual([['round'], ['round'], []]);
    for (const { agent, to } of swarm.events) if (to.length > 0) expect(agent === 'hub' || to[0] === 'hub' || to[0] === agent || agent === 'world').toBe(true);
    expect(swarm.stateOf<Correspondence>('a').courier.out).toEqual({});
  });
});

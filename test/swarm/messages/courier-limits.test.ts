/** What is too much: priorities in a busy inbox, full inboxes, batches, rates, sizes. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { MILLISECOND, SECOND } from '../../../src/core/instant.js';
import { messagesConserved, messagesInTime, messagesOnce } from '../../../src/domain/invariants/messages.js';
import { messagePriorities } from '../../../src/domain/messages/envelope.js';
import { messageNames } from '../../../src/domain/messages/message-catalogue.js';
import { topologyOf } from '../../../src/swarm/topology/topology.js';
import { expectReplayed, planOf, runsOf, simulateSwarm, type SwarmInput, type SwarmRun } from '../simulated-swarm.js';
import { correspondents, ids, note, tell, valuesOf, type Correspondence, type CorrespondentOptions } from './correspondents.js';

const laws = [messagesConserved, messagesOnce, messagesInTime];
const [b] = ids('b');

function run(everybody: Record<string, CorrespondentOptions>, inputs: readonly SwarmInput[], rest: Partial<Parameters<typeof simulateSwarm>[0]> = {}): SwarmRun {
  const swarm = simulateSwarm({ agents: correspondents(everybody), inputs, untilUs: 2_000 * SECOND, laws, ...rest });
  expect(swarm.broken).toBeUndefined();
  expectReplayed(swarm);
  return swarm;
}
const gotBy = (swarm: SwarmRun, agent: string): unknown[] => valuesOf(swarm.stateOf<Correspondence>(agent));
const many = (count: number, rest = {}): CorrespondentOptions['acts'] => ({ go: (post) => Array.from({ length: count }, (_, index) => post.send(note(index, rest), b)) });

describe('F1 and F2: envelopes and payloads', () => {
  it('F1: a message carries kind, routing, priority, guarantee, time to live, attempt, and what it answers', () => {
    const swarm = run({ a: { acts: { go: (post) => void post.request({ name: 'DataRequested', payload: { name: 'x', query: null }, priority: 'high' }, b) } }, b: { handle: (message, post) => void post.respond(message, { name: 'DataAnswered', payload: { name: 'x', value: 1 } }) } }, [tell(10, 'a', 'go')]);
    const [request, response] = swarm.ofType('MessageSent');
    expect(request).toMatchObject({ version: 1, agent: 'a', to: ['b'], data: { number: 1, kind: 'request', routing: 'direct', name: 'DataRequested', priority: 'high', guarantee: 'exactly-once', attempt: 1, expiresAt: request.time + 300 * SECOND, timeoutUs: 5 * SECOND, retries: 3 } });
    expect(response).toMatchObject({ agent: 'b', to: ['a'], causation: request.offset, correlation: request.correlation, data: { kind: 'response', answers: 1 } });
  });

  it('F2: the catalogue has the fifteen basic types, and those of orders, memory, life and knowledge', () => {
    const basic = ['TaskAssigned', 'TaskCompleted', 'TaskFailed', 'DataRequested', 'DataAnswered', 'DataUpdated', 'HeartbeatSent', 'StatusUpdated', 'ConfigurationChanged', 'MarketSignalRaised', 'TradeExecuted', 'RiskAlertRaised', 'ProposalMade', 'VoteCast', 'DecisionReached'];
    expect(messageNames).toEqual(expect.arrayContaining([...basic, 'OrderPlaced', 'MemoryShared', 'LifeChanged', 'KnowledgeShared']));
  });

  it('F2: a bad payload is refused when it is sent, with its path; so is a type that nobody knows', () => {
    const send = (letter: object): (() => SwarmRun) => () => run({ a: { acts: { go: (post) => void post.send(letter as never, b) } }, b: {} }, [tell(10, 'a', 'go')]);
    expect(send({ name: 'TaskFailed', payload: { task: 'x', reason: 7 } })).toThrow(/payload\.reason/);
    expect(send({ name: 'TaskFialed', payload: {} })).toThrow(/type of the catalogue \(found "TaskFialed"\)/);
  });
});

describe('F5: priorities', () => {
  const busy: CorrespondentOptions = { setting: { inbox: { handlingUs: 100 * MILLISECOND } } };

  it('F5: at one instant critical comes first, then high, medium and low', () => {
    const swarm = run({ a: { acts: { go: (post) => [...messagePriorities].reverse().forEach((priority) => post.send(note(priority, { priority }), b)) } }, b: {} }, [tell(10, 'a', 'go')]);
    expect(gotBy(swarm, 'b')).toEqual([...messagePriorities]);
  });

  it('F5: low waits boundedly under a flood of high', () => {
    const flood = Array.from({ length: 200 }, (_, index) => tell(10 + index * 50 * MILLISECOND, 'a', 'high'));
    const everybody = { a: { acts: { high: (post) => void post.send(note('high', { priority: 'high' }), b), low: (post) => void post.send(note('low', { priority: 'low' }), b) } }, b: busy } satisfies Record<string, CorrespondentOptions>;
    const swarm = run(everybody, [...flood, tell(11, 'a', 'low')].sort((x, y) => x.at - y.at));
    const taken = swarm.ofType('MessageTaken').find(({ data }) => data.priority === 'low');
    // Two steps of age make it as urgent as high, and then it is the oldest.
    expect(taken?.data.waitedUs).toBeGreaterThanOrEqual(2 * SECOND);
    expect(taken?.data.waitedUs).toBeLessThan(2 * SECOND + 200 * MILLISECOND);
  });

  it('F5: critical passes everything that waits', () => {
    const everybody = { a: { acts: { go: (post) => { for (let i = 0; i < 5; i += 1) post.send(note(i, { priority: 'high' }), b); }, now: (post) => void post.send(note('now', { priority: 'critical' }), b) } }, b: busy } satisfies Record<string, CorrespondentOptions>;
    expect(gotBy(run(everybody, [tell(10, 'a', 'go'), tell(20, 'a', 'now')]), 'b')).toEqual([0, 'now', 1, 2, 3, 4]);
  });

  it('Trap 4: what waits is handed over in the end, and once, whatever its priority', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...messagePriorities), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (priorities, concurrency) => {
      const everybody = { a: { acts: { go: (post) => priorities.forEach((priority, index) => post.send(note(index, { priority }), b)) } }, b: { setting: { inbox: { handlingUs: SECOND, concurrency } } } } satisfies Record<string, CorrespondentOptions>;
      const swarm = run(everybody, [tell(10, 'a', 'go')]);
      expect([...gotBy(swarm, 'b')].sort((x, y) => Number(x) - Number(y))).toEqual(priorities.map((_, index) => index));
      for (const { data: { waitedUs } } of swarm.ofType('MessageTaken')) expect(waitedUs).toBeLessThanOrEqual(2 * SECOND + priorities.length * SECOND);
    }), { numRuns: runsOf(40) });
  });
});

describe('F9: full inboxes', () => {
  const full = (overflow: string, capacity = 1_000): CorrespondentOptions => ({ setting: { inbox: { capacity, overflow: overflow as never, handlingUs: 100 * MILLISECOND } } });

  it('F9: message 1,001 is turned away, and the log says so', () => {
    const swarm = run({ a: { acts: many(1_002) ?? {} }, b: full('reject') }, [tell(10, 'a', 'go')]);
    // One is worked on, a thousand wait, and one is too much.
    expect(swarm.ofType('MessageDropped').map(({ data }) => [data.number, data.reason])).toEqual([[1_002, 'inbox-full']]);
    expect(gotBy(swarm, 'b')).toHaveLength(1_001);
  });

  it('F9: the oldest or the least urgent makes room, as the policy says', () => {
    const acts: CorrespondentOptions['acts'] = { go: (post) => ['medium', 'medium', 'low', 'high'].forEach((priority, index) => post.send(note(index, { priority: priority as never }), b)) };
    // High goes first at one instant: it is being worked on; medium, medium and low find room for two.
    expect(gotBy(run({ a: { acts }, b: full('drop-oldest', 2) }, [tell(10, 'a', 'go')]), 'b')).toEqual([3, 1, 2]);
    const lowest = run({ a: { acts }, b: full('drop-lowest', 2) }, [tell(10, 'a', 'go')]);
    expect(gotBy(lowest, 'b')).toEqual([3, 0, 1]);
    expect(lowest.ofType('MessageDropped').map(({ data }) => data.reason)).toEqual(['lowest']);
  });

  it('F9: back-pressure keeps at the sender what the receiver has no room for, and loses nothing', () => {
    const swarm = run({ a: { acts: many(40, { guarantee: 'exactly-once' }) ?? {} }, b: full('block', 4) }, [tell(10, 'a', 'go'), tell(20, 'a', 'go')]);
    expect(swarm.ofType('MessageDropped')).toEqual([]);
    expect(swarm.ofType('InboxOpened').length).toBeGreaterThan(0);
    expect(swarm.ofType('MessageDeadLettered')).toEqual([]);
    const got = gotBy(swarm, 'b') as number[];
    expect(got).toHaveLength(80);
    expect([...got].sort((x, y) => x - y)).toEqual(Array.from({ length: 80 }, (_, index) => index >> 1));
  });

  it('Trap 18: a slow subscriber slows nobody else, and two that flood each other do not stand still', () => {
    const flood = (to: string): CorrespondentOptions => ({ acts: { go: (post) => { for (let i = 0; i < 30; i += 1) post.send(note(i, { guarantee: 'exactly-once' }), ids(to, 'c')); } }, ...full('block', 2) });
    const swarm = run({ a: flood('b'), b: flood('a'), c: {} }, [tell(10, 'a', 'go'), tell(10, 'b', 'go')]);
    const { got } = swarm.stateOf<Correspondence>('c');
    expect(got.length).toBe(60);
    expect(Math.max(...got.map(({ at }) => at))).toBeLessThan(20);
    expect([gotBy(swarm, 'a').length, gotBy(swarm, 'b').length]).toEqual([30, 30]);
  });

  it('F9: what is too much to wait at the sender is dropped there', () => {
    const swarm = run({ a: { acts: many(5, { guarantee: 'exactly-once' }) ?? {}, setting: { outboxMax: 3 } }, b: {} }, [tell(10, 'a', 'go')]);
    expect(swarm.ofType('MessageDropped').map(({ data }) => [data.number, data.reason])).toEqual([[4, 'outbox-full'], [5, 'outbox-full']]);
  });
});

describe('F10: batches', () => {
  const batch = { itemsMax: 100, ageUs: SECOND, perMinuteAbove: 0 };

  it('F10: 250 items go as 100, 100 and 50, in order, and none waits more than a second', () => {
    const swarm = run({ a: { acts: many(250) ?? {}, setting: { batch } }, b: {} }, [tell(10, 'a', 'go')]);
    const sent = swarm.ofType('MessageSent');
    expect(sent.map(({ data }) => data.batch?.length)).toEqual([100, 100, 50]);
    expect(sent.map(({ time }) => time - sent[0].time)).toEqual([0, 0, SECOND]);
    expect(gotBy(swarm, 'b')).toEqual(Array.from({ length: 250 }, (_, index) => index));
  });

  it('Trap 14: a batch that is never full goes when its first item is old enough, and is acknowledged as one', () => {
    const swarm = run({ a: { acts: { go: (post) => void post.send(note('x', { guarantee: 'exactly-once' }), b) }, setting: { batch } }, b: {} }, [tell(10, 'a', 'go'), tell(10 + SECOND / 2, 'a', 'go'), tell(20 + SECOND, 'a', 'go')]);
    expect(swarm.ofType('MessageSent').map(({ time, data }) => [time, data.batch?.length ?? 1])).toEqual([[11 + SECOND, 2], [21 + 2 * SECOND, 1]]);
    expect(swarm.ofType('MessageAcknowledged')).toHaveLength(2);
    expect(swarm.stateOf<Correspondence>('a').courier).toMatchObject({ out: {}, held: [] });
  });

  it('F10: only routes with more than a hundred messages a minute are batched, ten at a time', () => {
    const usual = { itemsMax: 10, ageUs: SECOND, perMinuteAbove: 100 };
    const swarm = run({ a: { acts: many(125) ?? {}, setting: { batch: usual } }, b: {} }, [tell(10, 'a', 'go')]);
    const sizes = swarm.ofType('MessageSent').map(({ data }) => data.batch?.length ?? 1);
    expect(sizes).toEqual([...Array.from({ length: 100 }, () => 1), 10, 10, 5]);
  });

  it('F10: critical messages never wait for a batch', () => {
    const swarm = run({ a: { acts: { go: (post) => { post.send(note('slow'), b); post.send(note('now', { priority: 'critical' }), b); } }, setting: { batch } }, b: {} }, [tell(10, 'a', 'go')]);
    expect(gotBy(swarm, 'b')).toEqual(['now', 'slow']);
  });
});

describe('F11: rates and sizes', () => {
  it('F11: after a burst of 50, message 51 waits for its token', () => {
    const swarm = run({ a: { acts: many(52) ?? {}, setting: { rate: { perSecond: 10, burst: 50, over: 'wait' } } }, b: {} }, [tell(10, 'a', 'go')]);
    const times = swarm.ofType('MessageSent').map(({ time }) => time);
    expect(times.slice(49).map((at) => at - times[0])).toEqual([0, 100 * MILLISECOND, 200 * MILLISECOND]);
    expect(swarm.ofType('MessageDelayed').map(({ data }) => data.reason)).toEqual(['rate', 'rate']);
    expect(gotBy(swarm, 'b')).toHaveLength(52);
  });

  it('F11: what is over the rate can be turned away instead', () => {
    const swarm = run({ a: { acts: many(4) ?? {}, setting: { rate: { perSecond: 1, burst: 3, over: 'reject' } } }, b: {} }, [tell(10, 'a', 'go'), tell(10 + SECOND, 'a', 'go')]);
    expect(swarm.ofType('MessageDropped').map(({ data }) => [data.number, data.reason])).toEqual([[4, 'rate'], [6, 'rate'], [7, 'rate'], [8, 'rate']]);
  });

  it('F11: a payload that is too large is not sent', () => {
    const swarm = run({ a: { acts: { go: (post) => void post.send(note('x'.repeat(200)), b) }, setting: { payloadMax: 100 } }, b: {} }, [tell(10, 'a', 'go')]);
    expect(swarm.ofType('MessageSent')).toEqual([]);
    expect(swarm.ofType('MessageDropped').map(({ data }) => data.reason)).toEqual(['too-large']);
  });
});

describe('counter-examples that random schedules once found', () => {
  it('F4: an answer that waits in the inbox is not handed over a second time when it is given again', () => {
    const swarm = run({
      a: { acts: { go: (post) => void post.request({ name: 'DataRequested', payload: { name: 'x', query: 1 } }, ids('d', 'e'), { timeoutUs: 4 * SECOND }) }, setting: { inbox: { handlingUs: 9 * SECOND } } },
      d: { handle: (message, post) => void post.respond(message, { name: 'DataAnswered', payload: { name: 'x', value: 'd' } }) },
      e: { handle: (message, post) => void post.respond(message, { name: 'DataAnswered', payload: { name: 'x', value: 'e' } }) },
    }, [tell(10, 'a', 'go')]);
    expect(gotBy(swarm, 'a').sort()).toEqual(['d', 'e']);
  });

  it('E1: a relay that drops what it was to pass on still knows what it was handed itself', () => {
    const setting = { ttlUs: 20 * SECOND, inbox: { capacity: 1, overflow: 'drop-oldest' as const, handlingUs: SECOND } };
    const everybody = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id): [string, CorrespondentOptions] => [id, { setting, acts: { all: (post) => void post.broadcast(note('all', { guarantee: 'exactly-once' })), one: (post) => void post.send(note('one'), ids('d')) } }]));
    const agents = correspondents(everybody, topologyOf({ kind: 'hierarchical', fanOut: 2 }, ids('a', 'b', 'c', 'd', 'e')));
    const swarm = simulateSwarm({ agents, inputs: [tell(1, 'a', 'all'), tell(3 * SECOND, 'a', 'one')], untilUs: 100 * SECOND, laws, plan: planOf([{ kind: 'crash', agent: 'b', durationUs: 7 * SECOND }]) });
    expect(swarm.broken).toBeUndefined();
    expect(gotBy(swarm, 'b')).toEqual(['all']);
  });
});

/** Messages over networks that lose, delay, repeat, reorder and cut, between agents that crash and hang. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SECOND } from '../../../src/core/instant.js';
import { messagesConserved, messagesInTime, messagesOnce } from '../../../src/domain/invariants/messages.js';
import { messageGuarantees, messagePriorities } from '../../../src/domain/messages/envelope.js';
import { overflowPolicies } from '../../../src/swarm/messages/courier-setting.js';
import { topologyKinds, topologyOf, type TopologyPlan } from '../../../src/swarm/topology/topology.js';
import { expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmRun } from '../simulated-swarm.js';
import { correspondents, ids, note, tell, type Correspondence, type CorrespondentOptions } from './correspondents.js';

const names = ['a', 'b', 'c', 'd', 'e'];
const SPAN = 60 * SECOND;
const laws = [messagesConserved, messagesOnce, messagesInTime];

interface Wish {
  readonly at: number;
  readonly by: string;
  readonly to: readonly string[];
  readonly guarantee: (typeof messageGuarantees)[number];
  readonly priority: (typeof messagePriorities)[number];
  readonly way: 'send' | 'request' | 'broadcast';
}

const wishes = fc.array(
  fc.record({
    at: fc.integer({ min: 1, max: SPAN }),
    by: fc.constantFrom(...names),
    to: fc.subarray(names, { minLength: 1 }),
    guarantee: fc.constantFrom(...messageGuarantees),
    priority: fc.constantFrom(...messagePriorities),
    way: fc.constantFrom('send' as const, 'send' as const, 'request' as const, 'broadcast' as const),
  }, { noNullPrototype: true }),
  { minLength: 1, maxLength: 40 },
);

const settings = fc.record({
  ttlUs: fc.constantFrom(20 * SECOND, 300 * SECOND),
  batch: fc.option(fc.constant({ itemsMax: 3, ageUs: SECOND, perMinuteAbove: 1 }), { nil: undefined }),
  rate: fc.option(fc.constant({ perSecond: 2, burst: 2, over: 'wait' as const }), { nil: undefined }),
  retry: fc.record({ retriesMax: fc.integer({ min: 0, max: 6 }), jitter: fc.constantFrom(0, 0.5) }, { noNullPrototype: true }),
  inbox: fc.record({ capacity: fc.integer({ min: 1, max: 4 }), overflow: fc.constantFrom(...overflowPolicies), handlingUs: fc.constantFrom(0, SECOND, 4 * SECOND), concurrency: fc.integer({ min: 1, max: 2 }) }, { noNullPrototype: true }),
}, { noNullPrototype: true }).map(({ batch, rate, ...rest }) => ({ ...rest, ...(batch === undefined ? {} : { batch }), ...(rate === undefined ? {} : { rate }) }));

const plans: fc.Arbitrary<TopologyPlan> = fc.constantFrom(...topologyKinds).map((kind): TopologyPlan => (kind === 'custom' ? { kind, edges: [['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'e'], ['b', 'e']] } : { kind, fanOut: 2 }));

function swarmOf(list: readonly Wish[], setting: CorrespondentOptions['setting'], plan: TopologyPlan): ReturnType<typeof correspondents> {
  const everybody = Object.fromEntries(names.map((name): [string, CorrespondentOptions] => [name, {
    ...(setting === undefined ? {} : { setting }),
    acts: Object.fromEntries(list.map((wish, index) => [`wish ${index}`, (post): void => {
      const { guarantee, priority, way } = wish;
      const to = ids(...wish.to.filter((id) => id !== name));
      if (way === 'broadcast') post.broadcast(note(index, { guarantee, priority }));
      else if (way === 'request') post.request({ name: 'DataRequested', payload: { name: 'note', query: index }, priority }, to, { timeoutUs: 4 * SECOND });
      else post.send(note(index, { guarantee, priority }), to);
    }])),
    handle: (message, post) => {
      if (message.kind === 'request') post.respond(message, { name: 'DataAnswered', payload: { name: 'note', value: `answer ${message.number}` } });
    },
  }]));
  return correspondents(everybody, topologyOf(plan, ids(...names)));
}

const inputsOf = (list: readonly Wish[]): ReturnType<typeof tell>[] => list.map(({ at, by }, index) => tell(at, by, `wish ${index}`)).sort((a, b) => a.at - b.at);

/** Returns how often each agent was handed each wish. */
function countsOf(run: SwarmRun): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (const { sender, payload, name: type } of run.stateOf<Correspondence>(name).got) {
      const { value, query } = payload as { value?: unknown; query?: unknown };
      const key = JSON.stringify([sender, name, type === 'DataAnswered' ? 'answer' : 'wish', query ?? value]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

const timeout = 600_000;

it('F9: sent = delivered + expired + dropped + pending at every event, nothing twice that must not be, nothing late, whatever befalls the network', () => {
  fc.assert(
    fc.property(wishes, settings, plans, schedules({ agents: names, spanUs: SPAN, latencyUsMax: 200_000 }), (list, setting, plan, schedule) => {
      const run = simulateSwarm({ agents: swarmOf(list, setting, plan), inputs: inputsOf(list), untilUs: 1_500 * SECOND, laws, ...schedule });
      expect(run.broken).toBeUndefined();
      for (const [key, count] of countsOf(run)) {
        const [, , kind, index] = JSON.parse(key) as [string, string, string, number];
        if (kind === 'answer' || list[index].way === 'request' || list[index].guarantee !== 'at-least-once') expect(count, key).toBe(1);
      }
      // Nothing is left that waits for anything.
      for (const name of names) expect(run.stateOf<Correspondence>(name).courier).toMatchObject({ out: {}, held: [], inbox: { size: 0 }, alarmAt: undefined });
      expectReplayed(run);
    }),
    { numRuns: runsOf(100) },
  );
}, timeout);

it('F7: at 20 % loss nothing is lost and nothing has a double effect', () => {
  fc.assert(
    fc.property(wishes, fc.nat({ max: 99_999 }), fc.constantFrom('at-least-once' as const, 'exactly-once' as const), plans, (list, seed, guarantee, plan) => {
      const letters = list.map((wish) => ({ ...wish, guarantee, way: 'send' as const }));
      const setting = { ttlUs: 900 * SECOND, retry: { retriesMax: 60, factor: 1 } };
      const loss = planOf([{ kind: 'drop', probability: 0.2, durationUs: 10_000 * SECOND }], { seed });
      const run = simulateSwarm({ agents: swarmOf(letters, setting, plan), inputs: inputsOf(letters), untilUs: 1_000 * SECOND, laws, plan: withoutInputs(loss), seed });
      expect(run.broken).toBeUndefined();
      const counts = countsOf(run);
      letters.forEach(({ by, to }, index) => {
        for (const receiver of to.filter((id) => id !== by)) {
          const count = counts.get(JSON.stringify([by, receiver, 'wish', index])) ?? 0;
          expect(count, `wish ${index} at ${receiver}`).toBeGreaterThanOrEqual(1);
          if (guarantee === 'exactly-once') expect(count).toBe(1);
        }
      });
      expect(run.ofType('MessageDeadLettered').filter(({ data }) => data.reason !== 'unmatched')).toEqual([]);
    }),
    { numRuns: runsOf(40) },
  );
}, timeout);

/** What the test itself tells agents to do is never lost. */
function withoutInputs(plan: ReturnType<typeof planOf>): ReturnType<typeof planOf> {
  return { ...plan, faults: plan.faults.flatMap((fault) => names.map((from) => ({ ...fault, from }) as typeof fault)) };
}

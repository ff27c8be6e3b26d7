import fc from 'fast-check';
import { debounceTime, delay, interval, map, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import type { Agent } from '../../src/kernel/agent.js';
import { scriptOf } from '../../src/kernel/script.js';
import { said, stateOf, ticks, toy, toyKernel } from './toy.js';

const echo = (from: string, to: string): Agent => toy([from], (event) => (event.type === 'Tick' || event.type.startsWith('Echo') ? [{ type: to, data: {} }] : []));

describe('time and order', () => {
  test('B1: an effect is always later than its cause, by at least a microsecond', () => {
    const { kernel, log } = toyKernel({ a: echo('tick', 'EchoA'), b: echo('echoa', 'EchoB') }, { sources: [ticks([10, 20])] });
    kernel.start();
    expect(kernel.run()).toEqual({ kind: 'idle' });
    expect(log.map(({ type, time, deliverAt }) => [type, time, deliverAt])).toEqual([
      ['Tick', 10, 11],
      ['EchoA', 11, 12],
      ['EchoB', 12, 13],
      ['Tick', 20, 21],
      ['EchoA', 21, 22],
      ['EchoB', 22, 23],
    ]);
    for (const event of log) if (event.causation >= 0) expect(log[event.causation].time).toBeLessThan(event.time);
  });

  test('every event knows its cause and the conversation it belongs to', () => {
    const { kernel, log } = toyKernel({ a: echo('tick', 'EchoA'), b: echo('echoa', 'EchoB') }, { sources: [ticks([10, 20])] });
    kernel.start();
    kernel.run();
    expect(log.map(({ causation, correlation }) => [causation, correlation])).toEqual([[-1, 0], [0, 0], [1, 0], [-1, 3], [3, 3], [4, 3]]);
  });

  test('B1: idle time costs nothing', () => {
    const { kernel, log } = toyKernel({ a: echo('tick', 'EchoA') }, { sources: [ticks([0, 3_600_000_000])] });
    kernel.start();
    kernel.run();
    expect(log).toHaveLength(4);
    expect(kernel.deliveries).toBe(2);
  });

  test('a more urgent class is delivered first within an instant', () => {
    const speaker = (type: string): Agent => toy(['tick'], ({ type: heard }) => (heard === 'Tick' ? [{ type, data: {} }] : []));
    const { kernel } = toyKernel({ a: speaker('Calm'), b: speaker('UrgentHalt'), ear: toy(['calm', 'urgenthalt']) }, { sources: [ticks([5])] });
    kernel.start();
    kernel.run();
    expect(stateOf(kernel, 'ear').heard).toEqual(['UrgentHalt@7', 'Calm@7']);
  });

  test('ties between senders are fair over many instants', () => {
    const first: Record<string, number> = { a: 0, b: 0, c: 0, d: 0 };
    const times = Array.from({ length: 4000 }, (_, i) => i * 100);
    let instant = -1;
    const ear: Agent = toy(['word'], (event) => {
      if (event.time !== instant) first[event.agent] += 1;
      instant = event.time;
      return [];
    });
    const speaker = (): Agent => toy(['tick'], () => [{ type: 'Word', data: {} }]);
    const { kernel } = toyKernel({ a: speaker(), b: speaker(), c: speaker(), d: speaker(), ear }, { sources: [ticks(times)] });
    kernel.start();
    kernel.run();
    const chiSquare = Object.values(first).reduce((sum, count) => sum + ((count - 1000) * (count - 1000)) / 1000, 0);
    expect(chiSquare).toBeLessThan(16.27); // 3 degrees of freedom, p = .001
  });

  test('two kernels of one seed tell the same story; their order does not depend on the order of seating', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 }), fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), (gaps, order) => {
        let at = 0;
        const times = gaps.map((gap) => (at += gap));
        const agents: Record<string, Agent> = { a: echo('tick', 'EchoA'), b: echo('echoa', 'EchoB'), c: echo('tick', 'EchoC'), d: toy(['**']) };
        const tell = (ids: string[]): Recorded[] => {
          const { kernel, log } = toyKernel(Object.fromEntries(ids.map((id) => [id, agents[id]])), { sources: [ticks(times)] });
          kernel.start();
          kernel.run();
          return log;
        };
        expect(tell(order)).toEqual(tell(['a', 'b', 'c', 'd']));
      }),
    );
  });

  test('B1: an agent that only listens changes nothing for the others, nor their luck', () => {
    const lucky: Agent = {
      listensTo: ['tick'],
      initial: () => 0,
      evolve: (state) => state,
      decide: (_state, event, context) => (event.type === 'Tick' ? [{ type: 'Draw', data: { luck: context.random('luck').below(1000) } }] : []),
    };
    const tell = (seats: Record<string, Agent>): Recorded[] => {
      const { kernel, log } = toyKernel(seats, { sources: [ticks([1, 2, 3, 4])] });
      kernel.start();
      kernel.run();
      return log;
    };
    expect(tell({ a: lucky, z: lucky, m: toy(['**']) })).toEqual(tell({ a: lucky, z: lucky }));
  });
});

test('B4: who draws is taken away, and everybody else draws what he would have drawn', () => {
  const lucky: Agent = {
    listensTo: ['tick'],
    initial: () => 0,
    evolve: (state) => state,
    decide: (_state, event, context) => (event.type === 'Tick' ? [{ type: 'Draw', data: { luck: ['a', 'b'].map((purpose) => context.random(purpose).below(1_000_000)) } }] : []),
  };
  const drawnBy = (ids: readonly string[]): readonly (readonly unknown[])[] => {
    const { kernel, log } = toyKernel(Object.fromEntries(ids.map((id) => [id, lucky])), { sources: [ticks([1, 2, 3, 4])] });
    kernel.start();
    kernel.run();
    return ['a', 'c'].map((id) => log.filter(({ agent }) => agent === id).map(({ data }) => data));
  };
  const [a, c] = drawnBy(['a', 'b', 'c']);
  expect(a).toHaveLength(4);
  expect(a).not.toEqual(c);
  expect(drawnBy(['a', 'c'])).toEqual([a, c]);
});

describe('latency', () => {
  const network = { latencyUs: (_from: string, to: string) => (to === 'far' ? 50 : 5), jitterUs: () => 0 };

  test('B3: each link has its own latency', () => {
    const { kernel, log } = toyKernel({ far: toy(['tick']), near: toy(['tick']) }, { sources: [ticks([100])], network });
    kernel.start();
    kernel.run();
    expect(stateOf(kernel, 'near').heard).toEqual(['Tick@105']);
    expect(stateOf(kernel, 'far').heard).toEqual(['Tick@150']);
    expect(log[0].deliverAt).toBe(105);
  });

  test('B3: jitter keeps first-in-first-out on a link and comes from the link’s own stream', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const arrivals: [number, number][] = [];
        const ear = toy(['tick'], (event) => {
          arrivals.push([(event.data as { number: number }).number, kernel.now]);
          return [];
        });
        const jittery = { latencyUs: () => 5, jitterUs: () => 100 };
        const { kernel } = toyKernel({ ear }, { seed, network: jittery, sources: [ticks([1, 2, 3, 4, 5, 6, 7, 8])] });
        kernel.start();
        kernel.run();
        expect(arrivals.map(([number]) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        for (const [number, at] of arrivals) expect(at).toBeGreaterThanOrEqual(number + 1 + 5);
      }),
    );
  });

  test('jitter may bring one message to many at one instant: then they hear it in order of id', () => {
    const heard: string[] = [];
    const ids = ['d', 'b', 'e', 'a', 'c'];
    const ear = (id: string): Agent => toy(['tick'], (event) => {
      heard.push(`${(event.data as { number: number }).number}${id}@${kernel.now}`);
      return [];
    });
    const { kernel } = toyKernel(Object.fromEntries(ids.map((id) => [id, ear(id)])), { sources: [ticks([0, 100, 200, 300])], network: { latencyUs: () => 5, jitterUs: () => 2 } });
    kernel.start();
    kernel.run();
    expect(heard).toHaveLength(20);
    const orderOf = (entry: string): string => `${entry.slice(3).padStart(4)}${entry[1]}`;
    expect(heard).toEqual([...heard].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)));
  });

  test('a busy agent’s mail waits in order of arrival', () => {
    const slow = { id: agentId('slow'), agent: echo('tick', 'EchoA'), thinkUs: 100 };
    const { kernel, log } = toyKernel({}, { seats: [slow], sources: [ticks([0, 10, 20, 500])] });
    kernel.start();
    kernel.run();
    expect(stateOf(kernel, 'slow').heard).toEqual(['Tick@1', 'Tick@101', 'Tick@201', 'Tick@501']);
    expect(log.filter(({ type }) => type === 'EchoA').map(({ deliverAt }) => deliverAt)).toEqual([101, 201, 301, 601]);
  });
});

describe('failure', () => {
  test('an agent that throws says nothing of that delivery, and the run stops with its name', () => {
    const bad = toy(['tick'], (event) => {
      if ((event.data as { number: number }).number === 1) throw new TypeError('oops');
      return [{ type: 'Fine', data: {} }];
    });
    const { kernel, log } = toyKernel({ bad }, { sources: [ticks([1, 5, 9])] });
    kernel.start();
    const status = kernel.run();
    expect(status.kind).toBe('failed');
    expect(log.map(({ type }) => type)).toEqual(['Tick', 'Fine', 'Tick', 'AgentFailed']);
    expect(log[3].data).toEqual({ agent: 'bad', code: 'agent-threw', handling: 2 });
  });

  test('drafts of one delivery count together or not at all', () => {
    const bad = toy(['tick'], () => [{ type: 'Fine', data: {} }, { type: 'Fine', data: 'bad' }]);
    const { kernel, log } = toyKernel({ bad }, { sources: [ticks([1])] });
    kernel.start();
    expect(kernel.run().kind).toBe('failed');
    expect(log.map(({ type }) => type)).toEqual(['Tick', 'AgentFailed']);
    expect(log[1].data).toMatchObject({ code: 'invalid-event' });
  });

  test('a word that the catalogue does not have is refused', () => {
    const { kernel, log } = toyKernel({ a: toy(['tick'], () => [{ type: 'Unknown', data: {} }]) }, { sources: [ticks([1])] });
    kernel.start();
    expect(kernel.run().kind).toBe('failed');
    expect(log.at(-1)?.data).toMatchObject({ code: 'invalid-event' });
  });

  test('only what an agent sends to itself may be delayed', () => {
    const { kernel, log } = toyKernel({ a: toy(['tick'], () => [{ type: 'Later', afterUs: 5, data: {} }]) }, { sources: [ticks([1])] });
    kernel.start();
    expect(kernel.run()).toMatchObject({ kind: 'failed', failure: { cause: { code: 'invalid-event' } } });
    expect(log).toHaveLength(2);
  });

  test('a pipeline that errors fails its agent', () => {
    const pipeline: Agent = { listensTo: ['tick'], behaviour: (inbox$) => inbox$.pipe(map(() => { throw new RangeError('no'); })) };
    const { kernel } = toyKernel({ pipeline }, { sources: [ticks([1])] });
    kernel.start();
    expect(kernel.run()).toMatchObject({ kind: 'failed', failure: { agent: 'pipeline' } });
  });

  test.each([
    ['nothing', undefined, /found undefined/],
    ['a promise', Promise.resolve([]), /found a promise/],
    ['a draft outside a list', { type: 'Word', data: 1 }, /found object/],
  ])('an agent that decides %s has failed, and is told what a decision is', (_what, decided, says) => {
    const { kernel } = toyKernel({ odd: toy(['tick'], () => decided as never) }, { sources: [ticks([10])] });
    kernel.start();
    expect(kernel.run()).toMatchObject({ kind: 'failed', failure: { agent: 'odd', cause: { code: 'invalid-event', message: expect.stringMatching(says) as string } } });
  });

  test('an agent that writes to what it was handed throws when freezing is on', () => {
    const vandal = toy(['tick'], (event) => {
      (event.data as { number: number }).number = 99;
      return [];
    });
    const { kernel } = toyKernel({ vandal }, { sources: [ticks([1])], freeze: true });
    kernel.start();
    expect(kernel.run().kind).toBe('failed');
  });

  test('agents that answer each other at once without end run into a limit', () => {
    const double = (from: string, to: string): Agent => toy([from], () => [{ type: to, data: {} }, { type: to, data: {} }]);
    const { kernel } = toyKernel({ a: double('tick', 'Ping'), b: double('ping', 'Pong'), c: double('pong', 'Ping') }, { sources: [ticks([1])], limits: { queueLength: 500 } });
    kernel.start();
    expect(() => kernel.run()).toThrow(/at most 500 deliveries in its queue/);
  });
});

describe('timers', () => {
  test('B2: a decider’s timer comes back at the exact microsecond, and to nobody else', () => {
    const sleeper = toy(['tick'], (event) => (event.type === 'Tick' ? [{ type: 'TimerSet', to: [agentId('sleeper')], afterUs: 5_000_000, data: { name: 'nap', dueAt: 0 } }] : []));
    const { kernel } = toyKernel({ sleeper, other: toy(['**']) }, { sources: [ticks([100])] });
    kernel.start();
    kernel.run();
    expect(stateOf(kernel, 'sleeper').heard).toContain('TimerSet@5000101');
    expect(stateOf(kernel, 'other').heard).toEqual(['Tick@101']);
  });

  test('W1: a timer is set for oneself, and for nobody over a topic', () => {
    const liar = toy(['tick'], (event) => (event.type === 'Tick' ? [{ type: 'TimerSet', topic: 'tick', data: { name: 'nap', dueAt: 0 } }] : []));
    const { kernel, log } = toyKernel({ liar, other: toy(['tick']) }, { sources: [ticks([100])] });
    kernel.start();
    expect(kernel.run()).toMatchObject({ kind: 'failed', failure: { agent: 'liar', cause: { code: 'invalid-event' } } });
    expect(log.filter(({ type }) => type === 'TimerSet')).toEqual([]);
  });

  test('RxJS time operators run on virtual time', () => {
    const pipeline: Agent = {
      listensTo: ['tick'],
      behaviour: (inbox$, { scheduler }) => inbox$.pipe(delay(3, scheduler), map(() => ({ type: 'Late', data: {} }))),
    };
    const { kernel, log } = toyKernel({ pipeline }, { sources: [ticks([1000, 9000])] });
    kernel.start();
    kernel.run();
    expect(said(log, 'pipeline').filter((text) => text.startsWith('Late'))).toEqual(['Late@4001', 'Late@12001']);
  });

  test('a debounced pipeline cancels its timers and says so', () => {
    const pipeline: Agent = {
      listensTo: ['tick'],
      behaviour: (inbox$, { scheduler }) => inbox$.pipe(debounceTime(5, scheduler), map(() => ({ type: 'Quiet', data: {} }))),
    };
    const { kernel, log } = toyKernel({ pipeline }, { sources: [ticks([1000, 2000, 3000, 50_000])] });
    kernel.start();
    kernel.run();
    expect(said(log, 'pipeline').filter((text) => text.startsWith('Quiet'))).toEqual(['Quiet@8001', 'Quiet@55001']);
    expect(log.every(({ type, data }) => type !== 'TimerCancelled' || (data as { timer: number }).timer >= 0)).toBe(true);
  });

  test('a periodic timer ends with the run', () => {
    const pipeline: Agent = {
      listensTo: ['tick'],
      behaviour: (_inbox$, { scheduler }) => interval(100_000, scheduler).pipe(map(() => ({ type: 'Beat', data: {} }))),
    };
    const { kernel, log } = toyKernel({ pipeline }, { sources: [ticks([1_000_000_000])] });
    kernel.start();
    expect(kernel.run().kind).toBe('idle');
    expect(said(log, 'pipeline').filter((text) => text.startsWith('Beat'))).toHaveLength(16);
  });

  test('an agent may speak when it is seated', () => {
    const pipeline: Agent = { listensTo: [], behaviour: (_inbox$, { scheduler }) => interval(1, scheduler).pipe(take(1), map(() => ({ type: 'Hello', data: {} }))) };
    const { kernel, log } = toyKernel({ pipeline });
    kernel.start();
    kernel.run();
    expect(said(log, 'pipeline')).toEqual(['TimerSet@0', 'Hello@1000']);
  });
});

describe('effects', () => {
  const asking = (): Agent => toy(['tick'], (event) => (event.type === 'Tick' ? [{ type: 'EffectRequested', data: { effect: 'ask', request: 1, dueAt: event.time + 1000 } }] : []));

  test('B5: the run waits before virtual time passes the completion, and then records it', () => {
    const { kernel, log } = toyKernel({ asker: asking(), other: toy(['tick']) }, { sources: [ticks([1, 500, 5000])] });
    kernel.start();
    const status = kernel.run();
    expect(status).toMatchObject({ kind: 'awaiting', effects: [{ name: 'ask', dueAt: 1001 }] });
    expect(kernel.now).toBe(501);
    kernel.complete(1, { ok: true, value: 'answer' });
    kernel.run();
    const completed = log.find(({ type }) => type === 'EffectCompleted');
    expect(completed).toMatchObject({ time: 1001, agent: 'lab', to: ['asker'], causation: 1, data: { ok: true, value: 'answer', request: 1 } });
    expect(stateOf(kernel, 'other').heard).toHaveLength(2);
  });
});

describe('a log instead of deciding', () => {
  const seats = (): Record<string, Agent> => ({
    a: echo('tick', 'EchoA'),
    b: echo('echoa', 'EchoB'),
    sleeper: toy(['echob'], (event) => (event.type === 'EchoB' ? [{ type: 'TimerSet', to: [agentId('sleeper')], afterUs: 40, data: { name: 'nap', dueAt: 0 } }] : [])),
  });
  const network = { latencyUs: (_from: string, to: string) => (to === 'b' ? 7 : 2), jitterUs: (_from: string, to: string) => (to === 'a' ? 9 : 0) };

  test('A1: a fold of the log gives every agent the state it had live, at every offset', () => {
    const live = toyKernel(seats(), { sources: [ticks([10, 20, 90, 95])], network });
    live.kernel.start();
    live.kernel.run();
    for (let at = 1; at <= live.log.length; at += 1) {
      const again = toyKernel(seats(), { sources: [ticks([10, 20, 90, 95])], network });
      again.kernel.start();
      again.kernel.run({ toOffset: at });
      const replayed = toyKernel(seats(), { script: scriptOf(live.log), network });
      replayed.kernel.start();
      replayed.kernel.run({ toOffset: at });
      expect(replayed.log).toEqual(again.log);
      for (const id of Object.keys(seats())) expect(stateOf(replayed.kernel, id)).toEqual(stateOf(again.kernel, id));
    }
  });
});

describe('a fork', () => {
  test('puts a successor in the seat whose state is as if it had always been there', () => {
    const counting = (step: number): Agent => ({
      listensTo: ['tick'],
      initial: () => ({ sum: 0 }),
      evolve: (state, event) => ({ sum: (state as { sum: number }).sum + (event.type === 'Tick' ? step : 0) }),
      decide: (state) => [{ type: 'Sum', data: { sum: (state as { sum: number }).sum } }],
    });
    const { kernel, log } = toyKernel({}, { seats: [{ id: agentId('a'), agent: counting(1), successors: [counting(10)] }], sources: [ticks([1, 11, 21, 31])] });
    kernel.start();
    kernel.run({ toOffset: 4 });
    kernel.fork({ swap: new Set([agentId('a')]), seed: undefined, network: undefined });
    kernel.run();
    expect(log.filter(({ type }) => type === 'Sum').map(({ data }) => (data as { sum: number }).sum)).toEqual([1, 2, 30, 40]);
  });
});

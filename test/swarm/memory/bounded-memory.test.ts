/** What a memory keeps is bounded by what is there, not by what was; and it finds the same with an index that is kept as with none. */
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import type { Json } from '../../../src/core/canonical.js';
import { HOUR, MINUTE, SECOND } from '../../../src/core/instant.js';
import type { EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import { hearKeeper, speakKeeper, startKeeper, type KeeperState } from '../../../src/swarm/memory/keeper.js';
import type { MemoryRules } from '../../../src/swarm/memory/memory-state.js';
import { expectReplayed, runsOf, simulateSwarm, type SwarmInput } from '../simulated-swarm.js';
import { answersOf, ask, keepers, open, read, valueOf, write } from './memory-ground.js';

const id = agentId('memory');
const rules: MemoryRules = { store: 'memory', namespaces: { notes: open } };

/** Tells a keeper of a question, and of the words that it says of it, as the kernel would. Returns when its alarm rings. */
function told(state: KeeperState, event: LogEvent, now: number): number {
  hearKeeper(rules, state, event, { id, now });
  const words = speakKeeper(rules, state, event, { id, now });
  for (const word of words) hearKeeper(rules, state, heardAs(word, now), { id, now });
  return state.alarmAt;
}

function heardAs(word: EventDraft, time: number): LogEvent {
  return { ...word, to: word.to ?? [], agent: id, time, offset: -1 } as unknown as LogEvent;
}

describe('what a memory keeps', () => {
  it('I1: is bounded by what is there: after a hundred thousand writes that soon expire (a million, if asked for) it is no more than after a tenth', () => {
    const state = startKeeper();
    const sizes: number[] = [];
    const perAsk = 100;
    const asks = process.env['HIVETAPE_RUNS'] === undefined ? 1_000 : 10_000;
    for (let number = 0; number < asks; number += 1) {
      const now = number * SECOND;
      const items = Array.from({ length: perAsk }, (_, place): Json => ({ key: `key ${number * perAsk + place}`, value: place, features: [1 + (number % 7), place], ttlUs: 10 * SECOND }));
      const data = { store: 'memory', request: `ask ${number}`, operation: 'write', namespace: 'notes', details: { items } };
      if (state.alarmAt <= now) told(state, heardAs({ type: 'TimerSet', data: { name: 'memory/expiry', dueAt: state.alarmAt } }, state.alarmAt - 1), now);
      told(state, { type: 'MemoryAsked', agent: agentId('client'), offset: number, time: now, data } as unknown as LogEvent, now);
      if ((number + 1) % (asks / 10) === 0) sizes.push(serialize({ ...state, answered: [], heard: [] }).byteLength);
    }
    // Ten questions' worth are there, and a thousand keys that are gone.
    expect(Object.keys(state.memory.spaces['notes'])).toHaveLength(10 * perAsk + 1_000);
    expect(state.expiries).toHaveLength(10 * perAsk);
    expect(state.memory.near['notes'][2].points).toHaveLength(10 * perAsk);
    // Names and times grow by a digit or two, and nothing else.
    expect(sizes[9]).toBeLessThan(1.1 * sizes[0]);
    expect(state.answered.length).toBeLessThanOrEqual(1_000);
  });

  it('I1: remembers the past of so many keys that are gone as it was told to, of the last of them, and numbers no version twice', () => {
    const inputs = [
      write(SECOND, 'a', 1, { ttlUs: MINUTE }), write(2 * SECOND, 'b', 1, { ttlUs: MINUTE }), write(3 * SECOND, 'b', 2, { ttlUs: MINUTE }), write(4 * SECOND, 'c', 1), ask(5 * SECOND, 'forget', { keys: ['c'] }),
      ...['a', 'b', 'c'].map((key, place) => ask(10 * MINUTE + place, 'read', { key, at: 4 * SECOND + 5 }, { request: key })),
      write(11 * MINUTE, 'c', 'anew'), read(12 * MINUTE, 'c', { request: 'anew' }),
    ];
    const done = simulateSwarm({ agents: keepers({ namespaces: { notes: { ...open, goneKeysMax: 2 } } }), inputs, untilUs: 2 * HOUR });
    const answers = answersOf(done);
    // `c` went first: it was forgotten at once, and `a` and `b` were still there.
    expect(['a', 'b', 'c'].map((key) => valueOf(answers[key]))).toEqual([1, 2, null]);
    expect(answers['anew']).toMatchObject({ value: 'anew', version: 3 });
    expectReplayed(done);
  });

  it('I1: says to the microsecond that something expired, also if it was written anew and nobody asks', () => {
    const done = simulateSwarm({ agents: keepers(), inputs: [write(0, 'a', 1), write(HOUR / 2, 'a', 2)], untilUs: 10 * HOUR });
    expect(done.ofType('MemoryExpired').map(({ time, data }) => [time, data.version])).toEqual([[1.5 * HOUR + 1, 2]]);
  });

  it('I5: what a branch took over expires there too', () => {
    const done = simulateSwarm({ agents: keepers(), inputs: [write(0, 'a', 1), ask(SECOND, 'roll-back', { asOf: 10, into: 'trial' })], untilUs: 10 * HOUR });
    expect(done.ofType('MemoryExpired').map(({ time, data }) => [time, data.namespace])).toEqual([[HOUR + 1, 'notes'], [HOUR + 1, 'trial']]);
  });
});

const vector = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }));
const step = fc.record({ gap: fc.integer({ min: 1, max: 20 }), key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor'), features: vector, ttlUs: fc.constantFrom(-1, 5, 40), what: fc.constantFrom('write', 'write', 'write', 'forget', 'roll-back', 'branch', 'search', 'search', 'past') });

it('I2: whatever is written, forgotten, expired, rolled back and branched, the nearest are those of looking at each', () => {
  const inputsOf = (steps: readonly { gap: number; key: string; features: [number, number]; ttlUs: number; what: string }[]): SwarmInput[] => {
    let at = SECOND;
    const spaces = ['notes'];
    return steps.map(({ gap, key, features, ttlUs, what }, place) => {
      at += gap;
      const namespace = spaces[place % spaces.length];
      const request = `${what} ${place}`;
      if (what === 'write') return ask(at, 'write', { items: [{ key, value: place, features, ttlUs }] }, { namespace, request });
      if (what === 'forget') return ask(at, 'forget', { keys: [key] }, { namespace, request });
      if (what === 'search') return ask(at, 'search', { features, most: 3 }, { namespace, request });
      if (what === 'past') return ask(at, 'search', { features, most: 3, at: at - 15 }, { namespace, request });
      if (what === 'branch') spaces.push(`branch ${place}`);
      return ask(at, 'roll-back', { asOf: at - 12, ...(what === 'branch' ? { into: `branch ${place}` } : {}) }, { namespace, request });
    });
  };
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), fc.constantFrom(undefined, 0, 1), (steps, goneKeysMax) => {
    const runs = [true, false].map((hasIndex) => simulateSwarm({ agents: keepers({ hasIndex, namespaces: { notes: { ...open, goneKeysMax } } }), inputs: inputsOf(steps), untilUs: 2 * SECOND }));
    expect(runs[0].events).toEqual(runs[1].events);
    expectReplayed(runs[0]);
  }), { numRuns: runsOf(150) });
});

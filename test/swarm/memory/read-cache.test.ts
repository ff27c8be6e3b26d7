import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/canonical.js';
import { HOUR, SECOND } from '../../../src/core/instant.js';
import type { EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import type { Decider } from '../../../src/kernel/agent.js';
import { invalidate, lookUp, noteTold, noteWanted, startReadCache, usualCache, type ReadCache } from '../../../src/swarm/memory/read-cache.js';
import { simulateSwarm, type SwarmInput } from '../simulated-swarm.js';
import { keepers, write } from './memory-ground.js';

interface ReaderState {
  readonly cache: ReadCache;
  readonly decided: Json[];
}

/** Decides by what a memory tells it, each time that a signal comes; with or without a cache. */
function reader(hasCache: boolean): Decider<ReaderState, LogEvent, EventDraft> {
  const rules = hasCache ? usualCache : { ...usualCache, ttlUs: 0 };
  return {
    listensTo: ['signals/*'],
    initial: () => ({ cache: startReadCache(), decided: [] }),
    evolve: (state, event, { now }) => {
      if (event.type === 'SignalRaised') {
        const key = event.data.evidence;
        const found = lookUp(state.cache, rules, key, now());
        noteWanted(state.cache, rules, { key, who: String(event.offset), now: now() });
        if (found.kind === 'told') state.decided.push([key, found.value]);
      }
      if (event.type === 'MemoryAnswered' && event.data.operation === 'read') {
        const { key, value } = (event.data.answer ?? { key: event.data.request.split(' ')[0], value: null }) as { key: string; value: Json };
        for (const _ of noteTold(state.cache, rules, { key, value, now: now() })) state.decided.push([key, value]);
      }
      if (event.type === 'MemoryChanged') for (const { key } of event.data.changes) invalidate(state.cache, key);
      return state;
    },
    decide: ({ cache }, event, { now }) => {
      if (event.type !== 'SignalRaised') return [];
      const key = event.data.evidence;
      // The signal at hand is the first that waits: then nobody has asked yet.
      if (lookUp(cache, rules, key, now()).kind === 'told' || cache.awaited[key]?.[0] !== String(event.offset)) return [];
      return [{ type: 'MemoryAsked', data: { store: 'memory', request: `${key} ${event.offset}`, operation: 'read', namespace: 'notes', details: { key } } }];
    },
  };
}

const signal = (at: number, key: string): SwarmInput => ({ at, draft: { type: 'SignalRaised', data: { instrument: 'ES', direction: 'long', strength: 0, evidence: key } } });
const watching: SwarmInput = { at: 0, by: 'reader', draft: { type: 'MemoryAsked', data: { store: 'memory', request: 'watch', operation: 'subscribe', namespace: 'notes', details: { pattern: '*' } } } };

describe('a cache of what was read', () => {
  it('I6: tells for 300 s to the microsecond', () => {
    const cache = startReadCache();
    noteTold(cache, usualCache, { key: 'a', value: 1, now: 0 });
    expect(lookUp(cache, usualCache, 'a', 300 * SECOND - 1)).toEqual({ kind: 'told', value: 1 });
    expect(lookUp(cache, usualCache, 'a', 300 * SECOND)).toEqual({ kind: 'ask' });
  });

  it('I6: lets the longest unused go first', () => {
    const rules = { ...usualCache, entriesMax: 2 };
    const cache = startReadCache();
    for (const key of ['a', 'b']) noteTold(cache, rules, { key, value: key, now: 0 });
    noteWanted(cache, rules, { key: 'a', who: 'me', now: 1 });
    noteTold(cache, rules, { key: 'c', value: 'c', now: 2 });
    expect(['a', 'b', 'c'].map((key) => lookUp(cache, rules, key, 3).kind)).toEqual(['told', 'ask', 'told']);
  });

  it('I6: forgets by pattern what has changed', () => {
    const cache = startReadCache();
    for (const key of ['price/ES', 'price/NQ', 'volume/ES']) noteTold(cache, usualCache, { key, value: 1, now: 0 });
    invalidate(cache, 'price/*');
    expect(cache.entries.map(([key]) => key)).toEqual(['volume/ES']);
  });

  it('Trap 19: what several want at once is asked for once, and fills the cache', () => {
    const inputs = [watching, write(SECOND, 'a', 7), ...[0, 1, 2, 3].map((one) => signal(2 * SECOND + one, 'a')), signal(3 * SECOND, 'a')];
    const run = simulateSwarm({ agents: { ...keepers(), reader: reader(true) }, inputs, untilUs: 60 * SECOND, latencyUs: 1_000 });
    expect(run.ofType('MemoryAsked').filter(({ data }) => data.operation === 'read')).toHaveLength(1);
    expect(run.stateOf<ReaderState>('reader').decided).toEqual(Array.from({ length: 5 }, () => ['a', 7]));
  });

  it('I6: decides the same with the cache on and off', () => {
    const step = fc.record({ gap: fc.integer({ min: 10_000, max: 400 * SECOND }), key: fc.constantFrom('a', 'b'), isWrite: fc.boolean() });
    let saved = 0;
    fc.assert(fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      let at = SECOND;
      const inputs = [watching, ...steps.map(({ gap, key, isWrite }, place) => {
        at += gap;
        return isWrite ? write(at, key, place) : signal(at, key);
      })];
      const [on, off] = [true, false].map((hasCache) => simulateSwarm({ agents: { ...keepers(), reader: reader(hasCache) }, inputs, untilUs: at + 2 * HOUR, latencyUs: 1_000 }));
      expect(on.stateOf<ReaderState>('reader').decided).toEqual(off.stateOf<ReaderState>('reader').decided);
      saved += off.ofType('MemoryAsked').length - on.ofType('MemoryAsked').length;
    }), { numRuns: 100 });
    expect(saved).toBeGreaterThan(0);
  });
});

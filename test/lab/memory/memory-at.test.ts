import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../src/core/canonical.js';
import { HOUR, SECOND } from '../../../src/core/instant.js';
import { backupOf, memoryAt, usesOf } from '../../../src/lab/memory/memory-at.js';
import type { KeeperState } from '../../../src/swarm/memory/keeper.js';
import { versionAt } from '../../../src/swarm/memory/memory-state.js';
import { answersOf, ask, keepers, open, read, valueOf, write } from '../../swarm/memory/memory-ground.js';
import { simulateSwarm, type SwarmInput } from '../../swarm/simulated-swarm.js';

const step = fc.record({ gap: fc.integer({ min: 1, max: HOUR / 3 }), by: fc.constantFrom('x', 'y'), key: fc.constantFrom('a', 'b', 'c'), what: fc.constantFrom('write', 'forget', 'roll-back', 'branch') });
const namespaces = { notes: open };

function inputsOf(steps: readonly { readonly gap: number; readonly by: string; readonly key: string; readonly what: string }[]): SwarmInput[] {
  let at = SECOND;
  return steps.map(({ gap, by, key, what }, place) => {
    at += gap;
    if (what === 'write') return write(at, key, { place }, { features: [place, 1] }, { by });
    if (what === 'forget') return ask(at, 'forget', { keys: [key] }, { by });
    return ask(at, 'roll-back', { asOf: Math.floor(at / 2), ...(what === 'branch' ? { into: `branch ${place}` } : {}) }, { by });
  });
}

describe('what a memory held at a moment', () => {
  it('I7: the totals by the log are those of the keeper, at the end and at any time before', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const inputs = inputsOf(steps);
      const untilUs = (inputs.at(-1)?.at ?? 0) + HOUR / 2;
      const run = simulateSwarm({ agents: keepers({ namespaces }), inputs, untilUs });
      const { spaces } = run.stateOf<KeeperState>('memory').memory;
      const kept = Object.entries(spaces).flatMap(([namespace, cells]) => Object.entries(cells).flatMap(([key, cell]) => {
        const version = versionAt(cell, untilUs);
        return version === undefined ? [] : [`${namespace} ${key} ${version.version} ${canonicalJson(version.value)}`];
      }));
      const items = memoryAt(run.events, untilUs);
      expect(items.map(({ namespace, key, version, value }) => `${namespace} ${key} ${version} ${canonicalJson(value)}`).sort()).toEqual(kept.sort());
      expect(usesOf(items).reduce((sum, { items: count }) => sum + count, 0)).toBe(kept.length);
    }), { numRuns: 100 });
  });

  it('I7: adds up what each agent keeps, in items and bytes', () => {
    const run = simulateSwarm({ agents: keepers(), inputs: [write(1, 'a', 'ä', {}, { by: 'x' }), write(2, 'b', [1, 2], {}, { by: 'x' }), write(3, 'c', null, {}, { by: 'y' })], untilUs: SECOND });
    expect(usesOf(memoryAt(run.events)).map(({ by, items, bytes }) => [by, items, bytes])).toEqual([['x', 2, 4 + 5], ['y', 1, 4]]);
  });

  it('I7: a memory that is filled with a backup tells the same', () => {
    const before = simulateSwarm({ agents: keepers(), inputs: [write(1, 'a', { deep: [1] }, { features: [1, 2] }), write(2, 'b', 'text')], untilUs: SECOND });
    const contents = backupOf(memoryAt(before.events), 'memory');
    for (const consistency of ['single', 'strong'] as const) {
      const ids = consistency === 'single' ? ['memory'] : ['m1', 'm2', 'm3'];
      const after = simulateSwarm({ agents: keepers({ contents, consistency }, ids), inputs: [read(2 * SECOND, 'a', { request: 'a' }), ask(3 * SECOND, 'search', { features: [1, 2] }, { request: 'near' })], untilUs: 60 * SECOND });
      expect(valueOf(answersOf(after)['a'])).toEqual({ deep: [1] });
      expect((answersOf(after)['near'] as unknown as { key: string }[]).map(({ key }) => key)).toEqual(['a']);
    }
  });

  it('I1: what was known at a past time is read from the log alone', () => {
    const run = simulateSwarm({ agents: keepers(), inputs: [write(SECOND, 'a', 'old'), write(3 * SECOND, 'a', 'new')], untilUs: 3 * HOUR });
    const told = (at: number): Json[] => memoryAt(run.events, at).map(({ value }) => value);
    expect([told(0), told(2 * SECOND), told(4 * SECOND), told(3 * SECOND + HOUR), told(3 * SECOND + 1 + HOUR)]).toEqual([[], ['old'], ['new'], ['new'], []]);
  });

  it('I7: a branch begins with the version of its time, whatever was written since', () => {
    const inputs = [write(SECOND, 'a', 'old'), write(3 * SECOND, 'a', 'new'), ask(4 * SECOND, 'roll-back', { asOf: 2 * SECOND, into: 'then' })];
    const run = simulateSwarm({ agents: keepers({ namespaces }), inputs, untilUs: 5 * SECOND });
    expect(memoryAt(run.events).map(({ namespace, value }) => [namespace, value])).toEqual([['notes', 'new'], ['then', 'old']]);
  });

  it('I7: what a memory began with is there too, until it is written anew', () => {
    const run = simulateSwarm({ agents: keepers({ namespaces }), inputs: [write(2 * SECOND, 'b', 'new')], untilUs: 5 * SECOND });
    const contents = { notes: [{ key: 'a', value: 'kept', features: [1] }, { key: 'b', value: 'old', features: [] }] };
    const seated = run.events.map((event) => (event.type === 'AgentSeated' ? { ...event, data: { ...event.data, kind: 'shared-memory', options: { contents } } } : event));
    const told = (at?: number): Json[] => memoryAt(seated as typeof run.events, at).map(({ key, value }) => [key, value]);
    expect(told(SECOND)).toEqual([['a', 'kept'], ['b', 'old']]);
    expect(memoryAt(seated as typeof run.events)[0]).toMatchObject({ key: 'a', features: [1], version: 1, writtenAt: 0 });
  });
});

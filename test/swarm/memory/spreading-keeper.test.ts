import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/core/instant.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { singleAnswers } from '../../../src/domain/invariants/single-answer.js';
import { LAB } from '../../../src/kernel/speaker.js';
import { cellsOf, versionAt } from '../../../src/swarm/memory/memory-state.js';
import type { SpreadingKeeperState } from '../../../src/swarm/memory/spreading-keeper.js';
import { expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmRun } from '../simulated-swarm.js';
import { answersOf, ask, keepers, open, read, valueOf, write } from './memory-ground.js';

const ids = ['m1', 'm2', 'm3', 'm4', 'm5'];
const agents = keepers({ consistency: 'eventual' }, ids);

/** What each keeper would tell now, by key. */
function copiesOf(run: SwarmRun): unknown[] {
  return ids.map((id) => Object.fromEntries(Object.entries(run.stateOf<SpreadingKeeperState>(id).keeper.memory.spaces['notes'] ?? {}).map(([key, cell]) => [key, cell.at(-1)])));
}

describe('a memory of which each keeper has a copy', () => {
  it('I4: answers at once, tells the others within a few messages, and then is silent', () => {
    const done = simulateSwarm({ agents, inputs: [write(SECOND, 'a', 1, { ttlUs: -1 }, { to: ['m1'] }), read(2 * SECOND, 'a', { to: ['m5'] })], untilUs: HOUR, latencyUs: 100 });
    expect(Object.values(answersOf(done)).map((answer) => (Array.isArray(answer) ? 'written' : valueOf(answer)))).toEqual(['written', 1]);
    expect(done.events.at(-1)?.time).toBeLessThan(3 * SECOND);
    expectReplayed(done);
  });

  it('I4: goes on where it is cut off, and both sides are one once they hear of each other', () => {
    const plan = planOf([{ kind: 'partition', agents: ['m1', 'm2'], atUs: SECOND / 2, durationUs: 30 * SECOND }], { healAtUs: 40 * SECOND });
    const inputs = [write(SECOND, 'a', 'here', { ttlUs: -1 }, { to: ['m3'] }), { ...write(SECOND, 'a', 'there', { ttlUs: -1 }, { by: 'm1 client', to: ['m4'] }) }, read(5 * SECOND, 'a', { to: ['m5'], request: 'cut' })];
    const done = simulateSwarm({ agents, inputs, untilUs: 2 * MINUTE, plan });
    expect(valueOf(answersOf(done)['cut'])).toBe('there');
    for (const copy of copiesOf(done)) expect(copy).toEqual(copiesOf(done)[0]);
  });

  it('I4: keeps as much after many writes of short life as after a few, also of what it tells others', () => {
    const inputs = Array.from({ length: 3_000 }, (_, place) => write(SECOND + place * 10_000, `key ${place}`, place, { ttlUs: 100_000 }, { to: [ids[place % ids.length]], request: `write ${place}` }));
    const done = simulateSwarm({ agents: keepers({ consistency: 'eventual', namespaces: { notes: { ...open, goneKeysMax: 50 } } }, ids), inputs, untilUs: 5 * MINUTE, eventsMax: 1_000_000 });
    for (const id of ids) {
      const { board, keeper } = done.stateOf<SpreadingKeeperState>(id);
      expect(board.settled).toBe(3_000);
      expect(Object.keys(keeper.memory.spaces['notes'])).toHaveLength(50);
      expect(Object.keys(board.marks).length).toBeLessThan(200);
    }
  });

  it('I4: under random schedules all copies are one when all is healed', () => {
    let rumours = 0;
    const writes = fc.array(fc.record({ at: fc.integer({ min: 0, max: 12 * SECOND }), to: fc.constantFrom(...ids), key: fc.constantFrom('a', 'b', 'c'), value: fc.nat() }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(schedules({ agents: ids, spanUs: 12 * SECOND }), writes, (schedule, some) => {
      const inputs = some.map(({ at, to, key, value }, place) => write(at, key, value, { ttlUs: -1 }, { to: [to], request: `write ${place}` }));
      const done = simulateSwarm({ agents, inputs, untilUs: 5 * MINUTE, laws: [noAgentFails, singleAnswers(LAB)], ...schedule });
      expect(done.broken).toBeUndefined();
      const copies = copiesOf(done);
      for (const copy of copies) expect(copy).toEqual(copies[0]);
      for (const { key } of some) expect(copies[0]).toHaveProperty([key]);
      expect(done.ofType('MemoryAnswered')).toHaveLength(some.length);
      rumours += done.ofType('RumourSpread').length;
      expectReplayed(done);
    }), { numRuns: runsOf(60) });
    if (process.env['HIVETAPE_RUNS'] !== undefined) console.log({ runs: runsOf(60), rumours });
  });

  it('I4: under random schedules no key comes back that was forgotten or has expired, where nothing of the gone is kept', () => {
    const step = fc.record({ at: fc.integer({ min: 0, max: 12 * SECOND }), to: fc.constantFrom(...ids), key: fc.constantFrom('a', 'b', 'c', 'd'), what: fc.constantFrom('write', 'forget', 'short') });
    let gone = 0;
    fc.assert(fc.property(schedules({ agents: ids, spanUs: 12 * SECOND }), fc.array(step, { minLength: 5, maxLength: 40 }), (schedule, steps) => {
      const inputs = steps.map(({ at, to, key, what }, place) => {
        const options = { to: [to], request: `request ${place}` };
        return what === 'forget' ? ask(at, 'forget', { keys: [key] }, options) : write(at, key, place, { ttlUs: what === 'short' ? 500_000 : -1 }, options);
      });
      const sparing = keepers({ consistency: 'eventual', namespaces: { notes: { ...open, goneKeysMax: 0 } } }, ids);
      const done = simulateSwarm({ agents: sparing, inputs, untilUs: 5 * MINUTE, laws: [noAgentFails], ...schedule });
      expect(done.broken).toBeUndefined();
      const copies = ids.map((id) => done.stateOf<SpreadingKeeperState>(id).keeper.memory);
      const told = copies.map((memory) => Object.entries(cellsOf(memory, 'notes')).map(([key, cell]) => `${key} ${JSON.stringify(versionAt(cell, 5 * MINUTE))}`).sort());
      for (const one of told) expect(one).toEqual(told[0]);
      gone += 4 - told[0].length;
      expectReplayed(done);
    }), { numRuns: runsOf(30) });
    expect(gone).toBeGreaterThan(10);
  });
});

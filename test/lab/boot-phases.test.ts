/** The phases of a swarm's run: said in order where they are asked for, the same again ever after, and a failure names its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { swarmPhases } from '../../src/domain/events/run-events.js';
import { phaseAt, phaseOfFailure } from '../../src/lab/boot-phases.js';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { resumeRun } from '../../src/lab/resume.js';
import { runScenario } from '../../src/lab/run.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { dyingAt } from './dying-store.js';
import { smallRun, smallScenario, type SmallRun } from './small-run.js';

const phased = (phases: string, chaos = ''): string => `${smallScenario.replace('bars: 600', 'bars: 120')}${chaos}\nswarm:\n  templates:\n    scout: { kind: momentum, options: { bars: 10 }, count: 1, max: 2 }\n  topology: { kind: star, hub: council }\n  phases: ${phases}\n`;

let small: SmallRun;
let events: LogEvent[];
const eventsOf = ({ store, outcome }: SmallRun): LogEvent[] => [...store.open(outcome.runId).events()] as LogEvent[];
const phasesIn = (list: readonly LogEvent[]) => list.flatMap((event) => (event.type === 'SwarmPhaseBegan' ? [event] : []));

beforeAll(async () => {
  small = await smallRun({ scenario: phased('{}') });
  events = eventsOf(small);
});
afterAll(() => small.remove());

describe('phases of a swarm', () => {
  it('C3: begin in order, each before what is said of it', () => {
    const phases = phasesIn(events);
    expect(phases.map(({ data }) => data.phase)).toEqual(swarmPhases);
    const at = Object.fromEntries(phases.map(({ data, offset }) => [data.phase, offset]));
    const offsetsOf = (type: LogEvent['type']): number[] => events.filter((event) => event.type === type).map(({ offset }) => offset);
    const isIn = (type: LogEvent['type'], from: string, until: string): void => {
      expect(offsetsOf(type).length, type).toBeGreaterThan(0);
      for (const offset of offsetsOf(type)) expect([type, offset > at[from] && offset < at[until]]).toEqual([type, true]);
    };
    isIn('InstrumentListed', 'init', 'spawn');
    isIn('AgentSeated', 'spawn', 'coordination');
    isIn('AgentSpawned', 'spawn', 'coordination');
    isIn('TopologyChanged', 'coordination', 'memory');
    isIn('BarClosed', 'run', 'drain');
    isIn('RunEnding', 'drain', 'close');
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['SwarmPhaseBegan', 'RunEnded']);
  });

  it('C3: last as long as the scenario says, but the market waits for none', async () => {
    const times = (list: readonly LogEvent[]) => phasesIn(list).map(({ time }) => time - list[0].time).slice(2, 5);
    expect(times(events)).toEqual([0, 1_000_000, 2_000_000]);
    const [longer, endless] = [await smallRun({ scenario: phased('{ coordinationUs: 5000000, memoryUs: 7 }') }), await smallRun({ scenario: phased('{ coordinationUs: 3000000, memoryUs: 86400000000 }') })];
    expect(times(eventsOf(longer))).toEqual([0, 5_000_000, 5_000_007]);
    const all = eventsOf(endless);
    const firstBar = all.find(({ type }) => type === 'BarClosed');
    expect(times(all)).toEqual([0, 3_000_000, (firstBar?.time ?? 0) - all[0].time]);
    expect(phasesIn(all)[4].offset).toBeLessThan(firstBar?.offset ?? 0);
    for (const run of [longer, endless]) {
      expect((await rerunRun(run.store, run.outcome.runId, { project: run.loaded })).divergence).toBe(undefined);
      run.remove();
    }
  });

  it('C3: are the same in a rerun, a replay, a fork before and after them, and a run that was cut short', async () => {
    const { store, outcome, loaded } = small;
    const environment = () => null;
    expect(await rerunRun(store, outcome.runId, { project: loaded })).toMatchObject({ equal: events.length, divergence: undefined });
    expect((await replayRun(store, outcome.runId, { project: loaded })).offset).toBe(events.length);
    const [, , , memory, run] = phasesIn(events).map(({ offset }) => offset);
    for (const offset of [memory - 1, memory, run, 200]) {
      const fork = await forkRun(store, outcome.runId, { project: loaded, environment, at: { offset }, change: { set: ['risk.exposureMax=0.1'], swap: {} }, name: `at-${offset}` });
      const log = [...store.open(fork.runId).events()] as LogEvent[];
      expect(phasesIn(log).map(({ data }) => data.phase)).toEqual(swarmPhases);
      expect((await rerunRun(store, fork.runId, { project: loaded })).divergence).toBe(undefined);
    }
    for (const at of [memory, memory + 1, run + 1, events.length - 3, events.length - 1]) {
      const cut = memoryRunStore(catalogue);
      await expect(runScenario(dyingAt(cut, at), loaded.scenario, { project: loaded, environment })).rejects.toThrow('died');
      expect((await resumeRun(cut, outcome.runId, { project: loaded, environment })).fingerprint).toBe(outcome.fingerprint);
    }
  });

  it('C3: come with faults and laws too, and no word of them where nobody asked', async () => {
    const faulty = await smallRun({ scenario: phased('{}', 'chaos: {}') });
    expect(phasesIn(eventsOf(faulty)).map(({ data }) => data.phase)).toEqual(swarmPhases);
    expect((await rerunRun(faulty.store, faulty.outcome.runId, { project: faulty.loaded })).divergence).toBe(undefined);
    faulty.remove();
    const plain = await smallRun({ scenario: phased('{}').replace(/ {2}phases: .*\n/, '') });
    expect(phasesIn(eventsOf(plain))).toEqual([]);
    plain.remove();
  });

  it('C3: an agent whose first state cannot be made fails in the phase spawn, by name, before anything is said', async () => {
    const agent = `import { decider } from 'hivetape';\nexport const agent = { create: () => decider({ listensTo: ['run'], initial: () => { throw new Error('no'); }, evolve: (state) => state, decide: () => [] }) };\n`;
    await expect(smallRun({ scenario: phased('{}'), agent })).rejects.toMatchObject({ code: 'agent-threw', message: 'Agent mine threw in the phase spawn, when its first state was made: no' });
    await expect(smallRun({ agent })).rejects.toThrow('Agent mine threw when its first state was made: no');
  });

  it.each([
    ['coordination', "initial: () => ({}), evolve: (state) => state, decide: (_, event) => { if (event.type === 'AgentSeated') throw new Error('no'); return []; }"],
    ['run', "initial: () => ({ bars: 0 }), evolve: (state, event) => ({ bars: state.bars + (event.type === 'BarClosed' ? 1 : 0) }), decide: ({ bars }) => { if (bars === 9) throw new Error('no'); return []; }"],
    ['drain', "initial: () => ({}), evolve: (state) => state, decide: (_, event) => { if (event.type === 'RunEnding') throw new Error('no'); return []; }"],
  ])('C3: a failure in the phase %s names it, ends the run, and comes again in a rerun', async (phase, decider) => {
    const agent = `import { decider } from 'hivetape';\nexport const agent = { create: () => decider({ listensTo: ['run', 'bars/WALK'], ${decider} }) };\n`;
    const failed = await smallRun({ scenario: phased('{}'), agent });
    const { store, outcome, loaded } = failed;
    expect(outcome.failure?.agent).toBe('mine');
    const log = store.open(outcome.runId);
    expect(phaseOfFailure(log)).toBe(phase);
    expect(phaseAt(log, log.count - 1)).toBe('close');
    expect((await rerunRun(store, outcome.runId, { project: loaded })).divergence).toBe(undefined);
    failed.remove();
  });
});

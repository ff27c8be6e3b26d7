/** An agent that crashed comes back from its last snapshot and its inbox: with the state that it lost. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { replayRun } from '../../../src/lab/replay.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { forkRun } from '../../../src/lab/fork.js';
import { closeUs, faultyRun, HOUR_US, liveStates, ofType, planOf, stage, swarmText, type FaultyRun, type StageOptions } from './faulty-run.js';

let made: FaultyRun[] = [];
afterEach(() => {
  for (const { remove } of made) remove();
  made = [];
});

async function run(options: StageOptions): Promise<FaultyRun> {
  const one = await faultyRun(options);
  made.push(one);
  return one;
}

/** What was said apart from faults, without places in the log. */
function saidIn(events: readonly LogEvent[]): string[] {
  const strangers = ['FaultInjected', 'FaultStruck', 'FaultHealed', 'AgentCrashed', 'AgentRestarted', 'RunStarted', 'RunEnded'];
  const shown = events.filter(({ type }) => !strangers.includes(type));
  return shown.map(({ type, time, deliverAt, agent, data }) => JSON.stringify([type, time, deliverAt, agent, JSON.stringify(data, (key, value: unknown) => (key === 'barOffset' ? 0 : value))]));
}

/** The run that nothing befalls. */
let plain: FaultyRun;
beforeAll(async () => {
  plain = await faultyRun({ plan: planOf([]) });
});
afterAll(() => plain.remove());

const everybody = ['breakout', 'council', 'portfolio', 'reversal', 'risk-gate', 'trader', 'trend', 'venue'];

test('an empty plan changes nothing but the identity of the run', async () => {
  const without = await run({});
  expect(plain.outcome.runId).not.toBe(without.outcome.runId);
  expect(plain.events.slice(1)).toEqual(without.events.slice(1));
});

test('a plan is part of what a run is, and so is the seed of its chance', async () => {
  const fault = { kind: 'drop', atUs: closeUs(10), probability: 0.5, count: 9 };
  const ids = [];
  for (const plan of [planOf([fault]), planOf([{ ...fault, count: 10 }]), planOf([fault], { seed: 4 })]) ids.push((await run({ plan })).outcome.runId);
  expect(new Set(ids).size).toBe(3);
});

test.each(everybody)('%s is started again in the middle of a run, and nobody notices', async (agent) => {
  const restarted = await run({ plan: planOf([0, 30, 70].map((bar) => ({ kind: 'restart', agent, atUs: closeUs(bar) + 2 }))) });
  expect(ofType(restarted.events, 'AgentRestarted').map(({ data }) => data.agent)).toEqual([agent, agent, agent]);
  expect(saidIn(restarted.events)).toEqual(saidIn(plain.events));
});

test('a state is put together from the last snapshot, not from the beginning, once there is one', async () => {
  const { events } = await run({ plan: planOf([5, 90].map((bar) => ({ kind: 'restart', agent: 'trader', atUs: closeUs(bar) + 2 }))) });
  const [early, late] = ofType(events, 'AgentRestarted');
  expect(early.data.snapshot).toBe(-1);
  expect(late.data.snapshot).toBeGreaterThan(0);
  expect(late.data.recalled).toBeLessThan(2 * 64);
});

test.each(everybody)('%s has the state after its recovery that it would have without the crash, when its mail waited', async (agent) => {
  // It is down in the quiet between two bars only: then no mail waits, and nothing is late.
  const crashed = await run({ plan: planOf([{ kind: 'crash', agent, atUs: closeUs(40) + HOUR_US / 4, durationUs: HOUR_US / 2 }]) });
  expect(ofType(crashed.events, 'AgentCrashed')).toHaveLength(1);
  expect(saidIn(crashed.events)).toEqual(saidIn(plain.events));
  const [one, other] = await Promise.all([plain, crashed].map(({ store, outcome, loaded }) => replayRun(store, outcome.runId, { project: loaded, agents: [agent] })));
  expect(withoutOffsets(other.agents.get(agent as never))).toEqual(withoutOffsets(one.agents.get(agent as never)));
});

test('an agent that only listens has the same state after a long crash, for its mail waited', async () => {
  const watcher = `
export const agent = { listensTo: ['bars/**', 'reports/**'], initial: () => ({ heard: [], sum: 0 }), decide: () => [],
  evolve: (state, event) => ({ heard: [...state.heard.slice(-5), event.type], sum: state.sum + (event.type === 'BarClosed' ? event.data.bar.close : 1) }) };`;
  const options = { scenario: `${swarmText}  watcher: { path: ./agents/watcher.mjs }\n`, files: { 'agents/watcher.mjs': watcher } };
  const plain = await run({ ...options, plan: planOf([]) });
  const crashed = await run({ ...options, plan: planOf([{ kind: 'crash', agent: 'watcher', atUs: closeUs(10), durationUs: 70 * HOUR_US }]) });
  const [one, other] = await Promise.all([plain, crashed].map(({ store, outcome, loaded }) => replayRun(store, outcome.runId, { project: loaded, agents: ['watcher'] })));
  expect([...other.agents.values()]).toEqual([...one.agents.values()]);
});

describe('agents that are not deciders with plain states', () => {
  const counter = `
import { map, filter, scan, delay } from 'rxjs';
export const agent = { listensTo: ['bars/ONE'], behaviour: (inbox$, context) => inbox$.pipe(
  scan((count) => count + 1, 0), filter((count) => count % 5 === 0), delay(7_000_000, context.scheduler),
  map((count) => ({ type: 'SignalRaised', data: { instrument: 'ONE', direction: 'long', strength: context.random('mood').below(100) / 100, evidence: 'bar ' + count } }))) };`;
  const secretive = `
export const agent = { listensTo: ['bars/ONE'], initial: () => ({ bars: 0, ask() { return this.bars; } }),
  evolve: (state, event) => { if (event.type === 'BarClosed') state.bars += 1; return state; },
  decide: (state, event, context) => state.bars % 5 !== 0 || event.type !== 'BarClosed' ? [] : [{ type: 'SignalRaised', data: { instrument: 'ONE', direction: 'long', strength: context.random('mood').below(100) / 100, evidence: 'bar ' + state.ask() } }] };`;

  test.each([['a pipeline with timers and chance', counter], ['a state that cannot be copied', secretive]])('%s lives through its inbox again', async (_, code) => {
    const options = { scenario: `${swarmText}  other: { path: ./agents/other.mjs }\n`, files: { 'agents/other.mjs': code } };
    const plain = await run({ ...options, plan: planOf([]) });
    const restarts = [3, 24, 90].map((bar) => ({ kind: 'restart', agent: 'other', atUs: closeUs(bar) + 3_000_000 }));
    const restarted = await run({ ...options, plan: planOf(restarts) });
    const own = (events: readonly LogEvent[]): string[] => saidIn(events.filter(({ agent }) => agent === 'other'));
    expect(own(plain.events).length).toBeGreaterThan(15);
    expect(own(restarted.events)).toEqual(own(plain.events));
    expect(ofType(restarted.events, 'AgentRestarted').map(({ data }) => data.snapshot)).toEqual([-1, -1, -1]);
    expect((await rerunRun(restarted.store, restarted.outcome.runId, { project: restarted.loaded })).divergence).toBeUndefined();
    expect((await replayRun(restarted.store, restarted.outcome.runId, { project: restarted.loaded })).offset).toBe(restarted.events.length);
  });

  test('an agent that cannot bear its past again has failed', async () => {
    const fragile = `
let lives = 0;
export const agent = { create: () => { lives += 1; const life = lives; return { listensTo: ['bars/ONE'], initial: () => 0, decide: () => [],
  evolve: (bars, event) => { if (life > 1 && bars > 3) throw new Error('not again'); return bars + 1; } }; } };`;
    const { outcome } = await run({
      scenario: `${swarmText}  fragile: { path: ./agents/fragile.mjs }\n`, files: { 'agents/fragile.mjs': fragile },
      plan: planOf([{ kind: 'restart', agent: 'fragile', atUs: closeUs(20) }]),
    });
    expect(outcome.broken).toMatchObject({ invariant: 'A01', found: 'agent fragile threw (agent-threw) while handling offset -1' });
  });
});

test('who takes an agent’s place in a fork is brought back as himself, not as the one before', async () => {
  const { store, outcome, loaded, events } = await run({ plan: planOf([{ kind: 'restart', agent: 'trend', atUs: closeUs(90) + 2 }]) });
  const at = ofType(events, 'BarClosed').find(({ time }) => time >= ofType(events, 'BarClosed')[0].time + 50 * HOUR_US)?.offset ?? 0;
  const fork = (parent: FaultyRun): ReturnType<typeof forkRun> =>
    forkRun(parent.store, parent.outcome.runId, { at: { offset: at }, change: { set: [], swap: { trend: 'breakout' } }, project: parent.loaded, environment: () => null });
  const [disturbed, undisturbed] = [await fork({ store, outcome, loaded } as FaultyRun), await fork(plain)];
  expect(disturbed.failure).toBeUndefined();
  expect(saidIn([...store.open(disturbed.runId).events()] as LogEvent[])).toEqual(saidIn([...plain.store.open(undisturbed.runId).events()] as LogEvent[]));
  expect((await rerunRun(store, disturbed.runId, { project: loaded })).divergence).toBeUndefined();
});

test('an agent that is crashed for good hears nothing more, and one that hangs for good neither', async () => {
  for (const kind of ['crash', 'hang']) {
    const { events, outcome } = await run({ plan: planOf([{ kind, agent: 'trend', atUs: closeUs(20) }]) });
    const fault = ofType(events, 'FaultInjected')[0].offset;
    expect(outcome.broken).toBeUndefined();
    expect(events.filter(({ agent, offset }) => agent === 'trend' && offset > fault)).toEqual([]);
    expect(ofType(events, 'AgentRestarted')).toEqual([]);
  }
});

test('states of a live run and of its replay are equal while an agent is down', async () => {
  const plan = planOf([{ kind: 'crash', agent: 'council', atUs: closeUs(20), durationUs: 30 * HOUR_US, mail: 'lost' }, { kind: 'drop', probability: 0.2, atUs: closeUs(18) }]);
  const staged = await stage({ plan });
  const { store, outcome, events } = await run({ plan });
  for (let offset = 60; offset < events.length; offset += 97) {
    const live = await liveStates(staged, offset + 1);
    const replayed = await replayRun(store, outcome.runId, { project: staged.loaded, to: { offset: live.offset - 1 } });
    expect(replayed.offset).toBe(live.offset);
    expect(replayed.time).toBe(live.now);
    expect([...replayed.agents]).toEqual([...live.agents]);
  }
  staged.remove();
});

/** Offsets of a log with faults in it are later ones. */
function withoutOffsets(state: unknown): unknown {
  const fields = ['booked', 'known', 'judged', 'signalledAt', 'askedAt', 'decidedAt', 'haltSaidAt', 'barOffset', 'closedBy'];
  return JSON.parse(JSON.stringify(state, (key, value: unknown) => (fields.includes(key) ? undefined : value)) ?? 'null');
}

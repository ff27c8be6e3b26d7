import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { sameEvent } from '../../src/lab/compare-events.js';
import { diffRuns } from '../../src/lab/diff.js';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { explainCause, type Reason } from '../../src/lab/why.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { ownAgent, smallRun, smallScenario, type SmallRun } from './small-run.js';

let small: SmallRun;
let events: LogEvent[];

beforeAll(async () => {
  small = await smallRun();
  events = [...small.store.open(small.outcome.runId).events()] as LogEvent[];
});
afterAll(() => small.remove());

const fork = (change: { set?: string[]; swap?: Record<string, string>; seed?: number }, at: { offset: number } | { time: number }) =>
  forkRun(small.store, small.outcome.runId, {
    at,
    change: { set: change.set ?? [], swap: change.swap ?? {}, ...(change.seed === undefined ? {} : { seed: change.seed }) },
    project: small.loaded,
    environment: () => null,
  });

describe('run', () => {
  test('the sample trades, votes and ends well', () => {
    const types = new Set(events.map(({ type }) => type));
    for (const type of ['OrderFilled', 'DecisionReached', 'VoteCast', 'SignalRaised', 'RunEnded']) expect(types).toContain(type);
    expect(events.at(-1)).toMatchObject({ type: 'RunEnded', data: { reason: 'done' } });
  });

  test('twice gives the same fingerprint, with traps on and off, under a store of its own', async () => {
    for (const traps of [true, false]) {
      const again = await smallRun({ traps });
      expect(again.outcome.fingerprint).toBe(small.outcome.fingerprint);
      again.remove();
    }
  });

  test('another seed is another run', async () => {
    const other = await smallRun({ set: ['seed=8'] });
    expect(other.outcome.runId).not.toBe(small.outcome.runId);
    expect(other.outcome.fingerprint).not.toBe(small.outcome.fingerprint);
    other.remove();
  });

  test('every event is caused by an earlier one, and time never goes back', () => {
    events.forEach((event, offset) => {
      expect(event.offset).toBe(offset);
      expect(event.deliverAt).toBeGreaterThan(event.time);
      if (offset > 0) expect(event.time).toBeGreaterThanOrEqual(events[offset - 1].time);
      if (event.causation >= 0) expect(events[event.causation].time).toBeLessThan(event.time);
    });
  });

  test('money is conserved after every event, exactly', () => {
    const ledger = emptyLedger();
    for (const event of events) {
      foldLedger(ledger, event);
      expect(() => checkConservation(ledger)).not.toThrow();
    }
    expect(ledger.fills).toBeGreaterThan(5);
  });

  test('an agent that throws ends the run with its name; what was recorded stays', async () => {
    const bad = await smallRun({ agent: ownAgent.replace('const strength', "if (state.bars > 100) throw new Error('tired'); const strength") });
    expect(bad.outcome.failure).toMatchObject({ agent: 'mine' });
    const last = [...bad.store.open(bad.outcome.runId).events()].slice(-2);
    expect(last.map(({ type }) => type)).toEqual(['AgentFailed', 'RunEnded']);
    bad.remove();
  });

  test.each([
    ['Date.now()', 'Date.now'],
    ['new Date().getTime()', 'Date'],
    ['Math.random()', 'Math.random'],
    ['performance.now()', 'performance.now'],
    ["(setTimeout(() => {}, 1), 1)", 'setTimeout'],
  ])('an agent that calls %s is stopped and the call is named', async (call, api) => {
    const bad = await smallRun({ agent: ownAgent.replace('/ 100;', `/ 100 + 0 * Number(${call});`) });
    expect(bad.outcome.failure?.cause).toMatchObject({ code: 'nondeterministic-call' });
    expect(String((bad.outcome.failure?.cause as Error).message)).toContain(api);
    bad.remove();
  });

  test('adding an agent that only listens changes nothing that the others say', async () => {
    const more = await smallRun({ scenario: `${smallScenario}  watcher: { path: ./agents/mine.js, options: { } }\n`, agent: ownAgent });
    more.remove();
    const silent = await smallRun({
      scenario: `${smallScenario}  watcher: { path: ./agents/../watcher.js, options: {} }\n`.replace('./agents/../watcher.js', './agents/mine.js'),
      agent: ownAgent.replace("listensTo: ['bars/WALK'],", "listensTo: id === 'watcher' ? ['**'] : ['bars/WALK'],").replace('state.bars % 7 !== 0', "id === 'watcher' || state.bars % 7 !== 0"),
    });
    const said = (log: readonly LogEvent[]) =>
      log.filter(({ agent }) => agent !== 'lab').map(({ type, time, deliverAt, agent, topic, data }) => JSON.stringify({ type, time, deliverAt, agent, topic, data: withoutOffsets(data) }));
    const others = [...silent.store.open(silent.outcome.runId).events()] as LogEvent[];
    expect(said(others)).toEqual(said(events));
    silent.remove();
  });
});

function withoutOffsets(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data, (key, value: unknown) => (key === 'barOffset' ? undefined : value)));
}

describe('rerun', () => {
  test('finds no difference in an unchanged run', async () => {
    const result = await rerunRun(small.store, small.outcome.runId, { project: small.loaded });
    expect(result).toMatchObject({ divergence: undefined, equal: events.length, changedCode: [] });
  });

  test('names the first event that differs, the agent and its cause, when one line of an agent changed', async () => {
    small.rewrite(ownAgent.replace("? 'long' : 'short'", "? 'short' : 'long'"));
    const { divergence, changedCode } = await rerunRun(small.store, small.outcome.runId, { project: small.loaded });
    small.rewrite(ownAgent);
    const first = events.find(({ agent }) => agent === 'mine');
    expect(changedCode).toEqual(['mine']);
    expect(divergence).toMatchObject({ offset: first?.offset, agent: 'mine', kind: 'changed' });
    expect(divergence?.fields.map(({ field }) => field)).toEqual(['direction']);
    expect(divergence?.causes[0]).toMatchObject({ type: 'BarClosed', agent: 'feed', offset: first?.causation });
    expect(divergence?.suspects[0]).toContain('mine');
    expect(divergence?.draws).toEqual({ mood: 1 });
  });

  test('tells when the rerun says more, or less', async () => {
    small.rewrite(ownAgent.replace('% 7', '% 14'));
    const less = await rerunRun(small.store, small.outcome.runId, { project: small.loaded });
    small.rewrite(ownAgent.replace("evidence: 'bar ' + state.bars } }];", "evidence: 'bar ' + state.bars } }, { type: 'TimerSet', to: [id], afterUs: 9, data: { name: 'x', dueAt: 0 } }];"));
    const more = await rerunRun(small.store, small.outcome.runId, { project: small.loaded });
    small.rewrite(ownAgent);
    expect(less.divergence).toMatchObject({ kind: 'missing', agent: 'mine', expected: { agent: 'mine' } });
    expect(more.divergence).toMatchObject({ kind: 'extra', agent: 'mine', found: { type: 'TimerSet' } });
  });
});

describe('replay', () => {
  test('at the end has the books of the run', async () => {
    const state = await replayRun(small.store, small.outcome.runId, { project: small.loaded });
    const ledger = emptyLedger({ keepsRoundTrips: true });
    for (const event of events) foldLedger(ledger, event);
    expect(state.offset).toBe(events.length);
    expect(state.ledger).toEqual(ledger);
    expect(state.openOrders).toEqual([]);
  });

  test('gives the venue the same cash as the books, at any place', async () => {
    for (const at of [50, 333, 700].filter((offset) => offset < events.length)) {
      const state = await replayRun(small.store, small.outcome.runId, { project: small.loaded, to: { offset: at } });
      const venue = state.agents.get('venue' as never) as { ledger: { accounts: { cashMicros: number }[] } };
      expect(venue.ledger.accounts[0].cashMicros).toBe(state.ledger.accounts[0].cashMicros);
      expect(state.offset).toBeGreaterThanOrEqual(at + 1);
    }
  });

  test('A5: to a time stops there', async () => {
    const time = events[Math.floor(events.length / 2)].time;
    const state = await replayRun(small.store, small.outcome.runId, { project: small.loaded, to: { time } });
    expect(state.time).toBeLessThanOrEqual(time);
    expect(events[state.offset].time).toBeGreaterThan(time);
  });
});

describe('fork', () => {
  test('A5: without a change has the parent’s suffix, and never writes the parent', async () => {
    for (const at of [40, 41, 42, 43, 200, 500]) {
      const outcome = await fork({}, { offset: at });
      const forked = [...small.store.open(outcome.runId).events()];
      expect(forked.every((event, offset) => sameEvent(event, events[offset]))).toBe(true);
      expect(forked).toHaveLength(events.length);
      expect(outcome.at).toBeLessThanOrEqual(at);
    }
    expect(small.store.open(small.outcome.runId).fingerprint).toBe(small.outcome.fingerprint);
  });

  test('A5: with a changed parameter shares the past and parts at the change', async () => {
    const outcome = await fork({ set: ['agents.crossover.options.fastBars=9'] }, { offset: 300 });
    const forked = [...small.store.open(outcome.runId).events()];
    for (let at = 0; at < outcome.at; at += 1) expect(sameEvent(forked[at], events[at])).toBe(true);
    const diff = diffRuns(small.store, small.outcome.runId, outcome.runId);
    expect(diff.first?.agent).toBe('crossover');
    expect(diff.setup).toHaveLength(1);
    expect((await rerunRun(small.store, outcome.runId, { project: small.loaded })).divergence).toBeUndefined();
  });

  test('of a fork follows both turns', async () => {
    const first = await fork({ set: ['agents.crossover.options.fastBars=9'] }, { offset: 300 });
    const second = await forkRun(small.store, first.runId, {
      at: { offset: 450 },
      change: { set: ['agents.crossover.options.fastBars=3'], swap: {} },
      project: small.loaded,
      environment: () => null,
    });
    expect((await rerunRun(small.store, second.runId, { project: small.loaded })).divergence).toBeUndefined();
    const replayed = await replayRun(small.store, second.runId, { project: small.loaded });
    expect(replayed.offset).toBe(second.events);
  });

  test('with another seed changes the luck after it and nothing before', async () => {
    const outcome = await fork({ seed: 99 }, { offset: 300 });
    const diff = diffRuns(small.store, small.outcome.runId, outcome.runId);
    expect(diff.first?.time).toBeGreaterThanOrEqual(events[outcome.at].time);
    expect(diff.total.changed).toBeGreaterThan(0);
  });

  test('can swap an agent', async () => {
    const outcome = await fork({ swap: { trend: 'breakout' } }, { offset: 300 });
    expect((await rerunRun(small.store, outcome.runId, { project: small.loaded })).divergence).toBeUndefined();
  });

  test.each([
    [{ set: ['seed=1'] }, { offset: 300 }, 'fork-change-invalid'],
    [{ set: ['account.cash=1'] }, { offset: 300 }, 'fork-change-invalid'],
    [{ set: ['agents.nobody.kind=momentum'] }, { offset: 300 }, 'fork-change-invalid'],
    [{ swap: { nobody: 'momentum' } }, { offset: 300 }, 'fork-change-invalid'],
    [{}, { offset: 1 }, 'fork-place-invalid'],
    [{}, { offset: 10_000_000 }, 'fork-place-invalid'],
  ])('refuses %j at %j', async (change, at, code) => {
    await expect(fork(change, at)).rejects.toMatchObject({ code });
  });
});

describe('diff', () => {
  test('of a run with itself is empty', () => {
    const diff = diffRuns(small.store, small.outcome.runId, small.outcome.runId);
    expect(diff).toMatchObject({ first: undefined, setup: [], total: { changed: 0, removed: 0, inserted: 0 } });
    expect(diff.figures.a).toEqual(diff.figures.b);
  });
});

describe('why', () => {
  test('leads from a fill back to the bars', () => {
    const fill = events.find(({ type }) => type === 'OrderFilled');
    const [reason] = explainCause(small.store.open(small.outcome.runId), { offset: fill?.offset ?? 0 });
    const types = flatten(reason).map(({ event }) => event.type);
    for (const type of ['OrderFilled', 'OrderApproved', 'OrderPlaced', 'BarClosed']) expect(types).toContain(type);
  });

  test('shows the votes of a decision', () => {
    const decision = events.find(({ type }) => type === 'DecisionReached');
    const [reason] = explainCause(small.store.open(small.outcome.runId), { offset: decision?.offset ?? 0 });
    const types = flatten(reason).map(({ event }) => event.type);
    for (const type of ['VoteCast', 'ProposalMade', 'SignalRaised', 'BarClosed']) expect(types).toContain(type);
  });

  test('tells the whole life of an order by its name, and suggests near names', () => {
    const log = small.store.open(small.outcome.runId);
    const life = explainCause(log, { order: 'crossover-1' });
    expect(life.map(({ event }) => event.type)).toContain('OrderPlaced');
    expect(() => explainCause(log, { order: 'crosover-1' })).toThrow(/none is named/);
    expect(() => explainCause(log, { offset: 1e9 })).toThrow(/events/);
  });
});

function flatten(reason: Reason): Reason[] {
  return [reason, ...reason.because.flatMap(flatten)];
}

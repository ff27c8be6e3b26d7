/** Laws of the user's own, and agents with planted mistakes: the run stops at exactly the event where a law broke. */
import { afterEach, expect, test } from 'vitest';
import { forkRun } from '../../../src/lab/fork.js';
import { replayRun } from '../../../src/lab/replay.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeUs, faultyRun, HOUR_US, ofType, planOf, stage, swarmText, type FaultyRun, type StageOptions } from './faulty-run.js';

let made: FaultyRun | undefined;
afterEach(() => made?.remove());

async function run(options: StageOptions): Promise<FaultyRun> {
  made?.remove();
  made = await faultyRun(options);
  return made;
}

const threeVotes = `
export const invariants = [{
  id: 'few-votes',
  law: 'Nobody votes more than twice.',
  initial: () => ({ votes: {} }),
  check(event, state) {
    if (event.type !== 'VoteCast') return undefined;
    state.votes[event.agent] = (state.votes[event.agent] ?? 0) + 1;
    return state.votes[event.agent] > 2 ? event.agent + ' votes again' : undefined;
  },
}];`;

test('R8: a law of one’s own stops the run at exactly the event that breaks it', async () => {
  const { events, outcome } = await run({ laws: threeVotes });
  const votes = ofType(events, 'VoteCast');
  const third = votes.find(({ agent, offset }) => votes.filter((other) => other.agent === agent && other.offset < offset).length === 2);
  expect(outcome.broken).toMatchObject({ invariant: 'few-votes', at: third?.offset, found: `${third?.agent ?? ''} votes again` });
  expect(events.slice((third?.offset ?? 0) + 1)).toMatchObject([
    { type: 'InvariantBroken', data: { invariant: 'few-votes', law: 'Nobody votes more than twice.', at: third?.offset } },
    { type: 'RunEnded', data: { reason: 'invariant-broken' } },
  ]);
});

test('a run that a law stopped is decided again, replayed and forked like any other', async () => {
  const { store, loaded, outcome, events } = await run({ laws: threeVotes });
  expect((await rerunRun(store, outcome.runId, { project: loaded })).divergence).toBeUndefined();
  expect((await replayRun(store, outcome.runId, { project: loaded })).offset).toBe(events.length);
  const at = outcome.broken?.at ?? 0;
  for (const offset of [at - 30, at, at + 1, at + 2]) {
    const forked = await forkRun(store, outcome.runId, { at: { offset }, change: { set: ['agents.council.options.entryLean=0.06'], swap: {} }, project: loaded, environment: () => null });
    expect(forked.broken?.invariant).toBe('few-votes');
    expect((await rerunRun(store, forked.runId, { project: loaded })).divergence).toBeUndefined();
  }
});

test('a law that is changed makes another run, and the rerun names it as the suspect', async () => {
  const { store, loaded, outcome, folder } = await run({ laws: threeVotes });
  const other = await stage({ laws: threeVotes.replace('> 2', '> 3') });
  expect(other.loaded.digest).toBe(loaded.digest);
  other.remove();
  writeFileSync(join(folder, 'laws.mjs'), threeVotes.replace('> 2', '> 3'));
  const { divergence, changedCode } = await rerunRun(store, outcome.runId, { project: loaded });
  expect(changedCode).toEqual(['chaos/invariants']);
  expect(divergence?.suspects).toEqual(['the code of your own laws has changed since the run was recorded']);
});

test.each([
  ['throws', 'check() { throw new Error(\'oops\'); }', 'the law itself threw: oops'],
  ['answers with a promise', 'async check() {}', 'the law answered object, where words or nothing are expected'],
  ['answers with a number', 'check: () => 5', 'the law answered number, where words or nothing are expected'],
])('a law that %s cannot vouch for the first event already', async (_, code, found) => {
  const { outcome, events, store, loaded } = await run({ laws: `export const invariants = [{ id: 'bad', ${code} }];` });
  expect(outcome.broken).toMatchObject({ invariant: 'bad', law: 'bad', at: 0, found });
  expect(events.map(({ type }) => type)).toEqual(['RunStarted', 'InvariantBroken', 'RunEnded']);
  expect((await rerunRun(store, outcome.runId, { project: loaded })).divergence).toBeUndefined();
});

test.each([
  ['the clock', 'Date.now()'],
  ['chance', 'Math.random()'],
])('a law that takes %s from the machine is stopped as an agent is', async (_, call) => {
  const { outcome } = await run({ laws: `export const invariants = [{ id: 'clock', heard() { ${call}; } }];` });
  expect(outcome.broken).toMatchObject({ invariant: 'clock', found: expect.stringContaining('the law itself threw: An agent takes nothing from the machine') as string });
});

test('a law may answer false, null or nothing where all is well, and may not write to an event', async () => {
  const { outcome: calm } = await run({ laws: 'export const invariants = [{ id: \'calm\', check: (event) => event.offset < 0 && \'never\', heard: () => null }];' });
  expect(calm.broken).toBeUndefined();
  const { outcome } = await run({ laws: 'export const invariants = [{ id: \'scribe\', check: (event) => { event.data.extra = 1; } }];' });
  expect(outcome.broken).toMatchObject({ invariant: 'scribe', at: 0 });
});

test('a law sees the deliveries, the states of agents and the time', async () => {
  const { outcome, events } = await run({ laws: `
export const invariants = [{
  id: 'sees',
  heard(event, receiver, state, world) {
    if (receiver !== 'trader' || event.type !== 'OrderFilled') return undefined;
    return world.agents.length + ' agents, ' + world.stateOf('trader').orders + ' orders, ' + (world.now - event.time) + ' later, away ' + world.isAway('trader');
  },
}];` });
  const [fill] = ofType(events, 'OrderFilled');
  expect(outcome.broken).toMatchObject({ at: fill.offset, found: expect.stringMatching(/^8 agents, \d+ orders, 1 later, away false$/) as string });
});

test.each([
  ['no such export', 'export const other = 1;', 'no such export'],
  ['a law without a function', 'export const invariants = [{ id: \'a\' }];', 'another shape'],
  ['an empty list', 'export const invariants = [];', 'another shape'],
  ['a law without an id', 'export const invariants = [{ check() {} }];', 'another shape'],
])('a file of laws with %s is refused, with what to write', async (_, laws, found) => {
  await expect(run({ laws })).rejects.toMatchObject({ code: 'invariants-export-missing', message: expect.stringContaining(found) as string, details: { place: { file: './laws.mjs' }, help: expect.stringContaining('export const invariants') as string } });
});

/** Keeps real books, but takes every report for a new one: it numbers them itself. */
const gullible = `
import { emptyLedger, foldLedger } from 'hivetape';
export const agent = {
  listensTo: ['account', 'instruments', 'bars/**', 'reports/**'],
  initial: () => ({ ledger: emptyLedger(), heard: 0 }),
  evolve(state, event) {
    state.heard += 1;
    foldLedger(state.ledger, { ...event, offset: state.heard });
    return state;
  },
  decide: () => [],
};`;

test('a planted double effect of a repeated fill is found when the faults are healed', async () => {
  const twice = planOf([{ kind: 'duplicate', to: 'gullible', message: 'OrderFilled', atUs: 0, delayUs: 5, count: 1 }], { healAtUs: closeUs(60) });
  const options = { scenario: withAgent('gullible'), files: { 'agents/gullible.mjs': gullible } };
  expect((await run({ ...options, plan: planOf([], { healAtUs: closeUs(60) }) })).outcome.broken).toBeUndefined();
  expect((await run({ ...options, plan: twice })).outcome.broken).toMatchObject({ invariant: 'I36', found: expect.stringContaining('gullible ') as string });
});

test('a planted agent that answers every delivery is found at its second answer', async () => {
  const chatty = `
export const agent = { listensTo: ['bars/**'], initial: () => 0, evolve: (state) => state,
  decide: (state, event) => event.type === 'BarClosed' ? [{ type: 'SignalRaised', data: { instrument: event.data.bar.instrument, direction: 'long', strength: 1, evidence: 'a bar' } }] : [] };`;
  const plan = planOf([{ kind: 'duplicate', to: 'chatty', atUs: closeUs(10), delayUs: 5, count: 1 }]);
  const { outcome, events } = await run({ scenario: withAgent('chatty'), files: { 'agents/chatty.mjs': chatty }, plan });
  const [{ data: { message } }] = ofType(events, 'FaultStruck');
  expect(outcome.broken).toMatchObject({ invariant: 'A02', found: `chatty says SignalRaised of offset ${message} a second time at offset ${outcome.broken?.at}` });
  expect(events[outcome.broken?.at ?? 0]).toMatchObject({ agent: 'chatty', causation: message });
});

test('a planted agent that throws when a message is late breaks the law of agents', async () => {
  const strict = `
export const agent = { listensTo: ['bars/ONE'], initial: () => 0, decide: () => [],
  evolve(last, event) { if (event.data.bar.closedAt <= last) throw new Error('time ran back'); return event.data.bar.closedAt; } };`;
  const plan = planOf([{ kind: 'late-bar', instrument: 'ONE', atUs: closeUs(10), delayUs: 9 * HOUR_US }]);
  const { outcome, events } = await run({ scenario: withAgent('strict'), files: { 'agents/strict.mjs': strict }, plan });
  expect(outcome.broken).toMatchObject({ invariant: 'A01', found: expect.stringContaining('agent strict threw') as string });
  expect(events[outcome.broken?.at ?? 0].type).toBe('AgentFailed');
  expect(outcome.failure).toMatchObject({ agent: 'strict', cause: { message: 'time ran back' } });
});

function withAgent(name: string): string {
  return `${swarmText}  ${name}: { path: ./agents/${name}.mjs }\n`;
}

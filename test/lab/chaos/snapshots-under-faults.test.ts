/** Whatever befalls a run, who goes on from a snapshot of it comes where he comes who began at the start. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import { randomStream } from '../../../src/core/random.js';
import { forkRun, type ForkOptions } from '../../../src/lab/fork.js';
import type { FaultPlan } from '../../../src/lab/chaos/fault-plan.js';
import { planDrawer } from '../../../src/lab/chaos/plan-arbitrary.js';
import { planSpaceOf } from '../../../src/lab/chaos/plan-space.js';
import { loadMarket } from '../../../src/lab/load-market.js';
import { planRun } from '../../../src/lab/plan-run.js';
import { replayRun, type ReplayedState } from '../../../src/lab/replay.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import type { Scenario } from '../../../src/lab/scenario/scenario-schema.js';
import type { RunStore } from '../../../src/store/run-store.js';
import { newStore, perform, planOf, stage, swarmText, type Stage } from './faulty-run.js';

const snapshots = { every: 60, code: 'as it is' };

/** Lives, wires that are laid anew, commands, jitter, and laws of the user's own. */
const wholeSwarm = `${swarmText}
  council2: { kind: council, options: { members: { scout-1: 1 } } }
latency: { jitterUs: 4 }
swarm:
  maxAgents: 12
  templates: { scout: { kind: momentum, options: { bars: 6 }, count: 1, max: 2 } }
  topology: { kind: mesh, rewireUs: 3600000000 }
  commands:
    - { at: '2020-01-01T20:00:00Z', command: pause, agent: trend }
    - { at: '2020-01-02T04:00:00Z', command: rewire, edges: [{ from: council, to: trend }, { from: council, to: reversal }, { from: council, to: breakout }, { from: council, to: trader }, { from: scout-1, to: council2 }] }
    - { at: '2020-01-02T12:00:00Z', command: resume, agent: trend }
    - { at: '2020-01-03T00:00:00Z', command: spawn, template: scout }
    - { at: '2020-01-03T06:00:00Z', command: configure, agent: reversal, options: { bars: 12 } }
`;
const ownLaw = `export const invariants = [{ id: 'mine', initial: () => ({ seen: 0 }), check: (event, state) => {
  state.seen += 1;
  return state.seen === event.offset + 1 ? undefined : 'it has seen ' + state.seen + ' events at offset ' + event.offset;
} }];`;

let staged: Stage;
/** Forks that began at a snapshot. */
let begun = 0;
let draw: (index: number) => FaultPlan;
beforeAll(async () => {
  staged = await stage({ scenario: wholeSwarm, plan: planOf([]), laws: ownLaw });
  const market = await loadMarket(staged.loaded.scenario, staged.loaded);
  const plan = await planRun(staged.loaded.scenario, { project: staged.loaded, instruments: market.instruments });
  const drawer = planDrawer(planSpaceOf(plan, market));
  draw = (index) => drawer({ seed: 20_261_130, index });
});
afterAll(() => staged.remove());

const count = Number(process.env['HIVETAPE_RUNS'] ?? 5);
test.each(Array.from({ length: count }, (_, index) => index))('A6: plan %i of the drawer: replays and forks from snapshots are those from the start', async (index) => {
  const store = newStore();
  const { loaded, log } = await struck(index, store);
  const { runId } = log.manifest;
  const chance = randomStream({ seed: index, agent: 'test', purpose: 'places' });
  await rerunRun(store, runId, { project: loaded, snapshots });
  await replayRun(store, runId, { project: loaded, snapshots });
  const opening = 20;
  // A store that refuses at once leaves next to nothing.
  if (log.count <= opening) return;
  for (let round = 0; round < 4; round += 1) {
    const to = { offset: opening + chance.below(log.count - opening) };
    const quick = await replayRun(store, runId, { project: loaded, to, snapshots });
    expect(shown(quick)).toBe(shown(await replayRun(store, runId, { project: loaded, to, snapshots: 'none' })));
    expect(quick.notices).toEqual([]);
    if (to.offset > 1_000) expect(quick.from).toBeGreaterThan(0);
  }
  const changes = [{}, { seed: 5 }, { set: ['agents.trend.options.bars=7'] }, { swap: { breakout: 'momentum' } }, { commands: [{ command: 'stop', agent: 'trend', operator: 'ann', permission: 'operate', reason: '' }] }];
  for (const change of [changes[0], changes[1 + (index % 4)]]) {
    const at = { offset: opening + chance.below(log.count - opening) };
    const quick = await branched(store, runId, { at, change: { set: [], swap: {}, ...change } as never, project: loaded, snapshots });
    const slow = await branched(store, runId, { at, change: { set: [], swap: {}, ...change } as never, project: loaded, snapshots: 'none' });
    expect(quick).toEqual(slow);
  }
});

interface Struck {
  readonly loaded: Stage['loaded'];
  readonly log: ReturnType<RunStore['open']>;
}

/** Performs the run with a plan in the place of the empty one; a store that fails by plan leaves what it took, and so does a run that a law stops. */
async function struck(index: number, store: RunStore): Promise<Struck> {
  const scenario: Scenario = { ...staged.loaded.scenario, chaos: { ...staged.loaded.scenario.chaos, plan: draw(index) } };
  const loaded = { ...staged.loaded, scenario };
  try {
    await perform({ ...staged, loaded }, store);
  } catch (cause) {
    if (!isHivetapeError(cause) || cause.code !== 'store-unusable') throw cause;
  }
  return { loaded, log: store.open(store.list()[0].runId) };
}

test('and not one of them only says that it began at a snapshot', () => {
  expect(begun).toBeGreaterThan(count);
});

/** Returns what came of a fork, and leaves none behind. */
async function branched(store: RunStore, runId: Parameters<typeof forkRun>[1], options: Omit<ForkOptions, 'environment'>): Promise<unknown> {
  const known = store.list().map((one) => one.runId);
  let failure: unknown;
  let broken: unknown;
  try {
    const fork = await forkRun(store, runId, { ...options, environment: () => null });
    broken = fork.broken;
    if (fork.from > 0) begun += 1;
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    failure = cause.code;
  }
  const made = store.list().find((one) => !known.includes(one.runId));
  const fingerprint = made && store.open(made.runId).fingerprint;
  if (made !== undefined) store.remove(made.runId);
  return { failure, broken, fingerprint };
}

/** What a replay shows: the order of keys counts, and maps tell what is in them. */
function shown({ from: _from, notices: _notices, ...state }: ReplayedState): string {
  return JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...(value as Map<unknown, unknown>)] : ArrayBuffer.isView(value) ? [...(value as Float64Array)].map(String) : value));
}

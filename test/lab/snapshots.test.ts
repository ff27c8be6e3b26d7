import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../src/domain/catalogue.js';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun, type ReplayedState, type ReplayPlace } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import type { SnapshotOptions } from '../../src/lab/snapshots.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { ownAgent, smallRun, smallScenario, type SmallRun } from './small-run.js';

const snapshots = { every: 100, code: 'as it is' };

/** Every ready-made kind that needs no file, a user's own agent that draws, jitter, and agents that think. */
const wholeSwarm = smallScenario
  .replace('walk: { bars: 600, volatility: 0.004 }', 'walk: { bars: 500, volatility: 0.01 }')
  .replace('agents:', 'latency: { jitterUs: 5 }\nagents:\n  breakout: { kind: breakout, options: {} }\n  regime: { kind: volatility-regime, options: {} }\n  books: { kind: portfolio, options: {} }\n  watch: { kind: performance-monitor, options: {} }\n  desk: { kind: trader, options: { council: council } }');

async function withRun(check: (run: SmallRun) => Promise<void>, options: Parameters<typeof smallRun>[0] = {}): Promise<void> {
  const run = await smallRun({ scenario: wholeSwarm, ...options });
  try {
    expect(run.outcome.failure).toBeUndefined();
    await check(run);
  } finally {
    run.remove();
  }
}

/** What a replay shows: -0, numbers that are none and the order of keys count. */
function shown({ from: _from, notices: _notices, ...state }: ReplayedState): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
    if (ArrayBuffer.isView(value)) return [...(value as Float64Array)].map(String);
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    return value;
  });
}

const replay = ({ store, outcome, loaded }: SmallRun, to: ReplayPlace, options: SnapshotOptions | 'none' = snapshots) =>
  replayRun(store, outcome.runId, { project: loaded, to, snapshots: options });

const noChange = { set: [], swap: {} };
const fork = (run: SmallRun, offset: number, { change = noChange, options = snapshots, store = run.store }: { change?: object; options?: SnapshotOptions | 'none'; store?: RunStore } = {}) =>
  forkRun(store, run.outcome.runId, { at: { offset }, change: { ...noChange, ...change }, project: run.loaded, environment: () => null, snapshots: options });

describe('a replay from a snapshot', () => {
  test('A6: shows to the byte what a fold from the start shows, at any offset and any time', async () => {
    await withRun(async (run) => {
      const log = run.store.open(run.outcome.runId);
      await replay(run, { offset: log.count - 1 });
      let begun = 0;
      const offsets = fc.noBias(fc.integer({ min: 20, max: log.count - 1 }));
      await fc.assert(
        fc.asyncProperty(offsets, fc.boolean(), async (offset, byTime) => {
          const [event] = log.events({ from: offset, to: offset + 1 });
          const to = byTime ? { time: event.time } : { offset };
          const quick = await replay(run, to);
          const slow = await replay(run, to, 'none');
          expect(shown(quick)).toBe(shown(slow));
          expect(slow.from).toBe(0);
          // Never more than one distance of snapshots, and the delivery that crossed it.
          if (offset > 400) expect(offset - quick.from).toBeLessThan(byTime ? 300 : 120);
          begun += quick.from > 0 ? 1 : 0;
        }),
        { numRuns: 12 },
      );
      expect(begun).toBeGreaterThan(5);
    });
  });

  test('folds, far into a run, only what follows the snapshot', async () => {
    await withRun(async (run) => {
      const { count } = run.store.open(run.outcome.runId);
      const first = await replay(run, { offset: count - 1 });
      const second = await replay(run, { offset: count - 1 });
      expect(first.from).toBe(0);
      expect(count - second.from).toBeLessThanOrEqual(120);
      expect(count).toBeGreaterThan(1_500);
    });
  });

  test('beside a log in files, a damaged one is not believed and said so; the one before it is', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hivetape-snapshots-'));
    await withRun(
      async (run) => {
        const end = { offset: 1_250 };
        const slow = await replay(run, end);
        const folder = join(directory, 'runs', run.outcome.runId, 'snapshots');
        const files = readdirSync(folder);
        const last = join(folder, files.at(-1) ?? '');
        const bytes = readFileSync(last);
        bytes[bytes.length - 40] ^= 1;
        writeFileSync(last, bytes);
        const again = await replay(run, end);
        expect(again.notices).toEqual([{ file: files.at(-1), reason: 'damaged' }]);
        expect(again.from).toBe(Number(/\d+/.exec(files.at(-2) ?? '')?.[0]));
        expect(shown(again)).toBe(shown(slow));
        // It is made again on the way, so that the next one begins there.
        expect(await replay(run, end)).toMatchObject({ notices: [], from: Number(/\d+/.exec(files.at(-1) ?? '')?.[0]) });
        expect(run.store.verify(run.outcome.runId)).toMatchObject({ ok: true, fingerprint: run.outcome.fingerprint });
      },
      { store: embeddedRunStore(catalogue, directory) },
    );
    rmSync(directory, { recursive: true });
  });

  test('of other code is not believed, whether the code is ours or the user’s', async () => {
    await withRun(async (run) => {
      const end = { offset: 1_250 };
      await replay(run, end);
      expect(await replay(run, end, { ...snapshots, code: 'another' })).toMatchObject({ from: 0, notices: [{ reason: 'of-other-code' }] });
      run.rewrite(ownAgent.replace('bars: state.bars + 1', 'bars: state.bars + 2'));
      const other = await replay(run, end, { ...snapshots, code: 'another' });
      expect(other).toMatchObject({ from: 0, notices: [{ reason: 'of-other-code' }] });
      expect(shown(other)).toBe(shown(await replay(run, end, 'none')));
    });
  });

  test('of another log under the same id is not believed', async () => {
    await withRun(async (run) => {
      const end = { offset: 1_250 };
      await replay(run, end);
      await withRun(
        async (other) => {
          const from = run.store.open(run.outcome.runId).side;
          const to = other.store.open(other.outcome.runId).side;
          for (const name of from?.names() ?? []) to?.write(name, from?.read(name) ?? new Uint8Array());
          const state = await replay(other, end);
          expect(state.from).toBe(0);
          expect(new Set(state.notices.map(({ reason }) => reason))).toEqual(new Set(['of-another-log']));
        },
        { set: ['seed=8'], store: memoryRunStore(catalogue) },
      );
    });
  });
});

describe('a fork from a snapshot', () => {
  test.each([
    ['with nothing changed', {}],
    ['with another seed', { seed: 11 }],
    ['with other options of an agent', { set: ['agents.trend.options.bars=9'] }],
    ['with an agent of another kind', { swap: { reversal: 'breakout' } }],
    ['with the venue changed', { set: ['venue.fees.bps=9'] }],
    ['with another network', { set: ['latency.agentUs=7'] }],
  ])('has the fingerprint of one that decided all of the past again: %s', async (_, change) => {
    await withRun(async (run) => {
      const { runId } = run.outcome;
      const { count } = run.store.open(runId);
      await rerunRun(run.store, runId, { project: run.loaded, snapshots });
      for (const part of [0.3, 0.8]) {
        const at = Math.floor(count * part);
        const quick = await fork(run, at, { change });
        run.store.remove(quick.runId);
        const slow = await fork(run, at, { change, options: 'none' });
        expect(slow.from).toBe(0);
        expect(quick).toMatchObject({ runId: slow.runId, fingerprint: slow.fingerprint, events: slow.events, notices: [] });
        expect(quick.at - quick.from).toBeLessThan(120);
        const again = await rerunRun(run.store, quick.runId, { project: run.loaded, snapshots });
        expect(again.divergence).toBeUndefined();
      }
    });
  });

  test('goes on from snapshots that an earlier fork left, also from a fork of a fork', async () => {
    await withRun(async (run) => {
      const { count } = run.store.open(run.outcome.runId);
      const first = await fork(run, count - 600, { change: { set: ['agents.trend.options.bars=9'] } });
      const second = await fork(run, count - 300, { change: { seed: 3 } });
      expect(first.from).toBe(0);
      expect(second.from).toBeGreaterThan(count - 740);

      await rerunRun(run.store, first.runId, { project: run.loaded, snapshots });
      const child: SmallRun = { ...run, outcome: { ...run.outcome, runId: first.runId } };
      for (const at of [first.at - 150, first.at + 150]) {
        const change = { set: ['agents.reversal.options.bars=11'] };
        const quick = await fork(child, at, { change });
        run.store.remove(quick.runId);
        const slow = await fork(child, at, { change, options: 'none' });
        expect(quick.from).toBeGreaterThan(0);
        expect(quick.fingerprint).toBe(slow.fingerprint);
        for (const offset of [at - 50, at + 50]) {
          const grand: SmallRun = { ...run, outcome: { ...run.outcome, runId: quick.runId } };
          await replay(grand, { offset });
          expect(shown(await replay(grand, { offset }))).toBe(shown(await replay(grand, { offset }, 'none')));
        }
      }
    });
  });

  test('with a pipeline among the agents all of the past is decided again; a replay still begins at a snapshot', async () => {
    const pipeline = `
import { filter, map } from 'rxjs';
export const agent = {
  listensTo: ['bars/WALK'],
  behaviour: (inbox$) => inbox$.pipe(filter(({ offset }) => offset % 5 === 0), map(({ data }) => ({ type: 'SignalRaised', data: { instrument: data.bar.instrument, direction: 'long', strength: 0.5, evidence: 'five' } }))),
};
`;
    await withRun(
      async (run) => {
        await rerunRun(run.store, run.outcome.runId, { project: run.loaded, snapshots });
        expect((await fork(run, 1_200)).from).toBe(0);
        await replay(run, { offset: 1_200 });
        const quick = await replay(run, { offset: 1_200 });
        expect(quick.from).toBeGreaterThan(1_000);
        expect(shown(quick)).toBe(shown(await replay(run, { offset: 1_200 }, 'none')));
      },
      { agent: pipeline },
    );
  });
});

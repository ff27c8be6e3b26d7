import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { catalogue } from '../../src/domain/catalogue.js';
import { forkRun } from '../../src/lab/fork.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { resumeRun } from '../../src/lab/resume.js';
import { runScenario, type RunOptions } from '../../src/lab/run.js';
import type { RunOutcome } from '../../src/lab/run-outcome.js';
import { loadScenario, type LoadedScenario } from '../../src/lab/scenario/load-scenario.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { dyingAt } from './dying-store.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-finer-verbs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const environment = (): null => null;

/** A book whose levels move by a walk of their own, with trades at its best prices; one message a second. */
function recording(): string {
  const lines: string[] = [];
  const say = (second: number, message: object): void => void lines.push(`${1_704_067_200 + second}000000000 ${JSON.stringify(message)}`);
  let [middle, state] = [10_000, 7];
  const draw = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  const level = (ticks: number, quantity: number): readonly string[] => [(ticks / 100).toFixed(2), String(quantity)];
  const sides = (): { b: unknown; a: unknown } => ({ b: [1, 2, 3].map((away) => level(middle - away, 1 + draw(40))), a: [1, 2, 3].map((away) => level(middle + away, 1 + draw(40))) });
  const { b: bids, a: asks } = sides();
  say(0, { lastUpdateId: 1, bids, asks });
  for (let second = 1; second < 900; second += 1) {
    const before = middle;
    middle += draw(3) - 1;
    const { b, a } = sides();
    const gone = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((away) => before + away);
    const old = (ticks: readonly number[]): unknown[] => ticks.map((one) => level(one, 0));
    say(second, { data: { e: 'depthUpdate', U: second + 1, u: second + 1, b: [...old(gone), ...(b as unknown[])], a: [...old(gone), ...(a as unknown[])] } });
    if (draw(2) === 0) say(second, { data: { e: 'trade', p: ((middle + (draw(2) === 0 ? 1 : -1)) / 100).toFixed(2), q: String(1 + draw(30)) } });
  }
  return lines.join('\n');
}
writeFileSync(join(folder, 'book.txt'), recording());

const crossover = 'agents: { crossover: { kind: sma-crossover, options: { fastBars: 3, slowBars: 6, fundsShare: 0.01 } } }';
const markets: readonly (readonly [name: string, data: string])[] = [
  ['prints', 'prints: { walk: { prints: 4000, meanGap: 1s, volatility: 0.001 }, bars: 1m }'],
  ['shorter bars', 'walk: { bars: 1500, volatility: 0.002 }, resample: 5m, finer: source'],
  ['an order book and its trades', 'book: { file: ./book.txt, bars: 15s, trades: true }'],
];

test.each(markets)('a run on %s is cut short and gone on with, forked from a snapshot, and decided again: always the same bytes', async (name, data) => {
  writeFileSync(join(folder, 'scenario.yaml'), `hivetape: 1\nname: verbs\nseed: 3\ndata: [{ instrument: X, ${data} }]\n${crossover}\n`);
  const loaded: LoadedScenario = await loadScenario(join(folder, 'scenario.yaml'));
  const storeIn = (place: string): RunStore => embeddedRunStore(catalogue, join(folder, `${name}-${place}`));
  const perform = (store: RunStore, options: Partial<RunOptions> = {}): Promise<RunOutcome> => runScenario(store, loaded.scenario, { project: loaded, environment, ...options });

  const store = storeIn('whole');
  const whole = await perform(store);
  expect([...store.open(whole.runId).events({ types: ['OrderFilled'] })].length).toBeGreaterThan(5);
  expect((await rerunRun(store, whole.runId, { project: loaded, snapshots: { every: 300 } })).divergence).toBeUndefined();

  const cut = storeIn('cut');
  await expect(perform(dyingAt(cut, Math.floor(whole.events * 0.6)))).rejects.toThrow('died');
  expect(await resumeRun(cut, whole.runId, { project: loaded, environment })).toMatchObject({ fingerprint: whole.fingerprint, events: whole.events });

  const at = { offset: Math.floor(whole.events / 2) };
  const change = { set: ['agents.crossover.options.slowBars=9'], swap: {} };
  const fork = await forkRun(store, whole.runId, { at, change, project: loaded, environment });
  const plain = storeIn('plain');
  await perform(plain);
  const slow = await forkRun(plain, whole.runId, { at, change, project: loaded, environment, snapshots: 'none' });
  expect([fork.from > 0, slow.from, slow.fingerprint]).toEqual([true, 0, fork.fingerprint]);
  expect(fork.fingerprint).not.toBe(whole.fingerprint);
}, 120_000);

test.each(markets)('every law holds on %s, with bars and moments that are repeated, late or missing', async (_, data) => {
  const toVenue = { from: 'feed', to: 'venue', atUs: 0, durationUs: 86_400_000_000 };
  const faults = [{ kind: 'duplicate', ...toVenue, probability: 0.05, count: 200, delayUs: 900_000 }, { kind: 'delay', ...toVenue, probability: 0.05, count: 200, delayUs: 2_000_000 }, { kind: 'feed-gap', atUs: 0, count: 5 }, { kind: 'feed-duplicate', atUs: 0, count: 5 }];
  const chaos = JSON.stringify({ plan: { 'hivetape-plan': 1, seed: 2, faults } });
  writeFileSync(join(folder, 'scenario.yaml'), `hivetape: 1\nname: laws\nseed: 3\ndata: [{ instrument: X, ${data} }]\n${crossover}\nchaos: ${chaos}\n`);
  const loaded = await loadScenario(join(folder, 'scenario.yaml'));
  const store = embeddedRunStore(catalogue, mkdtempSync(join(folder, 'laws-')));
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment });
  const of = (type: 'InvariantBroken' | 'FaultStruck' | 'OrderFilled'): readonly unknown[] => [...store.open(runId).events({ types: [type] })].map((event) => event.data);
  expect(of('InvariantBroken')).toEqual([]);
  expect(of('FaultStruck').length).toBeGreaterThan(0);
  expect(of('OrderFilled').length).toBeGreaterThan(3);
}, 120_000);

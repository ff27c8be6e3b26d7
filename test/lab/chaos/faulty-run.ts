/** Small whole runs with faults in them: a swarm that votes and trades on two walks, and every verb of the lab on it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canonicalJson } from '../../../src/core/canonical.js';
import type { AgentId } from '../../../src/core/brand.js';
import type { Recorded } from '../../../src/core/event.js';
import { catalogue, type EventType, type EventOf, type LogEvent } from '../../../src/domain/catalogue.js';
import type { Fault, FaultPlan } from '../../../src/lab/chaos/fault-plan.js';
import { drive } from '../../../src/lab/drive.js';
import { openingOf } from '../../../src/lab/frame.js';
import { identityOf } from '../../../src/lab/identity.js';
import { loadMarket } from '../../../src/lab/load-market.js';
import { openRun } from '../../../src/lab/perform-run.js';
import { planRun } from '../../../src/lab/plan-run.js';
import { runScenario, type RunOptions } from '../../../src/lab/run.js';
import type { RunOutcome } from '../../../src/lab/run-outcome.js';
import { loadScenario, type LoadedScenario } from '../../../src/lab/scenario/load-scenario.js';
import { stageLiveRun } from '../../../src/lab/stage-run.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';
import type { RunStore } from '../../../src/store/run-store.js';

export const HOUR_US = 3_600_000_000;

export const swarmText = `
hivetape: 1
name: faulty
seed: 11
data:
  - instrument: ONE
    walk: { bars: 110, barDuration: 1h, volatility: 0.01 }
    tick: 0.01
  - instrument: TWO
    walk: { bars: 110, barDuration: 1h, volatility: 0.01 }
    tick: 0.01
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 0.9, valueAtRiskMax: 5 }
agents:
  trend: { kind: momentum, options: { bars: 10, trendBars: 6, entryChange: 0.004, fullChange: 0.03 } }
  reversal: { kind: mean-reversion, options: { bars: 8, entryScore: 1, fullScore: 2 } }
  breakout: { kind: breakout, options: { bars: 10, margin: 0.1 } }
  council: { kind: council, options: { members: { trend: 0.5, reversal: 0.2, breakout: 0.3 }, entryLean: 0.05 } }
  trader: { kind: trader, options: { council: council, sizing: percent, share: 0.4, allowShort: true } }
  portfolio: { kind: portfolio }
`;

/** When bar n of the swarm closes, in µs after the start of the run; the first is 0. */
export function closeUs(bar: number): number {
  return (bar + 1) * HOUR_US;
}

/** Returns a plan; what a fault leaves out is filled in as in a file. */
export function planOf(faults: readonly object[], rest: Partial<FaultPlan> = {}): FaultPlan {
  return { 'hivetape-plan': 1, seed: 3, ...rest, faults: faults as Fault[] };
}

export interface Stage {
  readonly folder: string;
  readonly loaded: LoadedScenario;
  readonly remove: () => void;
}

export interface StageOptions {
  /** Absent: the scenario says nothing of chaos. */
  readonly plan?: object;
  /** Text of the user's own laws. */
  readonly laws?: string;
  readonly scenario?: string;
  /** Further files of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly set?: readonly string[];
}

/** Writes a project with the swarm in it, and loads it. */
export async function stage({ plan, laws, scenario = swarmText, files = {}, set = [] }: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-chaos-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const chaos = [...(plan === undefined ? [] : ['  plan: ./faults.plan.json']), ...(laws === undefined ? [] : ['  invariants: ./laws.mjs'])];
  write('scenario.yaml', chaos.length === 0 ? scenario : `${scenario}\nchaos:\n${chaos.join('\n')}\n`);
  if (plan !== undefined) write('faults.plan.json', canonicalJson(plan as never));
  if (laws !== undefined) write('laws.mjs', laws);
  for (const [path, text] of Object.entries(files)) write(path, text);
  try {
    const loaded = await loadScenario(join(folder, 'scenario.yaml'), { overrides: set, shownAs: 'scenario.yaml' });
    return { folder, loaded, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
}

export function newStore(): RunStore {
  return memoryRunStore(catalogue);
}

export function perform({ loaded }: Stage, store: RunStore, options: Partial<RunOptions> = {}): Promise<RunOutcome> {
  return runScenario(store, loaded.scenario, { project: loaded, environment: () => null, ...options });
}

export interface FaultyRun extends Stage {
  readonly store: RunStore;
  readonly outcome: RunOutcome;
  readonly events: LogEvent[];
}

/** Returns the finished run of a project that is removed when `remove` is called. */
export async function faultyRun(options: StageOptions = {}, store: RunStore = newStore()): Promise<FaultyRun> {
  const staged = await stage(options);
  const outcome = await perform(staged, store);
  return { ...staged, store, outcome, events: [...store.open(outcome.runId).events()] as LogEvent[] };
}

export function ofType<Type extends EventType>(events: readonly LogEvent[], type: Type): EventOf<Type>[] {
  return events.filter((event) => event.type === type) as unknown as EventOf<Type>[];
}

/** Returns the states of all agents of a live run at the first boundary where its log has reached an offset. */
export async function liveStates({ loaded }: Stage, toOffset: number): Promise<{ readonly offset: number; readonly now: number; readonly agents: ReadonlyMap<AgentId, unknown> }> {
  const market = await loadMarket(loaded.scenario, loaded);
  const plan = await planRun(loaded.scenario, { project: loaded, instruments: market.instruments });
  const said: Recorded[] = [];
  const { kernel } = stageLiveRun({ plan, market, journal: { record: (event) => said.push(event) } });
  openRun(kernel, openingOf(plan, identityOf(plan, market.digests)));
  await drive(kernel, { toOffset });
  return { offset: kernel.nextOffset, now: kernel.now, agents: new Map(kernel.seats.map(({ id, mind }) => [id, structuredClone(mind.state())])) };
}

/** A small whole run for the lab's tests: a walk, a crossover, a council of two, and a user's own agent. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../src/domain/catalogue.js';
import { runScenario, type RunOptions } from '../../src/lab/run.js';
import type { RunOutcome } from '../../src/lab/run-outcome.js';
import { loadScenario, type LoadedScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';

export const ownAgent = `
import { decider, SILENT } from 'hivetape';

/** Says its view of every seventh bar, with a pinch of chance. */
export const agent = {
  create: ({ threshold = 0 }, { id }) => decider({
    listensTo: ['bars/WALK'],
    initial: () => ({ bars: 0, last: 0 }),
    evolve: (state, event) => event.type === 'BarClosed' ? { bars: state.bars + 1, last: event.data.bar.close } : state,
    decide: (state, event, context) => {
      if (event.type !== 'BarClosed' || state.bars % 7 !== 0) return SILENT;
      const strength = context.random('mood').below(100) / 100;
      const direction = event.data.bar.close > event.data.bar.open + threshold ? 'long' : 'short';
      return [{ type: 'SignalRaised', data: { instrument: event.data.bar.instrument, direction, strength, evidence: 'bar ' + state.bars } }];
    },
  }),
};
`;

export const smallScenario = `
hivetape: 1
name: small
seed: 7
data:
  - instrument: WALK
    walk: { bars: 600, volatility: 0.004 }
    tick: 0.01
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 5, slowBars: 15, fundsShare: 0.5 } }
  trend: { kind: momentum, options: {} }
  reversal: { kind: mean-reversion, options: {} }
  council: { kind: council, options: { members: { trend: 0.6, reversal: 0.4 } } }
  mine: { path: ./agents/mine.js, options: {} }
`;

export interface SmallRun {
  readonly store: RunStore;
  readonly loaded: LoadedScenario;
  readonly outcome: RunOutcome;
  readonly folder: string;
  /** Writes the user's agent anew. */
  readonly rewrite: (agent: string) => void;
  readonly remove: () => void;
}

export interface SmallRunOptions extends Partial<RunOptions> {
  readonly scenario?: string;
  readonly store?: RunStore;
  readonly agent?: string;
  readonly set?: readonly string[];
}

export async function smallRun({ scenario = smallScenario, store = memoryRunStore(catalogue), agent = ownAgent, set = [], ...options }: SmallRunOptions = {}): Promise<SmallRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-test-'));
  const rewrite = (text: string): void => writeFileSync(join(folder, 'agents/mine.js'), text);
  mkdirSync(join(folder, 'agents'));
  rewrite(agent);
  writeFileSync(join(folder, 'scenario.yaml'), scenario);
  const loaded = await loadScenario(join(folder, 'scenario.yaml'), { overrides: set });
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null, ...options });
  return { store, loaded, outcome, folder, rewrite, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A small sweep for tests: a walk, a crossover, a user's own agent that tosses coins. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../../src/domain/catalogue.js';
import { loadSweep, type LoadedSweep } from '../../../src/lab/sweep/load-sweep.js';
import { runSweep, type SweepOptions, type SweepOutcome } from '../../../src/lab/sweep/run-sweep.js';
import { memoryTrialLedger } from '../../../src/lab/sweep/trial-ledger.js';
import { inThisThread } from '../../../src/lab/sweep/trial-performer.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';
import type { RunStore } from '../../../src/store/run-store.js';

export const scenarioText = `hivetape: 1
name: small
seed: 7
data:
  - instrument: WALK
    walk: { bars: 400, volatility: 0.01, barDuration: 1d }
venue: { participation: full }
risk: { exposureMax: 1000, concentrationMax: 1000, valueAtRiskMax: 1000, drawdownMax: 1 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 3, slowBars: 8, fundsShare: 0.5 } }
`;

export const sweepText = `hivetape-sweep: 1
name: small-grid
scenario: ./scenario.yaml
space:
  agents.crossover.options.fastBars: { list: [2, 3, 5] }
  agents.crossover.options.slowBars: { from: 4, to: 16, step: 6 }
constraints:
  - less: [agents.crossover.options.fastBars, agents.crossover.options.slowBars]
`;

/** Is in or out of the market by the toss of a coin at every bar; `number` only makes it another coin. */
export const coinAgent = `
import { decider, SILENT } from 'hivetape';
export const agent = {
  create: ({ number, throwsAt = -1 }, { id }) => decider({
    listensTo: ['bars/*', 'reports/*'],
    initial: () => ({ lots: 0, orders: 0 }),
    evolve: (state, event) => {
      if (event.type === 'OrderPlaced') state.orders += 1;
      if (event.type === 'OrderFilled' && event.data.fill.owner === id) {
        const { side, quantityLots } = event.data.fill;
        state.lots += side === 'buy' ? quantityLots : -quantityLots;
      }
      return state;
    },
    decide: (state, event, context) => {
      if (event.type !== 'BarClosed') return SILENT;
      if (number === throwsAt && state.orders > 5) throw new TypeError('the coin is lost');
      const isHeads = context.random('toss of coin ' + number).below(2) === 0;
      if (isHeads === state.lots > 0) return SILENT;
      const { instrument } = event.data.bar;
      const size = isHeads ? { fundsShare: 0.5 } : { quantityLots: state.lots };
      const order = { id: id + '-' + (state.orders + 1), instrument, owner: id, side: isHeads ? 'buy' : 'sell', type: 'market', ...size, timeInForce: 'gtc', reduceOnly: !isHeads };
      return [{ type: 'OrderPlaced', data: { order } }];
    },
  }),
};
`;

export const coinScenarioText = scenarioText.replace(/ {2}crossover:.*/, '  coin: { path: ./agents/coin.js, options: { number: 0 } }');

export const coinSweepText = `hivetape-sweep: 1
name: coins
scenario: ./scenario.yaml
space: { agents.coin.options.number: { from: 1, to: 16, step: 1 } }
`;

export interface SampleSweep {
  readonly folder: string;
  readonly loaded: LoadedSweep;
  readonly clear: () => void;
}

export interface SampleTexts {
  readonly sweep?: string;
  readonly scenario?: string;
  readonly agent?: string;
}

/** Writes the files of a sweep and loads them. */
export async function sampleSweep({ sweep = sweepText, scenario = scenarioText, agent = coinAgent }: SampleTexts = {}): Promise<SampleSweep> {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-sweep-'));
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/coin.js'), agent);
  writeFileSync(join(folder, 'scenario.yaml'), scenario);
  writeFileSync(join(folder, 'sweep.yaml'), sweep);
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    return { folder, loaded: await loadSweep(join(folder, 'sweep.yaml')), clear };
  } catch (cause) {
    clear();
    throw cause;
  }
}

export interface Performed {
  readonly store: RunStore;
  readonly outcome: SweepOutcome;
}

/** Runs a sweep in this thread, without a cache unless one is given. */
export async function performSweep(loaded: LoadedSweep, { store = memoryRunStore(catalogue), ...options }: Partial<SweepOptions> & { readonly store?: RunStore } = {}): Promise<Performed> {
  const outcome = await runSweep(store, loaded, { performer: inThisThread, ledger: memoryTrialLedger(), environment: () => null, ...options });
  return { store, outcome };
}

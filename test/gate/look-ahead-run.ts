/** A swarm on two instruments read from CSV files, one of them joined to longer bars; for the look-ahead check. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentId } from '../../src/core/brand.js';
import { MINUTE, parseInstant } from '../../src/core/instant.js';
import { randomStream } from '../../src/core/random.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId } from '../../src/domain/ids.js';
import type { Source } from '../../src/kernel/agent.js';
import { openingOf } from '../../src/lab/frame.js';
import { identityOf } from '../../src/lab/identity.js';
import { feedFrom, loadMarket, type Market } from '../../src/lab/load-market.js';
import { makeKernel } from '../../src/lab/make-kernel.js';
import { finishRun, openRun } from '../../src/lab/perform-run.js';
import { planRun } from '../../src/lab/plan-run.js';
import type { PlannedSeat } from '../../src/lab/run-plan.js';
import { loadScenario, type LoadedScenario } from '../../src/lab/scenario/load-scenario.js';
import { barNumbersAt, type BarNumbers } from '../../src/market/bar-table.js';
import { randomWalkBars } from '../../src/market/random-walk.js';
import { ownAgent } from '../lab/small-run.js';
import { gateRun } from './gate-run.js';
import { csvOf } from './bars-csv.js';

const file = (name: string): string => `file: ./${name}.csv, tick: 0.01, shortable: true, options: { timeFormat: epoch-us, timeZone: UTC }`;

/** Ten-minute bars over some days, so that days end inside the run too. */
const scenario = `
hivetape: 1
name: look-ahead
seed: 7
data:
  - { instrument: WALK, ${file('walk')} }
  - { instrument: SLOW, resample: 1h, ${file('slow')} }
venue: { account: margin, participation: 0.5 }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { instruments: [WALK], fastBars: 5, slowBars: 15, fundsShare: 0.3 } }
  trend: { kind: momentum, options: { bars: 20, trendBars: 10 } }
  reversal: { kind: mean-reversion, options: {} }
  breakout: { kind: breakout, options: { bars: 20 } }
  regime: { kind: volatility-regime, options: { bars: 10, usualBars: 40 } }
  council: { kind: council, options: { members: { trend: 0.4, reversal: 0.3, breakout: 0.2, regime: 0.1 } } }
  trader: { kind: trader, options: { council: council, sizing: percent, share: 0.3, allowShort: true } }
  mine: { path: ./agents/mine.js, options: {} }
  portfolio: { kind: portfolio }
  monitor: { kind: performance-monitor }
`;

export interface LookAheadProject {
  readonly bars: readonly BarNumbers[];
  /** Performs the run on these bars, through the importer. */
  readonly runOn: (bars: readonly BarNumbers[]) => Promise<readonly LogEvent[]>;
  /** Performs it on these bars with a part that the public way would never let in. */
  readonly runWith: (bars: readonly BarNumbers[], cheat: Cheat) => Promise<readonly LogEvent[]>;
  readonly remove: () => void;
}

export interface Cheat {
  readonly feed?: (market: Market) => Source;
  readonly seat?: (market: Market) => PlannedSeat;
}

export function lookAheadProject(count: number): LookAheadProject {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-future-'));
  const path = join(folder, 'scenario.yaml');
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent);
  writeFileSync(path, scenario);
  const write = (bars: readonly BarNumbers[]): void => {
    writeFileSync(join(folder, 'walk.csv'), csvOf(bars));
    writeFileSync(join(folder, 'slow.csv'), csvOf(bars.map((bar) => ({ ...bar, volume: bar.volume * 2 }))));
  };
  return {
    bars: walk(count),
    runOn: async (bars) => {
      write(bars);
      return (await gateRun(path)).events();
    },
    runWith: async (bars, cheat) => {
      write(bars);
      return performWith(await loadScenario(path), cheat);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function performWith(loaded: LoadedScenario, { feed = feedFrom, seat }: Cheat): Promise<LogEvent[]> {
  const market = await loadMarket(loaded.scenario, loaded);
  const honest = await planRun(loaded.scenario, { project: loaded, instruments: market.instruments });
  const plan = seat === undefined ? honest : { ...honest, seats: [...honest.seats, seat(market)] };
  const events: LogEvent[] = [];
  const journal = { record: (event: object) => void events.push(event as LogEvent) };
  const kernel = makeKernel({ recipe: { plan, turns: [] }, journal, startAt: market.startAt, sources: [feed(market)] });
  openRun(kernel, openingOf(plan, identityOf(plan, market.digests)));
  const { failure } = await finishRun(kernel, {}, { closing: [] });
  if (failure !== undefined) throw failure.cause;
  return events;
}

function walk(bars: number): BarNumbers[] {
  const instrument = { id: instrumentId('WALK'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
  const random = randomStream({ seed: 3, agent: agentId('gate'), purpose: 'walk' });
  const startAt = parseInstant('2024-03-01T00:00:00Z');
  const table = randomWalkBars({ instrument, bars, startPrice: 100, volatility: 0.006, drift: 0, barDurationUs: 10 * MINUTE, startAt, random });
  return Array.from({ length: bars }, (_, index) => barNumbersAt(table, index));
}

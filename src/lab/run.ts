/** Run: decides a scenario on its data and records everything. */
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { RunStore } from '../store/run-store.js';
import { closeRun } from './close-run.js';
import type { DriveOptions } from './drive.js';
import { openingOf } from './frame.js';
import { idOfRun, identityJson, identityOf } from './identity.js';
import { feedFrom, loadMarket, type Market } from './load-market.js';
import { makeKernel } from './make-kernel.js';
import { finishRun, openRun } from './perform-run.js';
import { planRun, type ProjectPlace } from './plan-run.js';
import { outcomeOf, type RunOutcome } from './run-outcome.js';
import type { Scenario } from './scenario/scenario-schema.js';

export interface RunStart {
  readonly runId: RunId;
  readonly bars: number;
  /** First and last instant of the data that will be played. */
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

export interface RunOptions extends Pick<DriveOptions, 'onProgress' | 'signal' | 'perform' | 'traps' | 'keepUp'> {
  /** Where the scenario lies: the files it names are beside it, and inside its project. */
  readonly project: ProjectPlace;
  /** Says what the machine is like; kept beside the log, outside the chain. Called at the end. */
  readonly environment: () => Json;
  readonly label?: string;
  /** Called when the run has its id, before anything is decided. */
  readonly onStart?: (start: RunStart) => void;
}

/**
 * Returns how the run ended. What agents threw is in the outcome; it is thrown when the input is bad
 * or the store fails, and then what was recorded stays readable as an incomplete run.
 */
export async function runScenario(store: RunStore, scenario: Scenario, options: RunOptions): Promise<RunOutcome> {
  const { project, label, environment } = options;
  const market = await loadMarket(scenario, project);
  const plan = await planRun(scenario, { project, instruments: market.instruments });
  const identity = identityOf(plan, market.digests);
  const runId = idOfRun(identity);
  options.onStart?.({ runId, bars: market.bars, startsAt: market.startAt, endsAt: Math.min(plan.until ?? Infinity, endOf(market)) });
  const writer = store.create({ runId, name: scenario.name, identity: identityJson(identity) }, label === undefined ? {} : { label });
  try {
    const journal = { record: (event: Parameters<typeof writer.append>[0]) => writer.append(event) };
    const kernel = makeKernel({ recipe: { plan, turns: [] }, journal, startAt: market.startAt, sources: [feedFrom(market)] });
    openRun(kernel, openingOf(plan, identity));
    const closing = market.notes.map((data): EventDraft => ({ type: 'DataQualityNoted', data }));
    const performance = await finishRun(kernel, plan.until === undefined ? options : { ...options, until: plan.until }, { closing });
    return outcomeOf({ runId, seal: closeRun({ store, writer, runId }, performance, environment()), kernel, performance });
  } catch (cause) {
    writer.abandon(environment());
    throw cause;
  }
}

function endOf({ tables, startAt }: Market): Instant {
  return Math.max(startAt, ...tables.filter(({ length }) => length > 0).map(({ closedAt, length }) => closedAt[length - 1]));
}

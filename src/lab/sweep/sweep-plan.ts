/**
 * A sweep as a list of trials: points times seeds over the whole period, then the same in each window
 * of walk-forward, each window followed by the trial that judges what was chosen in it.
 */
import type { RunId } from '../../core/brand.js';
import { HivetapeError, isHivetapeError } from '../../core/errors.js';
import { formatDate, formatInstant, parseInstant } from '../../core/instant.js';
import { nearestWord } from '../../core/nearest-word.js';
import { randomStream } from '../../core/random.js';
import type { TrialPhase } from '../../domain/events/sweep-events.js';
import { idOfRun, identityFrom } from '../identity.js';
import { configurationOf } from './trial-ledger.js';
import { firstRowFrom } from '../../market/bar-table.js';
import type { Market } from '../load-market.js';
import type { CodeLoader, ProjectPlace } from '../plan-run.js';
import { endOfPeriod } from '../scenario/check-meaning.js';
import { knownNames } from '../scenario/known-names.js';
import { reviseScenario } from '../scenario/read-scenario.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { codeDigests } from './code-shelf.js';
import type { LoadedSweep } from './load-sweep.js';
import { loadMarkets, marketKey } from './markets.js';
import { pointsOf, tooLarge } from './points.js';
import { overridesOf, settingsKey, type Settings } from './settings.js';
import { figureIds } from './trial-figures.js';
import { dayOf, endOfDay } from './trial-fold.js';
import { dayBefore, windowsOf, type DaySpan, type Window } from './windows.js';

export interface SweepPoint {
  readonly settings: Settings;
  /** The scenario with the settings, checked. */
  readonly scenario: Scenario;
  readonly code: Readonly<Record<string, string>>;
}

/** One trial, as it can be run. */
export interface Trial {
  readonly trial: number;
  readonly point: number;
  readonly seed: number;
  readonly phase: TrialPhase;
  /** −1 for the whole period. */
  readonly window: number;
  readonly scenario: Scenario;
  readonly market: string;
  /** Days before this one warm up and do not count; `undefined`: all count. */
  readonly fromDay: number | undefined;
  readonly run: RunId;
  /** Names the configuration in the ledger: a new name or description makes no new trial. */
  readonly ledgerKey: string;
}

export interface SweepPlan extends LoadedSweep {
  readonly points: readonly SweepPoint[];
  readonly markets: ReadonlyMap<string, Market>;
  readonly windows: readonly Window[];
  /** The replicates of a point, by point. */
  readonly seedsOf: (point: number) => readonly number[];
  readonly replicates: number;
  /** Trials of all phases. */
  readonly trials: number;
  readonly project: ProjectPlace;
}

/** Returns the plan of a sweep, with every point's scenario checked. Throws what is wrong with any of them. */
export async function planSweep(loaded: LoadedSweep, loadCode: CodeLoader): Promise<SweepPlan> {
  const { sweep, base, modelsDirectory } = loaded;
  checkObjective(sweep.objective.figure);
  const project: ProjectPlace = { file: base.file, projectRoot: base.projectRoot, ...(modelsDirectory === undefined ? {} : { modelsDirectory }) };
  const settings = pointsOf(sweep, base.scenario);
  const replicates = sweep.seeds.list?.length ?? 1;
  refuseTooMany(settings.length * replicates, sweep.trialsMax);
  const known = knownNames({ makesAgents: false });
  const scenarios = settings.map((each) => revised(base.scenario, each, known));
  const points: SweepPoint[] = [];
  for (const [index, scenario] of scenarios.entries()) points.push({ settings: settings[index], scenario, code: await codeDigests(scenario, project, loadCode) });
  const seedsOf = (point: number): readonly number[] => seedsFor(loaded, points[point].settings);
  const seeded = points.flatMap(({ scenario }, point) => seedsOf(point).map((seed) => ({ ...scenario, seed })));
  const markets = await loadMarkets(seeded, project);
  const windows = sweep.walkForward === undefined ? [] : windowsOf(sweep.walkForward, spanOf(base.scenario, markets));
  const whole = points.length * replicates;
  const trials = whole + windows.length * (whole + replicates);
  refuseTooMany(trials, sweep.trialsMax);
  return { ...loaded, points, markets, windows, seedsOf, replicates, trials, project };
}

/** Returns the trials whose settings are known before anything has run, in order of their numbers. */
export function knownTrials(plan: SweepPlan): readonly Trial[] {
  const phases: (Window | undefined)[] = [undefined, ...plan.windows];
  return phases.flatMap((window) => plan.points.flatMap((_, point) => plan.seedsOf(point).map((_seed, replicate) => trialOf(plan, { point, replicate, window, phase: window === undefined ? 'whole' : 'in-sample' }))));
}

/** Returns the trials that judge the settings which a window has chosen. */
export function judgingTrials(plan: SweepPlan, window: Window, point: number): readonly Trial[] {
  return plan.seedsOf(point).map((_seed, replicate) => trialOf(plan, { point, replicate, window, phase: 'out-of-sample' }));
}

/** Returns the number of the first trial of a window. */
export function firstTrialOf({ points, replicates }: SweepPlan, window: number): number {
  const whole = points.length * replicates;
  return whole + window * (whole + replicates);
}

interface TrialPlaceInPlan {
  readonly point: number;
  readonly replicate: number;
  readonly window: Window | undefined;
  readonly phase: TrialPhase;
}

function trialOf(plan: SweepPlan, { point, replicate, window, phase }: TrialPlaceInPlan): Trial {
  const { scenario: own, code } = plan.points[point];
  const seed = plan.seedsOf(point)[replicate];
  const span = window === undefined ? undefined : phase === 'out-of-sample' ? window.outOfSample : window.inSample;
  const scenario = { ...own, seed, ...(span === undefined ? {} : { period: periodOf(span, plan) }) };
  const market = marketKey(scenario);
  const data = plan.markets.get(market)?.digests ?? {};
  const identity = identityFrom({ scenario, data, code });
  const inOrder = phase === 'out-of-sample' ? plan.points.length * plan.replicates + replicate : point * plan.replicates + replicate;
  return {
    trial: (window === undefined ? 0 : firstTrialOf(plan, window.index)) + inOrder,
    point, seed, phase, scenario, market,
    window: window?.index ?? -1,
    fromDay: span?.fromDay,
    run: idOfRun(identity),
    ledgerKey: configurationOf(identity),
  };
}

function periodOf({ fromDay, untilDay }: DaySpan, { sweep, base, markets }: SweepPlan): Scenario['period'] {
  const from = Math.max(spanOf(base.scenario, markets).fromDay, dayBefore(fromDay, sweep.walkForward?.warmUp));
  return { from: formatDate(from), until: formatInstant(endOfDay(untilDay)) };
}

/** The days of the data that the scenario plays. */
function spanOf({ period }: Scenario, markets: ReadonlyMap<string, Market>): DaySpan {
  const from = period.from === undefined ? -Infinity : parseInstant(period.from);
  const end = period.until === undefined ? Infinity : endOfPeriod(period.until);
  const played = [...markets.values()].flatMap(({ tables }) => tables.map((table) => ({ table, first: firstRowFrom(table, from), behind: firstRowFrom(table, end) })));
  const spans = played.filter(({ first, behind }) => first < behind);
  return {
    fromDay: Math.min(...spans.map(({ table, first }) => dayOf(table.closedAt[first]))),
    untilDay: Math.max(...spans.map(({ table, behind }) => dayOf(table.closedAt[behind - 1]))),
  };
}

function seedsFor({ sweep, base }: LoadedSweep, settings: Settings): readonly number[] {
  const { policy, list = [base.scenario.seed] } = sweep.seeds;
  if (policy === 'common') return list;
  return list.map((seed) => randomStream({ seed, agent: 'lab', purpose: `trial ${settingsKey(settings)}` }).uint32());
}

/** A refusal names the point, because the file that is wrong is the sweep's. */
function revised(base: Scenario, settings: Settings, known: ReturnType<typeof knownNames>): Scenario {
  try {
    return reviseScenario(base, overridesOf(settings), known);
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    const point = overridesOf(settings).join(', ');
    throw new HivetapeError(cause.code, `At ${point.slice(0, 300)}: ${cause.message}`, {
      ...cause.details,
      help: cause.details.help ?? 'Correct the path or the values, or leave the point out with a constraint: { less: [one, other] }.',
    });
  }
}

function checkObjective(id: string): void {
  const ids = figureIds();
  if (ids.includes(id)) return;
  const near = nearestWord(id, ids);
  throw new HivetapeError('sweep-space-invalid', `Trials are judged by a figure of the tearsheet (found "${id.slice(0, 60)}").`, {
    help: near === undefined ? `The figures are: ${ids.join(', ')}.` : `Did you mean "${near}"?`,
  });
}

function refuseTooMany(count: number, max: number): void {
  if (count > max) throw tooLarge(count, max, 'trials');
}

/**
 * Rerun: decides a recorded run again from its recorded inputs, compares at every event, and stops at
 * the first that differs. Nothing is written.
 */
import { NO_CAUSE, type Recorded } from '../core/event.js';
import { isHivetapeError } from '../core/errors.js';
import type { RunId } from '../core/brand.js';
import type { Kernel } from '../kernel/kernel.js';
import type { RunLog, RunStore } from '../store/run-store.js';
import { comparingJournal, DifferenceFound, type ComparingJournal } from './comparing-journal.js';
import { divergenceOf, type CauseStep, type Divergence } from './divergence.js';
import type { DriveOptions } from './drive.js';
import { followTurns } from './follow-turns.js';
import { LAWS_CODE } from './identity.js';
import { draftsOf, finishOf, identityOfLog, openingOfLog, recordedOutcomes } from './log-inputs.js';
import { finishRun, openRun } from './perform-run.js';
import { instrumentsOf, type ProjectPlace } from './plan-run.js';
import { recipeOf, type Recipe } from './recipe.js';
import { RunSnapshots, type SnapshotOptions } from './snapshots.js';
import { stageRecordedRun, type StagedRun } from './stage-run.js';

export interface RerunOptions extends Pick<DriveOptions, 'onProgress' | 'signal' | 'traps'> {
  /** Where the scenario lies: the files it names are beside it, and inside its project. */
  readonly project: ProjectPlace;
  /** Compares no event from this offset on. */
  readonly to?: number;
  /** Snapshots that it leaves for forks on the way; `'none'`: none. It never begins at one, because it proves all of the run. */
  readonly snapshots?: SnapshotOptions | 'none';
}

export interface RerunResult {
  readonly runId: RunId;
  readonly fingerprint: string;
  /** Events that were decided again and found equal. */
  readonly equal: number;
  readonly events: number;
  /** `undefined`: the run came out the same. */
  readonly divergence: Divergence | undefined;
  /** The log ends before the run did: all of it was compared, and nothing that would have followed. */
  readonly isCutShort?: true;
  /** Agents (and the user's own laws) whose code is not the code that was recorded, whether it made a difference or not. */
  readonly changedCode: readonly string[];
}

const CAUSE_HOPS = 5;
const FOLLOWING_EVENTS = 64;

/** Returns whether the run comes out the same, and if not, the first event that differs and why. */
export async function rerunRun(store: RunStore, runId: RunId, options: RerunOptions): Promise<RerunResult> {
  const log = store.open(runId);
  const recipe = await recipeOf(store, log, { project: options.project, instruments: instrumentsOf(openingOfLog(log)) });
  const changedCode = changedCodeOf(log, recipe);
  const opening = openingOfLog(log);
  const journal = comparingJournal(log.events(options.to === undefined ? {} : { to: options.to }));
  const { kernel, chaos } = stageRecordedRun(log, { recipe, journal, startAt: opening[0].time });
  const isCutShort = endsEarly(log);
  const difference = await performAgain(kernel, { log, recipe, journal, options, chaos, isCutShort });
  const clues = difference === undefined ? undefined : { ...difference, causes: causesOf(log, kernel), changedCode, following: following(log, difference) };
  return {
    runId,
    fingerprint: log.fingerprint,
    equal: journal.equal,
    events: log.count,
    divergence: clues === undefined ? undefined : divergenceOf(clues),
    ...(isCutShort ? { isCutShort } : {}),
    changedCode,
  };
}

/** Tells whether a log ends without the last word of its run; what somebody stopped has it. */
function endsEarly(log: RunLog): boolean {
  if (log.state === 'finished') return false;
  const [last] = log.events({ backwards: true });
  return last.type !== 'RunEnded';
}

interface Rehearsal {
  readonly log: RunLog;
  readonly recipe: Recipe;
  readonly journal: ComparingJournal;
  readonly options: RerunOptions;
  readonly chaos: StagedRun['chaos'];
  readonly isCutShort: boolean;
}

interface Difference {
  readonly offset: number;
  readonly expected: Recorded | undefined;
  readonly found: Recorded | undefined;
  readonly draws: Readonly<Record<string, number>>;
}

async function performAgain(kernel: Kernel, rehearsal: Rehearsal): Promise<Difference | undefined> {
  const { journal, options, chaos, isCutShort } = rehearsal;
  try {
    await perform(kernel, rehearsal);
  } catch (cause) {
    // A store that fails by plan fails again at the same event.
    if (chaos?.refusesAppends === true && isHivetapeError(cause) && cause.code === 'store-unusable') return missingFrom(kernel, rehearsal);
    // What was asked at the end of the log, nobody lived to hear answered.
    if (isCutShort && isHivetapeError(cause) && cause.code === 'effect-not-recorded') return missingFrom(kernel, rehearsal);
    if (!(cause instanceof DifferenceFound)) throw cause;
    if (cause.expected === undefined && (options.to !== undefined || isCutShort)) return undefined;
    return { offset: journal.equal, expected: cause.expected, found: cause.found, draws: drawsOf(kernel, cause.found) };
  }
  return missingFrom(kernel, rehearsal);
}

/** Returns the first recorded event that was not said again, if there is one. */
function missingFrom(kernel: Kernel, { log, journal, options }: Rehearsal): Difference | undefined {
  const missing = options.to === undefined || log.count <= options.to ? journal.next() : undefined;
  if (missing === undefined) return undefined;
  return { offset: missing.offset, expected: missing, found: undefined, draws: drawsOf(kernel, missing) };
}

async function perform(kernel: Kernel, { log, recipe, options, chaos }: Rehearsal): Promise<void> {
  const snapshots = options.snapshots === 'none' ? undefined : new RunSnapshots({ log, recipe, kind: 'decided', options: options.snapshots });
  const keeping = snapshots?.keeping({ limit: Math.min(log.count, options.to ?? Infinity), extra: () => undefined });
  const driving: DriveOptions = { ...options, perform: recordedOutcomes(log), keeping };
  openRun(kernel, draftsOf(openingOfLog(log)));
  await followTurns(kernel, driving, { turns: recipe.turns, chaos, operators: recipe.plan.swarm?.operators });
  await finishRun(kernel, driving, { ...finishOf(log), chaos });
}

function following(log: RunLog, { offset }: Difference): Recorded[] {
  return [...log.events({ from: offset + 1, to: offset + 1 + FOLLOWING_EVENTS })];
}

function drawsOf(kernel: Kernel, event: Recorded): Readonly<Record<string, number>> {
  return kernel.seat(event.agent)?.mind.draws() ?? {};
}

/** Returns what the agent was handling when the rerun stopped, and what led there. */
function causesOf(log: RunLog, kernel: Kernel): CauseStep[] {
  const causes: CauseStep[] = [];
  let offset = kernel.current.handling;
  while (offset !== NO_CAUSE && causes.length < CAUSE_HOPS) {
    const [event] = log.events({ from: offset, to: offset + 1 });
    if (event === undefined) break;
    causes.push({ offset, type: event.type, agent: event.agent, time: event.time });
    offset = event.causation;
  }
  return causes;
}

function changedCodeOf(log: RunLog, recipe: Recipe): string[] {
  const recorded = identityOfLog(log).code;
  const { seats, chaos } = recipe.plan;
  const agents = seats.filter(({ id, codeDigest }) => codeDigest !== recorded[id]).map(({ id }) => id);
  return chaos?.lawsDigest === recorded[LAWS_CODE] ? agents : [...agents, LAWS_CODE];
}

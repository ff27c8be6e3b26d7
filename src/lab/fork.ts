/**
 * Fork: shares a run's past up to an offset, changes something, and decides on. The past is decided
 * again and held against the parent's log on the way, so that queue, streams of chance and states are
 * exactly what they were; the parent is never written.
 */
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import { NO_CAUSE } from '../core/event.js';
import { isNote } from '../kernel/disturbance.js';
import type { RunLog, RunStore } from '../store/run-store.js';
import { closeRun } from './close-run.js';
import type { DriveOptions, Keeping } from './drive.js';
import type { ForkChange } from './fork-change.js';
import { canGoOn, goOnFrom } from './go-on.js';
import { checkInputs, forkIdentityOf, idOfRun, identityJson } from './identity.js';
import { followTurns } from './follow-turns.js';
import { draftsOf, finishOf, openingOfLog, recordedOutcomes } from './log-inputs.js';
import { openLog, resumeFailure, type LogOpening } from './open-log.js';
import { finishRun, openRun } from './perform-run.js';
import { instrumentsOf, type PlanSetting, type ProjectPlace } from './plan-run.js';
import { recipeOf, withTurn, type Recipe } from './recipe.js';
import { outcomeOf, type RunOutcome } from './run-outcome.js';
import { RunSnapshots, type SavedRun, type SnapshotNotice, type SnapshotOptions } from './snapshots.js';
import { sealingFor } from './sealing.js';
import { stageRecordedRun } from './stage-run.js';

export type ForkPlace = { readonly offset: number } | { readonly time: Instant };

export interface ForkOptions extends Pick<DriveOptions, 'onProgress' | 'signal' | 'perform'> {
  readonly at: ForkPlace;
  readonly change: ForkChange;
  /** Name in listings; the parent's name with "fork" if absent. */
  readonly name?: string;
  readonly project: ProjectPlace;
  /** `'none'`: decides all of the past again, and leaves no snapshots. */
  readonly snapshots?: SnapshotOptions | 'none';
  readonly environment: () => unknown;
  /** The fork that must come of it, when it is made again to go on with it. */
  readonly only?: RunId;
}

export interface ForkOutcome extends RunOutcome {
  readonly parent: RunId;
  /** First offset that is the fork's own: the asked place, rounded down to a boundary between deliveries. */
  readonly at: number;
  /** Offset of the snapshot that it began at; 0: all of the past was decided again. */
  readonly from: number;
  /** Snapshots that were not believed. */
  readonly notices: readonly SnapshotNotice[];
}

/** Returns the finished fork. Throws `fork-place-invalid`, `fork-change-invalid`, and what a run throws. */
export async function forkRun(store: RunStore, parentId: RunId, options: ForkOptions): Promise<ForkOutcome> {
  const log = store.open(parentId);
  const at = boundaryAt(log, options.at);
  const setting: PlanSetting = { project: options.project, instruments: instrumentsOf(openingOfLog(log)) };
  const change = timed(log, options);
  const recipe = await withTurn(await recipeOf(store, log, setting), { at, change }, setting);
  const prefix = log.prefixFingerprint(at);
  const unsealed = forkIdentityOf(recipe.turns[recipe.turns.length - 1].plan, { parent: parentId, at, prefix, change });
  // What was confidential in the past stays so in what might have been.
  const sealing = log.manifest.sealing && sealingFor(store, unsealed, log.manifest.sealing);
  const identity = sealing === undefined ? unsealed : { ...unsealed, sealing };
  const runId = idOfRun(identity);
  const name = options.name ?? `${log.manifest.name}-fork`;
  checkInputs(runId, options.only);
  const manifest = { runId, name, identity: identityJson(identity), parent: { run: parentId, at, prefix }, ...(sealing && { sealing }) };
  const opening = { manifest, environment: environmentOf(options), perform: options.perform ?? recordedOutcomes(log), parent: log };
  const snapshots = options.snapshots === 'none' ? undefined : new RunSnapshots({ log, recipe, kind: 'decided', options: options.snapshots });
  const found = snapshots?.nearest({ offset: at });
  const saved = found !== undefined && canGoOn({ recipe, saved: found }) ? found : undefined;
  const from = saved?.course.nextOffset ?? 0;
  const keeping = snapshots?.keeping({ limit: at, extra: () => undefined });
  const outcome = await performFork({ store, log, recipe, opening: { ...opening, from }, options, saved, keeping });
  return { ...outcome, parent: parentId, at, from, notices: snapshots?.notices ?? [] };
}

interface ForkParts {
  readonly store: RunStore;
  readonly log: RunLog;
  readonly recipe: Recipe;
  readonly opening: LogOpening;
  readonly options: ForkOptions;
  readonly saved: SavedRun | undefined;
  readonly keeping: Keeping | undefined;
}

async function performFork({ store, log, recipe, opening, options, saved, keeping }: ForkParts): Promise<RunOutcome> {
  const { runId } = opening.manifest;
  const past = openingOfLog(log);
  const { writer, journal, perform } = openLog(store, opening);
  try {
    const { kernel, chaos } = stageRecordedRun(log, { recipe, journal, startAt: past[0].time, from: opening.from });
    const driving: DriveOptions = { ...options, perform };
    if (saved === undefined) openRun(kernel, draftsOf(past));
    const turns = saved === undefined ? recipe.turns : await goOnFrom(kernel, { log, recipe, saved });
    await followTurns(kernel, { ...driving, keeping }, { turns, chaos, operators: recipe.plan.swarm?.operators });
    const performance = await finishRun(kernel, driving, { ...finishOf(log), chaos });
    const seal = closeRun({ store, writer, runId }, performance, environmentOf(options));
    return outcomeOf({ runId, seal, kernel, performance });
  } catch (cause) {
    writer.abandon(environmentOf(options));
    throw resumeFailure(cause, opening);
  }
}

/** What is commanded at a time of the run is said at that time, wherever the log has its next event. */
function timed(log: RunLog, { at, change }: ForkOptions): ForkChange {
  if (change.commands === undefined || !('time' in at)) return change;
  const [last] = log.events({ backwards: true });
  return at.time <= last.time ? { ...change, commandsAt: at.time } : change;
}

function environmentOf({ environment }: ForkOptions): Json {
  return identityJson(environment() as object);
}

/** Returns the last boundary between deliveries at or before the asked place. */
function boundaryAt(log: RunLog, place: ForkPlace): number {
  const opening = openingOfLog(log).length;
  let at = 'offset' in place ? place.offset : firstOffsetAfter(log, place.time);
  if (!Number.isSafeInteger(at) || at < opening || at > log.count) {
    throw new HivetapeError('fork-place-invalid', `A fork leaves its parent at an offset from ${opening} to ${log.count} (found ${at}).`, {
      help: 'Name an offset after the opening of the run, or a time within it.',
    });
  }
  while (at < log.count && at > opening && isOneDelivery(log, at)) at -= 1;
  return at;
}

function firstOffsetAfter(log: RunLog, time: Instant): number {
  for (const event of log.events({ fromTime: time })) return event.offset;
  return log.count;
}

function isOneDelivery(log: RunLog, at: number): boolean {
  const [before, after] = log.events({ from: at - 1, to: at + 1 });
  // What the lab says of faults with a cause, it says in the very step that brought it.
  if (isNote(after) && before.time === after.time) return true;
  return before.causation !== NO_CAUSE && before.agent === after.agent && before.causation === after.causation && before.time === after.time;
}

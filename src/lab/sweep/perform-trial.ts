/**
 * Performs one trial: an ordinary run by the ordinary kernel, whose journal folds instead of keeping.
 * Only where a fingerprint is wanted is the log written too, in memory, and thrown away.
 */
import { assert } from '../../core/assert.js';
import type { RunId } from '../../core/brand.js';
import { errorCodes } from '../../core/error-codes.js';
import { isHivetapeError } from '../../core/errors.js';
import type { Recorded } from '../../core/event.js';
import { catalogue, type LogEvent } from '../../domain/catalogue.js';
import type { Failure } from '../../kernel/speech.js';
import type { Vocabulary } from '../../kernel/vocabulary.js';
import { memoryRunStore } from '../../store/memory-run-store.js';
import type { RunWriter } from '../../store/run-store.js';
import { closingOf } from '../boot-phases.js';
import { openingOf } from '../frame.js';
import { idOfRun, identityJson, identityOf, type RunIdentity } from '../identity.js';
import type { InvariantFound } from '../chaos/monitor.js';
import { marketIn, type Market } from '../load-market.js';
import { finishRun, openRun } from '../perform-run.js';
import { planRun, type CodeLoader, type ProjectPlace } from '../plan-run.js';
import { stageLiveRun } from '../stage-run.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { trialFold, type TrialFolded } from './trial-fold.js';

/** Everything a worker must be told of one trial. Plain data. */
export interface TrialRequest {
  readonly trial: number;
  readonly run: RunId;
  readonly scenario: Scenario;
  /** Which of the markets it plays. */
  readonly market: string;
  readonly objective: string;
  readonly fromDay: number | undefined;
  readonly wantsFingerprint: boolean;
}

/** What comes of it. Plain data. */
export interface TrialResult extends TrialFolded {
  readonly trial: number;
  readonly done: boolean;
  /** What went wrong, empty where nothing did. */
  readonly trouble: string;
  readonly events: number;
  readonly fingerprint: string;
}

export interface TrialPlace {
  readonly project: ProjectPlace;
  readonly markets: ReadonlyMap<string, Market>;
  readonly loadCode: CodeLoader;
  /** Words of the log, with their checks compiled once for all trials. */
  readonly vocabulary: Vocabulary;
}

const nothing: Omit<TrialResult, 'trial' | 'trouble'> = { done: false, events: 0, fingerprint: '', figures: {}, returns: [], fromDay: -1, untilDay: -1 };

/** Returns the result of a trial; an agent that throws or refuses its options makes a failed trial, not an error. */
export async function performTrial(request: TrialRequest, place: TrialPlace): Promise<TrialResult> {
  const loaded = place.markets.get(request.market);
  assert(loaded !== undefined, 'A trial names a market that was loaded', { market: request.market });
  try {
    return await perform(request, marketIn(loaded, request.scenario), place);
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    return { ...nothing, trial: request.trial, trouble: shortened(`${errorCodes[cause.code].number} ${cause.message}`) };
  }
}

async function perform(request: TrialRequest, market: Market, { project, loadCode, vocabulary }: TrialPlace): Promise<TrialResult> {
  const { scenario, trial, objective, fromDay } = request;
  const plan = await planRun(scenario, { project, instruments: market.instruments, loadCode });
  const identity = identityOf(plan, market.digests);
  assert(idOfRun(identity) === request.run, 'A trial is the run that it was announced as', { trial, run: request.run });
  const { periodsPerYear, riskFree } = scenario.metrics;
  const fold = trialFold({ conventions: { periodsPerYear, riskFree }, objective, fromDay });
  const writer = request.wantsFingerprint ? throwawayWriter(request, identity) : undefined;
  let events = 0;
  const record = (event: Recorded): void => {
    events += 1;
    fold.see(event as LogEvent);
    writer?.append(event);
  };
  const { kernel, chaos } = stageLiveRun({ plan, market, journal: { record }, vocabulary });
  openRun(kernel, openingOf(plan, identity));
  const closing = closingOf(plan, market.notes);
  const { failure, broken } = await finishRun(kernel, plan.until === undefined ? {} : { until: plan.until }, { closing, chaos });
  const fingerprint = writer?.finish(null).fingerprint ?? '';
  return { trial, done: failure === undefined && broken === undefined, trouble: troubleOf(failure, broken), events, fingerprint, ...fold.result() };
}

function throwawayWriter({ run, scenario }: TrialRequest, identity: RunIdentity): RunWriter {
  return memoryRunStore(catalogue).create({ runId: run, name: scenario.name, identity: identityJson(identity) });
}

function troubleOf(failure: Failure | undefined, broken: InvariantFound | undefined): string {
  if (broken !== undefined) return shortened(`${broken.invariant} broke: ${broken.found}`);
  if (failure === undefined) return '';
  const { agent, cause } = failure;
  return shortened(`${agent} threw: ${cause instanceof Error ? cause.message : String(cause)}`);
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}

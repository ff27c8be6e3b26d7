/** Run: decides a scenario on its data and records everything. */
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { isHivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { RunStore } from '../store/run-store.js';
import { alertOutbox, type AlertOutbox, type OutboxSetting } from './alerts/alert-outbox.js';
import { closingOf } from './boot-phases.js';
import { closeRun } from './close-run.js';
import type { DriveOptions } from './drive.js';
import { openingOf } from './frame.js';
import { checkInputs, idOfRun, identityJson, identityOf } from './identity.js';
import { loadMarket, type Market } from './load-market.js';
import { openLog, resumeFailure } from './open-log.js';
import { finishRun, openRun } from './perform-run.js';
import { planRun, type ProjectPlace } from './plan-run.js';
import { outcomeOf, type RunOutcome } from './run-outcome.js';
import { checkedPolicy, sealingFor, type SealPolicy } from './sealing.js';
import { stageLiveRun } from './stage-run.js';
import type { Scenario } from './scenario/scenario-schema.js';

export interface RunStart {
  readonly runId: RunId;
  readonly bars: number;
  /** First and last instant of the data that will be played. */
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Where a log that was cut short ends, if the run goes on with one. */
  readonly resumedAt: number | undefined;
}

export interface RunOptions extends Pick<DriveOptions, 'onProgress' | 'signal' | 'perform' | 'traps' | 'keepUp'> {
  /** Where the scenario lies: the files it names are beside it, and inside its project. */
  readonly project: ProjectPlace;
  /** Says what the machine is like; kept beside the log, outside the chain. Called at the beginning and at the end. */
  readonly environment: () => Json;
  readonly label?: string;
  /** What is written sealed. The key is made when the run begins, and found again when it is performed again. */
  readonly seal?: SealPolicy;
  /** The run that must come of it, when its inputs are read again to go on with it. */
  readonly only?: RunId;
  /** Where alerts of the run go as they are written; nowhere if absent. */
  readonly alerts?: Pick<OutboxSetting, 'sinks' | 'onTrouble'>;
  /** Called when the run has its id, before anything is decided. */
  readonly onStart?: (start: RunStart) => void;
}

/**
 * Returns how the run ended. A run that was cut short goes on where its log ends. What agents threw is in
 * the outcome; it is thrown when the input is bad or the store fails, and then what was recorded stays
 * readable as an incomplete run. Throws `resume-differs`, `resume-inputs-changed`, `sealing-invalid`.
 */
export async function runScenario(store: RunStore, scenario: Scenario, options: RunOptions): Promise<RunOutcome> {
  const { project, label, environment, only } = options;
  const market = await loadMarket(scenario, project);
  const plan = await planRun(scenario, { project, instruments: market.instruments });
  const unsealed = identityOf(plan, market.digests);
  const sealing = options.seal && sealingFor(store, unsealed, checkedPolicy(options.seal, plan));
  const identity = sealing === undefined ? unsealed : { ...unsealed, sealing };
  const runId = idOfRun(identity);
  checkInputs(runId, only);
  const opening = { manifest: { runId, name: scenario.name, identity: identityJson(identity), ...(sealing && { sealing }) }, label, environment: environment(), perform: options.perform };
  const { writer, journal: log, perform, resumedAt } = openLog(store, opening);
  const outbox = options.alerts && alertOutbox(log, { run: runId, writer, newFrom: resumedAt ?? 0, ...options.alerts });
  const journal = outbox?.journal ?? log;
  try {
    options.onStart?.({ runId, bars: market.bars, startsAt: market.startAt, endsAt: Math.min(plan.until ?? Infinity, endOf(market)), resumedAt });
    const { kernel, chaos } = stageLiveRun({ plan, market, journal });
    openRun(kernel, openingOf(plan, identity));
    const closing = closingOf(plan, market.notes);
    const onProgress: RunOptions['onProgress'] = (progress) => {
      outbox?.flush();
      options.onProgress?.(progress);
    };
    const driving = { ...options, onProgress, perform, ...(plan.until === undefined ? {} : { until: plan.until }) };
    const performance = await finishRun(kernel, driving, { closing, chaos });
    outbox?.flush();
    return outcomeOf({ runId, seal: closeRun({ store, writer, runId }, performance, environment()), kernel, performance });
  } catch (cause) {
    sendLast(outbox);
    writer.abandon(environment());
    throw resumeFailure(cause, opening);
  }
}

/** What a run said before it failed goes out, if the store still holds it for good. */
function sendLast(outbox: AlertOutbox | undefined): void {
  try {
    outbox?.flush();
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
  }
}

function endOf({ tables, startAt }: Market): Instant {
  return Math.max(startAt, ...tables.filter(({ length }) => length > 0).map(({ closedAt, length }) => closedAt[length - 1]));
}

/**
 * Runs a sweep: takes what is known from the log of an earlier attempt and from the cache, hands out
 * the rest in batches, and records results in order. The record does not depend on who worked on it.
 */
import type { RunId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { HivetapeError } from '../../core/errors.js';
import type { RunStore } from '../../store/run-store.js';
import { identityJson } from '../identity.js';
import { codeShelf } from './code-shelf.js';
import type { LoadedSweep } from './load-sweep.js';
import type { TrialRequest, TrialResult } from './perform-trial.js';
import { sweepIdentityOf, sweepIdOf } from './sweep-identity.js';
import { sweepJournal, type SweepJournal } from './sweep-journal.js';
import { knownTrials, planSweep, type SweepPlan, type Trial } from './sweep-plan.js';
import { resultsBefore } from './sweep-record.js';
import { noTrialCache, trialCache, type TrialCache } from './trial-cache.js';
import type { TrialLedger } from './trial-ledger.js';
import type { PerformerMaker, TrialPerformer } from './trial-performer.js';

export interface SweepProgress {
  /** Trials that are recorded or wait for those before them, of `trials`. */
  readonly finished: number;
  readonly trials: number;
  /** Where they came from. */
  readonly performed: number;
  readonly fromLog: number;
  readonly fromCache: number;
  /** Events of the trials that were performed now. */
  readonly events: number;
}

export interface SweepOptions {
  readonly performer: PerformerMaker;
  /** The store where finished trials are kept for other sweeps; absent: nothing is kept, and nothing taken. */
  readonly cacheDirectory?: string;
  readonly ledger: TrialLedger;
  /** Says what the machine is like; kept beside the log. Called at the end. */
  readonly environment: () => Json;
  readonly signal?: AbortSignal;
  /** The sweep that is to be resumed. Data or code that have changed since make another one of it. */
  readonly expected?: RunId;
  /** Called when the count is known, before anything runs. */
  readonly onStart?: (start: { readonly sweepId: RunId; readonly plan: SweepPlan }) => void;
  readonly onProgress?: (progress: SweepProgress) => void;
}

export interface SweepOutcome extends SweepProgress {
  readonly sweepId: RunId;
  readonly state: 'finished' | 'stopped';
  /** Of the sweep's own log; that of an unfinished one is not final. */
  readonly fingerprint: string;
  readonly failed: number;
}

/** Bars of one task: enough that handing it over costs nothing beside it. */
const BARS_PER_BATCH = 20_000;
const BATCH_MAX = 64;

/** Returns how it ended. Throws what planning throws, `store-locked`, `trial-worker-died`; what was finished is kept. */
export async function runSweep(store: RunStore, loaded: LoadedSweep, options: SweepOptions): Promise<SweepOutcome> {
  const plan = await planSweep(loaded, codeShelf());
  const identity = sweepIdentityOf(plan);
  const sweepId = sweepIdOf(identity);
  if (options.expected !== undefined && options.expected !== sweepId) throw changed(options.expected);
  options.onStart?.({ sweepId, plan });
  const before = resultsBefore(store, sweepId);
  const writer = store.create({ runId: sweepId, name: plan.sweep.name, identity: identityJson(identity) });
  try {
    const journal = sweepJournal({
      plan, writer,
      onRecorded: ({ phase, ledgerKey }, { done }) => {
        if (phase === 'whole' && done) options.ledger.note(identity.data, ledgerKey);
      },
    });
    const work = new SweepWork(plan, journal, { ...options, before });
    const isWhole = await work.perform();
    const failed = isWhole ? journal.end().failed : 0;
    if (isWhole) return { ...work.progress, sweepId, state: 'finished', fingerprint: writer.finish(options.environment()).fingerprint, failed };
    writer.abandon(options.environment());
    return { ...work.progress, sweepId, state: 'stopped', fingerprint: store.open(sweepId).fingerprint, failed };
  } catch (cause) {
    writer.abandon(options.environment());
    throw cause;
  }
}

function changed(expected: RunId): HivetapeError {
  return new HivetapeError('sweep-changed', `A sweep is resumed on the data and code that it began with (found others than sweep ${expected} had).`, {
    help: 'Run the sweep file again: what did not change is taken from the cache.',
  });
}

interface WorkOptions extends SweepOptions {
  readonly before: ReadonlyMap<number, TrialResult>;
}

/** A resource: what is still to do, what is under way, and who does it. */
class SweepWork {
  progress: SweepProgress;
  private readonly queue: Trial[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private performer: TrialPerformer | undefined;
  private readonly stopped: Promise<void>;
  private readonly cache: TrialCache;
  private failure: { readonly cause: unknown } | undefined;

  constructor(
    private readonly plan: SweepPlan,
    private readonly journal: SweepJournal,
    private readonly options: WorkOptions,
  ) {
    this.progress = { finished: 0, trials: plan.trials, performed: 0, fromLog: 0, fromCache: 0, events: 0 };
    const { signal, cacheDirectory } = options;
    this.cache = cacheDirectory === undefined ? noTrialCache : trialCache(cacheDirectory);
    this.stopped = new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** Returns whether all trials were done; not if somebody stopped it. */
  async perform(): Promise<boolean> {
    try {
      this.admit(knownTrials(this.plan));
      while (this.queue.length > 0 || this.underWay.size > 0) {
        if (this.options.signal?.aborted === true) return false;
        this.handOut();
        await Promise.race([...this.underWay, this.stopped]);
        if (this.failure !== undefined) throw this.failure.cause;
      }
      return true;
    } finally {
      await this.performer?.close();
    }
  }

  /** Takes what is known already, also what follows from it; queues the rest. */
  private admit(trials: readonly Trial[]): void {
    for (const trial of trials) {
      const { fromLog, fromCache } = this.progress;
      const logged = this.options.before.get(trial.trial);
      const known = logged ?? this.cache.take(requestOf(this.plan, trial));
      if (known === undefined) this.queue.push(trial);
      else this.settle(trial, known, logged === undefined ? { fromCache: fromCache + 1 } : { fromLog: fromLog + 1 });
    }
  }

  private settle(trial: Trial, result: TrialResult, counted: Partial<SweepProgress>): void {
    this.progress = { ...this.progress, ...counted, finished: this.progress.finished + 1 };
    this.admit(this.journal.take(trial, result));
    this.options.onProgress?.(this.progress);
  }

  private handOut(): void {
    if (this.queue.length === 0) return;
    const { project, markets } = this.plan;
    const { cacheDirectory } = this.options;
    this.performer ??= this.options.performer({ project, markets, ...(cacheDirectory === undefined ? {} : { cacheDirectory }) });
    // One batch waits behind each that is worked on, so that nobody idles while results are recorded.
    while (this.queue.length > 0 && this.underWay.size < 2 * this.performer.capacity) {
      const batch = this.queue.splice(0, this.batchSize(this.performer.capacity));
      const work = this.performBatch(this.performer, batch).finally(() => this.underWay.delete(work));
      this.underWay.add(work);
    }
  }

  private async performBatch(performer: TrialPerformer, batch: readonly Trial[]): Promise<void> {
    const requests = batch.map((trial) => requestOf(this.plan, trial));
    try {
      const results = await performer.perform(requests);
      if (this.options.signal?.aborted === true) return;
      results.forEach((result, index) => {
        const { performed, events } = this.progress;
        this.settle(batch[index], result, { performed: performed + 1, events: events + result.events });
      });
    } catch (cause) {
      this.failure ??= { cause };
    }
  }

  private batchSize(capacity: number): number {
    const bars = Math.max(1, ...[...this.plan.markets.values()].map((market) => market.bars));
    const fair = Math.ceil(this.queue.length / (4 * capacity));
    return Math.max(1, Math.min(BATCH_MAX, fair, Math.floor(BARS_PER_BATCH / bars)));
  }
}

function requestOf({ sweep }: SweepPlan, { trial, run, scenario, market, fromDay }: Trial): TrialRequest {
  return { trial, run, scenario, market, objective: sweep.objective.figure, fromDay, wantsFingerprint: sweep.fingerprints };
}

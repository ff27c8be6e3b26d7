/** A sweep as its log tells it: folded for whoever resumes, judges or reports it. */
import type { RunId } from '../../core/brand.js';
import { HivetapeError, isHivetapeError } from '../../core/errors.js';
import type { DataOf, LogEvent } from '../../domain/catalogue.js';
import type { RunState, RunStore } from '../../store/run-store.js';
import type { TrialResult } from './perform-trial.js';
import type { Settings } from './settings.js';
import { isSweepIdentity, type SweepIdentity } from './sweep-identity.js';

/** A finished trial, as it was recorded. */
export type TrialRecord = Omit<DataOf<'TrialFinished'>, 'settings' | 'figures'> & {
  readonly settings: Settings;
  readonly figures: Readonly<Record<string, number | null>>;
};

export interface SweepRecord {
  readonly sweepId: RunId;
  readonly identity: SweepIdentity;
  readonly state: RunState;
  readonly fingerprint: string;
  readonly events: number;
  readonly planned: { readonly trials: number; readonly points: number; readonly windows: number };
  /** In order of their numbers. */
  readonly trials: readonly TrialRecord[];
  readonly windows: readonly DataOf<'WindowChosen'>[];
}

/** Returns the record of a sweep. Throws `run-not-found`, `log-damaged`, `sweep-not-found` for a run that is none. */
export function readSweepRecord(store: RunStore, sweepId: RunId): SweepRecord {
  const log = store.open(sweepId);
  if (!isSweepIdentity(log.manifest.identity)) {
    throw new HivetapeError('sweep-not-found', `A sweep is asked for (found the run "${log.manifest.name}").`, { help: '`hivetape sweep status` lists the sweeps.' });
  }
  const trials: TrialRecord[] = [];
  const windows: DataOf<'WindowChosen'>[] = [];
  let planned = { trials: 0, points: 0, windows: 0 };
  for (const recorded of log.events()) {
    const event = recorded as LogEvent;
    if (event.type === 'SweepStarted') planned = event.data;
    else if (event.type === 'TrialFinished') trials.push(event.data as unknown as TrialRecord);
    else if (event.type === 'WindowChosen') windows.push(event.data);
  }
  const identity = log.manifest.identity as unknown as SweepIdentity;
  return { sweepId, identity, state: log.state, fingerprint: log.fingerprint, events: log.count, planned, trials, windows };
}

/** Returns the results that an earlier, perhaps unfinished execution of a sweep has left, by number; none if it left nothing sound. */
export function resultsBefore(store: RunStore, sweepId: RunId): ReadonlyMap<number, TrialResult> {
  try {
    return new Map(readSweepRecord(store, sweepId).trials.map((trial) => [trial.trial, trial]));
  } catch (cause) {
    // A damaged log is written anew; what the cache holds is taken from there.
    if (isHivetapeError(cause) && (cause.code === 'run-not-found' || cause.code === 'log-damaged')) return new Map();
    throw cause;
  }
}

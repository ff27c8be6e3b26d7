/**
 * Writes the log of a sweep: trials in the order of their numbers, whoever finished first, and after
 * the trials of a window what was chosen in it. A trial that is early waits for those before it.
 */
import { assert } from '../../core/assert.js';
import { NOBODY, NO_CAUSE, type Recorded } from '../../core/event.js';
import { catalogue, type DataOf, type EventType } from '../../domain/catalogue.js';
import { LAB } from '../../kernel/speaker.js';
import type { RunWriter } from '../../store/run-store.js';
import { identityJson } from '../identity.js';
import type { TrialResult } from './perform-trial.js';
import { bestPointOf, objectiveValue } from './standing.js';
import { sweepIdentityOf } from './sweep-identity.js';
import { firstTrialOf, judgingTrials, type SweepPlan, type Trial } from './sweep-plan.js';
import type { TrialRecord } from './sweep-record.js';

export interface SweepJournal {
  /** Takes a result; returns the trials that can be run only now, because a window is complete. */
  take(trial: Trial, result: TrialResult): readonly Trial[];
  /** Writes the last word, once all trials are there. */
  end(): { readonly trials: number; readonly failed: number; readonly best: number };
}

export interface SweepJournalOptions {
  readonly plan: SweepPlan;
  readonly writer: RunWriter;
  /** Called for each trial, in order, when it has been written. */
  readonly onRecorded: (trial: Trial, record: TrialRecord) => void;
}

export function sweepJournal({ plan, writer, onRecorded }: SweepJournalOptions): SweepJournal {
  const waiting = new Map<number, { readonly trial: Trial; readonly result: TrialResult }>();
  const left = trialsLeft(plan);
  const records: TrialRecord[] = [];
  say(writer, 'SweepStarted', {
    name: plan.sweep.name, identity: identityJson(sweepIdentityOf(plan)), trials: plan.trials, points: plan.points.length, windows: plan.windows.length,
  });

  const write = ({ trial, result }: { trial: Trial; result: TrialResult }): void => {
    const record = recordOf(plan, trial, result);
    records.push(record);
    say(writer, 'TrialFinished', record);
    onRecorded(trial, record);
  };
  const flush = (): void => {
    for (let next = waiting.get(records.length); next !== undefined; next = waiting.get(records.length)) {
      waiting.delete(records.length);
      if (next.trial.phase === 'out-of-sample' && records.at(-1)?.phase === 'in-sample') sayChoice(plan, writer, next.trial, records);
      write(next);
    }
  };
  return {
    take(trial, result) {
      waiting.set(trial.trial, { trial, result });
      const following = left.done(trial);
      const results = (window: number): TrialRecord[] => inSampleOf(plan, window, { waiting, records });
      const judging = following === undefined ? [] : judgingTrials(plan, plan.windows[following], bestPointOf(results(following), plan.sweep.objective) ?? 0);
      flush();
      return judging;
    },
    end() {
      assert(records.length === plan.trials, 'A sweep ends when all its trials are recorded', { recorded: records.length, trials: plan.trials });
      const whole = records.filter(({ phase }) => phase === 'whole');
      const point = bestPointOf(whole, plan.sweep.objective);
      const best = point === undefined ? -1 : (whole.find((record) => record.point === point && record.done)?.trial ?? -1);
      const last = { trials: records.length, failed: records.filter(({ done }) => !done).length, best };
      say(writer, 'SweepFinished', last);
      return last;
    },
  };
}

/** Counts down the in-sample trials of each window. */
function trialsLeft({ points, replicates, windows }: SweepPlan): { done(trial: Trial): number | undefined } {
  const left = windows.map(() => points.length * replicates);
  return {
    /** Returns the window that this trial completes. */
    done({ phase, window }) {
      if (phase !== 'in-sample') return undefined;
      left[window] -= 1;
      return left[window] === 0 ? window : undefined;
    },
  };
}

function inSampleOf(plan: SweepPlan, window: number, at: { waiting: ReadonlyMap<number, { trial: Trial; result: TrialResult }>; records: readonly TrialRecord[] }): TrialRecord[] {
  const first = firstTrialOf(plan, window);
  return Array.from({ length: plan.points.length * plan.replicates }, (_, index) => {
    const held = at.waiting.get(first + index);
    return held === undefined ? at.records[first + index] : recordOf(plan, held.trial, held.result);
  });
}

function sayChoice(plan: SweepPlan, writer: RunWriter, { window, point }: Trial, records: readonly TrialRecord[]): void {
  const { inSample, outOfSample } = plan.windows[window];
  const own = records.filter((record) => record.window === window && record.point === point);
  say(writer, 'WindowChosen', {
    window, point,
    objective: objectiveValue(own, plan.sweep.objective) ?? 0,
    inFromDay: inSample.fromDay, inUntilDay: inSample.untilDay, outFromDay: outOfSample.fromDay, outUntilDay: outOfSample.untilDay,
  });
}

function recordOf(plan: SweepPlan, { trial, point, seed, phase, window, run }: Trial, result: TrialResult): TrialRecord {
  const { done, trouble, events, fingerprint, fromDay, untilDay, figures, returns } = result;
  return { trial, point, seed, phase, window, settings: plan.points[point].settings, run, done, trouble, events, fingerprint, fromDay, untilDay, figures, returns: [...returns] };
}

function say<Type extends EventType>(writer: RunWriter, type: Type, data: Readonly<Record<keyof DataOf<Type>, unknown>>): void {
  const { version, topic } = catalogue[type];
  const offset = writer.count;
  // A sweep has no virtual time of its own: its trials are told one after another.
  const event: Recorded = {
    offset, type, version, time: offset, deliverAt: offset + 1, agent: LAB, topic: (topic as (of: unknown) => string)(data), to: NOBODY,
    correlation: 0, causation: offset === 0 ? NO_CAUSE : 0, data,
  };
  writer.append(event);
}


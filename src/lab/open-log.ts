/**
 * Opens the log that a run is written into: a new one, or the one that the same run left behind when it
 * was cut short. Then what is there is decided again and compared, never written again, effects are
 * answered as they were, and the run goes on where its log ends.
 */
import type { Json } from '../core/canonical.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import type { DataOf } from '../domain/catalogue.js';
import type { EffectOutcome, PendingEffect } from '../kernel/effects.js';
import type { Journal } from '../kernel/recorder.js';
import { LAB } from '../kernel/speaker.js';
import type { RunLog, RunManifest, RunStore, RunWriter } from '../store/run-store.js';
import { comparingJournal, DifferenceFound } from './comparing-journal.js';
import { nobodyPerforms, type DriveOptions } from './drive.js';
import { recordedOutcome } from './log-inputs.js';

export interface OpenedLog {
  readonly writer: RunWriter;
  readonly journal: Journal;
  /** First offset that is decided for the first time; `undefined` for a new log. */
  readonly resumedAt: number | undefined;
  /** Answers effects from what is there; what is not there is performed, once everything before it is acknowledged. */
  readonly perform: NonNullable<DriveOptions['perform']>;
}

export interface LogOpening {
  readonly manifest: RunManifest;
  readonly label?: string | undefined;
  readonly environment: Json;
  readonly perform: DriveOptions['perform'];
  /** The parent of a fork, to compare the shared prefix with. */
  readonly parent?: RunLog;
  /** First offset that is decided again, where a fork goes on from a snapshot; 0 if absent. */
  readonly from?: number | undefined;
}

/** Throws what the store throws when it creates or resumes a run. */
export function openLog(store: RunStore, opening: LogOpening): OpenedLog {
  const cut = cutShort(store, opening.manifest);
  return cut === undefined ? newLog(store, opening) : resumedLog(store, opening, cut);
}

/** Returns the error to throw in place of a {@link DifferenceFound}; other causes come back as they are. */
export function resumeFailure(cause: unknown, { manifest }: LogOpening): unknown {
  if (!(cause instanceof DifferenceFound)) return cause;
  const { expected, found } = cause;
  return new HivetapeError('resume-differs', `A run that is resumed decides again what its log holds (found ${found.type} of ${found.agent} at offset ${found.offset}, where ${expected?.type ?? 'nothing'} was recorded).`, {
    place: { offset: found.offset },
    help: `Remove what is there with \`hivetape runs rm ${manifest.runId.slice(0, 8)}\`, or keep it, and find out what the agent depends on.`,
    values: { runId: manifest.runId, expected, found },
  });
}

function newLog(store: RunStore, { manifest, label, environment, perform = nobodyPerforms, parent, from }: LogOpening): OpenedLog {
  const writer = store.create(manifest, { environment, ...(label === undefined ? {} : { label }) });
  const journal = manifest.parent === undefined || parent === undefined ? writingJournal(writer) : journalAfter(parent, { from, at: manifest.parent.at }, writer);
  return { writer, journal, resumedAt: undefined, perform: careful(writer, perform) };
}

function resumedLog(store: RunStore, { manifest, perform = nobodyPerforms, from }: LogOpening, to: number): OpenedLog {
  const writer = store.resume(manifest.runId, { to });
  const past = store.open(manifest.runId);
  const live = careful(writer, perform);
  return {
    writer,
    journal: journalAfter(past, { from, at: to }, writer),
    resumedAt: to,
    perform: async (effect) => recordedOutcome(past, effect) ?? live(effect),
  };
}

/** Returns how much of an earlier try is worth keeping, or `undefined` if there is none. */
function cutShort(store: RunStore, { runId, parent }: RunManifest): number | undefined {
  let log: RunLog;
  try {
    log = store.open(runId);
  } catch (error) {
    // A damaged log is replaced by the one that is written now.
    if (isHivetapeError(error) && (error.code === 'run-not-found' || error.code === 'log-damaged')) return undefined;
    throw error;
  }
  const own = parent?.at ?? 0;
  return log.state === 'incomplete' && log.count > own ? Math.max(own, endOfWork(log)) : undefined;
}

/** Returns where somebody stopped the run: what was said after that, notes on the data first, would not have been said. */
function endOfWork(log: RunLog): number {
  let firstNote: number | undefined;
  for (const event of log.events({ agents: [LAB], types: ['DataQualityNoted', 'SwarmPhaseBegan', 'RunEnding'] })) {
    if (event.type === 'DataQualityNoted') firstNote ??= event.offset;
    else if (event.type === 'SwarmPhaseBegan') firstNote = (event.data as DataOf<'SwarmPhaseBegan'>).phase === 'drain' ? (firstNote ?? event.offset) : firstNote;
    else if ((event.data as DataOf<'RunEnding'>).reason === 'stopped') return firstNote ?? event.offset;
  }
  return log.count;
}

function writingJournal(writer: RunWriter): Journal {
  return { record: (event) => writer.append(event) };
}

/** Compares below an offset, writes from there on. */
function journalAfter(past: RunLog, { from = 0, at }: { readonly from: number | undefined; readonly at: number }, writer: RunWriter): Journal {
  const known = comparingJournal(past.events({ from, to: at }));
  return {
    record(event: Recorded) {
      if (event.offset < at) known.record(event);
      else writer.append(event);
    },
  };
}

/** Nothing is asked of the world before the log holds for certain that it will be asked. */
function careful(writer: RunWriter, perform: NonNullable<DriveOptions['perform']>): (effect: PendingEffect) => Promise<EffectOutcome> {
  return async (effect) => {
    writer.commit();
    return perform(effect);
  };
}

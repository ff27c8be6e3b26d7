/** From what a person writes (@, @~1, a name, the beginning of an id) to the run that is meant. */
import type { RunId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import type { RunStore, RunSummary } from '../store/run-store.js';
import { pointOf, type LogPoint } from './option-values.js';
import { recentRuns } from './recent-runs.js';
import { startedAtOf } from './run-note.js';

export interface RunReference {
  /** Names the run. */
  readonly run: string;
  /** After `:` an offset, after `@` a time. */
  readonly point: LogPoint | undefined;
}

/** Returns the parts of `run`, `run:1200`, `run@2020-03-12`. Throws `invalid-argument`. */
export function parseReference(text: string): RunReference {
  const offset = /^(.+):(\d+)$/.exec(text);
  if (offset && !/[@].*[:].*/.test(offset[1] ?? '')) {
    const inTime = /^(.+)@(\d{4}-.*)$/.exec(text);
    if (!inTime) return { run: offset[1] ?? '', point: pointOf(text, offset[2] ?? '') };
  }
  const time = /^(.+)@(\d{4}-\d\d-\d\d.*)$/.exec(text);
  if (time) return { run: time[1] ?? '', point: pointOf(text, time[2] ?? '') };
  return { run: text, point: undefined };
}

/** Returns the run that is meant. Throws `run-not-found`, `ambiguous-run` with the candidates. */
export function resolveRun(store: RunStore, text: string, { storeDirectory }: { readonly storeDirectory: string }): RunId {
  const runs = store.list();
  const back = /^@(?:~(\d+))?$/.exec(text);
  if (back) return nth(newestFirst(store, runs, storeDirectory), Number(back[1] ?? 0), text).runId;
  const named = runs.filter(({ name, label }) => name === text || label === text);
  if (named.length > 0) return nth(newestFirst(store, named, storeDirectory), 0, text).runId;
  const begun = begunWith(text.toLowerCase(), runs);
  if (begun.length > 1) throw ambiguous(text, begun);
  const [only] = begun;
  if (only) return only.runId;
  throw notFound(text, runs);
}

/** What was kept of a run beside it, `ID.diverged-…` or `ID.salvaged-…`, is meant only by who writes the dot. */
function begunWith(text: string, runs: readonly RunSummary[]): readonly RunSummary[] {
  if (!/^[0-9a-f-]+(\.[a-z0-9-]*)?$/.test(text)) return [];
  return runs.filter(({ runId }) => runId.startsWith(text) && runId.includes('.') === text.includes('.'));
}

/** Returns runs in the order in which they were performed, the last one first; then by when they were begun. */
export function newestFirst(store: RunStore, runs: readonly RunSummary[], storeDirectory: string): RunSummary[] {
  const recent = recentRuns(storeDirectory);
  const keyed = runs.map((run) => {
    const place = recent.indexOf(run.runId);
    return { run, place: place === -1 ? recent.length : place, startedAt: place === -1 ? (startedAtOf(store, run.runId) ?? 0) : 0 };
  });
  keyed.sort((a, b) => a.place - b.place || b.startedAt - a.startedAt || (a.run.runId < b.run.runId ? -1 : 1));
  return keyed.map(({ run }) => run);
}

/** Returns the part of a run id that people read and write. */
export function shortId(runId: RunId): string {
  return runId.slice(0, 8);
}

function nth(runs: readonly RunSummary[], index: number, text: string): RunSummary {
  const run = runs[index];
  if (run) return run;
  const message = runs.length === 0 ? 'There are no runs yet.' : `There are only ${runs.length} runs (asked for "${text}").`;
  throw new HivetapeError('run-not-found', message, { help: runs.length === 0 ? 'Make one: hivetape run SCENARIO.' : 'hivetape runs list shows them.' });
}

function ambiguous(text: string, runs: readonly RunSummary[]): HivetapeError {
  const shown = runs.slice(0, 10).map(({ runId, name }) => `${runId} (${name})`);
  return new HivetapeError('ambiguous-run', `"${text}" is the beginning of ${runs.length} runs: ${shown.join(', ')}.`, {
    help: 'Write more letters of the one you mean.',
    values: { candidates: runs.map(({ runId }) => runId) },
  });
}

function notFound(text: string, runs: readonly RunSummary[]): HivetapeError {
  const near = nearestWord(text, [...new Set(runs.map(({ name }) => name))]);
  return new HivetapeError('run-not-found', `There is no run "${text.slice(0, 80)}".`, {
    help: near === undefined ? 'hivetape runs list shows them.' : `Did you mean "${near}"?`,
  });
}

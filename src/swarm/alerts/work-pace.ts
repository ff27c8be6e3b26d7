/**
 * Whether a worker is getting slower: what it needed lately for a kind of work, against what it needed for the
 * same before. An agent that decays does so before it fails, and this is when it can still be seen.
 */
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import { officeOf, taskKey } from '../../domain/task-office.js';

/** Tasks that are "lately", and how many must have come before them for there to be a "before". */
const RECENT = 5;
const BEFORE_MIN = 5;
/** What was long ago counts ever less. */
const BEFORE_MAX = 50;

interface WorkerPace {
  readonly worker: string;
  recent: number[];
  before: { count: number; meanUs: number };
}

/** Plain data, changed in place. */
export interface Pace {
  /** What each open task asks for, by office, graph and task. */
  readonly works: Record<string, string>;
  /** By worker and work. */
  readonly paces: Record<string, WorkerPace>;
}

export function startPace(): Pace {
  return { works: {}, paces: {} };
}

export function foldPace({ works, paces }: Pace, event: LogEvent): void {
  switch (event.type) {
    case 'TaskAssigned':
      works[keyOf(event)] = event.data.work;
      return;
    case 'TaskCompleted': {
      const work = works[keyOf(event)] as string | undefined;
      delete works[keyOf(event)];
      if (work !== undefined) step(paces, { worker: event.data.worker, work, workedUs: event.data.workedUs });
      return;
    }
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskCancelled':
      delete works[keyOf(event)];
      return;
    default:
  }
}

function step(paces: Pace['paces'], { worker, work, workedUs }: { readonly worker: string; readonly work: string; readonly workedUs: number }): void {
  const pace = (paces[JSON.stringify([worker, work])] ??= { worker, recent: [], before: { count: 0, meanUs: 0 } });
  pace.recent.push(workedUs);
  if (pace.recent.length <= RECENT) return;
  const [oldest, ...rest] = pace.recent;
  const count = Math.min(BEFORE_MAX, pace.before.count + 1);
  pace.before = { count, meanUs: pace.before.meanUs + (oldest - pace.before.meanUs) / count };
  pace.recent = rest;
}

/** Returns how many times as long as before the worker takes that slowed down most, 1 for as long as before; `undefined` where nobody is known well enough. */
export function slowest({ paces }: Pace): { readonly value: number; readonly n: number; readonly about: string } | undefined {
  let found: { value: number; n: number; about: string } | undefined;
  for (const { worker, recent, before } of Object.values(paces)) {
    if (before.count < BEFORE_MIN || before.meanUs <= 0) continue;
    const value = recent.reduce((sum, us) => sum + us, 0) / recent.length / before.meanUs;
    if (found === undefined || value > found.value) found = { value, n: recent.length, about: worker };
  }
  return found;
}

function keyOf(event: EventOf<'TaskAssigned' | 'TaskCompleted' | 'TaskFailed' | 'TaskTimedOut' | 'TaskCancelled'>): string {
  return taskKey({ office: officeOf(event), graph: event.data.graph, task: event.data.task });
}

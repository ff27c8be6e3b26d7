/**
 * Whether a task may begin, by what became of the tasks before it: readiness comes in the very instant in
 * which the last of them is over. What can no longer be ready is settled at once, so that a graph always ends.
 */
import type { Json } from '../../core/canonical.js';
import { isTaskOver } from '../../domain/task.js';
import { isInHand, type GraphEntry, type TaskEntry } from './desk.js';

export type Readiness =
  | { readonly kind: 'waits' }
  | { readonly kind: 'ready' }
  /** It cannot become ready any more: because of this one, and so it is left out, or fails. */
  | { readonly kind: 'lost'; readonly because: TaskEntry; readonly isSkipped: boolean };

export function readinessOf({ spec: { after, join } }: TaskEntry, { tasks }: GraphEntry): Readiness {
  const before = after.map((name) => tasks[name]);
  const done = before.filter(({ state }) => state === 'completed').length;
  const dead = before.filter(({ state }) => isTaskOver(state) && state !== 'completed');
  const need = join === undefined || join.rule === 'all' ? before.length : join.rule === 'first' ? 1 : (join.count ?? before.length);
  if (done >= need) return { kind: 'ready' };
  if (before.length - dead.length >= need) return { kind: 'waits' };
  const [because] = dead;
  return { kind: 'lost', because, isSkipped: because.state === 'skipped' || because.spec.onFailure === 'skip' };
}

/** Returns the results of the tasks before it, in the order in which they are named or were completed. */
export function inputsOf({ spec: { after, join } }: TaskEntry, { tasks }: GraphEntry): Json {
  const done = after.map((name) => tasks[name]).filter(({ state }) => state === 'completed');
  if (join?.isOrdered === false) done.sort((a, b) => a.place - b.place);
  return done.map(({ spec, result = null }) => ({ task: spec.name, result }));
}

/** Returns the tasks that nobody needs any more: everybody who waited for them has begun without them, and wants the rest cancelled. */
export function unneededIn({ tasks }: GraphEntry): readonly TaskEntry[] {
  const all = Object.values(tasks);
  const joins = all.filter(({ spec: { join } }) => join !== undefined && join.rule !== 'all' && join.cancelsRest);
  if (joins.length === 0) return [];
  const candidates = new Set(joins.filter(({ state }) => state !== 'pending' && !isTaskOver(state)).flatMap(({ spec }) => spec.after));
  return [...candidates].map((name) => tasks[name]).filter((entry) => !isTaskOver(entry.state) && all.every((other) => !isNeededBy(entry, other)));
}

function isNeededBy({ spec: { name } }: TaskEntry, { spec, state }: TaskEntry): boolean {
  if (!spec.after.includes(name)) return false;
  return state === 'pending' || spec.join === undefined || spec.join.rule === 'all' || !spec.join.cancelsRest;
}

/** Tells whether the stage of a task has room for it, and the way to the next one too. */
export function hasStageRoom({ spec: { stage } }: TaskEntry, { stages, tasks }: GraphEntry): boolean {
  const place = stages.findIndex(({ name }) => name === stage);
  if (place < 0) return true;
  const { concurrency, buffer } = stages[place];
  const of = (name: string): readonly TaskEntry[] => Object.values(tasks).filter((entry) => entry.spec.stage === name);
  const here = of(stages[place].name);
  if (here.filter(isInHand).length >= concurrency) return false;
  if (place + 1 >= stages.length) return true;
  const onTheWay = here.filter((entry) => isInHand(entry) || entry.state === 'completed').length;
  const arrived = of(stages[place + 1].name).filter((entry) => isInHand(entry) || isTaskOver(entry.state)).length;
  return onTheWay - arrived < buffer;
}

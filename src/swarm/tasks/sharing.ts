/**
 * How waiting tasks are spread over workers that have queues of their own: on request evenly, and by
 * themselves where a worker that has nothing to do takes from one that has too much.
 */
import { moveAway } from './attempts.js';
import type { WorkerEntry } from './desk.js';
import { handOver, isAble, type Place } from './dispatch.js';
import { say, type Plan } from './plan.js';

/** Moves tasks that were not begun from the fullest worker to the emptiest, until none has two more than another. */
export function rebalance(plan: Plan): void {
  for (;;) {
    const move = nextMove(plan, (from, to) => from.open - to.open >= 2);
    if (move === undefined) return;
    carryOut(plan, move, 'rebalanced');
  }
}

/** Lets workers with a free hand take what waits in the queues of others. */
export function steal(plan: Plan): void {
  for (;;) {
    const move = nextMove(plan, (from, to) => to.open < to.concurrency && from.open > from.concurrency);
    if (move === undefined) return;
    carryOut(plan, move, 'stolen');
  }
}

interface Move {
  readonly place: Place;
  readonly to: WorkerEntry;
}

/** Returns the first move that may be made: from the fullest to the emptiest, of equal ones in order of id. */
function nextMove(plan: Plan, mayMove: (from: WorkerEntry, to: WorkerEntry) => boolean): Move | undefined {
  const workers = Object.values(plan.desk.workers).filter(({ place, isDown }) => place === 'active' && !isDown);
  const byLoad = workers.map((worker, order) => ({ worker, order })).sort((a, b) => b.worker.open - a.worker.open || a.order - b.order).map(({ worker }) => worker);
  for (const from of byLoad) {
    for (const to of [...byLoad].reverse()) {
      if (from === to || !mayMove(from, to) || to.open >= to.concurrency + to.queue) continue;
      const place = movable(plan, from, to);
      if (place !== undefined) return { place, to };
    }
  }
  return undefined;
}

/** Returns the task that was handed out last, of those that are not known to have begun. */
function movable({ desk }: Plan, from: WorkerEntry, to: WorkerEntry): Place | undefined {
  let found: Place | undefined;
  for (const graph of Object.values(desk.graphs)) {
    for (const entry of Object.values(graph.tasks)) {
      if (entry.state !== 'assigned' || entry.worker !== from.agent || entry.spec.mustFollow || !isAble(to, entry)) continue;
      if (found === undefined || entry.assignedAt >= found.entry.assignedAt) found = { graph, entry };
    }
  }
  return found;
}

function carryOut(plan: Plan, { place: { graph, entry }, to }: Move, reason: 'rebalanced' | 'stolen'): void {
  const { name } = entry.spec;
  moveAway(plan, { graph, entry }, reason);
  say(plan, { type: 'TaskReady', data: { graph: graph.name, task: name } });
  const now = plan.desk.graphs[graph.name];
  handOver(plan, { graph: now, entry: now.tasks[name] }, { among: [plan.desk.workers[to.agent]] });
}

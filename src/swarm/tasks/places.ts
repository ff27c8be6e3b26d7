/**
 * Where the tasks of a graph stand, kept with every step: who is in hand, who is ready in which order, how many wait and
 * how many are over. A graph may have thousands of tasks, and what is asked of it after each word is about a few.
 */
import { isTaskOver, type Priority } from '../../domain/task.js';
import type { GraphEntry, TaskEntry } from './desk.js';

type Places = Pick<GraphEntry, 'total' | 'pending' | 'over' | 'later' | 'inHand' | 'ready' | 'cancelsRest'>;

export const noTasks: Places = { total: 0, pending: 0, over: 0, later: [], inHand: [], ready: { critical: [], high: [], medium: [], low: [] }, cancelsRest: false };

/** Returns the graph after a task has left the place where it stood. */
export function left(graph: GraphEntry, { spec: { name, priority }, state }: TaskEntry): GraphEntry {
  switch (state) {
    case 'pending':
      return { ...graph, pending: graph.pending - 1, later: without(graph.later, name) };
    case 'ready':
      return withLine(graph, priority, without(graph.ready[priority], name));
    case 'assigned':
    case 'running':
      return { ...graph, inHand: without(graph.inHand, name) };
    default:
      return { ...graph, over: graph.over - 1 };
  }
}

/** Returns the graph with a task at the place where it stands now. */
export function arrived(graph: GraphEntry, entry: TaskEntry): GraphEntry {
  const { spec: { name, priority }, state, readyAt } = entry;
  if (isTaskOver(state)) return { ...graph, over: graph.over + 1 };
  if (state === 'pending') return { ...graph, pending: graph.pending + 1, later: readyAt === 0 ? graph.later : [...graph.later, name] };
  if (state !== 'ready') return { ...graph, inHand: [...graph.inHand, name] };
  const line = graph.ready[priority];
  let place = line.length;
  while (place > 0 && isBefore(entry, graph.tasks[line[place - 1]])) place -= 1;
  return withLine(graph, priority, [...line.slice(0, place), name, ...line.slice(place)]);
}

/** Who was ready first comes first; of those of one instant, who stands first in the graph. */
function isBefore(one: TaskEntry, other: TaskEntry): boolean {
  return one.readyAt < other.readyAt || (one.readyAt === other.readyAt && one.order < other.order);
}

function withLine(graph: GraphEntry, priority: Priority, line: readonly string[]): GraphEntry {
  return { ...graph, ready: { ...graph.ready, [priority]: line } };
}

function without(names: readonly string[], name: string): readonly string[] {
  const place = names.indexOf(name);
  return place < 0 ? names : [...names.slice(0, place), ...names.slice(place + 1)];
}

/**
 * A graph of tasks as it is written down: whether it can be worked at all, in which waves, and how long
 * it must take. A circle is refused by its name, before anything begins.
 */
import { Value } from '@sinclair/typebox/value';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import { taskGraphSchema, type TaskGraphSpec, type TaskSpec } from '../../domain/task.js';

/** Returns the graph with its defaults filled in. Throws `task-graph-invalid` with the field, or what {@link checkGraph} throws. */
export function readGraph(value: unknown): TaskGraphSpec {
  const complete = Value.Default(taskGraphSchema, Value.Clone(value));
  const problem = Value.Errors(taskGraphSchema, complete).First();
  if (problem !== undefined) {
    throw refusal(`A graph of tasks obeys its schema: at ${problem.path === '' ? 'its root' : problem.path} ${problem.message.toLowerCase()}.`, 'docs/tasks.md shows what a task may say.');
  }
  const graph = complete as TaskGraphSpec;
  checkGraph(graph);
  return graph;
}

/** Throws `task-graph-invalid` where names do not fit together, `task-graph-circle` where tasks wait for each other. */
export function checkGraph({ name, tasks, stages = [] }: TaskGraphSpec): void {
  const names = tasks.map((task) => task.name);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw refusal(`A task stands once in its graph (found "${twice}" twice in "${name}").`);
  for (const task of tasks) checkTask(task, { names, stages: stages.map((stage) => stage.name) });
  const circle = circleOf(tasks);
  if (circle === undefined) return;
  throw new HivetapeError('task-graph-circle', `No task waits for itself (found ${circle.join(' → ')} in "${name}").`, {
    help: 'An arrow goes from a task to one that it waits for; take one of them away.',
    values: { graph: name, circle },
  });
}

/** Returns the names of tasks that wait for each other, the first again at the end; `undefined` where none do. */
export function circleOf(tasks: readonly TaskSpec[]): readonly string[] | undefined {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const settled = new Set<string>();
  for (const { name: root } of tasks) {
    // By hand rather than by recursion: a chain may be as long as a graph may be.
    const path: { readonly name: string; next: number }[] = [{ name: root, next: 0 }];
    const onPath = new Set([root]);
    while (path.length > 0) {
      const step = path[path.length - 1];
      const before = settled.has(step.name) ? undefined : byName.get(step.name)?.after[step.next];
      if (before === undefined) {
        settled.add(step.name);
        onPath.delete(step.name);
        path.pop();
        continue;
      }
      step.next += 1;
      if (onPath.has(before)) return [...path.slice(path.findIndex(({ name }) => name === before)).map(({ name }) => name), before];
      path.push({ name: before, next: 0 });
      onPath.add(before);
    }
  }
  return undefined;
}

/** Returns the names of tasks by wave: the first wave waits for none, each later one for something of the wave before it. */
export function wavesOf(tasks: readonly TaskSpec[]): string[][] {
  const waves: string[][] = [];
  for (const { task, wave } of inOrder(tasks)) (waves[wave] ??= []).push(task.name);
  const places = new Map(tasks.map(({ name }, place) => [name, place]));
  for (const wave of waves) wave.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  return waves;
}

/** Returns the tasks so that each comes after those it waits for, with its wave. The graph has no circle. */
export function inOrder(tasks: readonly TaskSpec[]): readonly { readonly task: TaskSpec; readonly wave: number }[] {
  const waves = new Map<string, number>();
  const missing = new Map(tasks.map((task) => [task.name, task.after.length]));
  const waiting = new Map<string, TaskSpec[]>();
  for (const task of tasks) for (const before of task.after) waiting.set(before, [...(waiting.get(before) ?? []), task]);
  const order = tasks.filter(({ after }) => after.length === 0);
  for (let i = 0; i < order.length; i += 1) {
    const task = order[i];
    waves.set(task.name, task.after.reduce((last, before) => Math.max(last, (waves.get(before) ?? 0) + 1), 0));
    for (const next of waiting.get(task.name) ?? []) {
      const left = (missing.get(next.name) ?? 0) - 1;
      missing.set(next.name, left);
      if (left === 0) order.push(next);
    }
  }
  return order.map((task) => ({ task, wave: waves.get(task.name) ?? 0 }));
}

/** Returns the time of the longest chain and of all tasks together, in µs, by what each takes. */
export function spanOf(tasks: readonly TaskSpec[], usOf: (task: TaskSpec) => number): { readonly criticalUs: number; readonly sumUs: number } {
  const ends = new Map<string, number>();
  let sumUs = 0;
  for (const { task } of inOrder(tasks)) {
    const startsAt = task.after.reduce((latest, before) => Math.max(latest, ends.get(before) ?? 0), 0);
    ends.set(task.name, startsAt + usOf(task));
    sumUs += usOf(task);
  }
  return { criticalUs: Math.max(0, ...ends.values()), sumUs };
}

interface KnownNames {
  readonly names: readonly string[];
  readonly stages: readonly string[];
}

function checkTask(task: TaskSpec, { names, stages }: KnownNames): void {
  const { name, after, join, sameAs, stage, substitute, onFailure, mustFollow, prefer } = task;
  for (const other of [...after, ...(sameAs === undefined ? [] : [sameAs])]) {
    if (names.includes(other)) continue;
    const near = nearestWord(other, names);
    throw refusal(`A task names tasks of its own graph (found "${other}" in "${name}").`, near === undefined ? `They are: ${names.join(', ')}.` : `Did you mean "${near}"?`);
  }
  if (new Set(after).size < after.length) throw refusal(`A task waits for another one once (found twice in "${name}").`);
  if (stage !== undefined && !stages.includes(stage)) throw refusal(`The stage of a task is one of its graph (found "${stage}" in "${name}").`);
  if ((onFailure === 'substitute') !== (substitute !== undefined)) throw refusal(`Substitute work and onFailure: substitute belong together (found one of them in "${name}").`);
  if (mustFollow && prefer === undefined && sameAs === undefined) throw refusal(`A task that must follow says whom, by prefer or sameAs (found neither in "${name}").`);
  if (sameAs === name) throw refusal(`A task goes to the worker of another one (found itself in "${name}").`);
  if (join === undefined) return;
  if ((join.rule === 'quorum') !== (join.count !== undefined)) throw refusal(`A join by quorum, and no other, says how many (found ${join.rule} in "${name}").`);
  if (join.count !== undefined && join.count > after.length) throw refusal(`A quorum is at most all of the tasks it waits for (found ${join.count} of ${after.length} in "${name}").`);
  if (join.rule === 'first' && after.length === 0) throw refusal(`The first of some tasks asks for some (found none before "${name}").`);
}

function refusal(message: string, help?: string): HivetapeError {
  return new HivetapeError('task-graph-invalid', message, help === undefined ? {} : { help });
}

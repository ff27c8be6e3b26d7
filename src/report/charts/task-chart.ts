/** Tasks over time: one bar for each, from when a worker began to when it was over, coloured by how it ended. */
import { formatInstant } from '../../core/instant.js';
import type { TaskRow } from '../../lab/sight/task-board.js';
import { colour, foreign, values, type ChartSpec, type ColourName } from '../chart-spec.js';
import { decimal } from '../number-text.js';

/** Beyond this a time line cannot be read: the latest are drawn. */
const ROWS_MAX = 40;

const shades: readonly (readonly [TaskRow['state'], ColourName])[] = [['completed', 'gain'], ['failed', 'loss'], ['timed-out', 'loss'], ['cancelled', 'neutral'], ['skipped', 'neutral']];

export function taskChart(tasks: readonly TaskRow[]): ChartSpec | undefined {
  const begun = tasks.filter(({ startedAt }) => startedAt !== null);
  if (begun.length === 0) return undefined;
  const shown = begun.slice(-ROWS_MAX);
  const names = shown.map(nameOf);
  const states = [...new Set(shown.map(({ state }) => state))];
  return {
    id: 'tasks',
    title: 'Tasks over time',
    summary: 'One row for each task: a line from when a worker began to when it was over, coloured by how it ended.',
    ...(shown.length < begun.length ? { note: `The last ${shown.length} of ${decimal(begun.length, 0)} tasks that were begun are drawn.` } : {}),
    columns: {
      task: { label: 'Task', unit: 'text', values: names },
      worker: { label: 'Worker', unit: 'text', values: shown.map(({ worker }) => worker ?? '') },
      state: { label: 'State', unit: 'text', values: shown.map(({ state }) => state) },
      from: { label: 'From', unit: 'text', values: shown.map(({ startedAt, submittedAt }) => axisTime(startedAt ?? submittedAt)) },
      to: { label: 'To', unit: 'text', values: shown.map(({ endedAt }) => (endedAt === null ? null : axisTime(endedAt))) },
      attempts: { label: 'Attempts', unit: 'count', values: shown.map(({ attempts }) => attempts) },
      ...Object.fromEntries(states.flatMap((state) => lineColumns(state, shown))),
    },
    traces: states.map((state) => ({
      type: 'scatter', mode: 'lines+markers', name: foreign(state), x: values(`at-${state}`), y: values(`of-${state}`), text: values(`who-${state}`),
      line: { color: colour(shadeOf(state), 0.75), width: 9 }, marker: { color: colour(shadeOf(state)), symbol: 'line-ns', size: 9, line: { color: colour(shadeOf(state)), width: 2 } },
      hovertemplate: '%{y}<br>%{text}<br>%{x}<extra></extra>',
    })),
    layout: {
      hovermode: 'closest', showlegend: states.length > 1, xaxis: { type: 'date' }, margin: { l: 8 },
      yaxis: { type: 'category', autorange: 'reversed', fixedrange: true, automargin: true, categoryorder: 'array', categoryarray: values('task') },
    },
    heightPx: 110 + 22 * shown.length,
    minWidthPx: 520,
    tables: [{ caption: 'Tasks', columns: ['task', 'worker', 'state', 'from', 'to', 'attempts'] }],
  };
}

function shadeOf(state: TaskRow['state']): ColourName {
  return shades.find(([name]) => name === state)?.[1] ?? 'accent';
}

/** Three points for each line: its ends, and a gap. */
function lineColumns(state: string, tasks: readonly TaskRow[]): readonly (readonly [string, { readonly label: string; readonly unit: 'text'; readonly values: readonly (string | null)[] }])[] {
  const own = tasks.filter((task) => task.state === state);
  const at = own.flatMap(({ startedAt, endedAt, submittedAt }) => [axisTime(startedAt ?? submittedAt), axisTime(endedAt ?? startedAt ?? submittedAt), null]);
  return [
    [`at-${state}`, { label: 'Time', unit: 'text', values: at }],
    [`of-${state}`, { label: 'Task', unit: 'text', values: own.flatMap((task) => [nameOf(task), nameOf(task), null]) }],
    [`who-${state}`, { label: 'Worker', unit: 'text', values: own.flatMap(({ worker, state: how }) => [`${worker ?? 'nobody'}, ${how}`, `${worker ?? 'nobody'}, ${how}`, null]) }],
  ];
}

function nameOf({ graph, task }: TaskRow): string {
  return `${graph} · ${task}`;
}

function axisTime(at: number): string {
  return formatInstant(at).replace('T', ' ').replace('Z', '');
}

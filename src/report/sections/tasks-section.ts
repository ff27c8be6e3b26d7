/** The tasks of a run: how they ended, graph by graph, and where they took long or did not complete. */
import { chartFigure } from '../chart-spec.js';
import { taskChart } from '../charts/task-chart.js';
import type { GraphRow, TaskRow } from '../../lab/sight/task-board.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, duration, percent, timeText } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

const GRAPHS_MAX = 24;
const TASKS_MAX = 24;

export function tasksSection({ tasks: board }: RunReportModel): Section | undefined {
  const { graphs, tasks, counts } = board;
  if (tasks.length === 0) return undefined;
  const chart = taskChart(tasks);
  const ends = Object.entries(counts).filter(([, count]) => count > 0).map(([state, count]) => `${decimal(count, 0)} ${state}`);
  return {
    id: 'tasks',
    title: 'Tasks',
    charts: chart === undefined ? [] : [chart],
    body: html`<p class="lead">${counted(tasks.length, 'task')} in ${counted(graphs.length, 'graph')}: ${ends.join(', ')}.</p>
${chart === undefined ? NOTHING : chartFigure(chart)}
${graphTable(graphs)}
${troubleTable(tasks)}`,
  };
}

function graphTable(graphs: readonly GraphRow[]): SafeHtml {
  const rows = [...graphs].sort((a, b) => (b.makespanUs ?? Infinity) - (a.makespanUs ?? Infinity)).slice(0, GRAPHS_MAX);
  const title = rows.length < graphs.length ? `The ${rows.length} longest of ${decimal(graphs.length, 0)} graphs` : 'Graphs';
  return html`<div class="wide"><table><caption>${title}</caption><thead><tr><th scope="col">Graph</th><th scope="col">Coordinator</th><th scope="col">Strategy</th><th scope="col" class="number">Tasks</th>
<th scope="col" class="number">Progress</th><th scope="col">Outcome</th><th scope="col" class="number">Took</th></tr></thead><tbody>${rows.map(
    ({ graph, coordinator, strategy, tasks, progress, outcome, makespanUs }) => html`<tr><th scope="row">${graph}</th><td>${coordinator}</td><td>${strategy === '' ? ABSENT : strategy}</td><td class="number">${decimal(tasks, 0)}</td>
<td class="number">${percent(progress, 0)}</td><td>${outcome ?? 'open at the end'}</td><td class="number">${makespanUs === null ? ABSENT : duration(makespanUs)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** Tasks that did not complete, or only after several attempts. */
function troubleTable(tasks: readonly TaskRow[]): SafeHtml {
  const rows = tasks.filter(({ state, attempts }) => state !== 'completed' || attempts > 1).slice(-TASKS_MAX);
  if (rows.length === 0) return html`<p class="note">Every task completed at its first attempt.</p>`;
  return html`<h3>Tasks with trouble</h3><p class="note">Those that did not complete, or not at the first attempt; the last ${decimal(rows.length, 0)}.</p>
<div class="wide"><table><thead><tr><th scope="col">Task</th><th scope="col">State</th><th scope="col">Worker</th><th scope="col" class="number">Attempts</th><th scope="col">Submitted</th><th scope="col">Reason</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(
    ({ graph, task, state, worker, attempts, submittedAt, reason, offset }) => html`<tr><th scope="row">${graph} · ${task}</th><td>${state}</td><td>${worker ?? ABSENT}</td><td class="number">${decimal(attempts, 0)}</td>
<td>${timeText(submittedAt).slice(0, 19)}</td><td>${reason}</td><td class="number muted">${decimal(offset, 0)}</td></tr>`,
  )}</tbody></table></div>`;
}

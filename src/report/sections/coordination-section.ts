/** How the swarm worked together, in figures: what was said, what of it is the price of coordination, how long things took, and what held it up. */
import type { AgentMetrics } from '../../lab/sight/agent-metrics.js';
import type { Bottleneck } from '../../lab/sight/bottlenecks.js';
import type { SwarmMetrics } from '../../lab/sight/swarm-metrics.js';
import { chartFigure } from '../chart-spec.js';
import { swarmChart } from '../charts/swarm-chart.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, duration, percent } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

const AGENTS_MAX = 60;

export function coordinationSection({ swarm }: RunReportModel): Section | undefined {
  const { metrics, agents, bottlenecks, overTime } = swarm;
  if (metrics.agents.seated < 2) return undefined;
  const chart = overTime === undefined ? undefined : swarmChart(overTime);
  return {
    id: 'coordination',
    title: 'Working together',
    charts: chart === undefined ? [] : [chart],
    body: html`<p class="lead">${leadOf(metrics)}</p>
${figureTable(metrics)}
${chart === undefined ? NOTHING : chartFigure(chart)}
${bottleneckTable(bottlenecks)}
${agentTable(agents)}`,
  };
}

function leadOf({ agents, overhead, decisions }: SwarmMetrics): string {
  const consensus = decisions.consensus.mean === null ? '' : ` A vote took ${duration(Math.round(decisions.consensus.mean))} of virtual time on average.`;
  return `${decimal(agents.active, 0)} of ${counted(agents.seated, 'agent')} had something to say. ${overhead.share === null ? ABSENT : percent(overhead.share)} of all events are coordination: said so that agents can work together.${consensus}`;
}

interface Row {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

function figureTable(metrics: SwarmMetrics): SafeHtml {
  return html`<table><caption>The swarm</caption><thead><tr><th scope="col">Figure</th><th scope="col" class="number">Value</th><th scope="col">Of what</th></tr></thead>
<tbody>${[...talkRows(metrics), ...taskRows(metrics)].map(({ name, value, meaning }) => html`<tr><th scope="row">${name}</th><td class="number">${value}</td><td class="muted">${meaning}</td></tr>`)}</tbody></table>`;
}

function talkRows({ agents, events, messages, latency, inFlight, overhead, decisions, conflicts, balance }: SwarmMetrics): readonly Row[] {
  const rows: Row[] = [
    { name: 'Active agents', value: decimal(agents.active, 0), meaning: `of ${decimal(agents.seated, 0)} that were seated; ${decimal(agents.away, 0)} away at the end` },
    { name: 'Messages', value: decimal(messages, 0), meaning: `${counted(events, 'event')}, each for each that it went to; timers are none` },
    { name: 'Latency of a message', value: span(latency.mean), meaning: `mean; 95 % within ${span(latency.p95)}, the longest ${span(latency.max)}` },
    { name: 'Queue depth', value: decimal(inFlight.max, 0), meaning: 'most messages that were under way at once' },
    { name: 'Overhead, of events', value: share(overhead.share), meaning: `${counted(overhead.events, 'event')} of coordination` },
    { name: 'Overhead, of time', value: share(overhead.timeShare), meaning: `${span(overhead.openUs)} in which a vote, a conflict or a task was open` },
    { name: 'Balance', value: share(balance), meaning: 'what agents had to hear on average, of what the busiest had to' },
  ];
  if (decisions.proposed > 0) rows.push({ name: 'Consensus time', value: span(decisions.consensus.mean), meaning: `mean of ${counted(decisions.consensus.n, 'vote')}; 95 % within ${span(decisions.consensus.p95)}, the longest ${span(decisions.consensus.max)}` });
  if (conflicts.detected > 0) rows.push({ name: 'Conflicts', value: decimal(conflicts.detected, 0), meaning: `${decimal(conflicts.resolved, 0)} resolved, ${decimal(conflicts.escalated, 0)} escalated, ${decimal(conflicts.expired, 0)} expired; ${span(conflicts.duration.mean)} each on average` });
  return rows;
}

function taskRows({ tasks }: SwarmMetrics): readonly Row[] {
  if (tasks.submitted === 0) return [];
  return [
    { name: 'Tasks', value: decimal(tasks.submitted, 0), meaning: `${decimal(tasks.ended.completed ?? 0, 0)} completed, ${decimal(tasks.open, 0)} open at the end` },
    { name: 'Success', value: share(tasks.success), meaning: 'completed, of those that are over' },
    { name: 'Task duration', value: span(tasks.duration.mean), meaning: `mean; 95 % within ${span(tasks.duration.p95)}, the longest ${span(tasks.duration.max)}` },
    { name: 'Wait for a worker', value: span(tasks.wait.mean), meaning: `mean; at most ${counted(tasks.queue.max, 'task')} waited at once` },
    { name: 'Utilisation', value: share(tasks.utilisation), meaning: 'time in tasks, of the workers’ market-open time' },
    { name: 'Balance of tasks', value: share(tasks.balance), meaning: 'tasks per worker on average, of what the busiest had' },
  ];
}

function bottleneckTable(rows: readonly Bottleneck[]): SafeHtml {
  if (rows.length === 0) return html`<p class="note">Nothing held the swarm up: no agent, link or lock took over 100 ms on average, no worker had more than a fifth of its tasks over 30 s, no lock with others waiting was held for nine tenths of the time.</p>`;
  return html`<h3>What held it up</h3>
<table><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Name</th><th scope="col" class="number">Found</th><th scope="col">Rule</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(
    ({ severity, kind, name, found, limit, rule, offset }) => html`<tr><th scope="row">${severity}</th><td>${kind}</td><td>${name}</td><td class="number">${amount(rule, found)}</td><td class="muted">${rule}, at most ${amount(rule, limit)}</td>
<td class="number muted">${decimal(offset, 0)}</td></tr>`,
  )}</tbody></table>`;
}

function amount(rule: string, value: number): string {
  return rule.endsWith('µs') ? span(value) : percent(value);
}

function agentTable(agents: readonly AgentMetrics[]): SafeHtml {
  const rows = [...agents].sort((a, b) => b.said + b.heard - a.said - a.heard).slice(0, AGENTS_MAX);
  const note = rows.length < agents.length ? `The ${rows.length} busiest of ${decimal(agents.length, 0)}; hivetape agents --metrics has all.` : 'The busiest first.';
  return html`<details><summary>Agent by agent</summary><p class="note">${note} “To answer”: from when a word of another arrived to what was said to it. “To be heard”: its own thinking, and the way.</p>
<div class="wide"><table><thead><tr><th scope="col">Agent</th><th scope="col">Kind</th><th scope="col" class="number">Said</th><th scope="col" class="number">Heard</th><th scope="col" class="number">Coordination</th>
<th scope="col" class="number">To answer</th><th scope="col" class="number">To be heard</th><th scope="col" class="number">Votes</th><th scope="col" class="number">Tasks</th><th scope="col" class="number">Away</th></tr></thead><tbody>${rows.map(agentRow)}</tbody></table></div></details>`;
}

function agentRow({ agent, kind, said, heard, coordination, answers, words, votes, tasksCompleted, tasksFailed, awayUs }: AgentMetrics): SafeHtml {
  return html`<tr><th scope="row">${agent}</th><td>${kind === '' ? ABSENT : kind}</td><td class="number">${decimal(said, 0)}</td><td class="number">${decimal(heard, 0)}</td>
<td class="number">${said === 0 ? ABSENT : percent(coordination / said, 0)}</td><td class="number">${span(answers.mean)}</td><td class="number">${span(words.mean)}</td><td class="number">${decimal(votes, 0)}</td>
<td class="number">${tasksCompleted + tasksFailed === 0 ? ABSENT : `${decimal(tasksCompleted, 0)}${tasksFailed === 0 ? '' : `, ${decimal(tasksFailed, 0)} failed`}`}</td><td class="number">${awayUs === 0 ? ABSENT : duration(awayUs)}</td></tr>`;
}

function span(value: number | null): string {
  return value === null ? ABSENT : duration(Math.round(value));
}

function share(value: number | null): string {
  return value === null ? ABSENT : percent(value);
}

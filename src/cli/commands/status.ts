/** `hivetape status <run>`: how the swarm stands at a moment: who is there, what is open, in figures, and what holds it up. */
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { Bottleneck } from '../../lab/sight/bottlenecks.js';
import type { Link } from '../../lab/sight/communication.js';
import type { SwarmMetrics } from '../../lab/sight/swarm-metrics.js';
import type { SwarmInterval } from '../../lab/sight/swarm-series.js';
import type { SwarmStatus } from '../../lab/sight/swarm-status.js';
import type { CommandSpec, Desk, Invocation } from '../command-spec.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { counted, grouped, percent, virtualSpan } from '../number-format.js';
import { choiceOption, flagOption, spanOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { seriesColumns, seriesCsvHead, seriesCsvRow, seriesFormats } from '../swarm-series-text.js';
import { openLines, statusColumns } from '../swarm-status-text.js';
import { tableLines, type Column } from '../table.js';
import { wrap } from '../text-width.js';

export const statusCommand: CommandSpec = {
  name: 'status',
  summary: 'show how the swarm stands at any moment of a run: who is there, what is open, its figures',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [
    atOption,
    { flags: '--metrics', meaning: 'the figures of the swarm up to then' },
    { flags: '--matrix', meaning: 'who told whom how much up to then' },
    { flags: '--bottlenecks', meaning: 'what held it up: agents, links, locks, workers by name' },
    { flags: '--every <span>', meaning: 'the figures interval by interval (2s, 5s, 1h, 1d); one in which nothing was said has no row' },
    { flags: '--format <format>', meaning: 'of --every: table, ndjson or csv' },
  ],
  examples: ['hivetape status @ --at 2020-03-12', 'hivetape status @ --metrics --bottlenecks --json', 'hivetape status @ --every 5s --format csv > swarm.csv'],
  act: status,
};

/** A table on a terminal holds so many rows; the other formats have all. */
const ROWS_MAX = 1_000;

interface Series {
  readonly runId: RunId;
  readonly everyUs: number;
  readonly format: (typeof seriesFormats)[number];
}

interface Views {
  readonly status: SwarmStatus;
  readonly metrics?: SwarmMetrics;
  readonly links?: readonly Link[];
  readonly bottlenecks?: readonly Bottleneck[];
}

async function status(invocation: Invocation): Promise<number> {
  const { args: [reference = ''], options, desk } = invocation;
  const everyUs = spanOption(options, 'every');
  const format = choiceOption(options, 'format', seriesFormats);
  const isOfTotals = ['metrics', 'matrix', 'bottlenecks'].some((name) => flagOption(options, name));
  if (everyUs === undefined && format !== undefined) throw new HivetapeError('conflicting-options', '--format is about the rows of --every.', { help: 'Add --every 5s; all else has a JSON twin with --json.' });
  if (everyUs !== undefined && isOfTotals) throw new HivetapeError('conflicting-options', '--every shows figures interval by interval, the other flags up to a moment.', { help: 'Ask for them one after the other.' });
  const { runId, events } = await momentOfRun(reference, invocation);
  if (everyUs !== undefined) {
    const { intervalsOf } = await import('../../lab/sight/swarm-series.js');
    return showSeries(intervalsOf(events(), everyUs), { runId, everyUs, format: format ?? (desk.settings.json ? 'ndjson' : 'table') }, desk);
  }
  const [{ swarmStatusFold }, { swarmMetricsFold }, { communicationFold }, { bottleneckFold }] = await Promise.all([
    import('../../lab/sight/swarm-status.js'), import('../../lab/sight/swarm-metrics.js'), import('../../lab/sight/communication.js'), import('../../lab/sight/bottlenecks.js'),
  ]);
  const folds = {
    status: swarmStatusFold(),
    ...(flagOption(options, 'metrics') ? { metrics: swarmMetricsFold() } : {}),
    ...(flagOption(options, 'matrix') ? { communication: communicationFold() } : {}),
    ...(flagOption(options, 'bottlenecks') ? { bottlenecks: bottleneckFold() } : {}),
  };
  const all = Object.values(folds);
  for (const event of events()) for (const fold of all) fold.see(event);
  const views: Views = {
    status: folds.status.result(),
    ...(folds.metrics === undefined ? {} : { metrics: folds.metrics.result() }),
    ...(folds.communication === undefined ? {} : { links: folds.communication.result().links }),
    ...(folds.bottlenecks === undefined ? {} : { bottlenecks: folds.bottlenecks.result() }),
  };
  const { status: now, ...rest } = views;
  if (desk.settings.json) desk.output.json({ schema: 'hivetape.status/1', runId, ...now, ...rest });
  else show(shortId(runId), views, desk);
  return 0;
}

/** Rows go out as they are made, so that a log of any length fits. */
function showSeries(rows: Iterable<SwarmInterval>, { runId, everyUs, format }: Series, { output, settings }: Desk): number {
  if (format === 'ndjson') {
    output.json({ schema: 'hivetape.swarm-series/1', runId, everyUs });
    for (const row of rows) output.json(row);
  } else if (format === 'csv') {
    output.raw(seriesCsvHead());
    for (const row of rows) output.raw(seriesCsvRow(row));
  } else {
    const shown: SwarmInterval[] = [];
    let count = 0;
    for (const row of rows) if ((count += 1) <= ROWS_MAX) shown.push(row);
    output.data(`run ${shortId(runId)} every ${virtualSpan(everyUs)} of virtual time; where nothing was said is no row`, '', ...tableLines(shown, seriesColumns(shown.some(({ tasks }) => tasks.open + tasks.submitted > 0)), settings.columns));
    if (count > ROWS_MAX) output.say(`${grouped(ROWS_MAX)} of ${grouped(count)} rows shown; a longer --every or --format csv shows all of the run.`);
  }
  return 0;
}

function show(run: string, { status: now, metrics, links, bottlenecks }: Views, { output, settings }: Desk): void {
  const market = now.isKilled ? ', killed' : now.isHalted ? ', halted' : '';
  output.data(`run ${run} after ${counted(now.offset, 'event')}, at ${formatInstant(now.time)}${market}`, '', ...tableLines(now.agents, statusColumns, settings.columns), '', ...openLines(now));
  for (const { leader, term } of now.leaders) output.data(`leader ${oneLine(leader)}, term ${term}`);
  if (metrics !== undefined) output.data('', ...metricLines(metrics, settings.columns));
  if (links !== undefined) output.data('', ...linkLines(links, settings.columns));
  if (bottlenecks !== undefined) output.data('', ...bottleneckLines(bottlenecks, settings.columns));
}

interface FigureRow {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

const columnsOfFigures: readonly Column<FigureRow>[] = [
  { title: 'figure', text: ({ name }) => name },
  { title: 'value', text: ({ value }) => value, align: 'right' },
  { title: 'of what', text: ({ meaning }) => meaning, elastic: 'wrap' },
];

function metricLines(metrics: SwarmMetrics, width: number): string[] {
  const { agents, events, messages, latency, inFlight, overhead, decisions, conflicts, tasks, balance } = metrics;
  const span = (value: number | null): string => (value === null ? '–' : virtualSpan(Math.round(value)));
  const rows: FigureRow[] = [
    { name: 'active agents', value: grouped(agents.active), meaning: `of ${grouped(agents.seated)} seated; ${grouped(agents.away)} away` },
    { name: 'messages', value: grouped(messages), meaning: `${grouped(events)} events, each for each that it went to` },
    { name: 'latency', value: span(latency.mean), meaning: `mean of a message; 95 % within ${span(latency.p95)}, longest ${span(latency.max)}` },
    { name: 'queue depth', value: grouped(inFlight.max), meaning: `most messages under way at once; ${grouped(inFlight.now)} now` },
    { name: 'overhead', value: percent(overhead.share), meaning: `of the events are coordination; ${percent(overhead.timeShare)} of the time something was open between agents` },
    { name: 'consensus time', value: span(decisions.consensus.mean), meaning: `mean of ${counted(decisions.consensus.n, 'vote')}, longest ${span(decisions.consensus.max)}` },
    { name: 'decisions', value: grouped(decisions.reached), meaning: `of ${counted(decisions.proposed, 'proposal')}: ${grouped(decisions.approved)} approved, ${grouped(decisions.held)} held, ${grouped(decisions.short)} short, ${grouped(decisions.quorumMissed)} without quorum, ${grouped(decisions.open)} open` },
    { name: 'conflicts', value: grouped(conflicts.detected), meaning: `${grouped(conflicts.resolved)} resolved, ${grouped(conflicts.escalated)} escalated, ${grouped(conflicts.expired)} expired, ${grouped(conflicts.open)} open` },
    { name: 'tasks', value: grouped(tasks.submitted), meaning: `${percent(tasks.success)} of those that are over completed; ${grouped(tasks.open)} open, at most ${grouped(tasks.queue.max)} waited for a worker` },
    { name: 'task duration', value: span(tasks.duration.mean), meaning: `mean; longest ${span(tasks.duration.max)}; ${span(tasks.wait.mean)} of waiting before` },
    { name: 'utilisation', value: percent(tasks.utilisation), meaning: 'time in tasks, of the workers’ market-open time' },
    { name: 'balance', value: percent(tasks.balance ?? balance), meaning: tasks.balance === null ? 'mean of what agents had to hear, of the most' : 'mean of tasks per worker, of the most' },
  ];
  return tableLines(rows, columnsOfFigures, width);
}

function linkLines(links: readonly Link[], width: number): string[] {
  const columns: readonly Column<Link>[] = [
    { title: 'from', text: ({ from }) => oneLine(from) },
    { title: 'to', text: ({ to }) => oneLine(to) },
    { title: 'messages', text: ({ messages }) => grouped(messages), align: 'right' },
    { title: 'coordination', text: ({ coordination }) => grouped(coordination), align: 'right' },
    { title: 'lost', text: ({ lost }) => grouped(lost), align: 'right' },
    { title: 'until an answer', text: ({ answers }) => (answers.mean === null ? '–' : virtualSpan(Math.round(answers.mean))), align: 'right' },
  ];
  const total = links.reduce((sum, { messages }) => sum + messages, 0);
  return [...tableLines([...links].sort((a, b) => b.messages - a.messages), columns, width), `in all ${counted(total, 'message')} over ${counted(links.length, 'link')}`];
}

function bottleneckLines(rows: readonly Bottleneck[], width: number): string[] {
  if (rows.length === 0) return wrap('nothing holds the swarm up: no latency over 100 ms, no worker with a fifth of its tasks over 30 s, no lock in use for nine tenths of the time', width);
  const columns: readonly Column<Bottleneck>[] = [
    { title: 'severity', text: ({ severity }) => severity },
    { title: 'what', text: ({ kind }) => kind },
    { title: 'name', text: ({ name }) => oneLine(name) },
    { title: 'found', text: ({ found, rule }) => (rule.endsWith('µs') ? virtualSpan(Math.round(found)) : percent(found)), align: 'right' },
    { title: 'rule', text: ({ rule, limit }) => `${rule} ≤ ${rule.endsWith('µs') ? virtualSpan(limit) : percent(limit)}`, elastic: 'wrap' },
    { title: 'see', text: ({ offset }) => `offset ${grouped(offset)}` },
  ];
  return tableLines(rows, columns, width);
}

/** `hivetape trace <run> [ref]`: the conversation of an order or an event as a tree, or all orders; as OpenTelemetry too. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RunId } from '../../core/brand.js';
import { formatInstant } from '../../core/instant.js';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import type { CriticalPath } from '../../lab/sight/critical-path.js';
import type { OrderTrace, Trace } from '../../lab/sight/order-trace.js';
import type { CommandSpec, Desk, Invocation } from '../command-spec.js';
import { contentText } from '../event-line.js';
import { momentOfRun } from '../moment-of-run.js';
import { counted, grouped, virtualSpan } from '../number-format.js';
import { textOption, wholeNumberOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';
import { cut } from '../text-width.js';

export const traceCommand: CommandSpec = {
  name: 'trace',
  summary: 'the conversation of an order or an event as a tree, from the tick to the fill; all orders if none is named',
  arguments: [
    { name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' },
    { name: '[ref]', meaning: 'an order id, or the offset of an event' },
  ],
  options: [
    { flags: '--correlation <offset>', meaning: 'the conversation that this event opened' },
    { flags: '--otel <file>', meaning: 'write it as OpenTelemetry JSON (OTLP), for Jaeger and others' },
  ],
  examples: ['hivetape trace @', 'hivetape trace @ trader-12', 'hivetape trace @ --otel trace.json'],
  act: trace,
};

async function trace(invocation: Invocation): Promise<number> {
  const { args: [run = '', ref], options, desk } = invocation;
  const { runId, log } = await momentOfRun(run, invocation);
  const [{ traceReader }, { criticalPath }] = await Promise.all([import('../../lab/sight/order-trace.js'), import('../../lab/sight/critical-path.js')]);
  const reader = traceReader(log);
  const offset = wholeNumberOption(options, 'correlation') ?? (ref !== undefined && /^\d+$/.test(ref) ? Number(ref) : undefined);
  const file = textOption(options, 'otel');
  if (offset !== undefined) {
    const conversation = reader.conversation(offset);
    if (conversation.length === 0) throw new HivetapeError('offset-not-found', `The run has ${log.count} events, at offsets from 0 (found ${offset}).`, { place: { offset }, help: 'List events with `hivetape events`.' });
    return tell(desk, { runId, traces: [conversation], file, path: criticalPath(conversation, conversation[conversation.length - 1].event.offset) });
  }
  const ids = ref === undefined ? reader.orders() : [ref];
  const orders = ids.map((id) => reader.order(id) ?? refuse(id, reader.orders()));
  if (ref === undefined) return tellAll(desk, { runId, orders, file });
  const [only] = orders;
  return tell(desk, { runId, traces: [only.trace], file, order: only, path: criticalPath(only.trace, only.trace[only.trace.length - 1].event.offset) });
}

function refuse(id: string, known: readonly string[]): never {
  const near = nearestWord(id, known);
  throw new HivetapeError('order-not-found', `The run has ${known.length} orders, and none is named "${id.slice(0, 60)}".`, {
    help: near === undefined ? 'List them with `hivetape trace RUN`.' : `Did you mean "${near}"?`,
  });
}

interface Told {
  readonly runId: RunId;
  readonly traces: readonly Trace[];
  readonly file: string | undefined;
  readonly order?: OrderTrace;
  readonly path: CriticalPath;
}

async function tell(desk: Desk, { runId, traces, file, order, path }: Told): Promise<number> {
  if (file !== undefined) return write(desk, { runId, traces, file });
  const [tree] = traces;
  const { output, settings } = desk;
  if (settings.json) {
    const nodes = tree.map(({ event, parent, links }) => ({ offset: event.offset, parent, links, type: event.type, agent: event.agent, time: event.time, deliverAt: event.deliverAt, data: event.data }));
    output.json({ schema: 'hivetape.trace/1', runId, ...(order === undefined ? {} : { order: order.order, state: order.state, isRooted: order.isRooted }), nodes, criticalPath: path });
    return 0;
  }
  output.data(`run ${shortId(runId)}${order === undefined ? '' : `, order ${oneLine(order.order)}: ${order.state}`}`);
  for (const root of tree.filter(({ parent }) => parent < 0)) output.data(...treeLines(tree, root.event.offset, { lead: '', rest: '', width: settings.columns }));
  const { slowest } = path;
  if (slowest !== undefined) output.data('', `critical path: ${counted(path.hops.length, 'hop')} in ${virtualSpan(path.totalUs)}, longest until ${slowest.type} ${slowest.offset} of ${oneLine(slowest.agent)} (${virtualSpan(slowest.tookUs)})`);
  return 0;
}

interface Place {
  readonly lead: string;
  readonly rest: string;
  readonly width: number;
}

function treeLines(tree: Trace, offset: number, { lead, rest, width }: Place): string[] {
  const node = tree.find(({ event }) => event.offset === offset);
  if (node === undefined) return [];
  const { event, parent } = node;
  const above = tree.find((other) => other.event.offset === parent);
  const delay = above === undefined ? formatInstant(event.time) : `+${virtualSpan(event.time - above.event.time)}`;
  const below = tree.filter((child) => child.parent === offset);
  const own = `${lead}${event.type} ${event.offset}  ${delay}  ${oneLine(event.agent)}  ${contentText(event)}`;
  return [cut(own, Math.max(60, width)), ...below.flatMap((child, index) => {
    const isLast = index === below.length - 1;
    return treeLines(tree, child.event.offset, { lead: `${rest}${isLast ? '└─ ' : '├─ '}`, rest: `${rest}${isLast ? '   ' : '│  '}`, width });
  })];
}

interface AllTold {
  readonly runId: RunId;
  readonly orders: readonly OrderTrace[];
  readonly file: string | undefined;
}

async function tellAll(desk: Desk, { runId, orders, file }: AllTold): Promise<number> {
  if (file !== undefined) return write(desk, { runId, traces: orders.map(({ trace: tree }) => tree), file });
  const { output, settings } = desk;
  if (settings.json) {
    output.json({ schema: 'hivetape.traces/1', runId, orders: orders.map(({ trace: tree, ...order }) => ({ ...order, events: tree.map(({ event }) => event.offset) })) });
    return 0;
  }
  const columns: readonly Column<OrderTrace>[] = [
    { title: 'order', text: ({ order }) => oneLine(order) },
    { title: 'state', text: ({ state }) => state },
    { title: 'tick', text: ({ tickAt }) => (tickAt === null ? '–' : formatInstant(tickAt)) },
    { title: 'tick to order', text: ({ tickAt, placedAt }) => (tickAt === null ? '–' : virtualSpan(placedAt - tickAt)), align: 'right' },
    { title: 'order to end', text: ({ placedAt, endedAt }) => (endedAt === null ? '–' : virtualSpan(endedAt - placedAt)), align: 'right' },
    { title: 'events', text: ({ trace: tree }) => grouped(tree.length), align: 'right' },
  ];
  const whole = orders.filter(({ isRooted }) => isRooted).length;
  output.data(`run ${shortId(runId)}: ${counted(orders.length, 'order')}, ${whole === orders.length ? 'each' : `${grouped(whole)} of them`} traced back to a tick`);
  if (orders.length > 0) output.data('', ...tableLines(orders, columns, settings.columns));
  return 0;
}

async function write({ output, settings }: Desk, { runId, traces, file }: { readonly runId: RunId; readonly traces: readonly Trace[]; readonly file: string }): Promise<number> {
  const { telemetryOf } = await import('../../lab/sight/trace-spans.js');
  const telemetry = telemetryOf(runId, traces);
  const spans = traces.reduce((sum, tree) => sum + tree.length, 0);
  const target = resolve(settings.cwd, file);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, `${JSON.stringify(telemetry)}\n`);
  } catch (cause) {
    throw new HivetapeError('file-unwritable', `The trace cannot be written to "${file}": ${cause instanceof Error ? cause.message : String(cause)}.`, { cause, help: 'Choose another place with --otel.' });
  }
  if (settings.json) output.json({ schema: 'hivetape.otel/1', runId, file, traces: traces.length, spans });
  else output.data(`${counted(spans, 'span')} of ${counted(traces.length, 'trace')} written to ${oneLine(file)}`);
  return 0;
}

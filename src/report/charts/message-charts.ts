/** Who told whom: a matrix of everything, and a flow of the talk between agents. */
import { colour, values, type ChartSpec, type Column } from '../chart-spec.js';
import type { MessageGraph, Talk } from '../folds/message-fold.js';
import type { RunReportModel } from '../report-model.js';
import { decimal } from '../number-text.js';

/** Beyond this a matrix or a flow cannot be read: the busiest are drawn. */
const NAMES_MAX = 40;
/** Market data would drown the flow, and what a run says to all or an agent to itself is no talk; the matrix has it. */
const NO_TALK = new Set(['bars', 'instruments', 'data-quality', 'run', 'account', 'timers']);

export function messageMatrix({ messages }: RunReportModel): ChartSpec {
  const { senders, receivers, note } = namesOf(messages);
  const counts = new Map<string, number>();
  for (const { from, to, count } of messages.talks) counts.set(pairOf(from, to), (counts.get(pairOf(from, to)) ?? 0) + count);
  const grid = senders.map((from) => receivers.map((to) => counts.get(pairOf(from, to)) ?? null));
  const longest = (names: readonly string[]): number => Math.min(48, names.reduce((most, name) => Math.max(most, name.length), 0));
  return {
    id: 'message-matrix',
    title: 'Messages from sender (row) to receiver (column)',
    summary: 'Heat map of how many messages each agent heard from each other; the depth of colour follows the logarithm.',
    ...note,
    columns: {
      sender: { label: 'Sender', unit: 'text', values: senders },
      receiver: { label: 'Receiver', unit: 'text', values: receivers },
      ...tableColumns(messages.talks),
    },
    traces: [
      {
        type: 'heatmap', x: values('receiver'), y: values('sender'), z: grid.map((row) => row.map((count) => (count === null ? null : Math.log10(count)))),
        colorscale: [[0, colour('accent', 0.07)], [1, colour('accent', 0.5)]], showscale: false, xgap: 2, ygap: 2,
        text: grid.map((row) => row.map((count) => (count === null ? '' : decimal(count, 0)))), texttemplate: '%{text}',
        textfont: { size: receivers.length > 16 ? 8 : 10.5, color: colour('ink') }, hovertemplate: '%{y} told %{x}<br>%{text} messages<extra></extra>',
      },
    ],
    layout: {
      hovermode: 'closest', dragmode: false, margin: { l: 8, t: 8, b: 8 },
      xaxis: { type: 'category', side: 'top', tickangle: -40, fixedrange: true }, yaxis: { type: 'category', autorange: 'reversed', fixedrange: true, showgrid: false },
    },
    minWidthPx: 160 + 48 * receivers.length,
    heightPx: Math.max(240, 60 + 5 * longest(receivers) + 25 * senders.length),
    tables: [{ caption: 'Messages', columns: ['from', 'to', 'about', 'count'] }],
  };
}

/** Returns the flow from senders over topics to receivers; `undefined` where agents only hear the market. */
export function messageFlow({ messages }: RunReportModel): ChartSpec | undefined {
  const { senders, receivers } = namesOf(messages);
  const talks = messages.talks.filter(
    ({ about, from, to }) => !NO_TALK.has(about) && senders.includes(from) && receivers.includes(to),
  );
  if (talks.length === 0) return undefined;
  const topics = [...new Set(talks.map(({ about }) => about))];
  const from = [...new Set(talks.map((talk) => talk.from))];
  const to = [...new Set(talks.map((talk) => talk.to))];
  const links = [
    ...summed(talks, (talk) => [from.indexOf(talk.from), from.length + topics.indexOf(talk.about)]),
    ...summed(talks, (talk) => [from.length + topics.indexOf(talk.about), from.length + topics.length + to.indexOf(talk.to)]),
  ];
  return {
    id: 'message-flow',
    title: 'Talk between agents, without market data',
    summary: 'Flow diagram: senders on the left, topics in the middle, receivers on the right; the width is the number of messages heard.',
    columns: {
      node: { label: 'Name', unit: 'text', values: [...from, ...topics, ...to] },
      ...tableColumns(talks),
    },
    traces: [
      {
        type: 'sankey', arrangement: 'fixed',
        node: {
          label: values('node'), pad: 12, thickness: 12, line: { width: 0 }, hovertemplate: '%{label}: %{value}<extra></extra>',
          color: [...from.map(() => colour('accent', 0.85)), ...topics.map(() => colour('second', 0.85)), ...to.map(() => colour('accent', 0.55))],
        },
        link: {
          source: links.map((link) => link.source), target: links.map((link) => link.target), value: links.map((link) => link.count),
          color: colour('neutral', 0.22), hovertemplate: '%{source.label} → %{target.label}: %{value}<extra></extra>',
        },
      },
    ],
    layout: { margin: { l: 4, r: 4, t: 8, b: 8 }, hovermode: 'closest' },
    minWidthPx: 480,
    heightPx: Math.min(760, Math.max(260, 60 + 28 * Math.max(from.length, topics.length, to.length))),
    tables: [{ caption: 'Messages', columns: ['from', 'to', 'about', 'count'] }],
  };
}

function tableColumns(talks: readonly Talk[]): Readonly<Record<'from' | 'to' | 'about' | 'count', Column>> {
  return {
    from: { label: 'From', unit: 'text', values: talks.map(({ from }) => from) },
    to: { label: 'To', unit: 'text', values: talks.map(({ to }) => to) },
    about: { label: 'About', unit: 'text', values: talks.map(({ about }) => about) },
    count: { label: 'Messages', unit: 'count', values: talks.map(({ count }) => count) },
  };
}

function namesOf({ talks, names }: MessageGraph): { senders: readonly string[]; receivers: readonly string[]; note: { note?: string } } {
  const load = new Map<string, number>();
  for (const { from, to, count } of talks) for (const name of [from, to]) load.set(name, (load.get(name) ?? 0) + count);
  const active = names.filter((name) => load.has(name));
  const busiest = new Set([...active].sort((a, b) => (load.get(b) ?? 0) - (load.get(a) ?? 0)).slice(0, NAMES_MAX));
  const kept = active.filter((name) => busiest.has(name));
  return {
    senders: kept.filter((name) => talks.some(({ from }) => from === name)),
    receivers: kept.filter((name) => talks.some(({ to }) => to === name)),
    note: kept.length < active.length ? { note: `The ${kept.length} busiest of ${active.length} names are drawn; the table has all.` } : {},
  };
}

function summed(talks: readonly Talk[], endsOf: (talk: Talk) => readonly [number, number]): readonly { source: number; target: number; count: number }[] {
  const sums = new Map<string, { source: number; target: number; count: number }>();
  for (const talk of talks) {
    const [source, target] = endsOf(talk);
    const sum = sums.get(`${source}/${target}`);
    if (sum === undefined) sums.set(`${source}/${target}`, { source, target, count: talk.count });
    else sum.count += talk.count;
  }
  return [...sums.values()];
}

function pairOf(from: string, to: string): string {
  return `${from}\u0000${to}`;
}

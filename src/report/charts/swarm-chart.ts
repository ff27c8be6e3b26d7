/** The swarm over time: one strip for each figure, one above the other over one axis of time. */
import type { Json } from '../../core/canonical.js';
import { formatInstant } from '../../core/instant.js';
import { spanInUnit } from '../../core/span-unit.js';
import { colour, drawn, values, type ChartSpec, type Column } from '../chart-spec.js';
import type { SwarmMoment, SwarmOverTime } from '../folds/swarm-series-fold.js';
import { duration } from '../number-text.js';

interface Strip {
  readonly id: string;
  readonly label: string;
  readonly unit: 'count' | 'fraction' | 'span';
  readonly of: (row: SwarmMoment) => number | null;
}

const US_PER_MS = 1_000;

/** A strip that is empty all the time is left out. */
const strips: readonly Strip[] = [
  { id: 'active', label: 'Active agents', unit: 'count', of: ({ active }) => active },
  { id: 'messages', label: 'Messages', unit: 'count', of: ({ messages }) => messages },
  { id: 'depth', label: 'Under way', unit: 'count', of: ({ depth }) => depth },
  { id: 'latency', label: 'Latency', unit: 'span', of: ({ latencyUs }) => latencyUs },
  { id: 'overhead', label: 'Overhead', unit: 'fraction', of: ({ overhead }) => overhead },
  { id: 'consensus', label: 'Consensus', unit: 'span', of: ({ consensusUs }) => consensusUs },
  { id: 'conflicts', label: 'Conflicts', unit: 'count', of: ({ conflicts }) => (conflicts === 0 ? null : conflicts) },
  { id: 'tasks', label: 'Tasks ended', unit: 'count', of: ({ tasksOver }) => (tasksOver === 0 ? null : tasksOver) },
  { id: 'success', label: 'Success', unit: 'fraction', of: ({ success }) => success },
  { id: 'task-time', label: 'Task took', unit: 'span', of: ({ taskUs }) => taskUs },
  { id: 'waiting', label: 'Tasks waiting', unit: 'count', of: ({ waiting }) => (waiting === 0 ? null : waiting) },
  { id: 'busy', label: 'Utilisation', unit: 'fraction', of: ({ utilisation }) => utilisation },
  { id: 'balance', label: 'Balance', unit: 'fraction', of: ({ balance }) => balance },
];

const STRIP_PX = 74;

/** Returns the chart; `undefined` where there is no course of time to show. */
export function swarmChart({ everyUs, rows }: SwarmOverTime): ChartSpec | undefined {
  if (rows.length < 2) return undefined;
  const shown = strips.map((strip) => drawnStrip(strip, rows)).filter((strip) => strip.values.some((value) => value !== null));
  const columns: Record<string, Column> = { from: { label: 'From', unit: 'text', values: rows.map(({ from }) => formatInstant(from).replace('T', ' ').replace('Z', '')) } };
  for (const { id, label, unit, values: found } of shown) columns[id] = { label, unit: unit === 'span' ? 'number' : unit, values: found };
  return {
    id: 'swarm-series',
    title: `The swarm, every ${duration(everyUs)}`,
    summary: `One strip for each figure over one axis of time: ${shown.map(({ label }) => label.toLowerCase()).join(', ')}.`,
    note: `Each bar is of what was said in ${duration(everyUs)} of virtual time; where nothing was said is none. hivetape status --every 5s has it finer.`,
    columns,
    traces: shown.map(({ id, label, unit }, index) => ({
      type: 'bar', x: values('from'), y: values(id), yaxis: index === 0 ? 'y' : `y${index + 1}`, width: everyUs / US_PER_MS, offset: 0, name: label, marker: { color: colour(unit === 'fraction' ? 'second' : 'accent', 0.75), line: { width: 0 } },
      hovertemplate: `${label}: %{y:${unit === 'fraction' ? '.1%' : ',.4~g'}}<extra></extra>`,
    })),
    layout: {
      bargap: 0, margin: { l: 130, t: 6 }, xaxis: { type: 'date', anchor: 'free', position: 0 }, hoversubplots: 'axis',
      ...Object.fromEntries(shown.map((strip, index) => [index === 0 ? 'yaxis' : `yaxis${index + 1}`, axisOf(strip, index, shown.length)])),
      annotations: shown.map(({ label }, index) => ({ text: label, xref: 'paper', yref: 'paper', x: 0, xshift: -44, y: middleOf(index, shown.length), xanchor: 'right', yanchor: 'middle', showarrow: false, font: { size: 11, color: colour('muted') } })),
    },
    heightPx: 40 + STRIP_PX * shown.length,
    minWidthPx: 520,
    tables: [{ caption: `The swarm, every ${duration(everyUs)}`, columns: Object.keys(columns) }],
    isLinked: true,
  };
}

/** Spans are shown in the unit that their largest value asks for. */
function drawnStrip(strip: Strip, rows: readonly SwarmMoment[]): Strip & { readonly values: readonly (number | null)[] } {
  const found = rows.map((row) => strip.of(row));
  if (strip.unit !== 'span') return { ...strip, values: found.map((value) => (value === null ? null : drawn(value))) };
  const most = Math.max(1, ...found.map((value) => value ?? 0));
  const { count, unit } = spanInUnit(most);
  return { ...strip, label: `${strip.label}, ${unit}`, values: found.map((value) => (value === null ? null : drawn(value / (most / count)))) };
}

const GAP = 0.28;

/** The first strip is at the top. */
function axisOf({ unit }: Strip, index: number, count: number): Json {
  const top = 1 - index / count;
  return {
    domain: [top - (1 - GAP) / count, top], rangemode: 'tozero', nticks: 3, fixedrange: true, automargin: false, tickfont: { size: 10, color: colour('muted') }, gridcolor: colour('rule'), zerolinecolor: colour('muted', 0.5),
    tickformat: { fraction: '.0%', span: ',.3~g', count: '~s' }[unit],
  };
}

function middleOf(index: number, count: number): number {
  return 1 - (index + (1 - GAP) / 2) / count;
}

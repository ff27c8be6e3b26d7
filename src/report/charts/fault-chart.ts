/** The faults of a run over time: a line for as long as each lasted, a mark wherever it struck. */
import { formatInstant, type Instant } from '../../core/instant.js';
import { colour, values, type ChartSpec } from '../chart-spec.js';
import type { FaultRecord, FaultRow } from '../folds/fault-fold.js';
import { decimal } from '../number-text.js';

/** Beyond this a time line cannot be read. */
const ROWS_MAX = 40;
const MARKS_MAX = 2_000;

export function faultChart({ faults, strikes, lastAt }: FaultRecord): ChartSpec | undefined {
  if (faults.length === 0) return undefined;
  const shown = faults.slice(0, ROWS_MAX);
  const names = new Map(shown.map((row) => [row.fault, nameOf(row)]));
  const all = strikes.filter(({ fault }) => names.has(fault));
  const step = Math.ceil(all.length / MARKS_MAX);
  const marks = step < 2 ? all : all.filter((_, index) => index % step === 0);
  const notes = [
    ...(shown.length < faults.length ? [`The first ${shown.length} of ${decimal(faults.length, 0)} faults are drawn; the table below has all.`] : []),
    ...(step < 2 ? [] : [`Every ${step}th of ${decimal(all.length, 0)} strikes is drawn.`]),
  ];
  return {
    id: 'faults',
    title: 'Faults over time',
    summary: 'One row for each fault: a line from its beginning to its end, and a mark wherever it struck a message, a bar or an order.',
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    columns: {
      fault: { label: 'Fault', unit: 'text', values: shown.map(nameOf) },
      from: { label: 'From', unit: 'text', values: shown.map(({ begunAt }) => axisTime(begunAt)) },
      to: { label: 'To', unit: 'text', values: shown.map((row) => axisTime(endOf(row, lastAt))) },
      strikes: { label: 'Strikes', unit: 'count', values: shown.map((row) => row.strikes) },
      // Three points for each line: its ends, and a gap.
      lineAt: { label: 'Time', unit: 'text', values: shown.flatMap((row) => [axisTime(row.begunAt), axisTime(endOf(row, lastAt)), null]) },
      lineOf: { label: 'Fault', unit: 'text', values: shown.flatMap((row) => [nameOf(row), nameOf(row), null]) },
      struckAt: { label: 'Time', unit: 'text', values: marks.map(({ time }) => axisTime(time)) },
      struckBy: { label: 'Fault', unit: 'text', values: marks.map(({ fault }) => names.get(fault) ?? '') },
      how: { label: 'How', unit: 'text', values: marks.map(({ outcome, receiver }) => `${outcome}, ${receiver}`) },
    },
    traces: [
      {
        type: 'scatter', mode: 'lines+markers', x: values('lineAt'), y: values('lineOf'), line: { color: colour('accent', 0.55), width: 7 },
        marker: { color: colour('accent'), symbol: 'line-ns', size: 13, line: { color: colour('accent'), width: 2 } }, hovertemplate: '%{y}<br>%{x}<extra></extra>',
      },
      {
        type: 'scatter', mode: 'markers', x: values('struckAt'), y: values('struckBy'), text: values('how'), hovertemplate: '%{y}<br>%{text}<br>%{x}<extra></extra>',
        marker: { color: colour('loss', 0.8), symbol: 'x-thin', size: 8, line: { color: colour('loss', 0.8), width: 1.5 } },
      },
    ],
    layout: {
      hovermode: 'closest', showlegend: false, xaxis: { type: 'date' }, margin: { l: 8 },
      yaxis: { type: 'category', autorange: 'reversed', fixedrange: true, automargin: true, categoryorder: 'array', categoryarray: values('fault') },
    },
    heightPx: 90 + 30 * shown.length,
    minWidthPx: 480,
    tables: [{ caption: 'Faults', columns: ['fault', 'from', 'to', 'strikes'] }],
    isLinked: true,
  };
}

/** Two faults of a plan may be the same but for their number. */
export function nameOf({ fault, kind }: Pick<FaultRow, 'fault' | 'kind'>): string {
  return `${fault}: ${kind}`;
}

/** What happens at once has no end of its own. */
function endOf({ endedAt, begunAt, kind }: FaultRow, lastAt: Instant): Instant {
  return endedAt ?? (isMomentary(kind) ? begunAt : lastAt);
}

export function isMomentary(kind: string): boolean {
  return kind === 'restart' || kind === 'kill-switch' || kind === 'append-failure';
}

function axisTime(at: Instant): string {
  return formatInstant(at).replace('T', ' ').replace('Z', '');
}

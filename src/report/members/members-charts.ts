/** The swarm and its members over time, and how far apart they are with what may be chance. */
import { formatDate } from '../../core/instant.js';
import type { PairedFigure } from '../../metrics/comparison/paired-comparison.js';
import { colour, drawn, foreign, values, type ChartSpec } from '../chart-spec.js';
import { thinnedIndices } from '../thinning.js';
import type { MemberRow, MembersModel } from './members-model.js';

/** More lines than this cannot be told apart. */
const LINES_MAX = 6;
const ROWS_MAX = 40;

export function equityOfMembers({ swarm, members, currency }: MembersModel): ChartSpec {
  const shown = members.slice(0, LINES_MAX);
  const { day, equity } = swarm.books.daily;
  const kept = thinnedIndices([equity]);
  const byDay = shown.map(({ books }) => new Map(books.daily.day.map((one, index) => [one, books.daily.equity[index]])));
  const dates = kept.map((index) => formatDate(day[index]));
  return {
    id: 'equity',
    title: `Equity, ${currency}`,
    summary: 'Lines of the account’s value under the swarm and under each of its best members alone.',
    ...(shown.length < members.length ? { note: `The ${shown.length} best of ${members.length} members by Sharpe ratio.` } : {}),
    columns: {
      date: { label: 'Date', unit: 'text', values: dates },
      swarm: { label: 'Swarm', unit: 'money', values: kept.map((index) => drawn(equity[index])) },
      ...Object.fromEntries(shown.map(({ name }, place) => [`m${place}`, { label: name, unit: 'money' as const, values: kept.map((index) => held(byDay[place].get(day[index]))) }])),
    },
    traces: [
      ...shown.map(({ name }, place) => ({ type: 'scatter', mode: 'lines', name: foreign(name), x: values('date'), y: values(`m${place}`), line: { color: colour(place === 0 ? 'second' : 'neutral', place === 0 ? 1 : 0.75 - 0.09 * place), width: place === 0 ? 1.6 : 1 } })),
      { type: 'scatter', mode: 'lines', name: 'the swarm', x: values('date'), y: values('swarm'), line: { color: colour('accent'), width: 2.2 } },
    ],
    layout: { showlegend: true, legend: { traceorder: 'reversed' }, xaxis: { type: 'date' }, yaxis: { tickformat: ',.4~s' } },
    heightPx: 360,
    tables: [{ caption: 'Equity at the end of each day', columns: ['date', 'swarm', ...shown.map((_, place) => `m${place}`)] }],
    hasLogToggle: true,
  };
}

function held(value: number | undefined): number | null {
  return value === undefined ? null : drawn(value);
}

/** One row for each member: the swarm’s lead in Sharpe ratio, with its interval. */
export function leadOverMembers({ members, terms }: MembersModel): ChartSpec {
  const rows = members.flatMap((member) => leadOf(member) ?? []).slice(0, ROWS_MAX);
  const column = (of: (row: Lead) => number | null) => rows.map((row) => numberOf(of(row)));
  return {
    id: 'lead',
    title: 'The swarm’s lead in Sharpe ratio',
    summary: 'A mark for the difference of the Sharpe ratios of the swarm and each member, with a line for what resampling makes of it; right of zero the swarm is better.',
    note: `Lines hold ${Math.round(terms.confidence * 100)} % of ${terms.resamples} resamples of the same days in blocks. Where a line crosses zero, nothing is decided.`,
    columns: {
      member: { label: 'Member', unit: 'text', values: rows.map(({ name }) => name) },
      lead: { label: 'Lead', unit: 'number', values: column(({ figure }) => figure.difference) },
      low: { label: 'From', unit: 'number', values: column(({ figure }) => figure.low) },
      high: { label: 'To', unit: 'number', values: column(({ figure }) => figure.high) },
      lineX: { label: 'Lead', unit: 'number', values: rows.flatMap(({ figure }) => [numberOf(figure.low), numberOf(figure.high), null]) },
      lineY: { label: 'Member', unit: 'text', values: rows.flatMap(({ name }) => [name, name, null]) },
    },
    traces: [
      { type: 'scatter', mode: 'lines+markers', x: values('lineX'), y: values('lineY'), line: { color: colour('accent', 0.45), width: 5 }, marker: { size: 5, color: colour('accent', 0.45) }, hoverinfo: 'skip' },
      { type: 'scatter', mode: 'markers', x: values('lead'), y: values('member'), marker: { color: colour('accent'), size: 9 }, hovertemplate: '%{y}<br>%{x:.2f}<extra></extra>' },
    ],
    layout: {
      hovermode: 'closest', showlegend: false, margin: { l: 8 }, xaxis: { zeroline: true, zerolinecolor: colour('muted'), zerolinewidth: 2, tickformat: '.2f' },
      yaxis: { type: 'category', autorange: 'reversed', fixedrange: true, automargin: true, categoryorder: 'array', categoryarray: values('member') },
    },
    heightPx: 90 + 26 * rows.length,
    minWidthPx: 420,
    tables: [{ caption: 'Lead in Sharpe ratio', columns: ['member', 'lead', 'low', 'high'] }],
  };
}

interface Lead {
  readonly name: string;
  readonly figure: PairedFigure;
}

function leadOf({ name, figures }: MemberRow): Lead | undefined {
  const figure = figures.find(({ id }) => id === 'sharpe');
  return figure === undefined || figure.difference === null ? undefined : { name, figure };
}

function numberOf(value: number | null): number | null {
  return value === null ? null : drawn(value);
}

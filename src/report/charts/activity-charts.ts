/** Exposure over time, the result of each round trip, and the funnel from signals to fills. */
import { formatInstant } from '../../core/instant.js';
import { unitsOf } from '../../core/fixed-point.js';
import { colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import type { RunReportModel } from '../report-model.js';
import { thinnedIndices, thinningNote } from '../thinning.js';
import { noted } from './growth-charts.js';

export function exposureChart({ books: { daily }, performance: { dates } }: RunReportModel): ChartSpec {
  const kept = thinnedIndices([daily.exposure]);
  return {
    id: 'exposure',
    title: 'Exposure',
    summary: 'Area chart of the value of all positions as a share of equity at the end of each day; below zero for net short.',
    ...noted(thinningNote(kept.length, dates.length)),
    columns: {
      date: { label: 'Date', unit: 'text', values: kept.map((index) => dates[index]) },
      exposure: { label: 'Exposure', unit: 'fraction', values: kept.map((index) => drawn(daily.exposure[index])) },
    },
    traces: [
      {
        type: 'scatter', mode: 'lines', name: 'Exposure', x: values('date'), y: values('exposure'), fill: 'tozeroy',
        line: { color: colour('accent'), width: 1, shape: 'hv' }, fillcolor: colour('accent', 0.18),
      },
    ],
    layout: { xaxis: { type: 'date' }, yaxis: { tickformat: '.0%', hoverformat: '.1%' } },
    heightPx: 210,
    tables: [{ caption: 'Exposure at the end of each day', columns: ['date', 'exposure'] }],
    isLinked: true,
  };
}

export function tripChart({ trades, frame }: RunReportModel): ChartSpec | undefined {
  const trips = trades.flatMap(({ trip }) => (trip === undefined ? [] : [trip]));
  if (trips.length === 0) return undefined;
  const profits = trips.map(({ profitMicros }) => unitsOf(profitMicros));
  return {
    id: 'round-trips',
    title: `Profit of each round trip, ${frame.currency}`,
    summary: 'Marks for the profit of each round trip, net of costs, at the time it closed.',
    columns: {
      closed: { label: 'Closed', unit: 'text', values: trips.map(({ closedAt }) => formatInstant(closedAt).replace('T', ' ').replace('Z', '')) },
      instrument: { label: 'Instrument', unit: 'text', values: trips.map(({ instrument }) => instrument) },
      profit: { label: 'Profit', unit: 'money', values: profits },
      adverse: { label: 'Deepest open loss', unit: 'fraction', values: trips.map(({ maxAdverse }) => drawn(maxAdverse)) },
      favourable: { label: 'Highest open gain', unit: 'fraction', values: trips.map(({ maxFavourable }) => drawn(maxFavourable)) },
    },
    traces: [
      {
        type: 'scatter', mode: 'markers', x: values('closed'), y: values('profit'), text: values('instrument'), hovertemplate: '%{text}, %{x}<br>%{y:,.2f}<extra></extra>',
        marker: { color: profits.map((profit) => colour(profit < 0 ? 'loss' : 'gain', 0.7)), symbol: profits.map((profit) => (profit < 0 ? 'triangle-down' : 'triangle-up')), size: 7 },
      },
    ],
    layout: { hovermode: 'closest', xaxis: { type: 'date' }, yaxis: { tickformat: '~s' } },
    heightPx: 230,
    tables: [{ caption: 'Round trips', columns: ['closed', 'instrument', 'profit', 'adverse', 'favourable'] }],
    isLinked: true,
  };
}

export function funnelChart({ funnel }: RunReportModel): ChartSpec {
  const counts = funnel.steps.map(({ value }) => value ?? 0);
  return {
    id: 'funnel',
    title: 'From signal to fill',
    summary: 'Horizontal bars: signals, proposals, approved proposals, orders and fills.',
    columns: {
      step: { label: 'Step', unit: 'text', values: funnel.steps.map(({ label }) => label) },
      count: { label: 'Events', unit: 'count', values: counts },
    },
    traces: [
      {
        type: 'bar', orientation: 'h', y: values('step'), x: values('count'), text: values('count'), texttemplate: '%{text:,}', textposition: 'outside', cliponaxis: false,
        marker: { color: colour('accent', 0.8) }, hovertemplate: '%{y}: %{x:,}<extra></extra>',
      },
    ],
    layout: {
      hovermode: 'closest', dragmode: false, xaxis: { visible: false, fixedrange: true }, margin: { r: 70, b: 8 }, bargap: 0.35,
      yaxis: { autorange: 'reversed', type: 'category', fixedrange: true, showgrid: false },
    },
    heightPx: 270,
    tables: [{ caption: 'Events per step', columns: ['step', 'count'] }],
  };
}

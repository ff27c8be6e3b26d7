/** Returns by month and year, their distribution, and figures over a rolling window. */
import type { RunReportModel } from '../report-model.js';
import { colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import { thinnedIndices, thinningNote } from '../thinning.js';
import { noted } from './growth-charts.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function monthlyChart({ performance: { monthly } }: RunReportModel): ChartSpec {
  const years = [...new Set(monthly.map(({ year }) => year))];
  const byMonth = new Map(monthly.map(({ year, number, value }) => [`${year}/${number}`, value]));
  const grid = years.map((year) => months.map((_, index) => byMonth.get(`${year}/${index + 1}`) ?? null));
  const reach = Math.max(0.01, quantileOfSize(monthly.flatMap(({ value }) => (value === null ? [] : [Math.abs(value)]))));
  const columns = Object.fromEntries(
    months.map((month, index) => [`m${index}`, { label: month, unit: 'fraction' as const, values: grid.map((row) => rounded(row[index])) }]),
  );
  return {
    id: 'monthly',
    title: 'Monthly returns',
    summary: 'Heat map of the return of each month; a row is a year.',
    note: 'The depth of colour ends at the size that one month in twenty exceeds; the numbers are per cent.',
    columns: { year: { label: 'Year', unit: 'text', values: years.map(String) }, ...columns },
    traces: [
      {
        type: 'heatmap', x: months, y: values('year'), z: grid.map((row) => row.map(rounded)), zmin: -reach, zmax: reach, showscale: false, xgap: 2, ygap: 2,
        colorscale: [[0, colour('loss', 0.55)], [0.5, colour('neutral', 0.05)], [1, colour('gain', 0.55)]],
        text: grid.map((row) => row.map((value) => (value === null ? '' : (value * 100).toFixed(1)))),
        texttemplate: '%{text}', textfont: { size: years.length > 30 ? 9 : 11, color: colour('ink') }, hovertemplate: '%{x} %{y}: %{z:.2%}<extra></extra>',
      },
    ],
    layout: {
      hovermode: 'closest', dragmode: false, xaxis: { side: 'top', type: 'category', fixedrange: true, ticks: '' },
      yaxis: { autorange: 'reversed', type: 'category', fixedrange: true, showgrid: false, dtick: 1, ticks: '' }, margin: { t: 26, b: 8, l: 44 },
    },
    minWidthPx: 560,
    heightPx: Math.max(120, 50 + years.length * 25),
    tables: [{ caption: 'Return per month', columns: ['year', ...months.map((_, index) => `m${index}`)] }],
  };
}

export function yearlyChart({ performance: { yearly } }: RunReportModel): ChartSpec {
  const marker = yearly.map(({ own }) => colour((own ?? 0) < 0 ? 'loss' : 'gain', 0.85));
  return {
    id: 'yearly',
    title: 'Yearly returns',
    summary: 'Bars with the return of each year; a mark shows the benchmark’s.',
    columns: {
      year: { label: 'Year', unit: 'text', values: yearly.map(({ year }) => String(year)) },
      own: { label: 'This run', unit: 'fraction', values: yearly.map(({ own }) => rounded(own)) },
      benchmark: { label: 'Buy and hold', unit: 'fraction', values: yearly.map(({ benchmark }) => rounded(benchmark)) },
    },
    traces: [
      { type: 'bar', name: 'This run', x: values('year'), y: values('own'), marker: { color: marker } },
      { type: 'scatter', mode: 'markers', name: 'Buy and hold', x: values('year'), y: values('benchmark'), marker: { color: colour('second'), symbol: 'line-ew-open', size: Math.max(4, Math.min(14, 200 / yearly.length)), line: { width: 2.5 } } },
    ],
    layout: { xaxis: { type: 'category', tickangle: 'auto' }, yaxis: { tickformat: '.0%', hoverformat: '.2%' }, bargap: 0.25 },
    heightPx: 270,
    tables: [{ caption: 'Return per year', columns: ['year', 'own', 'benchmark'] }],
  };
}

export function distributionChart({ performance: { returns, quantiles } }: RunReportModel): ChartSpec {
  const drawnReturns = returns.map(drawn);
  return {
    id: 'distribution',
    title: 'Daily returns',
    summary: 'Histogram of daily returns with a box plot above it.',
    note: 'Days without a change of equity stand at zero.',
    columns: {
      r: { label: 'Return', unit: 'fraction', values: drawnReturns },
      p: { label: 'Share of days at or below', unit: 'fraction', values: quantiles.map(({ probability }) => probability) },
      q: { label: 'Return', unit: 'fraction', values: quantiles.map(({ value }) => drawn(value)) },
    },
    traces: [
      { type: 'histogram', name: 'days', x: values('r'), nbinsx: 80, marker: { color: colour('accent', 0.75) }, hovertemplate: '%{x}: %{y} days<extra></extra>' },
      {
        type: 'box', name: '', x: values('r'), yaxis: 'y2', boxpoints: false, line: { color: colour('ink'), width: 1.2 }, fillcolor: colour('accent', 0.12),
        hoverinfo: 'skip', width: 0.5,
      },
    ],
    layout: {
      hovermode: 'closest', bargap: 0.04, xaxis: { tickformat: '.1%' }, yaxis: { domain: [0, 0.82], type: 'log', dtick: 1, title: { text: 'days, log', font: { size: 11 } } },
      yaxis2: { domain: [0.86, 1], showticklabels: false, showgrid: false, zeroline: false, fixedrange: true },
    },
    heightPx: 270,
    tables: [{ caption: 'Quantiles of daily returns', columns: ['p', 'q'] }],
  };
}

export function rollingCharts({ performance: { dates, rolling } }: RunReportModel): readonly ChartSpec[] {
  const days = dates.slice(rolling.windowPeriods);
  if (rolling.sharpe.length === 0) return [];
  const chart = (id: string, title: string, series: readonly (number | null)[], unit: 'fraction' | 'number'): ChartSpec => {
    const kept = thinnedIndices([series]);
    return {
      id,
      title: `${title}, rolling ${rolling.windowPeriods} days`,
      summary: `Line chart of the ${title.toLowerCase()} of the last ${rolling.windowPeriods} daily returns.`,
      ...noted(thinningNote(kept.length, series.length)),
      columns: {
        date: { label: 'Date', unit: 'text', values: kept.map((index) => days[index] ?? '') },
        value: { label: title, unit, values: kept.map((index) => rounded(series[index])) },
      },
      traces: [{ type: 'scatter', mode: 'lines', name: title, x: values('date'), y: values('value'), line: { color: colour('accent'), width: 1.4 } }],
      layout: { xaxis: { type: 'date' }, yaxis: unit === 'fraction' ? { tickformat: '.0%', hoverformat: '.2%' } : { hoverformat: '.2f' } },
      heightPx: 210,
      tables: [{ caption: title, columns: ['date', 'value'] }],
      isLinked: true,
    };
  };
  return [
    chart('rolling-sharpe', 'Sharpe ratio', rolling.sharpe, 'number'),
    chart('rolling-volatility', 'Annual volatility', rolling.volatility, 'fraction'),
  ];
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : drawn(value);
}

/** Returns the size that one in twenty exceeds. */
function quantileOfSize(sizes: readonly number[]): number {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? sorted[sorted.length - 1] ?? 0;
}

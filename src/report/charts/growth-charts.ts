/** Equity and drawdown with the benchmark beside them. */
import type { RunReportModel } from '../report-model.js';
import { colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import { thinnedIndices, thinningNote } from '../thinning.js';

export function equityChart({ books: { daily }, performance, frame }: RunReportModel): ChartSpec {
  const kept = thinnedIndices([daily.equity, daily.benchmark]);
  return {
    id: 'equity',
    title: 'Equity',
    summary: 'Line chart of the account’s value at the end of each day, with the benchmark scaled to the same start.',
    ...noted(thinningNote(kept.length, daily.day.length)),
    columns: {
      date: { label: 'Date', unit: 'text', values: kept.map((index) => performance.dates[index]) },
      equity: { label: `Equity, ${frame.currency}`, unit: 'money', values: kept.map((index) => drawn(daily.equity[index])) },
      benchmark: { label: 'Buy and hold', unit: 'money', values: kept.map((index) => drawn(daily.benchmark[index])) },
    },
    traces: [
      { type: 'scatter', mode: 'lines', name: 'Buy and hold', x: values('date'), y: values('benchmark'), line: { color: colour('second'), width: 1.2 } },
      { type: 'scatter', mode: 'lines', name: 'This run', x: values('date'), y: values('equity'), line: { color: colour('accent'), width: 2 } },
    ],
    layout: { showlegend: true, legend: { traceorder: 'reversed' }, xaxis: { type: 'date' }, yaxis: { tickformat: ',.4~s' } },
    heightPx: 360,
    tables: [{ caption: 'Equity at the end of each day', columns: ['date', 'equity', 'benchmark'] }],
    hasLogToggle: true,
    isLinked: true,
  };
}

export function drawdownChart({ performance }: RunReportModel): ChartSpec {
  const { dates, drawdown, benchmarkDrawdown } = performance;
  const kept = thinnedIndices([drawdown, benchmarkDrawdown]);
  return {
    id: 'drawdown',
    title: 'Drawdown from the peak',
    summary: 'Area chart of how far the account stood below its highest value so far, with the benchmark as a line.',
    ...noted(thinningNote(kept.length, dates.length)),
    columns: {
      date: { label: 'Date', unit: 'text', values: kept.map((index) => dates[index]) },
      drawdown: { label: 'Drawdown', unit: 'fraction', values: kept.map((index) => drawn(drawdown[index])) },
      benchmark: { label: 'Buy and hold', unit: 'fraction', values: kept.map((index) => drawn(benchmarkDrawdown[index])) },
    },
    traces: [
      { type: 'scatter', mode: 'lines', name: 'Buy and hold', x: values('date'), y: values('benchmark'), line: { color: colour('second'), width: 1 } },
      {
        type: 'scatter', mode: 'lines', name: 'This run', x: values('date'), y: values('drawdown'), fill: 'tozeroy',
        line: { color: colour('loss'), width: 1.3 }, fillcolor: colour('loss', 0.16),
      },
    ],
    layout: { xaxis: { type: 'date' }, yaxis: { tickformat: '.0%', hoverformat: '.2%', rangemode: 'tozero' } },
    heightPx: 210,
    tables: [{ caption: 'Drawdown at the end of each day', columns: ['date', 'drawdown', 'benchmark'] }],
    isLinked: true,
  };
}

/** Returns a note as a spreadable part of a chart, or nothing. */
export function noted(note: string | undefined): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

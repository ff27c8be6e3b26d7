/**
 * Prices with the fills on them: candles while they can be told apart, else a line. Bars within a day
 * are summed up, to hours in a short run and to the day in a long one, which keeps every high and low.
 */
import { DAY, HOUR, MINUTE, formatDate, formatInstant } from '../../core/instant.js';
import { chartableFills, fillMarkers } from './fill-markers.js';
import type { BarColumns } from '../folds/price-fold.js';
import { decimal } from '../number-text.js';
import type { RunReportModel } from '../report-model.js';
import { colour, drawn, foreign, values, type ChartSpec, type Column } from '../chart-spec.js';
import { fillsOfToday, perUnitOfToday } from './split-view.js';
import { thinnedIndices, thinningNote } from '../thinning.js';
import { noted } from './growth-charts.js';

const CANDLES_MAX = 750;
/** What bars within a day are summed up to, where days alone would hide what happened in a short run. */
const STEPS: readonly (readonly [number, string])[] = [[MINUTE, 'minute'], [5 * MINUTE, '5 minutes'], [15 * MINUTE, '15 minutes'], [HOUR, 'hour'], [4 * HOUR, '4 hours']];

interface Days {
  readonly date: readonly string[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

/** Returns the chart of one instrument; `place` makes its id, because names are foreign text. */
export function priceChart(model: RunReportModel, bars: BarColumns, place: number): ChartSpec {
  const [step, stepName] = stepOf(bars);
  const days = daysOf(perUnitOfToday(bars), step);
  const isCandles = days.date.length <= CANDLES_MAX;
  const kept = isCandles ? days.date.map((_, index) => index) : thinnedIndices([days.close]);
  const { fills, isThinned } = chartableFills(model.books.fills.filter(({ instrument }) => instrument === bars.instrument));
  const markers = fillMarkers(fillsOfToday(bars, fills));
  const column = (label: string, series: readonly number[]): Column => ({ label, unit: 'price', values: kept.map((index) => drawn(series[index])) });
  const notes = [
    days.date.length < bars.close.length ? `${decimal(bars.close.length, 0)} bars are summed up to ${decimal(days.date.length, 0)} ${step === DAY ? 'days' : `candles of ${stepName} each`}.` : '',
    isCandles ? '' : (thinningNote(kept.length, days.date.length) ?? ''),
    splitNote(bars),
    isThinned ? `The ${decimal(fills.length, 0)} largest fills are marked.` : '',
  ].filter((note) => note !== '');
  return {
    id: `price-${place}`,
    title: bars.instrument,
    summary: `${isCandles ? 'Candle' : 'Line'} chart of the prices of ${bars.instrument} per ${stepName}, with a mark for each fill.`,
    ...noted(notes.length === 0 ? undefined : notes.join(' ')),
    columns: {
      date: { label: 'Date', unit: 'text', values: kept.map((index) => days.date[index]) },
      ...(isCandles ? { open: column('Open', days.open), high: column('High', days.high), low: column('Low', days.low) } : {}),
      close: column('Close', days.close),
      ...markers.columns,
    },
    traces: [isCandles ? candles(bars.instrument) : line(bars.instrument), ...markers.traces],
    layout: { xaxis: { type: 'date', rangeslider: { visible: false } }, showlegend: true, hovermode: 'closest' },
    heightPx: 360,
    tables: [
      { caption: `Prices per ${stepName}`, columns: isCandles ? ['date', 'open', 'high', 'low', 'close'] : ['date', 'close'] },
      ...markers.tables,
    ],
    hasLogToggle: true,
    isLinked: true,
  };
}

function splitNote({ splits }: BarColumns): string {
  return splits.length === 0 ? '' : `Drawn per unit as it is after the split of ${splits.map(({ into, per }) => `${into}:${per}`).join(' and ')}; orders and fills were in prices of their day.`;
}

function candles(instrument: string): ChartSpec['traces'][number] {
  return {
    type: 'candlestick', name: foreign(instrument), showlegend: false, x: values('date'), open: values('open'), high: values('high'), low: values('low'), close: values('close'),
    increasing: { line: { color: colour('muted'), width: 1 }, fillcolor: colour('panel') },
    decreasing: { line: { color: colour('muted'), width: 1 }, fillcolor: colour('muted') },
  };
}

function line(instrument: string): ChartSpec['traces'][number] {
  return {
    type: 'scatter', mode: 'lines', name: foreign(instrument), x: values('date'), y: values('close'),
    showlegend: false, line: { color: colour('muted'), width: 1.2 }, hovertemplate: '%{x}: %{y}<extra></extra>',
  };
}

/** Returns the shortest step that still shows as candles; days for bars of days, and for long runs. */
function stepOf({ closedAt }: BarColumns): readonly [number, string] {
  const span = closedAt[closedAt.length - 1] - closedAt[0];
  const isDaily = closedAt.length < 3 * (span / DAY + 1);
  return (isDaily ? undefined : STEPS.find(([step]) => span / step <= CANDLES_MAX)) ?? [DAY, 'day'];
}

function daysOf({ closedAt, open, high, low, close }: BarColumns, step: number): Days {
  const days = { date: [] as string[], open: [] as number[], high: [] as number[], low: [] as number[], close: [] as number[] };
  let today = Number.NaN;
  closedAt.forEach((at, index) => {
    // A bar that closes at midnight belongs to the day that ended.
    const day = Math.floor((at - 1) / step);
    if (day !== today) {
      today = day;
      days.date.push(step === DAY ? formatDate(day) : formatInstant(day * step).slice(0, 16).replace('T', ' '));
      days.open.push(open[index]);
      days.high.push(high[index]);
      days.low.push(low[index]);
      days.close.push(close[index]);
      return;
    }
    const last = days.date.length - 1;
    days.high[last] = Math.max(days.high[last], high[index]);
    days.low[last] = Math.min(days.low[last], low[index]);
    days.close[last] = close[index];
  });
  return days;
}

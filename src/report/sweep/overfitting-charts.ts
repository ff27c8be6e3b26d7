/** How the choice holds: ranks out of sample over all splits, and performance in sample against out of sample. */
import { colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import type { SweepReportModel } from './sweep-report-model.js';

const DRAWN_MAX = 2_000;
const BARS = 40;

/** Returns the histogram of the logits; what stands at or below 0 fell below the median out of sample. */
export function logitChart({ statistics: { splits } }: SweepReportModel): ChartSpec | undefined {
  if (splits === undefined) return undefined;
  const reach = Math.max(0.5, ...splits.logit.map(Math.abs));
  const width = (2 * reach) / BARS;
  const counts = new Array<number>(BARS).fill(0);
  for (const logit of splits.logit) counts[Math.min(BARS - 1, Math.floor((logit + reach) / width))] += 1;
  const centers = counts.map((_, index) => drawn(-reach + (index + 0.5) * width));
  return {
    id: 'logits',
    title: 'Rank out of sample of what was best in sample',
    summary: 'Histogram over all splits of the logit of the rank that the best trial in sample has out of sample.',
    note: 'Above 0 the choice beats the median of all trials out of sample, below it does not. The share below is the probability of backtest overfitting.',
    columns: {
      logit: { label: 'Logit of the rank', unit: 'number', values: centers },
      splits: { label: 'Splits', unit: 'count', values: counts },
    },
    traces: [{ type: 'bar', x: values('logit'), y: values('splits'), width: drawn(width * 0.94), marker: { color: centers.map((center) => colour(center <= 0 ? 'loss' : 'gain', 0.8)) }, hovertemplate: '%{x:.2f}: %{y} splits<extra></extra>' }],
    layout: { hovermode: 'closest', xaxis: { title: { text: 'logit of the rank', font: { size: 11 } } }, yaxis: { title: { text: 'splits', font: { size: 11 } } }, bargap: 0.03 },
    heightPx: 280,
    tables: [{ caption: 'Splits by logit', columns: ['logit', 'splits'] }],
  };
}

/** Returns the scatter of the chosen trial's Sharpe ratio in and out of sample, one mark per split. */
export function degradationChart({ statistics: { splits, overfitting, periodsPerYear } }: SweepReportModel): ChartSpec | undefined {
  if (splits === undefined) return undefined;
  const step = Math.max(1, Math.ceil(splits.inSample.length / DRAWN_MAX));
  const kept = splits.inSample.map((_, index) => index).filter((index) => index % step === 0);
  const year = Math.sqrt(periodsPerYear);
  const inside = kept.map((index) => drawn(splits.inSample[index] * year));
  const outside = kept.map((index) => drawn(splits.outOfSample[index] * year));
  const ends = inside.length === 0 ? [] : [Math.min(...inside), Math.max(...inside)];
  const [slope, intercept] = [overfitting.slope.value ?? 0, (overfitting.intercept.value ?? 0) * year];
  return {
    id: 'degradation',
    title: 'In sample against out of sample',
    summary: 'Scatter of the annual Sharpe ratio of the chosen trial in sample and out of sample, over splits, with a fitted line.',
    note: step === 1 ? `${kept.length} splits.` : `Every ${step}th of ${splits.inSample.length} splits is drawn.`,
    columns: {
      inside: { label: 'Sharpe ratio in sample', unit: 'number', values: inside },
      outside: { label: 'Sharpe ratio out of sample', unit: 'number', values: outside },
    },
    traces: [
      { type: 'scatter', mode: 'markers', name: 'splits', x: values('inside'), y: values('outside'), marker: { color: colour('accent', 0.35), size: 4 }, hovertemplate: '%{x:.2f} → %{y:.2f}<extra></extra>' },
      { type: 'scatter', mode: 'lines', name: 'fit', x: ends, y: ends.map((end) => drawn(intercept + slope * end)), line: { color: colour('second'), width: 2 }, hoverinfo: 'skip' },
    ],
    layout: { hovermode: 'closest', xaxis: { title: { text: 'Sharpe ratio in sample', font: { size: 11 } }, showgrid: true }, yaxis: { title: { text: 'out of sample', font: { size: 11 } } } },
    heightPx: 320,
    tables: [{ caption: 'Splits', columns: ['inside', 'outside'] }],
  };
}

/** Returns the scatter of each point's objective against its neighbours' mean: spikes lie far below the line. */
export function plateauChart({ statistics: { plateaus, best, bestPlateau }, record }: SweepReportModel): ChartSpec | undefined {
  const rows = plateaus.filter(({ neighbourMean }) => neighbourMean !== undefined);
  if (rows.length < 2) return undefined;
  const { figure } = record.identity.sweep.objective;
  const own = rows.map((row) => drawn(row.own));
  const around = rows.map((row) => drawn(row.neighbourMean ?? 0));
  const ends = [Math.min(...own, ...around), Math.max(...own, ...around)];
  const of = (point: number | undefined): 'second' | 'accent' => (point !== undefined && (point === best?.point || point === bestPlateau?.point) ? 'second' : 'accent');
  return {
    id: 'plateau',
    title: 'Plateau or spike',
    summary: `Scatter of ${figure} of each point against the mean of its neighbours.`,
    note: 'On the line a point does as well as its neighbours do. Far to the right below it stands a spike: good only exactly there.',
    columns: {
      point: { label: 'Point', unit: 'count', values: rows.map(({ point }) => point) },
      own: { label: 'Own', unit: 'number', values: own },
      around: { label: 'Mean of the neighbours', unit: 'number', values: around },
    },
    traces: [
      { type: 'scatter', mode: 'lines', x: ends, y: ends, line: { color: colour('neutral'), width: 1, dash: 'dot' }, hoverinfo: 'skip' },
      { type: 'scatter', mode: 'markers', x: values('own'), y: values('around'), text: values('point'), marker: { size: 7, color: rows.map(({ point }) => colour(of(point), of(point) === 'second' ? 1 : 0.5)) }, hovertemplate: 'point %{text}: %{x:.3f}, neighbours %{y:.3f}<extra></extra>' },
    ],
    layout: { hovermode: 'closest', xaxis: { title: { text: 'own', font: { size: 11 } }, showgrid: true }, yaxis: { title: { text: 'neighbours', font: { size: 11 } } } },
    heightPx: 320,
    tables: [{ caption: 'Points', columns: ['point', 'own', 'around'] }],
  };
}

/** The objective over each pair of parameters, as the mean over all others: where the plateaus lie. */
import type { Json } from '../../core/canonical.js';
import type { TrialRecord } from '../../lab/sweep/sweep-record.js';
import { colour, drawn, foreign, values, type ChartSpec, type Column } from '../chart-spec.js';
import type { ParameterAxis, SweepReportModel } from './sweep-report-model.js';

const MAPS_MAX = 6;
const CELLS_MAX = 60;

/** Returns a heat map for each pair of parameters with few enough values, the first pairs first. */
export function heatMaps(model: SweepReportModel): readonly ChartSpec[] {
  const axes = model.axes.filter(({ values: own }) => own.length >= 2 && own.length <= CELLS_MAX);
  const pairs = axes.flatMap((x, index) => axes.slice(index + 1).map((y): [ParameterAxis, ParameterAxis] => [x, y]));
  return pairs.slice(0, MAPS_MAX).map(([x, y], index) => heatMap(model, { x, y, id: `heat-${index}` }));
}

function heatMap({ points, objectives, record, statistics }: SweepReportModel, { x, y, id }: { x: ParameterAxis; y: ParameterAxis; id: string }): ChartSpec {
  const { figure } = record.identity.sweep.objective;
  const cell = (column: unknown, row: unknown): number | null => {
    const own = points.filter(({ settings }) => settings[x.path] === column && settings[y.path] === row).flatMap(({ point }) => objectives.get(point) ?? []);
    return own.length === 0 ? null : drawn(own.reduce((sum, value) => sum + value, 0) / own.length);
  };
  const grid = y.values.map((row) => x.values.map((column) => cell(column, row)));
  const columns = Object.fromEntries(x.values.map((column, index): [string, Column] => [`c${index}`, { label: `${x.label} = ${String(column)}`, unit: 'number', values: grid.map((row) => row[index]) }]));
  const places = (axis: ParameterAxis): Json => ({ type: 'category', title: { text: foreign(axis.label), font: { size: 11 } }, ticks: '', showgrid: false });
  return {
    id,
    title: `${figure}: ${y.label} over ${x.label}`,
    summary: `Heat map of ${figure} for each pair of values of ${x.label} and ${y.label}.`,
    note: 'Each cell is the mean over all other parameters. A ring marks the best trial, a square the best plateau.',
    columns: {
      x: { label: x.label, unit: 'text', values: x.values.map(String) },
      y: { label: y.label, unit: 'text', values: y.values.map(String) },
      ...columns,
    },
    traces: [
      {
        type: 'heatmap', x: values('x'), y: values('y'), z: grid, xgap: 2, ygap: 2, colorbar: { thickness: 10, outlinewidth: 0 },
        colorscale: [[0, colour('accent', 0.06)], [1, colour('accent', 0.95)]], hovertemplate: '%{x}, %{y}: %{z:.3f}<extra></extra>',
      },
      ...mark(statistics.best, { x, y, symbol: 'circle-open' }),
      ...mark(points.find(({ point }) => point === statistics.bestPlateau?.point), { x, y, symbol: 'square-open' }),
    ],
    layout: { hovermode: 'closest', dragmode: false, xaxis: places(x), yaxis: places(y), margin: { l: 70, b: 46, t: 8, r: 10 } },
    heightPx: Math.max(220, 90 + y.values.length * 34),
    tables: [{ caption: figure, columns: ['y', ...Object.keys(columns)] }],
  };
}

function mark(trial: TrialRecord | undefined, { x, y, symbol }: { x: ParameterAxis; y: ParameterAxis; symbol: string }): Json[] {
  if (trial === undefined || !Object.hasOwn(trial.settings, x.path) || !Object.hasOwn(trial.settings, y.path)) return [];
  return [{
    type: 'scatter', mode: 'markers', x: [foreign(String(trial.settings[x.path]))], y: [foreign(String(trial.settings[y.path]))], hoverinfo: 'skip',
    marker: { symbol, size: 16, color: colour('second'), line: { width: 2.5, color: colour('second') } },
  }];
}

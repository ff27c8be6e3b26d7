/** The sections of a sweep's report: what luck gives, where the plateaus lie, walk-forward, all trials, provenance. */
import { formatDate } from '../../core/instant.js';
import type { Figure } from '../../metrics/figure.js';
import { chartFigure, colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import type { ReportFigure } from '../figure.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, percent, signedPercent } from '../number-text.js';
import type { Section } from '../page.js';
import { figureFoot, figureValue } from '../sections/figure-cells.js';
import { heatMaps } from './heat-maps.js';
import { degradationChart, logitChart, plateauChart } from './overfitting-charts.js';
import { parallelCoordinates } from './parallel-coordinates.js';
import { shortPath, type SweepReportModel } from './sweep-report-model.js';

const TRIALS_SHOWN = 50;

export function luckSection(model: SweepReportModel): Section {
  const { statistics } = model;
  const charts = [logitChart(model), degradationChart(model)].flatMap((chart) => chart ?? []);
  const blocks = statistics.blocks === undefined ? 'The record is too short to be split.' : `The record of ${counted(statistics.periods, 'day')} is split into ${statistics.blocks} blocks; each half of them is once the sample and once the judge.`;
  const figures = luckFigures(model);
  const half = Math.ceil(figures.length / 2);
  return {
    id: 'luck',
    title: 'Luck and overfitting',
    charts,
    body: html`<p class="lead">${blocks} Trials are counted over the lifetime of the data, also those of other sweeps and of sweeps that were deleted.</p>
<div class="figures">${figureTable(figures.slice(0, half))}${figureTable(figures.slice(half))}</div>
<div class="pair">${charts.map((chart) => chartFigure(chart))}</div>`,
  };
}

function figureTable(figures: readonly ReportFigure[]): SafeHtml {
  return html`<table><thead><tr><th scope="col">Figure</th><th scope="col" class="number">Value</th></tr></thead>
<tbody>${figures.map((item) => html`<tr><th scope="row">${item.label}<span class="convention">${figureFoot(item, [])}</span></th><td class="number">${figureValue(item, '')}</td></tr>`)}</tbody></table>`;
}

/** Returns the figures of the choice with their names. */
export function luckFigures({ statistics: { sharpe, confidence, luck, overfitting, compared } }: SweepReportModel): readonly ReportFigure[] {
  const named = (label: string, { id, value, reason, unit, convention, n }: Figure): ReportFigure => ({ id, label, value, ...(reason === undefined ? {} : { reason }), unit, convention, n, offsets: [] });
  const labels = ['Probability that the true ratio is above 0 (2012)', 'Days of record it takes, 95 % (2012)', 'Probability that the true ratio is above 0 (2025)', 'Days of record it takes, 95 % (2025)'];
  return [
    named('Sharpe ratio of the best trial', sharpe),
    named('Trials on these data', { id: 'lifetime-trials', value: luck.lifetimeTrials, unit: 'count', convention: 'distinct configurations in the ledger of the data', n: compared }),
    named('Effective trials, by mean correlation', luck.effective),
    named('Effective trials, by effective rank', luck.effectiveRank),
    named('Sharpe ratio expected from luck alone', luck.expectedSharpe),
    ...confidence.map((item, index) => named(labels[index] ?? item.id, item)),
    named('Deflated Sharpe ratio', luck.deflated),
    named('Deflated Sharpe ratio, effective trials', { ...luck.deflatedEffective, id: 'dsr-effective' }),
    named('Sharpe ratio after a haircut', luck.haircut),
    named('Years of data below which luck shows as much', luck.minBacktestYears),
    named('Probability of backtest overfitting', overfitting.pbo),
    named('Probability of loss out of sample', overfitting.probabilityOfLoss),
    named('Degradation, slope', overfitting.slope),
    named('Degradation, R squared', overfitting.fit),
  ];
}

export function landscapeSection(model: SweepReportModel): Section {
  const plateau = plateauChart(model);
  const charts = [...(plateau === undefined ? [] : [plateau]), ...heatMaps(model)];
  const { best, bestPlateau, plateaus } = model.statistics;
  const own = plateaus.find(({ point }) => point === best?.point);
  const score = own?.score === undefined ? '' : ` The neighbours of the best trial reach ${percent(own.score)} of it on average, ${own.score >= 0.8 ? 'so it stands on a plateau' : own.score >= 0.5 ? 'so it stands on a slope' : 'so it is a spike'}.`;
  const trial = model.points.find(({ point }) => point === bestPlateau?.point);
  const isSame = trial !== undefined && trial.point === best?.point;
  const advice = trial === undefined ? '' : isSame ? ' It is the best plateau as well.' : ` The best plateau is around trial ${trial.trial}; take that one rather than the best.`;
  return {
    id: 'landscape',
    title: 'Plateau or spike',
    charts,
    body: html`<p class="lead">What is good only exactly there was found by luck.${score}${advice}</p>
${parallelCoordinates(model)}
<div class="pair">${charts.map((chart) => chartFigure(chart))}</div>`,
  };
}

export function walkForwardSection({ walkForward, record }: SweepReportModel): Section | undefined {
  if (walkForward === undefined) return undefined;
  const { objective, walkForward: how } = record.identity.sweep;
  const chart = windowChart(walkForward.windows.map(({ outFromDay, inSample, outOfSample }) => ({ label: formatDate(outFromDay), inSample, outOfSample })), objective.figure);
  const number = (value: number | null): string => (value === null ? ABSENT : decimal(value, 2));
  const rows = walkForward.windows.map(
    (row) => html`<tr><th scope="row">${formatDate(row.inFromDay)} to ${formatDate(row.inUntilDay)}</th><td>${formatDate(row.outFromDay)} to ${formatDate(row.outUntilDay)}</td>
<td>${Object.entries(row.settings).map(([path, value]) => `${shortPath(path)} = ${String(value)}`).join(', ')}</td><td class="number">${number(row.inSample)}</td><td class="number">${number(row.outOfSample)}</td>
<td class="number">${row.totalReturn === null ? ABSENT : signedPercent(row.totalReturn)}</td></tr>`,
  );
  const { sharpe, totalReturn, efficiency } = walkForward;
  return {
    id: 'walk-forward',
    title: 'Walk-forward',
    charts: [chart],
    body: html`<p class="lead">Chosen in ${how?.inSample ?? ''}, judged in the ${how?.outOfSample ?? ''} that follow. The judged spans one after another have a Sharpe ratio of ${number(sharpe.value)} and a return of ${totalReturn.value === null ? ABSENT : signedPercent(totalReturn.value)};
out of sample, ${objective.figure} keeps ${efficiency.value === null ? ABSENT : percent(efficiency.value)} of what it was in sample.</p>
${chartFigure(chart)}
<div class="wide"><table><thead><tr><th scope="col">Chosen in</th><th scope="col">Judged in</th><th scope="col">Settings</th><th scope="col" class="number">In sample</th><th scope="col" class="number">Out of sample</th><th scope="col" class="number">Return</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  };
}

function windowChart(rows: readonly { readonly label: string; readonly inSample: number | null; readonly outOfSample: number | null }[], figure: string): ChartSpec {
  const column = (pick: (row: (typeof rows)[number]) => number | null): (number | null)[] => rows.map((row) => { const value = pick(row); return value === null ? null : drawn(value); });
  return {
    id: 'windows',
    title: `${figure} in and out of sample`,
    summary: `Bars of ${figure} of the chosen settings in sample and out of sample, one pair per window.`,
    columns: {
      window: { label: 'Judged from', unit: 'text', values: rows.map(({ label }) => label) },
      inside: { label: 'In sample', unit: 'number', values: column((row) => row.inSample) },
      outside: { label: 'Out of sample', unit: 'number', values: column((row) => row.outOfSample) },
    },
    traces: [
      { type: 'bar', name: 'in sample', x: values('window'), y: values('inside'), marker: { color: colour('neutral', 0.6) } },
      { type: 'bar', name: 'out of sample', x: values('window'), y: values('outside'), marker: { color: colour('accent', 0.9) } },
    ],
    layout: { barmode: 'group', showlegend: true, xaxis: { type: 'category' }, yaxis: { hoverformat: '.2f' } },
    heightPx: 300,
    tables: [{ caption: 'Windows', columns: ['window', 'inside', 'outside'] }],
  };
}

export function trialsSection({ points, objectives, statistics, record, axes }: SweepReportModel): Section {
  const { objective } = record.identity.sweep;
  const sign = objective.direction === 'maximise' ? -1 : 1;
  const ordered = points.filter(({ point }) => objectives.has(point)).sort((a, b) => sign * ((objectives.get(a.point) ?? 0) - (objectives.get(b.point) ?? 0)) || a.trial - b.trial);
  const figures = [...new Set(['sharpe', 'total-return', 'max-drawdown', 'trades'])].filter((id) => id !== objective.figure);
  const plateaus = new Map(statistics.plateaus.map((plateau) => [plateau.point, plateau]));
  const text = (id: string, value: number | null | undefined): string => (value === null || value === undefined ? ABSENT : id === 'total-return' || id === 'max-drawdown' ? percent(value) : decimal(value, id === 'trades' ? 0 : 3));
  const rows = ordered.slice(0, TRIALS_SHOWN).map((trial) => html`<tr><th scope="row" class="number">${trial.trial}</th><td class="number">${decimal(objectives.get(trial.point) ?? 0, 3)}</td><td class="number">${text('', plateaus.get(trial.point)?.neighbourMean)}</td>
${figures.map((id) => html`<td class="number">${text(id, trial.figures[id])}</td>`)}${axes.map(({ path }) => html`<td class="number">${Object.hasOwn(trial.settings, path) ? String(trial.settings[path]) : ABSENT}</td>`)}</tr>`);
  const failed = record.trials.filter(({ done }) => !done);
  return {
    id: 'trials',
    title: 'Trials',
    charts: [],
    body: html`<p class="lead">The ${counted(Math.min(TRIALS_SHOWN, ordered.length), 'best point')} of ${decimal(points.length, 0)}, by ${objective.figure}; all of them stand in the JSON beside this page. Any of them can be opened as a run: <span class="mono">hivetape sweep open ${record.identity.sweep.name} NUMBER</span>.</p>
<div class="wide"><div class="scroll"><table><thead><tr><th scope="col" class="number">Trial</th><th scope="col" class="number">${objective.figure}</th><th scope="col" class="number">neighbours</th>${figures.map((id) => html`<th scope="col" class="number">${id}</th>`)}${axes.map(({ label }) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></div>
${failed.length === 0 ? NOTHING : failedList(failed)}`,
  };
}

function failedList(failed: readonly { readonly trial: number; readonly trouble: string }[]): SafeHtml {
  return html`<h3>Trials that failed</h3><ul>${failed.slice(0, TRIALS_SHOWN).map(({ trial, trouble }) => html`<li>Trial ${trial}: ${trouble}</li>`)}</ul>`;
}

export function provenanceSection({ record }: SweepReportModel): Section {
  const { identity, sweepId, fingerprint, planned, state } = record;
  const { sweep } = identity;
  const { kind } = sweep.method;
  const space = Object.entries(sweep.space).map(([path, parameter]) => html`<tr><th scope="row">${path}</th><td class="mono">${JSON.stringify(parameter)}</td></tr>`);
  return {
    id: 'provenance',
    title: 'Provenance',
    charts: [],
    body: html`<p class="lead">Everything above is a fold of the sweep’s log. The number of workers leaves no trace in it.</p>
<dl class="plain"><dt>Sweep</dt><dd class="mono">${sweepId}</dd><dt>Fingerprint</dt><dd class="mono">${fingerprint}</dd><dt>State</dt><dd>${state}, ${decimal(record.trials.length, 0)} of ${decimal(planned.trials, 0)} trials</dd>
<dt>Scenario</dt><dd>${identity.scenario.name}</dd><dt>Method</dt><dd>${kind}</dd><dt>Objective</dt><dd>${sweep.objective.direction} ${sweep.objective.figure}</dd>
<dt>Seeds</dt><dd>${sweep.seeds.policy === 'common' ? 'common to all trials' : 'of each trial its own'}: ${(sweep.seeds.list ?? [identity.scenario.seed]).join(', ')}</dd>
<dt>Data</dt><dd class="mono">${identity.data.join(' ')}</dd><dt>Behaviour</dt><dd>${identity.behaviour}</dd></dl>
<h3>Space</h3><table><thead><tr><th scope="col">Parameter</th><th scope="col">Values</th></tr></thead><tbody>${space}</tbody></table>`,
  };
}

/** The head of the sheet: what ran, when, how it ended, in one sentence and a strip of figures. */
import { unitsOf } from '../../core/fixed-point.js';
import type { ReportFigure } from '../figure.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { counted, decimal, money, percent, signedPercent } from '../number-text.js';
import { figureOf } from '../performance.js';
import type { RunReportModel } from '../report-model.js';
import { figureValue, reasonOf } from './figure-cells.js';

const headlineIds = ['total-return', 'cagr', 'ann-volatility', 'sharpe', 'max-drawdown', 'calmar', 'trades', 'win-rate'] as const;

export function masthead(model: RunReportModel): SafeHtml {
  const { frame, about, period } = model;
  const figures = headlineIds.flatMap((id) => figureOf(model.performance, id) ?? []);
  const names = frame.instruments.map(({ id }) => id);
  return html`<header class="masthead">
<p class="kicker"><span>hivetape · run report</span><span class="mono">${about.runId}</span></p>
<h1>${frame.name}</h1>
<p class="subtitle"><span>${period.from} to ${period.to}</span><span>${listed(names)}</span><span>${counted(frame.agents.length, 'agent')}</span><span>${counted(frame.eventCount, 'event')}</span></p>
<p class="verdict">${verdict(model)}</p>
<p class="disclaimer">Simulated results, not investment advice.${frame.ended === 'done' ? NOTHING : html` <strong class="loss">This run did not end regularly: ${frame.ended}.</strong>`}</p>
<dl class="strip">${figures.map((figure) => cell(figure, frame.currency))}</dl>
</header>`;
}

function cell(figure: ReportFigure, currency: string): SafeHtml {
  const foot = figure.value === null ? reasonOf(figure) : figure.convention;
  return html`<div><dt>${figure.label}</dt><dd>${figureValue(figure, currency)}</dd><dd class="small">${foot} · n\u00a0${decimal(figure.n, 0)}</dd></div>`;
}

/** Returns what came of it, in one plain sentence without praise. */
function verdict({ books, frame, performance }: RunReportModel): string {
  const { equity, benchmark } = books.daily;
  if (equity.length < 2) return 'No bar closed in this run, so there is nothing to judge.';
  const end = equity[equity.length - 1];
  const own = end / equity[0] - 1;
  const held = benchmark[benchmark.length - 1] / benchmark[0] - 1;
  const start = money(unitsOf(frame.startCashMicros), frame.currency);
  const deepest = performance.worst[0];
  const fall = deepest === undefined ? 'it never stood below its start' : `its deepest fall was ${percent(-deepest.depth)}, from ${deepest.peak} to ${deepest.trough}`;
  return `${start} became ${money(end, frame.currency)} (${signedPercent(own)}), against ${signedPercent(held)} for buying and holding; ${fall}.`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}

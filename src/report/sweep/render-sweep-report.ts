/** From the model of a sweep to the two files that people and programs read. The same model gives the same bytes. */
import { sweepTable } from '../../lab/sweep/sweep-table.js';
import { html, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, percent } from '../number-text.js';
import { renderPage, type Section } from '../page.js';
import type { RenderedReport } from '../render-report.js';
import type { SweepReportModel } from './sweep-report-model.js';
import { landscapeSection, luckFigures, luckSection, provenanceSection, trialsSection, walkForwardSection } from './sweep-sections.js';

const sections: readonly ((model: SweepReportModel) => Section | undefined)[] = [luckSection, landscapeSection, walkForwardSection, trialsSection, provenanceSection];

export function renderSweepReport(model: SweepReportModel): RenderedReport {
  const { record } = model;
  const page = renderPage({
    title: `${record.identity.sweep.name} · hivetape sweep`,
    currency: record.identity.scenario.account.currency,
    masthead: masthead(model),
    sections: sections.flatMap((section) => section(model) ?? []),
    footer: html`<footer><p>Simulated results, not investment advice. Made by hivetape from sweep <span class="mono">${record.sweepId}</span>, fingerprint <span class="mono">${record.fingerprint}</span>.
Charts are drawn by plotly.js (MIT licence).</p></footer>`,
  });
  return { html: page, json: sweepJson(model) };
}

function masthead({ record, statistics, sentence, objectives }: SweepReportModel): SafeHtml {
  const { sweep, scenario } = record.identity;
  const { best, bestPlateau, luck, overfitting } = statistics;
  const { figure } = sweep.objective;
  const ratio = (value: number | null | undefined): string => (value === null || value === undefined ? ABSENT : decimal(value, 2));
  const share = (value: number | null): string => (value === null ? ABSENT : percent(value));
  const cells: readonly (readonly [string, string, string])[] = [
    ['Trials', decimal(statistics.finished, 0), `of ${decimal(statistics.trials, 0)}, ${decimal(statistics.failed, 0)} failed`],
    ['Best trial', ratio(best === undefined ? undefined : objectives.get(best.point)), `${figure}, trial ${best?.trial ?? ABSENT}`],
    ['Best plateau', ratio(bestPlateau?.level), `${figure}, mean of the point and its neighbours`],
    ['From luck alone', ratio(luck.expectedSharpe.value), `Sharpe ratio, best of ${decimal(luck.lifetimeTrials, 0)} worthless trials`],
    ['Deflated Sharpe', ratio(luck.deflated.value), 'probability that the best is more than that'],
    ['Effective trials', luck.effective.value === null ? ABSENT : decimal(luck.effective.value, 1), 'after what they have in common'],
    ['Overfitting', share(overfitting.pbo.value), `PBO, ${decimal(overfitting.pbo.n, 0)} splits`],
    ['Loss out of sample', share(overfitting.probabilityOfLoss.value), 'share of splits'],
  ];
  return html`<header class="masthead">
<p class="kicker"><span>hivetape · sweep report</span><span class="mono">${record.sweepId}</span></p>
<h1>${sweep.name}</h1>
<p class="subtitle"><span>${scenario.name}</span><span>${counted(record.planned.points, 'point')}</span><span>${counted(Object.keys(sweep.space).length, 'parameter')}</span><span>${sweep.method.kind}</span></p>
<p class="verdict">${sentence}</p>
<p class="disclaimer">Simulated results, not investment advice.${record.state === 'finished' ? '' : ' This sweep is not finished.'}</p>
<dl class="strip">${cells.map(([name, value, foot]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="small">${foot}</dd></div>`)}</dl>
</header>`;
}

/** Keys stand in a fixed order. Adding a key is compatible, nothing else is. */
function sweepJson(model: SweepReportModel): string {
  const { schema, record, statistics, walkForward, sentence } = model;
  const { identity } = record;
  const plain = {
    schema, sentence,
    about: { sweepId: record.sweepId, fingerprint: record.fingerprint, state: record.state, behaviour: identity.behaviour, data: identity.data, code: identity.code, sweep: identity.sweep, scenario: identity.scenario },
    figures: luckFigures(model),
    best: statistics.best?.trial ?? null,
    bestPlateau: statistics.bestPlateau ?? null,
    plateaus: statistics.plateaus,
    blocks: statistics.blocks ?? null,
    walkForward: walkForward === undefined ? null : { windows: walkForward.windows, figures: [walkForward.sharpe, walkForward.totalReturn, walkForward.efficiency] },
    table: sweepTable(record).trials,
  };
  return `${JSON.stringify(plain, null, 1)}\n`;
}

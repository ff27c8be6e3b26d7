/** From the model to the two files that people and programs read. The same model gives the same bytes. */
import { html } from './html.js';
import { renderPage, type Section } from './page.js';
import { reportJson } from './report-json.js';
import type { RunReportModel } from './report-model.js';
import { breakdownSection } from './sections/breakdown-section.js';
import { boundsSection } from './sections/bounds-section.js';
import { compatSection } from './sections/compat-section.js';
import { conflictsSection } from './sections/conflicts-section.js';
import { coordinationSection } from './sections/coordination-section.js';
import { councilSection } from './sections/council-section.js';
import { faultsSection } from './sections/faults-section.js';
import { executionSection } from './sections/execution-section.js';
import { figuresSection } from './sections/figures-section.js';
import { marketSection } from './sections/market-section.js';
import { masthead } from './sections/masthead.js';
import { growthSection, periodsSection } from './sections/performance-sections.js';
import { dataSection, provenanceSection } from './sections/provenance-sections.js';
import { riskSection } from './sections/risk-section.js';
import { funnelSection, messagesSection } from './sections/swarm-sections.js';
import { tasksSection } from './sections/tasks-section.js';
import { tradesSection } from './sections/trades-section.js';

export interface RenderedReport {
  /** One self-contained page. */
  readonly html: string;
  /** The same figures for programs. */
  readonly json: string;
}

/** The order of the page. A section that has nothing to show is left out. */
const sections: readonly ((model: RunReportModel) => Section | undefined)[] = [
  growthSection, boundsSection, figuresSection, compatSection, periodsSection, marketSection, tradesSection, breakdownSection, executionSection, councilSection, conflictsSection,
  funnelSection, messagesSection, coordinationSection, tasksSection, riskSection, faultsSection, dataSection, provenanceSection,
];

export function renderReport(model: RunReportModel): RenderedReport {
  const { frame, about } = model;
  const page = renderPage({
    title: `${frame.name} · hivetape report`,
    currency: frame.currency,
    masthead: masthead(model),
    sections: sections.flatMap((section) => section(model) ?? []),
    footer: html`<footer><p>Simulated results, not investment advice. Made by hivetape from run <span class="mono">${about.runId}</span>, fingerprint <span class="mono">${about.fingerprint}</span>.
Charts are drawn by plotly.js (MIT licence).</p></footer>`,
  });
  return { html: page, json: reportJson(model) };
}

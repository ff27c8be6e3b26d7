/** The figures of the run as another tool prints them, ours of the same meaning beside them. */
import type { CompatRow } from '../compat/compat-table.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, decimal } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

export function compatSection({ compat }: RunReportModel): Section | undefined {
  if (compat === undefined) return undefined;
  const { tool, version, basis, rows } = compat;
  return {
    id: 'compat',
    title: `As ${tool} prints it`,
    charts: [],
    body: html`<p class="lead">What ${tool} (${version}) would print of the same account, by its own conventions, errors included; computed from ${basis}.
Ours stand beside them and are what this report means everywhere else.</p>
<div class="wide"><table><thead><tr><th scope="col">${tool}</th><th scope="col" class="number">It prints</th><th scope="col" class="number">Ours</th><th scope="col">Our figure, and what differs</th></tr></thead>
<tbody>${rows.map(rowOf)}</tbody></table></div>`,
  };
}

function rowOf({ name, value, ours, oursValue, differs }: CompatRow): SafeHtml {
  const beside = [ours, differs].filter((part) => part !== undefined).join('; ');
  return html`<tr><th scope="row">${name}</th><td class="number" data-compat="${name}" data-value="${String(value)}">${numberText(value)}</td>
<td class="number muted">${oursValue === undefined ? NOTHING : numberText(oursValue)}</td><td class="muted">${beside}</td></tr>`;
}

/** As many places as tell two conventions apart. */
function numberText(value: number | null): string {
  if (value === null) return ABSENT;
  const size = Math.abs(value);
  return decimal(value, Number.isInteger(value) || size >= 10_000 ? 0 : size >= 100 ? 2 : 5);
}

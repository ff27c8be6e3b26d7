/** What the numbers rest on: the data's flaws, the manifest, the fingerprint, and how to check it all. */
import type { Json } from '../../core/canonical.js';
import { isDefect } from '../../market/quality.js';
import { html } from '../html.js';
import { decimal, percent } from '../number-text.js';
import type { Section } from '../page.js';
import { figureOf } from '../performance.js';
import type { RunReportModel } from '../report-model.js';

export function dataSection(model: RunReportModel): Section {
  const { frame, prices } = model;
  const ambiguous = figureOf(model.performance, 'ambiguous-share');
  const share = ambiguous === undefined || ambiguous.value === null
    ? html`There were no fills.`
    : html`${percent(ambiguous.value)} of ${decimal(ambiguous.n, 0)} fills are ambiguous: the bar does not prove that price came as far as they needed.`;
  const rows = gathered(frame.quality).map(
    ({ instruments, kind, count, note, offset }) => html`<tr><th scope="row">${namesOf(instruments)}</th><td>${kind}</td><td class="number">${decimal(count, 0)}</td><td>${note}</td><td class="number muted">${decimal(offset, 0)}</td></tr>`,
  );
  const bars = [...prices.values()].map(
    (item) => html`<tr><th scope="row">${item.instrument}</th><td class="number">${decimal(item.offset.length, 0)}</td><td class="number muted">${decimal(item.offset[0], 0)}–${decimal(item.offset[item.offset.length - 1], 0)}</td></tr>`,
  );
  return {
    id: 'data',
    title: 'Quality of the data',
    charts: [],
    body: html`<p class="lead">${share}</p>
<div class="pair"><div>${rows.length === 0 ? html`<p class="note">Neither importer nor feed noted anything odd.</p>` : html`<table><caption>Notes</caption><thead><tr><th scope="col">Instrument</th><th scope="col">Kind</th>
<th scope="col" class="number">Count</th><th scope="col">What was done</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows}</tbody></table>`}</div>
<div><table><caption>Bars</caption><thead><tr><th scope="col">Instrument</th><th scope="col" class="number">Bars</th><th scope="col" class="number">Events</th></tr></thead><tbody>${bars}</tbody></table></div></div>`,
  };
}

interface Gathered {
  readonly instruments: string[];
  readonly kind: string;
  count: number;
  readonly note: string;
  readonly offset: number;
}

/** What is said in the same words of many instruments is one row; what is wrong stands before what is only odd. */
function gathered(quality: RunReportModel['frame']['quality']): readonly Gathered[] {
  const rows = new Map<string, Gathered>();
  for (const { instrument, kind, count, note, offset } of quality) {
    const row = rows.get(`${kind} ${note}`);
    if (row === undefined) rows.set(`${kind} ${note}`, { instruments: [instrument], kind, count, note, offset });
    else {
      row.instruments.push(instrument);
      row.count += count;
    }
  }
  return [...rows.values()].sort((a, b) => Number(isDefect(b)) - Number(isDefect(a)) || a.offset - b.offset);
}

function namesOf(instruments: readonly string[]): string {
  return instruments.length <= 4 ? instruments.join(', ') : `${instruments.slice(0, 3).join(', ')} and ${instruments.length - 3} more`;
}

export function provenanceSection({ about, frame }: RunReportModel): Section {
  const events = Object.entries(frame.eventsByType).map(([type, count]) => html`<tr><th scope="row">${type}</th><td class="number">${decimal(count, 0)}</td></tr>`);
  const agents = frame.agents.map(
    ({ agent, kind, listensTo, options }) => html`<tr><th scope="row">${agent}</th><td>${kind}</td><td class="mono">${listensTo.join(' ')}</td><td class="mono">${JSON.stringify(options)}</td></tr>`,
  );
  return {
    id: 'provenance',
    title: 'Provenance',
    charts: [],
    body: html`<p class="lead">Everything above is a fold of one log. The same identity gives the same log, and the same fingerprint, on any machine.</p>
<dl class="plain"><dt>Run</dt><dd class="mono">${about.runId}</dd><dt>Fingerprint</dt><dd class="mono">${about.fingerprint}</dd>
<dt>Verify</dt><dd class="mono">hivetape rerun ${about.runId}</dd><dt>Ended</dt><dd>${frame.ended}</dd></dl>
<h3>Environment</h3><p class="note">Beside the log, outside the fingerprint.</p>
<dl class="plain columns">${Object.entries(about.environment).map(([key, value]) => html`<dt>${key}</dt><dd class="mono">${value}</dd>`)}</dl>
<h3>Agents</h3><div class="wide"><table><thead><tr><th scope="col">Agent</th><th scope="col">Kind</th><th scope="col">Listens to</th><th scope="col">Options</th></tr></thead><tbody>${agents}</tbody></table></div>
<h3>Manifest</h3><p class="note">What decides the log, from event 0; the agents’ part stands in the table above.</p>
<div class="columns"><table><thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead><tbody>${leavesOf(frame.identity).filter(({ path }) => !path.startsWith('scenario.agents.')).map(
      ({ path, value }) => html`<tr><th scope="row">${path}</th><td class="mono">${value}</td></tr>`,
    )}</tbody></table></div>
<h3>Events of the log</h3><div class="columns"><table><thead><tr><th scope="col">Type</th><th scope="col" class="number">Events</th></tr></thead><tbody>${events}</tbody></table></div>`,
  };
}

/** Returns every leaf of a manifest with its path. Lists of plain values are one leaf; so is what is nested absurdly deep. */
function leavesOf(value: Json, path = '', depth = 0): readonly { readonly path: string; readonly value: string }[] {
  const isBranch = value !== null && typeof value === 'object' && Object.values(value).some((item) => item !== null && typeof item === 'object');
  const isPlainList = Array.isArray(value) && !isBranch;
  if (value === null || typeof value !== 'object' || isPlainList || depth > 12) return [{ path, value: typeof value === 'string' ? value : JSON.stringify(value) }];
  const entries: readonly (readonly [string, Json])[] = Object.entries(value);
  return entries.flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`, depth + 1));
}

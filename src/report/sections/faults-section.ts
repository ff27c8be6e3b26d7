/** What was broken on purpose, what came of it, and the law that broke, if one did. */
import { chartFigure } from '../chart-spec.js';
import { faultChart, isMomentary, nameOf } from '../charts/fault-chart.js';
import type { AbsenceRow, BrokenLaw, FaultRecord, FaultRow, StrikeRow } from '../folds/fault-fold.js';
import { outcomeWords } from '../fault-words.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, duration, timeText } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

/** Left out where nothing was broken on purpose and no law broke. */
export function faultsSection({ faults: record }: RunReportModel): Section | undefined {
  const { faults, strikes, absences, broken } = record;
  if (faults.length === 0 && broken === undefined) return undefined;
  const chart = faultChart(record);
  return {
    id: 'faults',
    title: 'Faults and laws',
    charts: chart === undefined ? [] : [chart],
    body: html`${verdict(broken)}
<p class="lead">${summaryOf(record)}</p>
${chart === undefined ? NOTHING : chartFigure(chart)}
${faultTable(faults)}
<div class="pair"><div>${countTable('What became of what was struck', 'Outcome', countsOf(strikes, ({ outcome }) => outcomeWords[outcome]))}</div>
<div>${countTable('Who was struck', 'Receiver', countsOf(strikes, ({ receiver }) => receiver))}</div></div>
${absenceTable(absences)}`,
  };
}

function verdict(broken: BrokenLaw | undefined): SafeHtml {
  if (broken === undefined) return NOTHING;
  const { invariant, law, at, time, found } = broken;
  return html`<dl class="plain broken-law"><dt>Law that broke</dt><dd><strong>${invariant}</strong> ${law}</dd><dt>Found</dt><dd>${found}</dd>
<dt>Where</dt><dd>event ${decimal(at, 0)}, ${timeText(time)}; the run was stopped there</dd></dl>`;
}

function summaryOf({ faults, strikes, absences, broken }: FaultRecord): string {
  const open = faults.filter((row) => row.endedAt === undefined && !isMomentary(row.kind)).length;
  const away = absences.filter(({ until }) => until === undefined).length;
  const crashed = absences.length === 0 ? '' : `, ${counted(absences.length, 'crash').replace(/crashs$/, 'crashes')} of agents${away === 0 ? ', all of which came back' : `, ${decimal(away, 0)} never came back`}`;
  const healed = open === 0 ? 'every fault was over before the end' : `${counted(open, 'fault')} lasted to the end`;
  return `${counted(faults.length, 'fault')} worked on purpose, ${counted(strikes.length, 'strike')}${crashed}; ${healed}. ${broken === undefined ? 'Every law that was watched held.' : ''}`.trimEnd();
}

function faultTable(rows: readonly FaultRow[]): SafeHtml {
  if (rows.length === 0) return NOTHING;
  return html`<div class="wide"><table><caption>Faults</caption><thead><tr><th scope="col">Fault</th><th scope="col">Befalls</th><th scope="col">From</th><th scope="col">To</th>
<th scope="col" class="number">Strikes</th><th scope="col" class="number">Brought at last</th><th scope="col" class="number">Stale by then</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(
    (row) => html`<tr><th scope="row">${nameOf(row)}</th><td>${row.target}</td><td>${timeText(row.begunAt)}</td><td>${endText(row)}</td><td class="number">${decimal(row.strikes, 0)}</td>
<td class="number">${decimal(row.returned, 0)}</td><td class="number">${decimal(row.forgone, 0)}</td><td class="number muted">${decimal(row.offset, 0)}</td></tr>`,
  )}</tbody></table></div>`;
}

function endText({ endedAt, kind }: FaultRow): string {
  if (endedAt !== undefined) return timeText(endedAt);
  return isMomentary(kind) ? 'at once' : 'the end of the run';
}

function countsOf(strikes: readonly StrikeRow[], key: (strike: StrikeRow) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const strike of strikes) counts.set(key(strike), (counts.get(key(strike)) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function countTable(caption: string, head: string, counts: readonly (readonly [string, number])[]): SafeHtml {
  if (counts.length === 0) return html`<p class="note">Nothing was struck on its way.</p>`;
  return html`<table><caption>${caption}</caption><thead><tr><th scope="col">${head}</th><th scope="col" class="number">Strikes</th></tr></thead>
<tbody>${counts.map(([name, count]) => html`<tr><th scope="row">${name}</th><td class="number">${decimal(count, 0)}</td></tr>`)}</tbody></table>`;
}

function absenceTable(rows: readonly AbsenceRow[]): SafeHtml {
  if (rows.length === 0) return NOTHING;
  return html`<div class="wide"><table><caption>Agents that crashed</caption><thead><tr><th scope="col">Agent</th><th scope="col">Went down</th><th scope="col">Was away</th><th scope="col">Came back from</th>
<th scope="col" class="number">Taken in again</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(
    ({ agent, from, until, snapshot, recalled, offset }) => html`<tr><th scope="row">${agent}</th><td>${timeText(from)}</td><td>${until === undefined ? 'for good' : until === from ? 'no time' : duration(until - from)}</td>
<td>${until === undefined ? ABSENT : snapshot < 0 ? 'its whole inbox' : `its snapshot after event ${decimal(snapshot, 0)}`}</td><td class="number">${until === undefined ? ABSENT : counted(recalled, 'event')}</td>
<td class="number muted">${decimal(offset, 0)}</td></tr>`,
  )}</tbody></table></div>`;
}

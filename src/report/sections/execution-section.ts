/** What trading cost against the price at which it was decided, by who carried it out. */
import type { ShortfallRow } from '../folds/shortfall-fold.js';
import { html, type SafeHtml } from '../html.js';
import { ABSENT, decimal, money, percent } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

export function executionSection({ shortfall, frame }: RunReportModel): Section | undefined {
  if (shortfall.length === 0) return undefined;
  return {
    id: 'execution',
    title: 'What carrying it out cost',
    charts: [],
    body: html`<p class="lead">Implementation shortfall: each market order, or parent order with all its children, against the last price known when it was placed.
The cost of the price holds spread, slippage and the move of the market until the fill; a negative cost is a gain. What was left undone is held against the price when the order ended.</p>
<div class="wide"><table><thead><tr><th scope="col">Carried out by</th><th scope="col">How</th><th scope="col" class="number">Orders</th><th scope="col" class="number">Children</th><th scope="col" class="number">Filled</th>
<th scope="col" class="number">Price</th><th scope="col" class="number">Fees</th><th scope="col" class="number">Missed</th><th scope="col" class="number">Total</th><th scope="col" class="number">Basis points</th></tr></thead>
<tbody>${shortfall.map((row) => rowOf(row, frame.currency))}</tbody></table></div>`,
  };
}

function rowOf({ agent, way, orders, children, filledShare, priceUnits, feeUnits, missedUnits, totalUnits, shortfall }: ShortfallRow, currency: string): SafeHtml {
  return html`<tr><th scope="row">${agent}</th><td>${way}</td><td class="number">${decimal(orders, 0)}</td><td class="number">${children === 0 ? ABSENT : decimal(children, 0)}</td>
<td class="number">${filledShare === null ? ABSENT : percent(filledShare)}</td><td class="number">${decimal(priceUnits, 2)}</td><td class="number">${decimal(feeUnits, 2)}</td><td class="number">${decimal(missedUnits, 2)}</td>
<td class="number">${money(totalUnits, currency)}</td><td class="number" data-shortfall="${agent}" data-value="${String(shortfall)}">${shortfall === null ? ABSENT : decimal(shortfall * 10_000, 1)}</td></tr>`;
}

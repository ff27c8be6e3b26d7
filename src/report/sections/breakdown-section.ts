/** Round trips apart by instrument, side, agent and tag: where the profit came from. */
import type { Figure } from '../../metrics/figure.js';
import { html, type SafeHtml } from '../html.js';
import { ABSENT, decimal, money, percent } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';
import type { TradeBreakdown, TradeGroup } from '../trade-groups.js';

const titles = { instrument: 'Instrument', side: 'Side', agent: 'Agent', tag: 'Tag' } as const;

/** A kind with one group says nothing that the whole does not. */
export function breakdownSection({ breakdowns, frame }: RunReportModel): Section | undefined {
  const shown = breakdowns.filter(({ groups }) => groups.length > 1);
  if (shown.length === 0) return undefined;
  return {
    id: 'breakdown',
    title: 'Where the profit came from',
    charts: [],
    body: html`<p class="lead">A round trip belongs to the agent whose order opened it, and to that order’s tag. The profits of each table add up to the profit of all round trips.</p>
${shown.map((breakdown) => table(breakdown, frame.currency))}`,
  };
}

function table({ by, groups }: TradeBreakdown, currency: string): SafeHtml {
  return html`<div class="wide"><table><caption>By ${titles[by].toLowerCase()}</caption><thead><tr><th scope="col">${titles[by]}</th><th scope="col" class="number">Round trips</th><th scope="col" class="number">Won</th>
<th scope="col" class="number">Profit</th><th scope="col" class="number">Fees</th><th scope="col" class="number">Average</th><th scope="col" class="number">Profit factor</th><th scope="col" class="number">Days held</th></tr></thead>
<tbody>${groups.map((group) => row(group, currency))}</tbody></table></div>`;
}

function row(group: TradeGroup, currency: string): SafeHtml {
  const { name, trades, open, profitUnits, feeUnits } = group;
  const text = (id: string, show: (value: number) => string): string => {
    const value = valueOf(group.figures, id);
    return value === null ? ABSENT : show(value);
  };
  return html`<tr><th scope="row">${name === '' ? 'none' : name}</th><td class="number">${decimal(trades, 0)}${open === 0 ? '' : ` + ${decimal(open, 0)} open`}</td>
<td class="number">${text('win-rate', (value) => percent(value))}</td><td class="number ${profitUnits < 0 ? 'loss' : 'gain'}">${money(profitUnits, currency)}</td><td class="number">${decimal(feeUnits, 2)}</td>
<td class="number">${text('avg-trade', (value) => decimal(value, 2))}</td><td class="number">${text('profit-factor', (value) => decimal(value, 2))}</td><td class="number">${text('trade-duration-mean', (value) => decimal(value, 1))}</td></tr>`;
}

function valueOf(figures: readonly Figure[], id: string): number | null {
  return figures.find((figure) => figure.id === id)?.value ?? null;
}

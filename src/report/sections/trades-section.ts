/** Round trips as lines that open: the fills of each, and for every fill the causal chain behind it. */
import { unitsOf } from '../../core/fixed-point.js';
import { chartFigure } from '../chart-spec.js';
import { tripChart } from '../charts/activity-charts.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { decisionWords } from '../market-words.js';
import { ABSENT, decimal, percent, priceText, signedPercent, timeText } from '../number-text.js';
import type { Section } from '../page.js';
import { CHAINS_MAX, type FillReport, type RunReportModel, type TradeReport } from '../report-model.js';
import { chainList } from './chain-list.js';

/** More lines than this make a page that no one scrolls; report.json has them all. */
const LINES_MAX = 600;

export function tradesSection(model: RunReportModel): Section {
  const chart = tripChart(model);
  const { trades, books } = model;
  const shown = trades.slice(-LINES_MAX);
  const cut = shown.length < trades.length ? `The latest ${shown.length} of ${trades.length} are listed; report.json has all. ` : '';
  const chains = books.fills.length > CHAINS_MAX ? `The latest ${CHAINS_MAX} of ${books.fills.length} fills carry their chain; for the others ask hivetape why.` : '';
  return {
    id: 'trades',
    title: 'Round trips and why they happened',
    charts: chart === undefined ? [] : [chart],
    body: html`<p class="lead">A round trip goes from flat to flat. Open a line to see its fills, and for each fill the chain that caused it:
order, approval, decision, votes, signals, bars, with the virtual time of every hop. ${cut}${chains}</p>
${chart === undefined ? NOTHING : chartFigure(chart)}
${trades.length === 0 ? html`<p class="note">Nothing was traded.</p>` : html`<div class="trades" role="region" aria-label="Round trips" tabindex="0">${headLine}${shown.map((trade, index) => tradeLine(trade, trades.length - shown.length + index + 1))}</div>`}`,
  };
}

const headLine = html`<div class="trade-line trade-head"><span></span><span>Instrument</span><span>Side</span><span class="minor">Opened and closed</span>
<span class="number minor">Entry</span><span class="number minor">Exit</span><span class="number">Profit</span><span class="number">Return</span></div>`;

function tradeLine({ instrument, trip, fills }: TradeReport, number: number): SafeHtml {
  const first = fills[0];
  const line = trip === undefined
    ? html`<span>${first.side === 'buy' ? 'long' : 'short'}</span><span class="minor">${dayOf(first.time)} · still open</span><span class="number minor">${priceText(first.price)}</span>
<span class="number minor">${ABSENT}</span><span class="number">${ABSENT}</span><span class="number">${ABSENT}</span>`
    : html`<span>${trip.direction}</span><span class="minor">${dayOf(trip.openedAt)} – ${dayOf(trip.closedAt)}</span><span class="number minor">${averageText(trip.entryPrice)}</span>
<span class="number minor">${averageText(trip.exitPrice)}</span>${amount(unitsOf(trip.profitMicros), decimal(unitsOf(trip.profitMicros), 2))}
${trip.returnRatio === undefined ? html`<span class="number">${ABSENT}</span>` : amount(trip.returnRatio, signedPercent(trip.returnRatio))}`;
  const range = trip === undefined ? NOTHING : html`<p class="note">${decimal(trip.lots, 0)} lots; deepest open loss ${percent(trip.maxAdverse)}, highest open gain ${percent(trip.maxFavourable)}; fees ${decimal(unitsOf(trip.feesMicros), 2)}.</p>`;
  return html`<details class="trade" id="trade-${number}"><summary class="trade-line"><span class="mark"></span><span>${instrument}</span>${line}</summary>
<div class="trade-body">${range}${fills.map(fillPart)}</div></details>`;
}

function fillPart(fill: FillReport): SafeHtml {
  const tag = fill.tag === undefined ? NOTHING : html`, tag ${fill.tag}`;
  const decider = fill.decidedBy === undefined ? NOTHING : html`, ${decisionWords(fill)}`;
  const ambiguity = fill.label === 'exact' ? NOTHING : html` <span class="muted">(${fill.label}${fill.ambiguity === undefined ? '' : `: ${fill.ambiguity}`})</span>`;
  const costs = html`base ${priceText(fill.basePrice)}, half-spread ${priceText(fill.halfSpread)}, slippage ${priceText(fill.slippage)}, fee ${decimal(unitsOf(fill.feeMicros), 2)}${decider}`;
  return html`<h3>${fill.side} ${decimal(fill.quantityLots, 0)} lots at ${priceText(fill.price)}${ambiguity}</h3>
<p class="note">Order ${fill.orderId} of ${fill.owner}${tag}; ${costs}.</p>
${fill.chain.length === 0 ? html`<p class="note">Event ${decimal(fill.offset, 0)}; its chain: <span class="mono">hivetape why ${fill.orderId}</span></p>` : chainList(fill.chain)}`;
}

function amount(value: number, text: string): SafeHtml {
  return html`<span class="number ${value < 0 ? 'loss' : 'gain'}">${text}</span>`;
}

/** An average of prices lies off the grid: it is shown with as many places as tell it apart. */
function averageText(price: number): string {
  return priceText(price, Math.abs(price) >= 1_000 ? 2 : Math.abs(price) >= 1 ? 4 : 6);
}

function dayOf(time: number): string {
  return timeText(time).slice(0, 10);
}

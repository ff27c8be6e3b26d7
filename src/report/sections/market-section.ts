/** Prices with the fills on them, one chart per instrument. */
import { chartFigure } from '../chart-spec.js';
import { priceChart } from '../charts/price-chart.js';
import { html, NOTHING } from '../html.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

/** The instruments with most fills are drawn. */
const CHARTS_MAX = 12;

export function marketSection(model: RunReportModel): Section {
  const fillsOf = new Map<string, number>();
  for (const { instrument } of model.books.fills) fillsOf.set(instrument, (fillsOf.get(instrument) ?? 0) + 1);
  const all = [...model.prices.values()];
  const drawn = [...all].sort((a, b) => (fillsOf.get(b.instrument) ?? 0) - (fillsOf.get(a.instrument) ?? 0)).slice(0, CHARTS_MAX);
  const charts = all.filter((bars) => drawn.includes(bars)).map((bars, place) => priceChart(model, bars, place));
  return {
    id: 'market',
    title: 'Market and fills',
    charts,
    body: html`<p class="lead">What the market showed, and where the venue filled. Zooming one chart over time zooms them all; a double click shows everything again.</p>
${charts.map(chartFigure)}
${charts.length < all.length ? html`<p class="note">The ${charts.length} of ${all.length} instruments with most fills are drawn.</p>` : NOTHING}`,
  };
}

/** One figure as the page shows it: the number, or a dash with the reason; its id and exact value stand in attributes. */
import type { ReportFigure } from '../figure.js';
import { reasonTexts } from '../figure-labels.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, decimal, figureText } from '../number-text.js';

/** Returns the value; `data-value` holds the number as report.json has it. */
export function figureValue(figure: ReportFigure, currency: string): SafeHtml {
  const { id, value, unit } = figure;
  if (value === null) return html`<span data-figure="${id}" data-value="null" title="${reasonOf(figure)}">${ABSENT}</span>`;
  return html`<span data-figure="${id}" data-value="${String(value)}">${figureText(value, unit, currency)}</span>`;
}

/** Returns the interval as it stands under a value; nothing where there is none. */
export function intervalText({ interval, unit }: ReportFigure, currency: string): SafeHtml {
  if (interval === undefined) return NOTHING;
  const { low, high, confidence, convention } = interval;
  return html`<span class="convention interval" title="${convention}">${decimal(confidence * 100, 0)}\u00a0%: ${unbroken(figureText(low, unit, currency))} to ${unbroken(figureText(high, unit, currency))}</span>`;
}

/** Returns the sentence that stands beside a dash. */
export function reasonOf({ reason }: ReportFigure): string {
  return reason === undefined ? '' : (Object.hasOwn(reasonTexts, reason) ? reasonTexts[reason] : reason);
}

/** Returns convention, size of the sample, the reason for a dash, and the events it comes from unless they are the usual ones. */
export function figureFoot(figure: ReportFigure, usual: readonly number[]): SafeHtml {
  const { value, convention, n, offsets } = figure;
  const why = value === null ? `${reasonOf(figure)} · ` : '';
  const isUsual = offsets.length === usual.length && offsets.every((offset, index) => offset === usual[index]);
  const events = offsets.length === 0 || isUsual ? NOTHING : html` · events ${offsets.map((offset) => decimal(offset, 0)).join('–')}`;
  return html`${why}${convention} · n\u00a0${decimal(n, 0)}${events}`;
}

function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

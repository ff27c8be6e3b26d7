/**
 * The document around the sections: one file that loads nothing. The policy in its head allows just
 * our two scripts, by their hashes, so that even markup that slipped in could not run or call out.
 */
import { utf8 } from '../core/utf8.js';
import { codeText } from '../host/package-text.js';
import { sha256Native } from '../host/sha256-native.js';
import { chartScript } from './chart-script.js';
import { embeddedChart, type ChartSpec } from './chart-spec.js';
import { html, jsonElement, ourOwn, textOf, type SafeHtml } from './html.js';
import { pageStyle } from './page-style.js';

export interface Section {
  /** Anchor. */
  readonly id: string;
  readonly title: string;
  readonly body: SafeHtml;
  readonly charts: readonly ChartSpec[];
}

export interface PageContent {
  readonly title: string;
  readonly masthead: SafeHtml;
  readonly sections: readonly Section[];
  readonly footer: SafeHtml;
  readonly currency: string;
}

/** Returns the whole document. */
export function renderPage({ title, masthead, sections, footer, currency }: PageContent): string {
  const plotly = codeText('report/vendor/plotly.min.js');
  const data = { currency, charts: sections.flatMap(({ charts }) => charts.map(embeddedChart)) };
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy([plotly, chartScript])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${ourOwn(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="frame">
<nav aria-label="Contents"><ol>${sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`)}</ol></nav>
<main id="main">
${masthead}
<noscript><p class="note">The charts are drawn by a script inside this file, which your browser does not run. All figures and tables stand without it.</p></noscript>
${sections.map(sectionOf)}
${footer}
</main>
</div>
${jsonElement('report-data', data)}
<script>${ourOwn(plotly)}</script>
<script>${ourOwn(chartScript)}</script>
</body>
</html>
`;
  return textOf(page);
}

function sectionOf({ id, title, body }: Section): SafeHtml {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>`;
}

function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${Buffer.from(sha256Native(utf8(script))).toString('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

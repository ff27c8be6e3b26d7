/**
 * The look of a report: a calm sheet of figures. Serif headings, tabular numerals, hairlines instead of
 * boxes; two schemes of colours with AA contrast; gain and loss differ in sign and shape as well.
 */
import { partStyle } from './part-style.js';

const light = `
--paper:#faf9f6; --panel:#ffffff; --ink:#17212e; --muted:#596474; --rule:#e2dfd7; --accent:#1d4f82; --second:#a06a12;
--gain:#17744f; --loss:#b03a2a; --neutral:#8a94a3; --wash:#f2f0ea;`;

const dark = `
--paper:#0f141b; --panel:#161d27; --ink:#e4e8ee; --muted:#9aa6b5; --rule:#29323f; --accent:#82b5ec; --second:#dbae5c;
--gain:#5fcb9b; --loss:#f08f7d; --neutral:#7c8898; --wash:#1a222d;`;

const frameStyle = `
:root { color-scheme: light dark; ${light}
--serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Times New Roman", serif;
--sans: "Inter", "Helvetica Neue", "Segoe UI", system-ui, -apple-system, Roboto, Arial, sans-serif;
--mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
@media print { :root { ${light} --paper:#ffffff; } }

* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 var(--sans); font-variant-numeric: tabular-nums lining-nums;
  -webkit-font-smoothing: antialiased; overflow-wrap: break-word; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--panel); padding: 6px 12px; z-index: 10; }

.frame { max-width: 1320px; margin: 0 auto; padding: 0 32px 64px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 48px; }
nav { display: none; }
@media (min-width: 1180px) {
  .frame { grid-template-columns: 168px minmax(0, 1fr); }
  nav { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 58px 0 24px; font-size: 13px; }
  nav ol { list-style: none; margin: 0; padding: 0; border-left: 1px solid var(--rule); }
  nav a { display: block; padding: 4px 0 4px 14px; color: var(--muted); text-decoration: none; margin-left: -1px; border-left: 1px solid transparent; }
  nav a:hover, nav a:focus-visible { color: var(--ink); border-left-color: var(--accent); }
}

.masthead { padding: 52px 0 8px; }
.kicker { font-size: 12px; letter-spacing: .14em; text-transform: uppercase; color: var(--muted); display: flex; flex-wrap: wrap; gap: 4px 24px;
  justify-content: space-between; padding-bottom: 14px; border-bottom: 2px solid var(--ink); margin: 0; }
.kicker .mono { letter-spacing: 0; text-transform: none; }
h1 { font: 500 44px/1.12 var(--serif); letter-spacing: -.012em; margin: 26px 0 8px; }
.subtitle { color: var(--muted); margin: 0 0 22px; display: flex; flex-wrap: wrap; gap: 2px 22px; }
.verdict { font: 400 21px/1.5 var(--serif); max-width: 46em; margin: 0 0 6px; text-wrap: pretty; }
.disclaimer { font-size: 13px; color: var(--muted); margin: 0 0 28px; }

h2 { font: 500 26px/1.2 var(--serif); letter-spacing: -.006em; margin: 0 0 4px; }
h3 { font: 600 14px/1.4 var(--sans); margin: 30px 0 8px; }
section { padding-top: 40px; margin-top: 44px; border-top: 1px solid var(--rule); }
.lead { color: var(--muted); margin: 0 0 20px; max-width: 52em; text-wrap: pretty; }
.note { font-size: 12.5px; color: var(--muted); margin: 4px 0 0; max-width: 60em; }
.mono { font-family: var(--mono); font-size: .88em; overflow-wrap: anywhere; }
.gain { color: var(--gain); } .loss { color: var(--loss); } .muted { color: var(--muted); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 12px 40px; }
footer { margin-top: 56px; padding-top: 18px; border-top: 2px solid var(--ink); font-size: 13px; color: var(--muted); }

@media (max-width: 640px) {
  .frame { padding: 0 18px 40px; }
  h1 { font-size: 32px; } .verdict { font-size: 18px; } h2 { font-size: 22px; }
  .masthead { padding-top: 26px; }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  .frame { display: block; padding: 0; max-width: none; }
  nav, .skip, .toggle, details.data { display: none !important; }
  section { break-inside: auto; padding-top: 18px; margin-top: 22px; }
  figure, tr, .strip { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;

export const pageStyle = `${frameStyle}${partStyle}`;

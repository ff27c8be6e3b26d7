/** The look of what stands inside the sections: figures, charts, tables, trades and their chains. */

export const partStyle = `
.strip { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); margin: 0; border-top: 1px solid var(--rule); border-left: 1px solid var(--rule);
  background: var(--panel); }
.strip > div { padding: 16px 18px 14px; border-right: 1px solid var(--rule); border-bottom: 1px solid var(--rule); min-width: 0; }
.strip dt { font-size: 12.5px; color: var(--muted); margin: 0; }
.strip dd { margin: 2px 0 0; font: 500 27px/1.2 var(--serif); white-space: nowrap; }
.strip dd.small { font: 400 11.5px/1.4 var(--sans); color: var(--muted); white-space: normal; margin-top: 6px; }

.columns { columns: 2 400px; column-gap: 48px; }
.columns tr { break-inside: avoid; }
.columns th[scope=row] { overflow-wrap: anywhere; width: 56%; }
dl.plain.columns { display: block; }
dl.plain.columns dt { float: left; clear: left; width: 130px; } dl.plain.columns dd { margin-left: 140px; break-inside: avoid; padding-bottom: 3px; }
.figures { columns: 2 400px; column-gap: 48px; }
.figures table { margin-bottom: 18px; break-inside: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
caption { text-align: left; font-weight: 600; font-size: 13px; padding: 10px 0 6px; }
th, td { text-align: left; padding: 6px 10px 6px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { font-weight: 500; font-size: 12px; color: var(--muted); border-bottom-color: var(--neutral); vertical-align: bottom; }
th[scope=row] { font-weight: 400; }
td.number, th.number { text-align: right; white-space: nowrap; }
.number + td:not(.number), .number + th:not(.number) { padding-left: 16px; }
td:last-child, th:last-child { padding-right: 0; }
.convention { display: block; font-size: 11.5px; color: var(--muted); line-height: 1.35; }
.interval { white-space: normal; max-width: 15ch; margin-left: auto; }
.scroll { overflow: auto; max-height: 420px; }
.wide { overflow-x: auto; }
dl.plain { display: grid; grid-template-columns: minmax(110px, max-content) minmax(0, 1fr); gap: 5px 22px; margin: 0; font-size: 13.5px; }
dl.plain dt { color: var(--muted); } dl.plain dd { margin: 0; }
dl.plain dl.plain { margin: 2px 0; padding-left: 12px; border-left: 1px solid var(--rule); }

dl.broken-law { border-left: 3px solid var(--loss); padding: 8px 0 8px 14px; margin: 14px 0 18px; background: var(--panel); }

figure.chart { margin: 18px 0 12px; min-width: 0; }
figcaption { display: flex; justify-content: space-between; align-items: baseline; gap: 16px; margin-bottom: 2px; }
.chart-title { font-weight: 600; font-size: 14px; }
.toggle { font-size: 12.5px; color: var(--muted); white-space: nowrap; cursor: pointer; }
.plot { width: 100%; min-width: 0; }
.plot .main-svg { background: transparent !important; }
details > summary { cursor: pointer; }
details.data { font-size: 12.5px; color: var(--muted); margin-top: 2px; }
details.data table { color: var(--ink); font-size: 12.5px; }
details.data summary { width: max-content; }

.trades { font-size: 13px; border-top: 1px solid var(--neutral); border-bottom: 1px solid var(--rule); max-height: 900px; overflow: auto; margin-top: 14px; }
@media print { .trades { max-height: none; overflow: visible; } }
.trade-line { display: grid; grid-template-columns: 20px minmax(80px, 1.2fr) 52px minmax(150px, 1.5fr) minmax(86px, 1fr) minmax(86px, 1fr) minmax(96px, 1.1fr) 72px;
  gap: 0 12px; padding: 6px 4px; align-items: baseline; }
.trade-head { color: var(--muted); font-size: 12px; position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--neutral); z-index: 1; }
.trade-line .number { text-align: right; white-space: nowrap; }
.trades summary { list-style: none; border-bottom: 1px solid var(--rule); }
.trades summary::-webkit-details-marker { display: none; }
.trades summary .mark::before { content: "+"; color: var(--accent); font-family: var(--mono); }
.trades details[open] > summary .mark::before { content: "−"; }
.trades summary:hover { background: var(--wash); }
.trade-body { padding: 6px 0 14px 24px; background: var(--panel); border-bottom: 1px solid var(--rule); }
.chain { list-style: none; margin: 6px 0 14px; padding: 0 12px 0 0; font-size: 13px; }
.chain > li { position: relative; padding: 0 0 10px 22px; border-left: 1px solid var(--neutral); margin-left: 6px; }
.chain > li:last-child { border-left-color: transparent; padding-bottom: 0; }
.chain > li::before { content: ""; position: absolute; left: -4.5px; top: 7px; width: 8px; height: 8px; border-radius: 50%; background: var(--accent); }
.chain .role { font-weight: 600; margin-right: 8px; }
.chain .meta { color: var(--muted); font-size: 12px; }
.chain .says { display: block; }
.chain table { font-size: 12.5px; margin-top: 4px; }
.for::before { content: "▲ "; color: var(--gain); } .against::before { content: "▼ "; color: var(--loss); } .abstain::before { content: "○ "; color: var(--neutral); }
@media (max-width: 760px) {
  .wide table { min-width: 620px; }
  .trade-line { grid-template-columns: 14px minmax(0, 1fr) 42px minmax(84px, max-content) 62px; gap: 0 8px; }
  .trade-line .minor { display: none; }
  .trade-body { padding-left: 6px; }
  .strip { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .strip dd { font-size: 22px; }
  dl.plain { grid-template-columns: minmax(0, 1fr); gap: 0; } dl.plain dd { margin-bottom: 8px; }
}
`;

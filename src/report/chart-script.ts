/**
 * The one script of a report besides plotly: draws the charts from the embedded data, fills the tables
 * under them when they are opened, follows the light or dark scheme, and keeps charts over time in
 * step. It is a constant, so that its hash can stand in the page's content security policy.
 */

export const chartScript = String.raw`(() => {
'use strict';
const { charts, currency } = JSON.parse(document.getElementById('report-data').textContent);
const byId = new Map(charts.map((chart) => [chart.id, chart]));
const config = { displayModeBar: false, responsive: true, displaylogo: false, showTips: false, plotlyServerURL: '', topojsonURL: '' };

// Chart text is a small markup language of its own: names from the run must stay names.
const entity = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const clip = (text) => (text.length > 48 ? text.slice(0, 47) + '…' : text);
const plain = (text) => clip(text.replace(hidden, '�')).replace(/[&<>]/g, (char) => entity[char]);
// Two names that are clipped alike would fall together on an axis.
const names = (list) => {
  const seen = new Map();
  return list.map((value) => {
    if (typeof value !== 'string') return value;
    const short = plain(value);
    const owner = seen.get(short);
    if (owner === undefined) seen.set(short, value);
    return owner === undefined || owner === value ? short : short + ' #' + (list.indexOf(value) + 1);
  });
};

const shade = (name, alpha) => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const part = (at) => parseInt(hex.slice(at, at + 2), 16);
  return 'rgba(' + part(1) + ',' + part(3) + ',' + part(5) + ',' + alpha + ')';
};

const resolve = (value, columns) => {
  if (Array.isArray(value)) return value.map((item) => resolve(item, columns));
  if (value === null || typeof value !== 'object') return value;
  if ('$column' in value) return names(columns[value.$column].values);
  if ('$colour' in value) return shade(value.$colour, value.alpha);
  if ('$text' in value) return plain(value.$text);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, columns)]));
};

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const merged = (base, over) => {
  const out = { ...base };
  for (const [key, value] of Object.entries(over)) out[key] = isObject(value) && isObject(out[key]) ? merged(out[key], value) : value;
  return out;
};

const axis = () => ({
  gridcolor: shade('rule', 1), linecolor: shade('rule', 1), zerolinecolor: shade('muted', 0.5), zerolinewidth: 1,
  tickfont: { color: shade('muted', 1), size: 11 }, automargin: true, fixedrange: false,
});
const baseLayout = () => ({
  font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: shade('ink', 1) },
  paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
  margin: { l: 52, r: 12, t: 8, b: 34 }, showlegend: false, hovermode: 'x unified', dragmode: 'zoom', barmode: 'relative',
  legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom', font: { size: 11 } },
  hoverlabel: { bgcolor: shade('panel', 1), bordercolor: shade('rule', 1), font: { color: shade('ink', 1), size: 12 } },
  xaxis: { ...axis(), showgrid: false }, yaxis: axis(),
});

const target = (id) => document.querySelector('.plot[data-chart="' + id + '"]');
const draw = (chart) => {
  const layout = merged(baseLayout(), resolve(chart.layout, chart.columns));
  const log = document.querySelector('input[data-log="' + chart.id + '"]');
  if (log && log.checked) layout.yaxis = { ...layout.yaxis, type: 'log' };
  return Plotly.react(target(chart.id), resolve(chart.traces, chart.columns), layout, config);
};

let inStep = false;
const keepInStep = (chart) => target(chart.id).on('plotly_relayout', (change) => {
  if (inStep || !chart.isLinked) return;
  const whole = change['xaxis.autorange'] === true;
  if (!whole && change['xaxis.range[0]'] === undefined) return;
  inStep = true;
  const update = whole ? { 'xaxis.autorange': true } : { 'xaxis.range': [change['xaxis.range[0]'], change['xaxis.range[1]']] };
  const others = charts.filter((other) => other.isLinked && other !== chart).map((other) => Plotly.relayout(target(other.id), update));
  Promise.all(others).finally(() => { inStep = false; });
});

const grouped = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const decimal = (value, places) => {
  const [whole, fraction] = Math.abs(value).toFixed(places).split('.');
  return (value < 0 ? '−' : '') + grouped(whole) + (fraction === undefined ? '' : '.' + fraction);
};
const shown = (value, unit) => {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value.replace(hidden, '�');
  if (unit === 'fraction') return decimal(value * 100, 2) + ' %';
  if (unit === 'count') return decimal(value, 0);
  if (unit === 'money') return decimal(value, 2) + ' ' + currency;
  return decimal(value, unit === 'price' ? 4 : 3);
};
const element = (name, text) => {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  return node;
};
const tableOf = ({ caption, columns }, chart) => {
  const table = element('table');
  table.append(element('caption', caption));
  const head = element('tr');
  for (const key of columns) {
    const cell = element('th', chart.columns[key].label);
    cell.scope = 'col';
    head.append(cell);
  }
  table.append(element('thead'));
  table.tHead.append(head);
  const body = element('tbody');
  const rows = Math.max(...columns.map((key) => chart.columns[key].values.length));
  for (let row = 0; row < rows; row += 1) {
    const line = element('tr');
    for (const key of columns) {
      const { values, unit } = chart.columns[key];
      const cell = element('td', shown(values[row], unit));
      if (unit !== 'text') cell.className = 'number';
      line.append(cell);
    }
    body.append(line);
  }
  table.append(body);
  return table;
};
for (const details of document.querySelectorAll('details[data-table]')) {
  details.addEventListener('toggle', () => {
    const place = details.querySelector('.scroll');
    const chart = byId.get(details.dataset.table);
    if (details.open && place.childElementCount === 0) place.append(...chart.tables.map((table) => tableOf(table, chart)));
  });
}
for (const box of document.querySelectorAll('input[data-log]')) box.addEventListener('change', () => draw(byId.get(box.dataset.log)));

const drawAll = () => Promise.all(charts.map(draw));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
matchMedia('print').addEventListener('change', drawAll);
drawAll().then(() => {
  charts.forEach(keepInStep);
  document.documentElement.dataset.charts = 'drawn';
});
})();
`;

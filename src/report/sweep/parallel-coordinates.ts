/**
 * Parallel coordinates as plain lines of SVG: one per point, across one axis per parameter and one for
 * the objective. No script and no WebGL; the line of the best trial and of the best plateau stand out.
 */
import type { TrialRecord } from '../../lab/sweep/sweep-record.js';
import { html, type SafeHtml } from '../html.js';
import type { ParameterAxis, SweepReportModel } from './sweep-report-model.js';

const WIDTH = 1_000;
const HEIGHT = 320;
const TOP = 40;
const BOTTOM = 20;
const SIDE = 60;
const LINES_MAX = 600;
const LABELS_MAX = 8;

interface Axis {
  readonly x: number;
  readonly label: string;
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
}

export function parallelCoordinates(model: SweepReportModel): SafeHtml {
  const { axes, points, objectives, statistics, record } = model;
  const drawn = points.filter(({ point }) => objectives.has(point));
  const worths = drawn.map(({ point }) => objectives.get(point) ?? 0);
  const [low, high] = [Math.min(...worths), Math.max(...worths)];
  const worth = (trial: TrialRecord): number => (high === low ? 0.5 : ((objectives.get(trial.point) ?? low) - low) / (high - low));
  const xOf = (index: number): number => round(SIDE + (index * (WIDTH - 2 * SIDE)) / Math.max(1, axes.length));
  const line = (trial: TrialRecord): string => [...axes.map((axis, index) => `${xOf(index)},${heightOf(placeOf(axis, trial))}`), `${xOf(axes.length)},${heightOf(worth(trial))}`].join(' ');
  const step = Math.max(1, Math.ceil(drawn.length / LINES_MAX));
  // The best are drawn last, so that they lie on top.
  const ordered = drawn.filter((_, index) => index % step === 0).sort((a, b) => worth(a) - worth(b) || a.point - b.point);
  const marked = [statistics.best?.point, statistics.bestPlateau?.point].flatMap((point) => drawn.filter((trial) => trial.point === point));
  const ticks = [...axes.map((axis, index): Axis => ({ x: xOf(index), label: axis.label, ticks: ticksOf(axis) })), { x: xOf(axes.length), label: record.identity.sweep.objective.figure, ticks: [0, 0.5, 1].map((place) => ({ y: heightOf(place), text: (low + (high - low) * place).toFixed(2) })) }];
  return html`<figure class="chart"><figcaption><span class="chart-title">Parallel coordinates</span></figcaption>
<div class="wide"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="One line per point across the values of its parameters, ending at its objective" style="width:100%;min-width:640px;height:auto;font:11px var(--sans)">
<g fill="none" stroke="var(--accent)">${ordered.map((trial) => html`<polyline points="${line(trial)}" stroke-width="1" stroke-opacity="${(0.06 + 0.5 * worth(trial) * worth(trial)).toFixed(3)}"/>`)}</g>
<g fill="none" stroke="var(--second)">${marked.map((trial, index) => html`<polyline points="${line(trial)}" stroke-width="2.5" stroke-dasharray="${index === 0 ? 'none' : '6 4'}"/>`)}</g>
${ticks.map(axisOf)}
</svg></div>
<p class="note">Strong lines end high. The solid marked line is the best trial, the broken one the best plateau.${step === 1 ? '' : ` Every ${step}th of ${drawn.length} points is drawn.`}</p></figure>`;
}

function axisOf({ x, label, ticks }: Axis): SafeHtml {
  return html`<g><line x1="${x}" x2="${x}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="var(--muted)"/>
<text x="${x}" y="${TOP - 18}" text-anchor="middle" fill="var(--ink)">${label.length > 28 ? `${label.slice(0, 27)}…` : label}</text>
${ticks.map(({ y, text }) => html`<text x="${x + 5}" y="${y + 4}" fill="var(--muted)" stroke="var(--paper)" stroke-width="3" paint-order="stroke">${text}</text>`)}</g>`;
}

function ticksOf(axis: ParameterAxis): Axis['ticks'] {
  const step = Math.max(1, Math.ceil(axis.values.length / LABELS_MAX));
  return axis.values.flatMap((value, index) => (index % step === 0 ? [{ y: heightOf(placeOfIndex(axis, index)), text: String(value).slice(0, 12) }] : []));
}

/** Values stand evenly, in their order; a parameter that is off runs below the axis. */
function placeOf(axis: ParameterAxis, { settings }: TrialRecord): number {
  if (!Object.hasOwn(settings, axis.path)) return -0.05;
  return placeOfIndex(axis, axis.values.indexOf(settings[axis.path]));
}

function placeOfIndex({ values }: ParameterAxis, index: number): number {
  return values.length < 2 ? 0.5 : index / (values.length - 1);
}

function heightOf(place: number): number {
  return round(HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

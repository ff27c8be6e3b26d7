/**
 * Folds logs into a data set. Features are made bar by bar, by the code that the agent in a run uses;
 * labels come from bars that were recorded later, and each row says so.
 */
import { agentId } from '../core/brand.js';
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import { hex } from '../core/sha256.js';
import { utf8 } from '../core/utf8.js';
import { adjustedBar, noteAdjustment, type Adjusting } from '../agents/adjusted-bar.js';
import { featureNames, startFeatures, stepFeatures, stepPeer, FEATURE_WARM_UP_BARS, type FeatureState } from '../agents/pattern-features.js';
import { isTrusted } from '../agents/trusted.js';
import type { Bar } from '../domain/bar.js';
import type { LogEvent } from '../domain/catalogue.js';
import { patternLabels, type PatternLabel } from '../domain/events/learning-events.js';
import { sha256Native } from '../host/sha256-native.js';
import { DATA_SET_FORMAT, UNDEFINED_LABEL, type BarSeries, type DataSet, type DataSetOptions, type DataSource, type Rows } from './data-set.js';
import { labelsOf } from './outcome-labels.js';

export interface LogToLearn {
  readonly source: DataSource;
  readonly events: Iterable<Recorded>;
}

const AUTHORITIES = { venue: agentId('venue'), gate: agentId('risk-gate') };

/**
 * Returns the data set of these logs. A bar that two logs share gives one row, for copies would feign
 * evidence. Throws `data-set-empty` when no window has both its bars and its labels.
 */
export function foldDataSet(logs: readonly LogToLearn[], options: DataSetOptions): DataSet {
  const series = logs.flatMap(({ events }, source) => seriesOf(events, source, options));
  const rows = rowsOf(series, options);
  if (rows.bar.length === 0) {
    const needed = FEATURE_WARM_UP_BARS + options.windowBars + options.horizonBars - 1;
    const longest = Math.max(0, ...series.map(({ close }) => close.length));
    throw new HivetapeError('data-set-empty', `A data set has at least one row: ${needed} bars of one instrument (found ${longest}).`, {
      help: series.length === 0 ? 'The logs hold no bars of these instruments.' : 'Take longer runs, or a shorter window and horizon.',
      values: { needed, longest },
    });
  }
  const labels = patternLabels.filter((label) => rows.labels[label] !== undefined);
  const set = { format: DATA_SET_FORMAT, options, features: featureNames(options.peer !== ''), labels, sources: logs.map(({ source }) => source), series, rows } as const;
  return { ...set, digest: digestOfDataSet(set) };
}

/** Returns the digest over everything in a data set but its digest. */
export function digestOfDataSet({ digest: _, ...set }: Omit<DataSet, 'digest'> & { readonly digest?: string }): string {
  return hex(sha256Native(utf8(canonicalJson(set))));
}

type Growing<Series> = { -readonly [Key in keyof Series]: Series[Key] extends readonly number[] ? number[] : Series[Key] };

interface Desk {
  readonly series: Growing<BarSeries>;
  readonly state: FeatureState;
}

function seriesOf(events: Iterable<Recorded>, source: number, { instruments, peer }: DataSetOptions): BarSeries[] {
  const desks = new Map<string, Desk>();
  const peerBars: Bar[] = [];
  const scales = new Map<string, Adjusting>();
  for (const recorded of events) {
    const event = recorded as LogEvent;
    if ((event.type !== 'BarClosed' && event.type !== 'AdjustmentChanged') || !isTrusted(event, AUTHORITIES)) continue;
    const adjusting = scaleOf(scales, event.type === 'BarClosed' ? event.data.bar.instrument : event.data.instrument);
    if (event.type === 'AdjustmentChanged') {
      noteAdjustment(adjusting, event.data);
      continue;
    }
    const bar = adjustedBar(event.data.bar, adjusting);
    if (bar.instrument === peer) {
      peerBars.push(bar);
      for (const { state } of desks.values()) stepPeer(state.peer, bar);
      continue;
    }
    if (instruments.length > 0 && !instruments.includes(bar.instrument)) continue;
    let desk = desks.get(bar.instrument);
    if (desk === undefined) desks.set(bar.instrument, (desk = startDesk(source, bar.instrument, peerBars)));
    takeBar(desk, bar, { offset: event.offset, time: event.time, hasPeer: peer !== '' });
  }
  const found = [...desks.values()].map(({ series }) => series);
  if (peer !== '') for (const series of found) fillPeer(series, peerBars);
  return found;
}

/** Labels and features are of adjusted prices where the run told of them, as its agents saw them. */
function scaleOf(scales: Map<string, Adjusting>, instrument: string): Adjusting {
  const known = scales.get(instrument) ?? {};
  scales.set(instrument, known);
  return known;
}

/** A desk that comes late has heard the peer all the same. */
function startDesk(source: number, instrument: string, peerBars: readonly Bar[]): Desk {
  const state = startFeatures();
  for (const bar of peerBars.slice(-3)) stepPeer(state.peer, bar);
  const columns = { offset: [], knownAt: [], high: [], low: [], close: [], peerClose: [], features: [] };
  return { state, series: { source, instrument, ...columns, firstFeatured: FEATURE_WARM_UP_BARS - 1 } };
}

function takeBar({ series, state }: Desk, bar: Bar, told: { readonly offset: number; readonly time: number; readonly hasPeer: boolean }): void {
  series.offset.push(told.offset);
  series.knownAt.push(told.time);
  series.high.push(bar.high);
  series.low.push(bar.low);
  series.close.push(bar.close);
  const features = stepFeatures(state, bar, told.hasPeer);
  if (features !== undefined) series.features.push(...features);
}

/** Sets beside each bar the last close of the peer that was known by then. */
function fillPeer(series: Growing<BarSeries>, peerBars: readonly Bar[]): void {
  let next = 0;
  for (const knownAt of series.knownAt) {
    while (next < peerBars.length && peerBars[next].closedAt <= knownAt) next += 1;
    series.peerClose.push(next === 0 ? 0 : peerBars[next - 1].close);
  }
}

interface RowDraft {
  readonly series: number;
  readonly bar: number;
  readonly decidedAt: number;
}

function rowsOf(series: readonly BarSeries[], { windowBars, horizonBars }: DataSetOptions): Rows {
  const drafts: RowDraft[] = [];
  const seen = new Set<string>();
  for (const [place, { instrument, knownAt, close, firstFeatured }] of series.entries()) {
    for (let bar = firstFeatured + windowBars - 1; bar + horizonBars < close.length; bar += 1) {
      const key = `${instrument} ${knownAt[bar]} ${close[bar]}`;
      if (seen.has(key) || !isSound(close, bar, { windowBars, horizonBars })) continue;
      seen.add(key);
      drafts.push({ series: place, bar, decidedAt: knownAt[bar] });
    }
  }
  drafts.sort((a, b) => a.decidedAt - b.decidedAt || a.series - b.series);
  const outcomes = drafts.map(({ series: place, bar }) => labelsOf(series[place], { at: bar, windowBars, horizonBars }));
  const column = (pick: (draft: RowDraft, of: BarSeries) => number): number[] => drafts.map((draft) => pick(draft, series[draft.series]));
  return {
    series: column((draft) => draft.series),
    bar: column((draft) => draft.bar),
    windowFrom: column(({ bar }, { offset }) => offset[bar - windowBars + 1]),
    windowTo: column(({ bar }, { offset }) => offset[bar]),
    labelAt: column(({ bar }, { offset }) => offset[bar + horizonBars]),
    decidedAt: column((draft) => draft.decidedAt),
    labelKnownAt: column(({ bar }, { knownAt }) => knownAt[bar + horizonBars]),
    labels: Object.fromEntries(patternLabels.flatMap((label) => labelColumn(label, outcomes))),
  };
}

/** Logarithms want prices above zero. */
function isSound(close: readonly number[], bar: number, { windowBars, horizonBars }: { readonly windowBars: number; readonly horizonBars: number }): boolean {
  for (let at = bar - windowBars + 1; at <= bar + horizonBars; at += 1) if (!(close[at] > 0)) return false;
  return true;
}

/** A label that is nowhere defined is left out of the set. */
function labelColumn(label: PatternLabel, outcomes: readonly Record<PatternLabel, number>[]): [PatternLabel, number[]][] {
  const values = outcomes.map((outcome) => outcome[label]);
  return values.every((value) => value === UNDEFINED_LABEL) ? [] : [[label, values]];
}

/**
 * What a scout knows of one instrument: which distances between bars are usual, how much it moves, how long it has stood still.
 * A distance is usual once two like it have come within a year: a weekend is, a week without data is not.
 */
import { DAY, type Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { DataOf } from '../domain/catalogue.js';
import type { Doubt } from '../domain/events/desk-events.js';
import { readReturnDeviation, startReturnDeviation, stepReturnDeviation, type ReturnDeviationState } from '../indicators/return-deviation.js';
import type { Adjusting } from './adjusted-bar.js';
import { numberText } from './evidence-text.js';

export interface ScoutRules {
  readonly learnUs: number;
  readonly spikeDeviations: number;
  readonly spikeBars: number;
  readonly staleBars: number;
}

/** Plain data, changed in place. */
export interface DataWatch extends Adjusting {
  bars: number;
  firstAt: Instant;
  lastAt: Instant;
  /** Instants that were over before its first bar. */
  instantsBefore: number;
  close: number;
  readonly deviation: ReturnDeviationState;
  /** Bars in a row that stood at one price. */
  alike: number;
  /** Distances that came, each with how often and when last. */
  distances: { readonly us: number; times: number; at: Instant }[];
  /** The longest of those that are usual; 0 while none is. */
  longestUs: number;
  isSilent: boolean;
  readonly counts: Record<Doubt, number>;
}

/** Distances that differ by less than a quarter are alike. */
const ALIKE = 0.25;
const TIMES_USUAL = 2;
const REMEMBERED_US = 370 * DAY;

export function startWatch({ spikeBars }: ScoutRules): DataWatch {
  return {
    bars: 0, firstAt: 0, lastAt: Number.MIN_SAFE_INTEGER, instantsBefore: 0, close: 0, deviation: startReturnDeviation({ bars: spikeBars }),
    alike: 0, distances: [], longestUs: 0, isSilent: false, counts: { gap: 0, spike: 0, stale: 0, silent: 0 },
  };
}

/** Returns what is odd in a bar, by what came before it. */
export function doubtsOf(watch: DataWatch, bar: Bar, rules: ScoutRules): readonly Omit<DataOf<'DataDoubted'>, 'instrument'>[] {
  return [gapIn(watch, bar, rules), spikeIn(watch, bar, rules), staleIn(watch, bar, rules)].flatMap((doubt) => doubt ?? []);
}

/** Takes the distance to a bar into what is usual, in place. */
export function noteDistance(watch: DataWatch, closedAt: Instant): void {
  const us = closedAt - watch.lastAt;
  const known = alikeIn(watch, us);
  if (known === undefined) watch.distances.push({ us, times: 1, at: closedAt });
  else {
    known.times += 1;
    known.at = closedAt;
  }
  watch.distances = watch.distances.filter(({ at }) => closedAt - at <= REMEMBERED_US);
  watch.longestUs = watch.distances.reduce((longest, one) => (one.times >= TIMES_USUAL ? Math.max(longest, one.us) : longest), 0);
}

/** Takes a bar in, in place. */
export function stepWatch(watch: DataWatch, bar: Bar): void {
  const { closedAt, close } = bar;
  watch.alike = standsAt(bar, watch.close) ? watch.alike + 1 : isStill(bar) ? 1 : 0;
  if (watch.bars === 0) watch.firstAt = closedAt;
  watch.bars += 1;
  watch.lastAt = closedAt;
  watch.close = close;
  watch.isSilent = false;
  // Prices of 0 and less have no logarithm.
  if (close > 0) stepReturnDeviation(watch.deviation, close);
}

/** Returns µs in days, short. */
export function daysText(us: number): string {
  return `${numberText(us / DAY)} days`;
}

function gapIn(watch: DataWatch, { closedAt }: Bar, { learnUs }: ScoutRules): Omit<DataOf<'DataDoubted'>, 'instrument'> | undefined {
  if (watch.bars === 0 || closedAt - watch.firstAt < learnUs || watch.longestUs === 0) return undefined;
  const found = closedAt - watch.lastAt;
  const known = alikeIn(watch, found);
  // What is shorter than all that is usual is no gap.
  const isUsual = known !== undefined && known.times >= TIMES_USUAL;
  if (isUsual || watch.distances.every(({ us, times }) => times < TIMES_USUAL || us > found)) return undefined;
  return { doubt: 'gap', at: closedAt, found, usual: watch.longestUs, evidence: `${daysText(found)} without a bar, at most ${daysText(watch.longestUs)} is usual` };
}

function spikeIn(watch: DataWatch, { closedAt, close }: Bar, { spikeDeviations }: ScoutRules): Omit<DataOf<'DataDoubted'>, 'instrument'> | undefined {
  const deviation = readReturnDeviation(watch.deviation);
  if (deviation === undefined || deviation === 0 || close <= 0 || watch.close <= 0) return undefined;
  const found = Math.log(close / watch.close);
  const usual = spikeDeviations * deviation;
  if (Math.abs(found) <= usual) return undefined;
  return { doubt: 'spike', at: closedAt, found, usual, evidence: `${numberText(Math.abs(found) / deviation)} deviations` };
}

function staleIn(watch: DataWatch, bar: Bar, { staleBars }: ScoutRules): Omit<DataOf<'DataDoubted'>, 'instrument'> | undefined {
  // Said once: at the bar that makes it so many.
  if (!standsAt(bar, watch.close) || watch.alike + 1 !== staleBars) return undefined;
  return { doubt: 'stale', at: bar.closedAt, found: staleBars, usual: staleBars, evidence: `at ${numberText(bar.close)}` };
}

function alikeIn({ distances }: DataWatch, us: number): DataWatch['distances'][number] | undefined {
  return distances.find((one) => Math.abs(us / one.us - 1) < ALIKE);
}

function isStill({ open, high, low, close }: Bar): boolean {
  return open === close && high === close && low === close;
}

function standsAt(bar: Bar, price: number): boolean {
  return isStill(bar) && bar.close === price;
}

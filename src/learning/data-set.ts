/**
 * A data set for learning, as plain data: the bars of one or more logs, what could be seen of each when
 * it closed, and rows that join a window of bars to what became of it. Each row says from which events it
 * comes, and when its labels became known.
 */
import type { PatternLabel } from '../domain/events/learning-events.js';

export const DATA_SET_FORMAT = 'hivetape-dataset/1';

/** The label of a row is not defined: no trend to reverse, no peer to move with. */
export const UNDEFINED_LABEL = -1;

export interface DataSetOptions {
  /** Bars of a window, the decision being taken at the close of the last. */
  readonly windowBars: number;
  /** Bars that the labels look ahead. */
  readonly horizonBars: number;
  /** Instruments that rows are made of; none named means all but the peer. */
  readonly instruments: readonly string[];
  /** Another instrument whose moves are a feature, and the other half of the label correlation; empty for none. */
  readonly peer: string;
}

export const defaultDataSetOptions: DataSetOptions = { windowBars: 32, horizonBars: 5, instruments: [], peer: '' };

/** A log that bars were taken from. */
export interface DataSource {
  readonly runId: string;
  readonly name: string;
  readonly fingerprint: string;
}

/** The bars of one instrument of one log, column by column, in order of time. */
export interface BarSeries {
  /** Place of the log among the sources. */
  readonly source: number;
  readonly instrument: string;
  /** Offset of each bar's event. */
  readonly offset: readonly number[];
  /** When each bar was told, in virtual time. */
  readonly knownAt: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  /** Last close of the peer at that time, 0 before its first; empty without a peer. */
  readonly peerClose: readonly number[];
  /** Features of each bar from `firstFeatured` on, bar after bar. */
  readonly features: readonly number[];
  readonly firstFeatured: number;
}

/** Rows, column by column, in order of decision. */
export interface Rows {
  /** Place of the series, and in it of the last bar of the window. */
  readonly series: readonly number[];
  readonly bar: readonly number[];
  /** Offsets of the first and the last bar of the window, and of the bar that the labels became known with. */
  readonly windowFrom: readonly number[];
  readonly windowTo: readonly number[];
  readonly labelAt: readonly number[];
  readonly decidedAt: readonly number[];
  readonly labelKnownAt: readonly number[];
  /** 1 where it came true, 0 where not, -1 where it is not defined. */
  readonly labels: Readonly<Partial<Record<PatternLabel, readonly number[]>>>;
}

export interface DataSet {
  readonly format: typeof DATA_SET_FORMAT;
  readonly options: DataSetOptions;
  readonly features: readonly string[];
  readonly labels: readonly PatternLabel[];
  readonly sources: readonly DataSource[];
  readonly series: readonly BarSeries[];
  readonly rows: Rows;
  /** SHA-256 of the canonical text of all the rest, hex. */
  readonly digest: string;
}

export function rowCount({ rows }: DataSet): number {
  return rows.bar.length;
}

/** Returns the features of a row's window: windowBars × features, the oldest bar first. */
export function windowOf({ series, rows, options, features }: DataSet, row: number): readonly number[] {
  const { features: values, firstFeatured } = series[rows.series[row]];
  const end = (rows.bar[row] - firstFeatured + 1) * features.length;
  return values.slice(end - options.windowBars * features.length, end);
}

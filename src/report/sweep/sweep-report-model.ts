/** A sweep as its report sees it: the record, the statistics over it, and what walk-forward came to. */
import type { SweepRecord, TrialRecord } from '../../lab/sweep/sweep-record.js';
import type { Scalar } from '../../lab/sweep/sweep-schema.js';
import type { SweepStatistics } from '../../lab/sweep/sweep-statistics.js';
import { walkForwardResult, type WalkForwardResult } from '../../lab/sweep/walk-forward-result.js';
import { luckSentence } from '../../lab/sweep/luck-sentence.js';
import { objectiveByPoint } from '../../lab/sweep/standing.js';

/** One parameter with the values that occur, in order. */
export interface ParameterAxis {
  readonly path: string;
  /** The path without what all of them have in common. */
  readonly label: string;
  readonly values: readonly Scalar[];
}

export interface SweepReportModel {
  readonly schema: 'hivetape.sweep-report/1';
  readonly record: SweepRecord;
  readonly statistics: SweepStatistics;
  readonly walkForward: WalkForwardResult | undefined;
  readonly sentence: string;
  /** Trials over the whole period, one per point: of replicates the first. */
  readonly points: readonly TrialRecord[];
  /** Objective by point, mean over replicates. */
  readonly objectives: ReadonlyMap<number, number>;
  readonly axes: readonly ParameterAxis[];
}

export function sweepReportModel(record: SweepRecord, statistics: SweepStatistics): SweepReportModel {
  const { sweep } = record.identity;
  const whole = record.trials.filter(({ phase }) => phase === 'whole');
  const points = whole.filter(({ point }, index) => index === 0 || whole[index - 1].point !== point);
  const axes = Object.keys(sweep.space).map((path): ParameterAxis => ({ path, label: shortPath(path), values: occurring(points, path) }));
  return {
    schema: 'hivetape.sweep-report/1',
    record, statistics, points,
    walkForward: walkForwardResult(record),
    sentence: luckSentence(statistics),
    objectives: objectiveByPoint(whole, sweep.objective),
    axes: axes.filter(({ values }) => values.length > 0),
  };
}

export function shortPath(path: string): string {
  return path.replace(/^agents\./, '').replace('.options.', '.');
}

/** Numbers in their order, anything else in the order of the space. */
function occurring(points: readonly TrialRecord[], path: string): readonly Scalar[] {
  const values = [...new Set(points.flatMap(({ settings }) => (Object.hasOwn(settings, path) ? [settings[path]] : [])))];
  return values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

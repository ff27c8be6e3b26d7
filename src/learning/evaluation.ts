/** What came of an evaluation, as plain data: for people, for programs, and to be kept beside the model. */
import type { PatternLabel } from '../domain/events/learning-events.js';

export const EVALUATION_FORMAT = 'hivetape-evaluation/1';

export const baselineNames = ['majority class', 'last outcome', 'shuffled labels', 'shuffled future'] as const;
export type BaselineName = (typeof baselineNames)[number];

export interface BaselineGain {
  readonly name: BaselineName;
  /** Balanced accuracy of the baseline; for several variants their mean. */
  readonly score: number;
  /** Score of the model less this one, and the interval of that. */
  readonly gain: number;
  readonly low: number;
  readonly high: number;
}

export interface LabelEvaluation {
  readonly label: PatternLabel;
  /** Rows of the test on which the label is defined. */
  readonly rows: number;
  /** Share of them that bear it. */
  readonly share: number;
  /** Balanced accuracy: 0.5 is worth nothing, 1 is perfect. */
  readonly score: number;
  /** Share of right answers. */
  readonly hitRate: number;
  readonly baselines: readonly BaselineGain[];
  /** The baseline whose gain has the lowest lower bound: the one that decides. */
  readonly hardest: BaselineGain;
  /** Whether the gain over every baseline lies above zero with its whole interval. */
  readonly isLearnt: boolean;
}

export interface LabelWithheld {
  readonly label: PatternLabel;
  readonly reason: string;
}

export interface Evaluation {
  readonly format: typeof EVALUATION_FORMAT;
  readonly model: string;
  readonly dataSet: string;
  readonly rows: number;
  readonly testFrom: number;
  readonly testTo: number;
  /** Confidence of each interval, so high that all labels together are held to 95 %. */
  readonly confidence: number;
  readonly resamples: number;
  readonly blockRows: number;
  readonly controls: number;
  readonly futures: number;
  readonly seed: number;
  readonly labels: readonly LabelEvaluation[];
  readonly withheld: readonly LabelWithheld[];
  readonly notes: readonly string[];
  /** Whether anything was learnt. */
  readonly isUseful: boolean;
  readonly sentence: string;
}

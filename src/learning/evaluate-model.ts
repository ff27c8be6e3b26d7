/**
 * Judges a model out of sample: on rows whose windows were told after its last training label was known,
 * against every baseline, with intervals from blocks of rows. It is called useful only where the whole
 * interval of its gain over each baseline lies above zero.
 */
import { HivetapeError } from '../core/errors.js';
import { randomStream, type RandomStream } from '../core/random.js';
import { formatInstant } from '../core/instant.js';
import type { PatternLabel } from '../domain/events/learning-events.js';
import type { PatternModel } from '../agents/pattern-network.js';
import { answersOf, lastAnswers, majorityAnswers, withShuffledLabels } from './baselines.js';
import { balancedAccuracy, gainIntervals, gainOver, type Claims } from './block-bootstrap.js';
import type { DataSet } from './data-set.js';
import { EVALUATION_FORMAT, type BaselineName, type Evaluation, type LabelEvaluation, type LabelWithheld } from './evaluation.js';
import { labelAt } from './sample-rows.js';
import { shuffledOutcomes } from './shuffled-future.js';
import { rowsAfter } from './split-rows.js';
import type { TensorBackend } from './tensor-backend.js';
import { trainOn } from './train-model.js';
import type { TrainingOptions } from './training-options.js';
import { verdictOf } from './verdict.js';

export interface EvaluationOptions {
  /** How many networks are trained on shuffled labels. */
  readonly controls: number;
  /** How many shuffled futures are dealt. */
  readonly futures: number;
  readonly resamples: number;
  readonly seed: number;
}

export const defaultEvaluationOptions: EvaluationOptions = { controls: 3, futures: 20, resamples: 2_000, seed: 42 };

export interface EvaluationInput {
  readonly model: PatternModel;
  readonly set: DataSet;
  readonly training: TrainingOptions;
  readonly options: EvaluationOptions;
  /** Trains the controls; asked for only where the set holds rows of the training. */
  readonly backend: () => Promise<TensorBackend>;
}

export interface EvaluationHooks {
  /** How many of the controls are trained, a fraction. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

const ALL_LABELS_CONFIDENCE = 0.95;
const ROWS_MIN = 20;
const OF_EACH_MIN = 30;

/** Returns the judgement. Throws `learning-mismatch`, `data-set-empty`, and what training throws. */
export async function evaluateModel(input: EvaluationInput, hooks: EvaluationHooks = {}): Promise<Evaluation> {
  const { model, set, training, options } = input;
  checkMatch(model, set);
  const rows = rowsAfter(set, model.validFrom, training.embargoBars);
  if (rows.length < ROWS_MIN) {
    throw new HivetapeError('data-set-empty', `A test has at least ${ROWS_MIN} rows after ${formatInstant(model.validFrom)}, when the last label of the training was known (found ${rows.length}).`, {
      help: 'Take a data set with newer bars.',
    });
  }
  const controls = await controlAnswers(input, rows, hooks);
  const futures = futureTruths(input, rows);
  const own = answersOf(model, set, rows);
  const judged = set.labels.map((label, place) => ({ label, place, truths: rows.map((row) => labelAt(set, label, row)) }));
  const sound = judged.filter(({ truths }) => withheldReason(truths) === undefined);
  const confidence = 1 - (1 - ALL_LABELS_CONFIDENCE) / Math.max(1, sound.length);
  // Rows that are closer than this share bars, and so are no independent evidence.
  const blockRows = (set.options.windowBars + set.options.horizonBars) * new Set(rows.map((row) => set.rows.series[row])).size;
  const labels = sound.map(({ label, place, truths }) => {
    const share = model.shares[place];
    const variants: [BaselineName, readonly Claims[]][] = [
      ['majority class', [{ answers: majorityAnswers(share, rows.length), truths }]],
      ['last outcome', [{ answers: lastAnswers(set, label, rows, share), truths }]],
      ['shuffled labels', controls.map((answers) => ({ answers: answers[place], truths }))],
      ['shuffled future', futures.map((outcomes) => ({ answers: own[place], truths: outcomes.map((outcome) => outcome[label]) }))],
    ];
    const random = randomStream({ seed: options.seed, agent: 'evaluation', purpose: `blocks of ${label}` });
    return evaluateLabel(label, { answers: own[place], truths }, variants.filter(([, claims]) => claims.length > 0), { options: { ...options, blockRows, confidence }, random });
  });
  const { resamples, seed } = options;
  const found = {
    format: EVALUATION_FORMAT,
    model: model.hash,
    dataSet: set.digest,
    rows: rows.length,
    testFrom: set.rows.decidedAt[rows[0]],
    testTo: set.rows.labelKnownAt[rows[rows.length - 1]],
    confidence,
    resamples,
    blockRows,
    controls: controls.length,
    futures: futures.length,
    seed,
    labels,
    withheld: judged.flatMap(({ label, truths }): LabelWithheld[] => withheldOf(label, truths)),
    notes: controls.length === 0 ? ['Without rows of the training in this data set no network was trained on shuffled labels.'] : [],
    isUseful: labels.some(({ isLearnt }) => isLearnt),
  } as const;
  return { ...found, sentence: verdictOf(found) };
}

function evaluateLabel(
  label: PatternLabel,
  model: Claims,
  variants: readonly [BaselineName, readonly Claims[]][],
  { options, random }: { readonly options: EvaluationOptions & { readonly blockRows: number; readonly confidence: number }; readonly random: RandomStream },
): LabelEvaluation {
  const score = balancedAccuracy(model) ?? 0;
  const intervals = gainIntervals(model, variants.map(([, claims]) => claims), options, random);
  const baselines = variants.map(([name, claims], place) => {
    const gain = gainOver(model, claims);
    return { name, score: score - gain, gain, ...intervals[place] };
  });
  const hardest = baselines.reduce((worst, baseline) => (baseline.low < worst.low ? baseline : worst));
  const truths = Array.from(model.truths);
  const defined = truths.filter((truth) => truth >= 0).length;
  const right = truths.filter((truth, row) => truth === model.answers[row]).length;
  const ones = truths.filter((truth) => truth === 1).length;
  return { label, rows: defined, share: ones / defined, score, hitRate: right / defined, baselines, hardest, isLearnt: hardest.low > 0 };
}

/** Returns the answers of each control network. */
async function controlAnswers({ model, set, training, options, backend }: EvaluationInput, rows: readonly number[], { onProgress, signal }: EvaluationHooks): Promise<Uint8Array[][]> {
  const train = set.rows.labelKnownAt.flatMap((knownAt, row) => (knownAt <= model.validFrom ? [row] : []));
  if (train.length < ROWS_MIN) return [];
  const answers: Uint8Array[][] = [];
  for (let control = 1; control <= options.controls; control += 1) {
    const split = { train, test: rows, testFrom: set.rows.decidedAt[rows[0]], trainKnownAt: model.validFrom };
    const taught = await trainOn(
      { set, options: training, backend: await backend(), split, purpose: `control ${control}`, alter: (samples) => withShuffledLabels(samples, { seed: options.seed, control }) },
      { onEpoch: ({ epoch, epochs }) => onProgress?.((control - 1 + epoch / epochs) / options.controls), ...(signal === undefined ? {} : { signal }) },
    );
    answers.push(answersOf(taught.model, set, rows));
  }
  return answers;
}

function futureTruths({ set, options }: EvaluationInput, rows: readonly number[]): Record<PatternLabel, number>[][] {
  return Array.from({ length: options.futures }, (_, future) =>
    shuffledOutcomes(set, rows, randomStream({ seed: options.seed, agent: 'evaluation', purpose: `shuffled future ${future}` })),
  );
}

function withheldOf(label: PatternLabel, truths: readonly number[]): LabelWithheld[] {
  const reason = withheldReason(truths);
  return reason === undefined ? [] : [{ label, reason }];
}

function withheldReason(truths: readonly number[]): string | undefined {
  const ones = truths.filter((truth) => truth === 1).length;
  const zeros = truths.filter((truth) => truth === 0).length;
  return Math.min(ones, zeros) >= OF_EACH_MIN ? undefined : `It came true ${ones} times and not ${zeros} times; fewer than ${OF_EACH_MIN} of either tell nothing.`;
}

function checkMatch({ features, labels, shape, horizonBars }: PatternModel, set: DataSet): void {
  const of = (text: readonly (string | number)[]): string => text.join(', ');
  const found = [of(set.features), of(set.labels), of([set.options.windowBars, set.options.horizonBars])];
  const wanted = [of(features), of(labels), of([shape.windowBars, horizonBars])];
  const names = ['features', 'labels', 'bars of window and horizon'];
  const place = wanted.findIndex((text, index) => text !== found[index]);
  if (place < 0) return;
  throw new HivetapeError('learning-mismatch', `The ${names[place]} of the model are those of the data set, ${wanted[place]} (found ${found[place]}).`, {
    help: 'Make the data set with the options of the one that the model was trained on.',
  });
}

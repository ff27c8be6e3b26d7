/** What a model is held against: guesses that need no network, and networks that were taught nonsense. */
import { randomStream } from '../core/random.js';
import type { PatternLabel } from '../domain/events/learning-events.js';
import { probabilitiesOf, type PatternModel } from '../agents/pattern-network.js';
import { UNDEFINED_LABEL, windowOf, type DataSet } from './data-set.js';
import { labelAt, type Samples } from './sample-rows.js';

/** Returns for each label the answers of a model to these rows: 1 where it holds the label for likelier than it was in the training. */
export function answersOf(model: PatternModel, set: DataSet, rows: readonly number[]): Uint8Array[] {
  const answers = model.labels.map(() => new Uint8Array(rows.length));
  rows.forEach((row, place) => {
    probabilitiesOf(model, windowOf(set, row)).forEach((probability, label) => {
      answers[label][place] = Number(probability > model.shares[label]);
    });
  });
  return answers;
}

/** Returns the answers of who always says what was commoner in the training. */
export function majorityAnswers(share: number, rows: number): Uint8Array {
  return new Uint8Array(rows).fill(Number(share > 0.5));
}

/**
 * Returns the answers of who says that it goes on as it last went: the newest outcome of the series that was
 * known at the decision. For the direction that is the direction of the last horizon.
 */
export function lastAnswers(set: DataSet, label: PatternLabel, rows: readonly number[], share: number): Uint8Array {
  const { horizonBars } = set.options;
  const rowOf = new Map(set.rows.bar.map((bar, row) => [`${set.rows.series[row]} ${bar}`, row]));
  return Uint8Array.from(rows, (row) => {
    const known = rowOf.get(`${set.rows.series[row]} ${set.rows.bar[row] - horizonBars}`);
    const value = known === undefined ? UNDEFINED_LABEL : labelAt(set, label, known);
    return value === UNDEFINED_LABEL ? Number(share > 0.5) : value;
  });
}

/** Returns samples whose labels stand beside other rows' windows: nothing can be learnt from them but the shares. */
export function withShuffledLabels({ patches, targets, defined, rows }: Samples, { seed, control }: { readonly seed: number; readonly control: number }): Samples {
  const width = targets.length / rows;
  const order = randomStream({ seed, agent: 'trainer', purpose: `shuffled labels ${control}` }).shuffle(Array.from({ length: rows }, (_, row) => row));
  const moved = (values: Float32Array): Float32Array => {
    const copy = new Float32Array(values.length);
    order.forEach((from, to) => copy.set(values.subarray(from * width, (from + 1) * width), to * width));
    return copy;
  };
  return { rows, patches, targets: moved(targets), defined: moved(defined) };
}

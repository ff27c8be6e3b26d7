/** Which settings are better: the objective of a point over its replicates, and the best point. */
import { mean } from '../../metrics/numbers/compensated-sum.js';
import type { Sweep } from './sweep-schema.js';
import type { TrialRecord } from './sweep-record.js';

type Objective = Sweep['objective'];

/** Returns the mean of the objective over replicates; `undefined` unless every one of them has it. */
export function objectiveValue(replicates: readonly TrialRecord[], { figure }: Objective): number | undefined {
  const values = replicates.map(({ done, figures }) => (done ? figures[figure] : null));
  if (values.length === 0 || !values.every((value) => typeof value === 'number')) return undefined;
  return mean(values);
}

/** Returns how good a value is: more is better, whichever way the objective goes. */
export function goodness(value: number, { direction }: Objective): number {
  return direction === 'maximise' ? value : -value;
}

/** Returns the objective of each point that has one, in order of points. */
export function objectiveByPoint(trials: readonly TrialRecord[], objective: Objective): ReadonlyMap<number, number> {
  const byPoint = new Map<number, TrialRecord[]>();
  for (const trial of trials) byPoint.set(trial.point, [...(byPoint.get(trial.point) ?? []), trial]);
  return new Map([...byPoint].sort(([a], [b]) => a - b).flatMap(([point, own]): [number, number][] => {
    const value = objectiveValue(own, objective);
    return value === undefined ? [] : [[point, value]];
  }));
}

/** Returns the best point, the first of equals; `undefined` if none has the objective. */
export function bestPointOf(trials: readonly TrialRecord[], objective: Objective): number | undefined {
  let best: { readonly point: number; readonly value: number } | undefined;
  for (const [point, value] of objectiveByPoint(trials, objective)) {
    if (best === undefined || goodness(value, objective) > goodness(best.value, objective)) best = { point, value };
  }
  return best?.point;
}

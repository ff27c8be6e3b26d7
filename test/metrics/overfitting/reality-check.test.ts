/** White, Hansen and StepM against arch, on its own bootstrap rows. */
import { describe, expect, test } from 'vitest';
import { criticalValue, realityCheck, recentrings, superiorModels } from '../../../src/metrics/overfitting/reality-check.js';
import { golden, isClose } from '../golden-file.js';

interface Case {
  readonly id: string;
  readonly blockSize: number;
  readonly perfDiff: readonly (readonly number[])[];
  readonly indices: readonly (readonly number[])[];
  readonly expected: {
    readonly meanDiff: readonly number[];
    readonly statistic_sqrtT_max: number;
    readonly whitesRealityCheck_pvalue: number;
    readonly SPA_lower: number;
    readonly SPA_consistent: number;
    readonly SPA_upper: number;
    readonly criticalValues05: Readonly<Record<string, number>>;
    readonly varianceNeweyWestLike: readonly number[];
    readonly validColumns: readonly boolean[];
    readonly StepM_size025_superior?: readonly number[];
  };
}

const { cases } = golden<{ cases: readonly Case[] }>('reality-check');

describe.each(cases)('$id', ({ blockSize, perfDiff, indices, expected }) => {
  const input = { differences: perfDiff[0].map((_, model) => perfDiff.map((row) => row[model])), resamples: indices, blockRows: blockSize };
  const all = (ours: readonly number[], theirs: readonly number[]): boolean => ours.every((value, index) => isClose(value, theirs[index], 1e-12));

  test(`has means, variances, statistic and three p-values of ${indices.length} resamples, to 1e-12`, () => {
    const { means, variances, statistic, probabilities, isCounted } = realityCheck(input);
    expect(all(means, expected.meanDiff)).toBe(true);
    expect(all(variances, expected.varianceNeweyWestLike)).toBe(true);
    expect(isClose(statistic, expected.statistic_sqrtT_max, 1e-12)).toBe(true);
    expect(isCounted).toEqual(expected.validColumns);
    expect(probabilities.upper).toBeCloseTo(expected.whitesRealityCheck_pvalue, 12);
    expect([probabilities.lower, probabilities.consistent, probabilities.upper].map((value) => value.toFixed(12))).toEqual(
      [expected.SPA_lower, expected.SPA_consistent, expected.SPA_upper].map((value) => value.toFixed(12)),
    );
  });

  test('has the critical values at five per cent, and the models that StepM finds', () => {
    for (const recentring of recentrings) expect(isClose(criticalValue(input, { size: 0.05, recentring }), expected.criticalValues05[recentring], 1e-12)).toBe(true);
    const named = expected.StepM_size025_superior;
    if (named !== undefined) expect(superiorModels(input, 0.25)).toEqual(named);
    expect(superiorModels(input, 0.001)).toEqual([]);
  });
});

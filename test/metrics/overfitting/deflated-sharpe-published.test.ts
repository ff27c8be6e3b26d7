/** The constants of the papers, a grid computed by two other implementations, and exact quadrature. */
import { describe, expect, test } from 'vitest';
import type { Figure } from '../../../src/metrics/figure.js';
import { deflatedSharpe, deflationThreshold, minBacktestLength } from '../../../src/metrics/overfitting/deflated-sharpe.js';
import { effectiveRank, effectiveTrials } from '../../../src/metrics/overfitting/effective-trials.js';
import { expectedMax, maximumOfNormals } from '../../../src/metrics/overfitting/expected-max.js';
import { missProbability, observedFalseDiscovery, plannedFalseDiscovery } from '../../../src/metrics/overfitting/false-discovery.js';
import { minTrackRecord2012, probabilisticSharpe2012, sharpeDeviation2012 } from '../../../src/metrics/overfitting/sharpe-2012.js';
import { minTrackRecord2025, probabilisticSharpe2025, sharpeDeviation2025 } from '../../../src/metrics/overfitting/sharpe-2025.js';
import { loEta } from '../../../src/metrics/returns/lo-eta.js';
import { kurtosisExcess, kurtosisRaw, skew, skewBiased } from '../../../src/metrics/returns/shape.js';
import { sharpe } from '../../../src/metrics/returns/sharpe.js';
import { golden } from '../golden-file.js';

type Inputs = Readonly<Record<string, number>>;
interface Published {
  readonly id: string;
  readonly fn: string;
  readonly inputs: Inputs;
  readonly expected: number;
  readonly computed: number;
  readonly tol: number;
}
interface Example extends Omit<Published, 'expected' | 'computed'> {
  readonly expected: Readonly<Record<string, number>>;
}
interface Oracle {
  readonly published: readonly (Published | Example)[];
  readonly grid: { readonly rows: readonly (readonly (number | null)[])[] };
  readonly expectedMax: { readonly rows: readonly (readonly number[])[] };
  readonly series: readonly { returns: number[]; expected: Record<string, number>; also: Record<string, number> }[];
  readonly effectiveTrials: readonly { inputs: { M: number; rhoBar: number }; expected: number }[];
  readonly loAutocorr: { readonly rows: readonly (readonly number[])[]; readonly verified: readonly number[] };
}
const oracle = golden<Oracle>('overfitting');

const sampleOf = (i: Inputs) => ({
  sharpe: i.sr ?? 0,
  observations: i.T ?? 0,
  skew: i.skew,
  kurtosis: i.kurt,
  autocorrelation: i.rho ?? 0,
  trials: i.K ?? 1,
});
const trialsOf = (i: Inputs) => ({ trials: i.trials, trialsVariance: i.trialsSrVar });
/** The two hypotheses of the paper of 2025, each with the deviation at its own ratio. */
const hypothesesOf = (i: Inputs) => {
  const at = (ratio: number) => ({ sharpe: ratio, deviation: sharpeDeviation2025({ ...sampleOf(i), sharpe: ratio }).value ?? 0 });
  return { worthless: at(i.sr0), real: at(i.sr1) };
};
const varianceOfAll = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((a, b) => a + (b - mean) * (b - mean), 0) / values.length;
};

const asks: Readonly<Record<string, (inputs: Inputs) => Figure>> = {
  psr2012: (i) => probabilisticSharpe2012(sampleOf(i), { target: i.target }),
  srStdev2012: (i) => sharpeDeviation2012(sampleOf(i)),
  minTrl2012: (i) => minTrackRecord2012(sampleOf(i), { target: i.target, probability: i.prob }),
  expectedMaxZ: (i) => expectedMax(i.N),
  dsr2014: (i) => deflatedSharpe(sampleOf(i), trialsOf(i)),
  dsrThreshold: (i) => deflationThreshold(trialsOf(i)),
  minBtl: (i) => minBacktestLength({ trials: i.trials, annualSharpe: i.expectedMaxSrAnn }),
  srStdev2025: (i) => sharpeDeviation2025(sampleOf(i)),
  minTrl2025: (i) => minTrackRecord2025(sampleOf(i), { target: i.sr0, alpha: i.alpha }),
  psr2025: (i) => probabilisticSharpe2025(sampleOf(i), { target: i.sr0 }),
  effectiveRank: (i) => effectiveRank((i as unknown as { corr: number[][] }).corr),
  srTestBeta2025: (i) => missProbability(hypothesesOf(i), i.alpha),
  pFDR: (i) => plannedFalseDiscovery({ alpha: i.alpha, beta: i.beta, realShare: i.pH1 }),
  oFDR: (i) => observedFalseDiscovery(i.sr, hypothesesOf(i), i.pH1),
  // Ddof 0 is that project's choice; the variance of the trials is the caller's to name.
  dsr2014_listDdof0: (i) => {
    const ratios = (i as unknown as { trialSrs: number[] }).trialSrs;
    return deflatedSharpe(sampleOf(i), { trials: ratios.length, trialsVariance: varianceOfAll(ratios) });
  },
};

const constants = oracle.published.filter((row): row is Published => row.fn !== 'numericExample2025');
const examples = oracle.published.filter((row): row is Example => row.fn === 'numericExample2025');

describe('published constants', () => {
  test.each(constants)('$id: $fn is $expected', ({ fn, inputs, expected, computed, tol }) => {
    const { value } = asks[fn](inputs);
    expect(value).not.toBeNull();
    expect(Math.abs((value ?? 0) - expected)).toBeLessThanOrEqual(tol);
    expect(Math.abs((value ?? 0) - computed)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(computed)));
  });

  /** Not built: rates under K dependent trials, and the search for the best critical value. */
  const waived = ['oFDRK10', 'fdr_alpha', 'fdr_beta', 'fdr_SRc'];

  test.each(examples)(`$id: 10 figures of the worked example of 2025, 4 waived`, ({ inputs, expected }) => {
    const sample = sampleOf({ ...inputs, K: 1, sr: inputs.mu / inputs.sigma });
    const threshold = deflationThreshold({ trials: inputs.K, trialsVariance: inputs.trialsSrVar }).value ?? 0;
    const deviationAt = (ratio: number, trials: number) => sharpeDeviation2025({ ...sample, sharpe: ratio, trials }).value;
    const hypotheses = hypothesesOf({ ...inputs, K: 1 });
    const target = { target: threshold };
    const ours: Record<string, number | null> = {
      Emax: threshold,
      sigmaSR0adj: deviationAt(threshold, inputs.K),
      sigmaSR1adj: deviationAt(threshold + inputs.sr1, inputs.K),
      dsrK10: probabilisticSharpe2025({ ...sample, trials: inputs.K }, target).value,
      dsrK1: probabilisticSharpe2025(sample, target).value,
      critSR_alpha10: 1.2815515655446004 * hypotheses.worthless.deviation,
      power: 1 - (missProbability(hypotheses, inputs.alpha).value ?? 0),
      minTrl_alpha10: minTrackRecord2025(sample, { alpha: inputs.alpha }).value,
      psr0: probabilisticSharpe2025(sample).value,
      oFDR: observedFalseDiscovery(sample.sharpe, hypotheses, inputs.pH1).value,
    };
    expect(Object.keys(expected).sort()).toEqual([...Object.keys(ours), ...waived].sort());
    for (const [key, value] of Object.entries(ours)) expect(value, key).toBeCloseTo(expected[key], 9);
  });
});

describe('the grid', () => {
  const { rows } = oracle.grid;

  test(`of ${rows.length} rows comes out alike in four columns, to 1e-10`, () => {
    const close = (ours: number | null, theirs: number | null): boolean =>
      ours === null || theirs === null ? ours === theirs : Math.abs(ours - theirs) <= 1e-10 * Math.max(1, Math.abs(theirs));
    const wrong = rows.filter(([sr, T, gamma3, gamma4, aim, psr12, psr25, trl12, trl25]) => {
      const sample = { sharpe: Number(sr), observations: Number(T), skew: Number(gamma3), kurtosis: Number(gamma4) };
      const target = Number(aim);
      const ours = [
        probabilisticSharpe2012(sample, { target }),
        probabilisticSharpe2025(sample, { target }),
        minTrackRecord2012(sample, { target }),
        minTrackRecord2025(sample, { target }),
      ].map((figure) => figure.value);
      return ![psr12, psr25, trl12, trl25].every((theirs, index) => close(ours[index], theirs));
    });
    expect(wrong).toEqual([]);
  });
});

describe('the best of N', () => {
  const { rows } = oracle.expectedMax;

  test(`is expected as published, and exactly, in ${rows.length} rows, to 1e-9`, () => {
    for (const [trials, approximate, exactMean, exactVariance] of rows) {
      expect(expectedMax(trials).value).toBeCloseTo(approximate, 9);
      expect(maximumOfNormals(trials).mean).toBeCloseTo(exactMean, 9);
      expect(maximumOfNormals(trials).variance).toBeCloseTo(exactVariance, 9);
    }
  });

  test('of one trial is nothing, and of fewer than one is no question', () => {
    expect(expectedMax(1).value).toBe(0);
    expect(expectedMax(0.5)).toMatchObject({ value: null, reason: 'not-applicable' });
  });

  test(`counts effective trials without rounding them: ${oracle.effectiveTrials.length} rows`, () => {
    for (const { inputs, expected } of oracle.effectiveTrials) {
      expect(effectiveTrials({ trials: inputs.M, meanCorrelation: inputs.rhoBar }).value).toBeCloseTo(expected, 10);
    }
  });

  test('has an effective rank of M where trials are independent, and of 1 where they are one', () => {
    const matrix = (size: number, rho: number) => Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => (i === j ? 1 : rho)));
    expect(effectiveRank(matrix(7, 0)).value).toBeCloseTo(7, 12);
    expect(effectiveRank(matrix(7, 1)).value).toBeCloseTo(1, 6);
  });
});

describe("Lo's factor", () => {
  const { rows, verified } = oracle.loAutocorr;

  test(`comes out alike in ${rows.length} rows, to 1e-12`, () => {
    for (const [periods, autocorrelation, eta] of rows) expect(loEta({ periods, autocorrelation }).value).toBeCloseTo(eta, 12);
  });

  test(`has the share of the root of time that another project asserts: ${verified.length}`, () => {
    const shares = [360, 52, 12, 4].map((periods) => (loEta({ periods, autocorrelation: 0.1 }).value ?? 0) / Math.sqrt(periods));
    shares.forEach((share, index) => expect(share).toBeCloseTo(verified[index], 12));
  });
});

test('a series of 50 returns has the published ratio, deviation, probability and record', () => {
  const [{ returns, expected, also }] = oracle.series;
  const ratio = sharpe(returns, { periodsPerYear: 1 }).value ?? 0;
  const sample = { sharpe: ratio, observations: returns.length, skew: skewBiased(returns).value ?? 0, kurtosis: kurtosisRaw(returns).value ?? 0 };
  expect(ratio).toBeCloseTo(expected.sr, 10);
  expect(sharpeDeviation2012(sample).value).toBeCloseTo(expected.srStdev, 10);
  expect(probabilisticSharpe2012(sample, { target: 0.05 }).value).toBeCloseTo(expected.psr_target_0_05, 10);
  expect(minTrackRecord2012(sample, { target: 0.05, probability: 0.9 }).value).toBeCloseTo(expected.minTrl_target_0_05_prob_0_90, 8);
  expect(probabilisticSharpe2012(sample).value).toBeCloseTo(also.psr0_biasedMoments, 10);
  expect([sample.skew, sample.kurtosis]).toEqual([expect.closeTo(also.skewPop, 10), expect.closeTo(also.kurtRawPop, 10)]);
  expect([skew(returns).value, kurtosisExcess(returns).value]).toEqual([expect.closeTo(also.skewPandas, 10), expect.closeTo(also.kurtExcessPandas, 10)]);
});

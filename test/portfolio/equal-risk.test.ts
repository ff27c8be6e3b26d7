/** Equal risk contribution over a covariance, and the covariance itself as it follows the bars. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalRiskShares, riskContributions } from '../../src/portfolio/equal-risk.js';
import { covarianceMatrix, startRollingCovariance, stepRollingCovariance } from '../../src/portfolio/rolling-covariance.js';
import { targetLots } from '../../src/portfolio/sizing.js';

/** Σ = F F′ + D: positive definite, of any size, with correlations of either sign. */
const covariances = fc
  .record({ size: fc.integer({ min: 1, max: 7 }), numbers: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 28, maxLength: 28 }) })
  .map(({ size, numbers }) => {
    const loading = (row: number, factor: number): number => numbers[row * 3 + factor];
    return Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (__, column) => {
        const own = row === column ? 0.05 + Math.abs(numbers[21 + row]) : 0;
        return loading(row, 0) * loading(column, 0) + loading(row, 1) * loading(column, 1) + loading(row, 2) * loading(column, 2) + own;
      }),
    );
  });

describe('L5: equal risk', () => {
  test('every part carries as much of the risk, the parts are above 0 and add up to 1, whatever the covariance', () => {
    fc.assert(fc.property(covariances, (covariance) => {
      const shares = equalRiskShares(covariance) ?? [];
      expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
      const parts = riskContributions(covariance, shares);
      for (const [index, part] of parts.entries()) {
        expect(shares[index]).toBeGreaterThan(0);
        expect(part / parts[0]).toBeCloseTo(1, 8);
      }
    }), { numRuns: 300 });
  });

  test('is the same at any scale, and follows its instruments where they change places', () => {
    fc.assert(fc.property(covariances, fc.double({ min: 1e-8, max: 1e8, noNaN: true }), (covariance, scale) => {
      const shares = equalRiskShares(covariance) ?? [];
      const scaled = equalRiskShares(covariance.map((row) => row.map((value) => value * scale))) ?? [];
      const turned = equalRiskShares([...covariance].reverse().map((row) => [...row].reverse())) ?? [];
      shares.forEach((share, index) => {
        expect(scaled[index]).toBeCloseTo(share, 9);
        expect(turned[shares.length - 1 - index]).toBeCloseTo(share, 9);
      });
    }));
  });

  test('is inverse volatility of two, and of many that correlate alike', () => {
    const deviations = [0.1, 0.25, 0.4];
    for (const size of [2, 3]) {
      for (const rho of size === 2 ? [-0.9, 0, 0.9] : [-0.3, 0, 0.6]) {
        const covariance = deviations.slice(0, size).map((left, row) => deviations.slice(0, size).map((right, column) => left * right * (row === column ? 1 : rho)));
        const inverse = deviations.slice(0, size).map((one) => 1 / one);
        const sum = inverse.reduce((total, one) => total + one, 0);
        equalRiskShares(covariance)?.forEach((share, index) => expect(share).toBeCloseTo(inverse[index] / sum, 9));
      }
    }
  });

  test('gives two that move as one about the room of one', () => {
    const twins = 0.999;
    const shares = equalRiskShares([[1, twins, 0], [twins, 1, 0], [0, 0, 1]]) ?? [];
    // Inverse volatility would give a third each; as one they stand against the third instrument, weighted √2 to 1.
    expect(shares[2]).toBeCloseTo(1 / (1 + Math.SQRT2), 3);
    expect(shares[0]).toBeCloseTo(shares[1], 12);
  });

  test('leaves out what does not move, and has nothing to say of nothing, or of what is no covariance', () => {
    expect(equalRiskShares([[1, 0, 0], [0, 0, 0], [0, 0, 1]])).toEqual([0.5, 0, 0.5]);
    expect(equalRiskShares([[0]])).toBeUndefined();
    expect(equalRiskShares([])).toBeUndefined();
    expect(equalRiskShares([[1, -3], [-3, 1]])).toBeUndefined();
  });

  test('sizes by the part that it is told, without asking a volatility', () => {
    const question = { direction: 'long' as const, conviction: 1, equityMicros: 1_000_000_000, lotMicros: 1_000_000 };
    expect(targetLots({ kind: 'risk-parity', share: 0.9 }, { ...question, equalRiskShare: 0.25 })).toBe(225);
    expect(targetLots({ kind: 'risk-parity', share: 0.9 }, { ...question, equalRiskShare: 0 }) + 0).toBe(0);
  });
});

describe('N2: a covariance that follows the bars', () => {
  test('equals the batch, pair by pair, where instruments have bars at different times', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 }), fc.double({ min: -0.1, max: 0.1, noNaN: true })), { maxLength: 120 }), (steps) => {
      const rolling = startRollingCovariance(3);
      const byInstant = new Map<number, Map<number, number>>();
      let at = 1;
      for (const [place, later, change] of steps) {
        at += later;
        stepRollingCovariance(rolling, place, { change, at });
        byInstant.set(at, (byInstant.get(at) ?? new Map<number, number>()).set(place, change));
      }
      const pairs = (row: number, column: number): number[] => [...byInstant.values()].flatMap((seen) => {
        const [left, right] = [seen.get(row), seen.get(column)];
        return left === undefined || right === undefined ? [] : [left * right];
      });
      const counts = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => pairs(row, column).length));
      const matrix = covarianceMatrix(rolling, 1);
      expect(matrix === undefined).toBe(counts.some((count) => count < 1));
      matrix?.forEach((line, row) => line.forEach((value, column) => {
        const batch = pairs(row, column).reduce((sum, product, index) => (index === 0 ? product : 0.94 * sum + 0.06 * product), 0);
        expect(value).toBeCloseTo(batch, 14);
      }));
    }));
  });

  test('is plain data: a copy through JSON goes on as the original does', () => {
    const rolling = startRollingCovariance(2);
    for (let at = 1; at < 30; at += 1) stepRollingCovariance(rolling, at % 2, { change: at / 100, at: Math.floor(at / 2) });
    const copy = JSON.parse(JSON.stringify(rolling)) as typeof rolling;
    for (const one of [rolling, copy]) stepRollingCovariance(one, 0, { change: 0.5, at: 99 });
    expect(covarianceMatrix(copy, 1)).toEqual(covarianceMatrix(rolling, 1));
  });
});

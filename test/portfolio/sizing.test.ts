/** Sizing: golden figures, and never more than the share that was allowed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetLots, type Sizing } from '../../src/portfolio/sizing.js';

const question = { direction: 'long', conviction: 1, equityMicros: 100_000_000_000, lotMicros: 33_000_000 } as const;

test('gives the lots of a share, of a number, of a volatility', () => {
  expect(targetLots({ kind: 'percent', share: 0.3 }, question)).toBe(909);
  expect(targetLots({ kind: 'percent', share: 0.3 }, { ...question, direction: 'short', conviction: 0.5 })).toBe(-454);
  expect(targetLots({ kind: 'fixed-lots', lots: 7 }, { ...question, conviction: 0.5 })).toBe(3);
  const byVolatility: Sizing = { kind: 'volatility-target', yearlyVolatility: 0.1, shareMax: 0.5 };
  expect(targetLots(byVolatility, { ...question, yearlyVolatility: 0.4 })).toBe(757);
  expect(targetLots(byVolatility, { ...question, yearlyVolatility: 0.01 })).toBe(1515);
  expect(targetLots(byVolatility, question)).toBe(0);
});

test('wants nothing where there is no ground for a position', () => {
  const sizing: Sizing = { kind: 'percent', share: 1 };
  for (const change of [{ direction: 'flat' as const }, { conviction: 0 }, { equityMicros: -5 }, { lotMicros: 0 }]) {
    expect(Object.is(targetLots(sizing, { ...question, ...change }), 0)).toBe(true);
  }
});

test('never costs more than its share of equity', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: 1e9 }), (share, conviction, equityMicros, lotMicros) => {
      const lots = targetLots({ kind: 'percent', share }, { direction: 'short', conviction, equityMicros, lotMicros });
      expect(Number.isSafeInteger(lots) && lots <= 0).toBe(true);
      expect(Math.abs(lots) * lotMicros).toBeLessThanOrEqual(share * conviction * equityMicros * (1 + 1e-12));
    }),
  );
});

test('bets a fraction of Kelly, never against the record and never above the cap', () => {
  const sizing: Sizing = { kind: 'kelly', fraction: 0.5, shareMax: 0.4 };
  expect(targetLots(sizing, { ...question, kellyShare: 0.6 })).toBe(909);
  expect(targetLots(sizing, { ...question, kellyShare: 5 })).toBe(1212);
  expect(targetLots(sizing, { ...question, direction: 'short', kellyShare: -0.6 })).toBe(-909);
  for (const change of [{ kellyShare: -0.6 }, { kellyShare: 0 }, {}, { direction: 'short' as const, kellyShare: 0.6 }]) {
    expect(targetLots(sizing, { ...question, ...change }) + 0).toBe(0);
  }
});

test('parts a share so that each instrument carries the same risk, and all together the share', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 3, noNaN: true }), { minLength: 1, maxLength: 8 }), (volatilities) => {
      const lots = volatilities.map((yearlyVolatility) =>
        targetLots({ kind: 'risk-parity', share: 0.8 }, { direction: 'long', conviction: 1, equityMicros: 1e15, lotMicros: 1, yearlyVolatility, volatilities }));
      const risks = lots.map((count, index) => count * volatilities[index]);
      for (const risk of risks) expect(risk / risks[0]).toBeCloseTo(1, 9);
      expect(lots.reduce((sum, count) => sum + count, 0) / 1e15).toBeCloseTo(0.8, 9);
    }),
  );
  expect(targetLots({ kind: 'risk-parity', share: 0.8 }, { ...question, yearlyVolatility: 0.2 })).toBe(0);
  expect(targetLots({ kind: 'risk-parity', share: 0.8 }, { ...question, yearlyVolatility: 0, volatilities: [0, 0.2] })).toBe(0);
});

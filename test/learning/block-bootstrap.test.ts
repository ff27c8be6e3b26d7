/** Scores and their intervals, against counting by hand and against chance itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { balancedAccuracy, gainIntervals, gainOver, type Claims } from '../../src/learning/block-bootstrap.js';

const claims = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(-1, 0, 1)), { minLength: 1, maxLength: 60 }).map(
  (rows): Claims => ({ answers: rows.map(([answer]) => answer), truths: rows.map(([, truth]) => truth) }),
);

test('balanced accuracy is the mean of the two shares found, and undefined where one kind is missing', () => {
  fc.assert(
    fc.property(claims, ({ answers, truths }) => {
      const share = (truth: number): number => {
        const rows = Array.from(truths).flatMap((value, row) => (value === truth ? [row] : []));
        return rows.filter((row) => answers[row] === truth).length / rows.length;
      };
      const wanted = (share(1) + share(0)) / 2;
      const found = balancedAccuracy({ answers, truths });
      if (Number.isNaN(wanted)) expect(found).toBeUndefined();
      else expect(found).toBeCloseTo(wanted, 12);
    }),
  );
});

test('who never changes the answer scores one half, who is always right scores one', () => {
  const truths = [1, 0, 0, 1, 0, -1];
  expect(balancedAccuracy({ answers: [1, 1, 1, 1, 1, 1], truths })).toBe(0.5);
  expect(balancedAccuracy({ answers: truths, truths })).toBe(1);
});

test('the gain over oneself is nothing, with an interval of nothing', () => {
  const truths = Array.from({ length: 100 }, (_, row) => row % 3 === 0 ? 1 : 0);
  const own = { answers: truths.map((truth, row) => (row % 7 === 0 ? 1 - truth : truth)), truths };
  expect(gainOver(own, [own, own])).toBe(0);
  expect(gainIntervals(own, [[own]], { resamples: 200, blockRows: 10, confidence: 0.95 }, randomStream({ seed: 1, agent: 't', purpose: 'b' }))).toEqual([{ low: 0, high: 0 }]);
});

test('intervals of 90 % hold the true gain of a coin of 60 % in about nine of ten samples', () => {
  const random = randomStream({ seed: 5, agent: 'test', purpose: 'coins' });
  let held = 0;
  for (let sample = 0; sample < 200; sample += 1) {
    const truths = Array.from({ length: 300 }, () => random.below(2));
    const answers = truths.map((truth) => (random.unit() < 0.6 ? truth : 1 - truth));
    const majority = { answers: truths.map(() => 1), truths };
    const [{ low, high }] = gainIntervals({ answers, truths }, [[majority]], { resamples: 200, blockRows: 10, confidence: 0.9 }, random);
    if (low <= 0.1 && high >= 0.1) held += 1;
  }
  expect(held).toBeGreaterThan(165);
  expect(held).toBeLessThan(195);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import { newcomerStake, stakeAfter, stakeMax, stakeMin, verdictOf, type Verdict } from '../../src/swarm/reputation.js';

const steps = { gain: 0.05, loss: 0.05 };

test('H3: the right voter gains, the wrong one loses, and who took no side keeps what it had', () => {
  expect(stakeAfter(newcomerStake, 'right', steps)).toBe(0.55);
  expect(stakeAfter(newcomerStake, 'wrong', steps)).toBe(0.45);
  expect(stakeAfter(newcomerStake, 'no-side', steps)).toBe(0.5);
});

test('H3: a stake stays within .1 and 1, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Verdict>('right', 'wrong', 'no-side')), fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 0.001, max: 0.9, noNaN: true }), (verdicts, gain, loss) => {
      let stake = newcomerStake;
      for (const verdict of verdicts) {
        const before = stake;
        stake = stakeAfter(stake, verdict, { gain, loss });
        expect(stake >= stakeMin && stake <= stakeMax).toBe(true);
        if (verdict === 'right') expect(stake > before || before === stakeMax).toBe(true);
        if (verdict === 'wrong') expect(stake < before || before === stakeMin).toBe(true);
      }
    }),
  );
});

test.each<[from: Direction, to: Direction, change: number, paid: boolean | undefined]>([
  ['flat', 'long', 0.02, true],
  ['flat', 'long', -0.02, false],
  ['flat', 'short', -0.02, true],
  ['flat', 'short', 0.02, false],
  ['long', 'flat', -0.02, true],
  ['long', 'flat', 0.02, false],
  ['short', 'long', 0.02, true],
  ['flat', 'long', 0, undefined],
  ['flat', 'long', 0.01, undefined],
  ['long', 'long', 0.5, undefined],
])('H3: from %s to %s at a change of %d', (from, to, change, paid) => {
  const step = { from, to, change, changeMin: 0.01 };
  expect(verdictOf('for', step)).toBe(paid === undefined ? 'no-side' : paid ? 'right' : 'wrong');
  expect(verdictOf('against', step)).toBe(paid === undefined ? 'no-side' : paid ? 'wrong' : 'right');
  expect(verdictOf('abstain', step)).toBe('no-side');
});

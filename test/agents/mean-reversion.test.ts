import { expect, test } from 'vitest';
import { meanReversion } from '../../src/agents/mean-reversion.js';
import { given } from '../../src/testing/given.js';
import { barsClosed } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';
import { chanceOf, earningScore, expectChanceOnly, type MadeStep } from './lean-profit.js';

const quiet = closesBy(60, (_, index) => (index % 2 === 0 ? 100 : 100.2));

testAnalyst({
  kind: meanReversion,
  speaksIn: [
    ['a market that drops out of a quiet range', [...quiet, 99, 98], 'long'],
    ['a market that jumps out of a quiet range', [...quiet, 101.2, 102.2], 'short'],
  ],
  isSilentIn: [
    ['a market that stands still', closesBy(300, (before) => before)],
    ['a market that swings within two deviations', quiet],
    ['a market that rises steadily', closesBy(300, (before) => before + 0.1)],
  ],
  warmUpBars: 20,
});

test('holds its view until the price is back at its average', () => {
  const stage = given(agentOf(meanReversion), barsClosed([...quiet, 98]));
  expect(signalsOf(stage.whenAll(barsClosed([98.5, 99]))).map(({ direction }) => direction)).not.toContain('flat');
  expect(signalsOf(stage.whenAll(barsClosed([100.1, 100.2]))).at(-1)).toMatchObject({ direction: 'flat' });
});

/** A price that is drawn back to where it belongs, or one that belongs nowhere. */
function drawn(seed: number, pull: number): MadeStep[] {
  const chance = chanceOf(seed);
  let gap = 0;
  return Array.from({ length: 2_000 }, () => {
    const next = gap * (1 - pull) + 0.008 * chance.normal();
    const change = next - gap;
    gap = next;
    return { change, events: barsClosed([100 * Math.exp(gap)]) };
  });
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const scoresIn = (pull: number, costBps: number): number[] => seeds.map((seed) => earningScore(agentOf(meanReversion), drawn(seed, pull), { costBps }));

test('K2: mean reversion earns after costs where prices are drawn back', () => {
  for (const [index, score] of scoresIn(0.2, 5).entries()) expect(score, `seed ${index + 1}`).toBeGreaterThan(3);
});

test('K2: mean reversion earns nothing but chance where they are not, and loses its costs', () => {
  expectChanceOnly(scoresIn(0, 0));
  const [free, dear] = [scoresIn(0, 0), scoresIn(0, 20)];
  for (const [index, score] of dear.entries()) expect(score, `seed ${index + 1}`).toBeLessThan(free[index]);
  expect(dear.reduce((sum, score) => sum + score, 0)).toBeLessThan(0);
});

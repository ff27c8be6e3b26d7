import { expect, test } from 'vitest';
import { momentum } from '../../src/agents/momentum.js';
import { given } from '../../src/testing/given.js';
import { barsClosed } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';
import { chanceOf, earningScore, expectChanceOnly, type MadeStep } from './lean-profit.js';

const options = { bars: 20, trendBars: 10 };
const zigzag = closesBy(300, (_, index) => (index % 2 === 0 ? 100 : 101));

testAnalyst({
  kind: momentum,
  options,
  speaksIn: [
    ['a market that rises by half a percent a bar', closesBy(60, (before) => before * 1.005), 'long'],
    ['a market that falls by half a percent a bar', closesBy(60, (before) => before * 0.995), 'short'],
  ],
  isSilentIn: [
    ['a market that stands still', closesBy(300, (before) => before)],
    ['a market that goes up and down by a percent', zigzag],
  ],
  warmUpBars: 21,
});

test('speaks with the first bar after its warm-up, and then only as the strength moves', () => {
  const closes = closesBy(21, (before) => before * 1.005);
  const signals = signalsOf(given(agentOf(momentum, options)).whenAll(barsClosed(closes)));
  expect(signals).toHaveLength(1);
  expect(signals[0]?.strength).toBeCloseTo(((closes[20] ?? 0) / 100 - 1) / 0.15, 9);
  expect(signals[0]?.evidence).toBe('10.5 % in 20 bars, 2.2 % from its average');
});

test('gives its view up when the price falls through its average, before the rate of change turns', () => {
  const rise = closesBy(60, (before) => before * 1.005);
  const top = rise.at(-1) ?? 0;
  const signals = signalsOf(given(agentOf(momentum, options)).whenAll(barsClosed([...rise, top * 0.96])));
  expect(signals.at(-1)).toMatchObject({ direction: 'flat', strength: 0 });
});

/** Drifts that last eighty bars, or none at all. */
function drifting(seed: number, drift: number): MadeStep[] {
  const chance = chanceOf(seed);
  let [price, way] = [100, 0];
  return Array.from({ length: 2_000 }, (_, index) => {
    if (index % 80 === 0) way = chance.below(2) === 0 ? drift : -drift;
    const change = way + 0.008 * chance.normal();
    price *= Math.exp(change);
    return { change, events: barsClosed([price]) };
  });
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const scoresIn = (drift: number, costBps: number): number[] => seeds.map((seed) => earningScore(agentOf(momentum, options), drifting(seed, drift), { costBps }));

test('K2: momentum earns after costs where drifts last', () => {
  for (const [index, score] of scoresIn(0.004, 5).entries()) expect(score, `seed ${index + 1}`).toBeGreaterThan(3);
});

test('K2: momentum earns nothing but chance where nothing lasts, and loses its costs', () => {
  expectChanceOnly(scoresIn(0, 0));
  const [free, dear] = [scoresIn(0, 0), scoresIn(0, 20)];
  for (const [index, score] of dear.entries()) expect(score, `seed ${index + 1}`).toBeLessThan(free[index]);
  expect(dear.reduce((sum, score) => sum + score, 0)).toBeLessThan(0);
});

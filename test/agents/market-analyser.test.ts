/** The market analyser: a momentum analyst where no figure is named, and one of two minds where one is. */
import { describe, expect, test } from 'vitest';
import { marketAnalyser } from '../../src/agents/market-analyser.js';
import { momentum } from '../../src/agents/momentum.js';
import { sentiment } from '../../src/agents/sentiment.js';
import { DAY, parseInstant } from '../../src/core/instant.js';
import { given } from '../../src/testing/given.js';
import { barClosed, said, type TestEvent } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';
import { chanceOf, earningScore, expectChanceOnly, type MadeStep } from './lean-profit.js';

testAnalyst({
  kind: marketAnalyser,
  speaksIn: [
    ['a market that rises', closesBy(100, (before) => before * 1.003), 'long'],
    ['a market that falls', closesBy(100, (before) => before * 0.997), 'short'],
  ],
  isSilentIn: [['a market that stands still', closesBy(150, (before) => before)]],
  warmUpBars: 61,
});

const START = parseInstant('2020-01-01');
const day = (close: number, index: number): TestEvent => barClosed(close, { closedAt: START + index * DAY });
const mood = (value: number, index: number): TestEvent => said('feed', 'FactSeen', { figure: 'mood', subject: 'ES', value, availableAt: START + index * DAY, about: START + index * DAY, revision: 0 });

describe('D5: the market analyser', () => {
  test('says what a momentum analyst says where no figure is named', () => {
    const chance = chanceOf(4);
    const closes = closesBy(400, (before) => before * Math.exp(0.01 * chance.normal()));
    const bars = closes.map(day);
    expect(given(agentOf(marketAnalyser)).whenAll(bars)).toEqual(given(agentOf(momentum)).whenAll(bars));
  });

  test('gives trend and mood their shares, in its words too', () => {
    const closes = closesBy(80, (before) => before * 1.003);
    const events = [...closes.map(day), ...Array.from({ length: 9 }, (_, index) => mood(index === 8 ? -20 : index % 3, 71 + index))];
    const strengthOf = (signals: ReturnType<typeof signalsOf>): number => signals.at(-1)?.strength ?? 0;
    const trend = strengthOf(signalsOf(given(agentOf(momentum, { signalStep: 0 })).whenAll(events)));
    expect(signalsOf(given(agentOf(sentiment, { figure: 'mood' })).whenAll(events)).at(-1)).toMatchObject({ direction: 'short', strength: 1 });
    const [last] = signalsOf(given(agentOf(marketAnalyser, { figure: 'mood', signalStep: 0 })).whenAll(events)).slice(-1);
    expect(last.strength).toBeCloseTo(0.7 * trend - 0.3, 12);
    expect(last.evidence).toMatch(/in 60 bars.*; mood -20\.00 stands/);
  });
});

/** Trends that last, after which prices rest; or a walk that knows nothing of its past. */
function made(seed: number, hasTrends: boolean): MadeStep[] {
  const chance = chanceOf(seed);
  let [price, drift] = [100, 0];
  return Array.from({ length: 1_500 }, (_, index) => {
    if (index % 150 === 0) drift = hasTrends ? (chance.below(2) === 0 ? 0.004 : -0.004) : 0;
    const change = drift + 0.008 * chance.normal();
    price *= Math.exp(change);
    return { change, events: [day(price, index)] };
  });
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

test('D5: the market analyser earns where trends last, and nothing but chance where there are none', () => {
  const scores = (hasTrends: boolean): number[] => seeds.map((seed) => earningScore(agentOf(marketAnalyser, { bars: 30 }), made(seed, hasTrends)));
  for (const [index, score] of scores(true).entries()) expect(score, `seed ${index + 1}`).toBeGreaterThan(2);
  expectChanceOnly(scores(false));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from '../../src/agents/spread.js';
import { MINUTE, parseInstant } from '../../src/core/instant.js';
import { given } from '../../src/testing/given.js';
import { barClosed, said, testInstrument, type TestEvent } from '../../src/testing/events.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';
import { chanceOf, earningScore, expectChanceOnly, type MadeStep } from './lean-profit.js';

const START = parseInstant('2020-01-01');
const setting = agentSetting({ instruments: [testInstrument(), testInstrument({ id: 'NQ' })] });
const peer = 'NQ';

/** Both sides of one instant. */
function pair(own: number, other: number, index: number): TestEvent[] {
  const closedAt = START + (index + 1) * MINUTE;
  return [barClosed(own, { closedAt }), barClosed(other, { instrument: peer, closedAt })];
}

const quiet = closesBy(80, (_, index) => (index % 2 === 0 ? 100 : 100.2));

testAnalyst({
  kind: spread,
  options: { peer },
  setting,
  tell: (close, index) => pair(close, 100, index),
  speaksIn: [
    ['an instrument that falls away from its peer', [...quiet, 99, 98], 'long'],
    ['an instrument that rises away from its peer', [...quiet, 101, 102], 'short'],
  ],
  isSilentIn: [
    ['a pair that stands still', closesBy(300, (before) => before)],
    ['a pair that swings within two deviations', quiet],
    ['a pair that drifts apart steadily', closesBy(300, (before) => before * 1.001)],
  ],
  warmUpBars: 60,
});

/** A peer that walks, and an instrument that goes its own way or comes back to the peer. */
function madePair(seed: number, comesBack: boolean): MadeStep[] {
  const chance = chanceOf(seed);
  let [other, own, gap] = [100, 100, 0];
  return Array.from({ length: 1_500 }, (_, index) => {
    other *= Math.exp(0.002 * chance.normal());
    gap = gap * (comesBack ? 0.9 : 1) + 0.01 * chance.normal();
    const next = other * Math.exp(gap);
    const change = Math.log(next / own);
    own = next;
    return { change, events: pair(own, other, index) };
  });
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

test('K2: the arbitrage of a pair earns where the pair comes together again', () => {
  for (const seed of seeds) expect(earningScore(agentOf(spread, { peer }, setting), madePair(seed, true)), `seed ${seed}`).toBeGreaterThan(3);
});

test('K2: the arbitrage of a pair earns nothing where both go their own ways', () => {
  expectChanceOnly(seeds.map((seed) => earningScore(agentOf(spread, { peer }, setting), madePair(seed, false))));
});

test('K2: bar by bar it leans as the ratios of its window say, taken all at once', () => {
  const bars = 10;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 50, max: 150 }), fc.integer({ min: 50, max: 150 })), { minLength: bars, maxLength: 60 }), (closes) => {
      const stage = given(agentOf(spread, { peer, bars, signalStep: 0 }, setting));
      let lean = 0;
      let stance = 0;
      closes.forEach(([own, other], index) => {
        for (const { direction, strength } of signalsOf(stage.whenAll(pair(own, other, index)))) lean = direction === 'short' ? -strength : strength;
        if (index + 1 < bars) return expect(lean).toBe(0);
        const ratios = closes.slice(index + 1 - bars, index + 1).map(([a, b]) => Math.log(a / b));
        const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / bars;
        const deviation = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) * (ratio - mean), 0) / bars);
        const score = deviation < 1e-12 ? 0 : (ratios[bars - 1] - mean) / deviation;
        // At a bound itself rounding decides; such a market says nothing of the rule.
        fc.pre([0.5, 2].every((bound) => Math.abs(Math.abs(score) - bound) > 1e-6));
        stance = Math.abs(score) >= 2 ? -Math.sign(score) : stance * score < 0 && Math.abs(score) > 0.5 ? stance : 0;
        expect(lean).toBeCloseTo(stance === 0 ? 0 : Math.max(-1, Math.min(1, -score / 3)), 6);
      });
    }),
    { numRuns: 100 },
  );
});

test('the side that comes first makes no difference, and a bar whose other side is missing none at all', () => {
  const closes = [...quiet, 99, 98, 99.5, 100, 103];
  const heard = (order: (events: TestEvent[], index: number) => TestEvent[]) => signalsOf(given(agentOf(spread, { peer }, setting)).whenAll(closes.flatMap((close, index) => order(pair(close, 100, 2 * index), index))));
  const usual = heard((events) => events);
  expect(usual.length).toBeGreaterThan(1);
  expect(heard((events) => events.toReversed())).toEqual(usual);
  // Between any two instants one of both trades alone, at any price.
  expect(heard((events, index) => [...events, pair(50, 200, 2 * index + 1)[index % 2]])).toEqual(usual);
  // The same bars twice.
  expect(heard((events) => [...events, ...events])).toEqual(usual);
});

test('a split of the peer is no distance: its prices are taken on the scale that was told last', () => {
  const adjusted = agentSetting({ instruments: [testInstrument(), testInstrument({ id: 'NQ', isAdjusted: true })] });
  const agent = agentOf(spread, { peer }, adjusted);
  expect(agent.listensTo).toContain('adjustments/NQ');
  const scaled = (scale: number) => said('feed', 'AdjustmentChanged', { instrument: instrumentId('NQ'), kind: 'split', scale, units: scale, dueAt: START });
  const stage = given(agent, quiet.flatMap((close, index) => pair(close, 100, index)));
  expect(stage.whenAll([scaled(4), ...pair(100.1, 25, 100)])).toEqual([]);
  expect(stage.whenAll([scaled(1), ...pair(100.1, 25, 101)])).toHaveLength(1);
});

test.each([
  ['no peer', {}, 'agent-options-contradict'],
  ['a peer that the run does not have', { peer: 'NP' }, 'unknown-instrument'],
  ['only its peer to lean on', { peer, instruments: [instrumentId('NQ')] }, 'agent-options-contradict'],
  ['an exit beyond its entry', { peer, entryScore: 1, exitScore: 1 }, 'agent-options-contradict'],
])('refuses %s', (_, options, code) => {
  expect(() => agentOf(spread, options, setting)).toThrow(expect.objectContaining({ code }));
});

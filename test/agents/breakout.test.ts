import { expect, test } from 'vitest';
import { breakout } from '../../src/agents/breakout.js';
import { given } from '../../src/testing/given.js';
import { barsClosed } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';

const options = { bars: 20, rangeBars: 10 };
const range = closesBy(60, (_, index) => 100 + (index % 5));

testAnalyst({
  kind: breakout,
  options,
  speaksIn: [
    ['a market that leaves its range upwards', [...range, 106], 'long'],
    ['a market that leaves its range downwards', [...range, 98], 'short'],
  ],
  isSilentIn: [
    ['a market that stands still', closesBy(300, (before) => before)],
    ['a market that stays in its range', closesBy(300, (_, index) => 100 + (index % 5))],
    ['a market that touches the edge of its range', [...range, 104, 100, 104]],
  ],
  warmUpBars: 21,
});

test('does not take a close just beyond the edge for a breakout', () => {
  expect(given(agentOf(breakout, options)).whenAll(barsClosed([...range, 104.2]))).toEqual([]);
});

test('gives its view up when a close falls back behind the middle of the channel', () => {
  const stage = given(agentOf(breakout, options), barsClosed([...range, 106]));
  expect(stage.whenAll(barsClosed([105, 104]))).toEqual([]);
  expect(signalsOf(stage.whenAll(barsClosed([102.5])))).toMatchObject([{ direction: 'flat', evidence: 'back within its range of 20 bars' }]);
});

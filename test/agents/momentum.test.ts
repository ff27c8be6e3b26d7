import { expect, test } from 'vitest';
import { momentum } from '../../src/agents/momentum.js';
import { given } from '../../src/testing/given.js';
import { barsClosed } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';

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

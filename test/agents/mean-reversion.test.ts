import { expect, test } from 'vitest';
import { meanReversion } from '../../src/agents/mean-reversion.js';
import { given } from '../../src/testing/given.js';
import { barsClosed } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';

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

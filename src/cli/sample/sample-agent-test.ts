/** The test of the sample agent: sentences, without a bus, a clock or a mock. */

export const sampleAgentTest = `import { barsClosed, barClosed, agentOf, given, risingBars } from 'hivetape/testing';
import { expect, test } from 'vitest';
import { agent } from '../agents/my-agent.js';

const mine = () => agentOf(agent, { bars: 3 });

test('says nothing before it has seen enough bars', () => {
  expect(given(mine(), risingBars(2)).when(barClosed(105))).toEqual([]);
});

test('buys when price closes above all it remembers', () => {
  const [order] = given(mine(), barsClosed([100, 101, 100])).when(barClosed(102));
  expect(order).toMatchObject({ type: 'OrderPlaced', data: { order: { side: 'buy', type: 'market' } } });
});
`;

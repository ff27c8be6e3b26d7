/** What can be written in a letter, and what becomes of one that nobody knows what to do about. */
import { expect, expectTypeOf, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { courierOptions, courierSetting } from '../../../src/swarm/messages/courier-setting.js';
import type { Letter } from '../../../src/swarm/messages/post.js';
import { retryWaitUs } from '../../../src/swarm/messages/retry-policy.js';
import { checkShape } from '../../../src/lab/scenario/check-shape.js';
import { simulateSwarm } from '../simulated-swarm.js';
import { correspondents, note, tell } from './correspondents.js';

it('D1: an ill-typed message is a compile error', () => {
  expectTypeOf<{ name: 'TaskFailed'; payload: { task: string; reason: string } }>().toMatchTypeOf<Letter>();
  expectTypeOf<{ name: 'TaskFailed'; payload: { task: string } }>().not.toMatchTypeOf<Letter>();
  expectTypeOf<{ name: 'TaskFialed'; payload: { task: string; reason: string } }>().not.toMatchTypeOf<Letter>();
  expect(note(1).name).toBe('DataUpdated');
});

it('Trap 16: a message that its receiver does nothing about is an event, not silence', () => {
  const agents = correspondents({ a: { acts: { go: (post) => void post.send(note(1), agentId('b')) } }, b: { handle: (message, post) => post.unhandled(message) } });
  const run = simulateSwarm({ agents, inputs: [tell(10, 'a', 'go')], untilUs: 1_000 });
  expect(run.ofType('MessageUnhandled').map(({ agent, data }) => [agent, data])).toEqual([['b', { sender: 'a', number: 1, receiver: 'b', name: 'DataUpdated' }]]);
});

it('Trap 8: the defaults of a scenario are those of the protocol', () => {
  expect(checkShape(courierOptions, {}, [], () => expect.unreachable())).toEqual(courierSetting());
});

it('R5: waits grow by the factor, and chance adds at most its share', () => {
  const usual = { retriesMax: 3, baseUs: 1_000_000, factor: 2, jitter: 0 };
  expect([1, 2, 3].map((attempt) => retryWaitUs(usual, attempt, 0.9))).toEqual([1_000_000, 2_000_000, 4_000_000]);
  expect([1, 2, 3].map((attempt) => retryWaitUs({ ...usual, factor: 1 }, attempt, 0))).toEqual([1_000_000, 1_000_000, 1_000_000]);
  expect(retryWaitUs({ ...usual, jitter: 0.5 }, 1, 0.5)).toBe(1_250_000);
});

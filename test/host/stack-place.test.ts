/** Places out of stack traces: the author's own line, or none. */
import { expect, test } from 'vitest';
import { placeInStack } from '../../src/host/stack-place.js';

const stack = `TypeError: at last (not/a/frame:1:1)
    at node:internal/modules:1:2
    at step (file:///srv/me/hivetape/dist/indicators/ema.js:3:4)
    at decide (file:///srv/me/my%20lab/agents/mine.ts:48:11)
    at /srv/me/other.mjs:5:6`;

test('finds the first frame that is meant, with its file, line and column', () => {
  expect(placeInStack(stack)).toEqual({ file: '/srv/me/hivetape/dist/indicators/ema.js', line: 3, column: 4 });
  expect(placeInStack(stack, (file) => !file.includes('/hivetape/'))).toEqual({ file: '/srv/me/my lab/agents/mine.ts', line: 48, column: 11 });
  expect(placeInStack(stack, (file) => file.endsWith('.mjs'))).toEqual({ file: '/srv/me/other.mjs', line: 5, column: 6 });
});

test('finds nothing where there is nothing', () => {
  expect([placeInStack(undefined), placeInStack('Error: no'), placeInStack(stack, () => false)]).toEqual([{}, {}, {}]);
});

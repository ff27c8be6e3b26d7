/** How people name runs. */
import { expect, test } from 'vitest';
import { parseReference } from '../../src/cli/run-reference.js';

test.each([
  ['@', { run: '@', point: undefined }],
  ['@~2', { run: '@~2', point: undefined }],
  ['swarm', { run: 'swarm', point: undefined }],
  ['018e7c:1200', { run: '018e7c', point: { kind: 'offset', value: 1_200 } }],
  ['@:5', { run: '@', point: { kind: 'offset', value: 5 } }],
  ['@~1:5', { run: '@~1', point: { kind: 'offset', value: 5 } }],
  ['swarm@2020-03-12', { run: 'swarm', point: { kind: 'time', value: 1_583_971_200_000_000 } }],
  ['@@2020-03-12', { run: '@', point: { kind: 'time', value: 1_583_971_200_000_000 } }],
  ['@~1@2020-03-12T00:00:00Z', { run: '@~1', point: { kind: 'time', value: 1_583_971_200_000_000 } }],
])('reads %s', (text, reference) => {
  expect(parseReference(text)).toEqual(reference);
});

test('refuses a time that is none', () => {
  expect(() => parseReference('swarm@2020-13-40')).toThrow('must be a date');
});

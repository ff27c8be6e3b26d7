import { expect, test } from 'vitest';
import { catalogueWords } from '../../src/lab/words.js';

test('knows every word of the catalogue and its home topic', () => {
  const word = catalogueWords().wordOf('SignalRaised');
  expect(word?.topicOf({ instrument: 'SPX' } as never)).toBe('signals/SPX');
  expect(catalogueWords().wordOf('NotAWord')).toBeUndefined();
});

test('names the field that breaks the schema', () => {
  const word = catalogueWords().wordOf('SignalRaised');
  const bad = { instrument: 'SPX', direction: 'up', strength: 1, evidence: '' };
  expect(() => word?.check(bad)).toThrow(/data\.direction/);
  expect(() => word?.check({ ...bad, direction: 'long', strength: Number.NaN })).toThrow(/\$\.strength/);
});

test('takes plain data where the shape is free, and refuses what has no canonical bytes', () => {
  const word = catalogueWords().wordOf('RunStarted');
  expect(() => word?.check({ name: 'x', identity: { seed: 1 } })).not.toThrow();
  expect(() => word?.check({ name: 'x', identity: { seed: Number.NaN } })).toThrow(/\$\.seed/);
});

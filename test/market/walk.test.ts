/** The walk, against the digests that came out equal from Python and from Node. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { walkBars, walkCsv } from '../../src/market/walk.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('writes the walk of 1,000 bars byte for byte', () => {
  expect(sha256(walkCsv(1_000))).toBe('fb6cc896391b74756a3c5bebce2849bf3a4859694fd59c4e43f0c067c3421fdb');
});

test('writes the walk of 100,000 bars byte for byte', () => {
  expect(sha256(walkCsv(100_000))).toBe('d5963f7b0f377559ff8fd246fe84db0e165c2dea555bdcf845ab36203f2d5e52');
});

test('begins with the row that is given for it', () => {
  const bar = walkBars(1);
  expect([bar.openedAt[0], bar.open[0], bar.high[0], bar.low[0], bar.close[0], bar.volume[0]]).toEqual([
    1_577_836_800_000_000, 99.9743, 99.9743, 99.7698, 99.7698, 250,
  ]);
});

test('is the beginning of every longer walk', () => {
  const short = walkBars(50);
  const long = walkBars(80);
  expect(long.close.slice(0, 50)).toEqual(short.close.slice());
  expect(long.digest).not.toBe(short.digest);
});

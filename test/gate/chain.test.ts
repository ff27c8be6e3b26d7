/** The log of a whole run in files: one wrong bit anywhere is found and named, and a log that stops short is no damage. */
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { sameEvent } from '../../src/lab/compare-events.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { smallRun, type SmallRun } from '../lab/small-run.js';

const SAMPLE = 200;
const SEGMENT = 'segment-000000.blocks';
const folder = mkdtempSync(join(tmpdir(), 'hivetape-chain-'));
const store = (): RunStore => embeddedRunStore(catalogue, folder);
let small: SmallRun;
let home: string;
let whole: Buffer;
let events: readonly LogEvent[];
/** Where blocks begin in the file. */
let starts: readonly number[];

beforeAll(async () => {
  small = await smallRun({ store: store(), set: ['data.0.walk.bars=1500'] });
  home = join(folder, 'runs', small.outcome.runId);
  whole = readFileSync(join(home, SEGMENT));
  events = [...store().open(small.outcome.runId).events()] as LogEvent[];
  starts = [...whole.toString('latin1').matchAll(/HTBK/g)].map(({ index }) => index);
});
afterAll(() => {
  small.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('the sample is a log of some blocks in one segment, and is sound', () => {
  expect(readdirSync(home).filter((name) => name.endsWith('.blocks'))).toEqual([SEGMENT]);
  expect(starts.length).toBe(Math.ceil(events.length / 1_000));
  expect(starts.length).toBeGreaterThan(2);
  expect(store().verify(small.outcome.runId)).toEqual({ ok: true, events: events.length, blocks: starts.length, fingerprint: small.outcome.fingerprint });
});

describe('one flipped bit', () => {
  test(`is found at each of ${SAMPLE} places over the file, and its block is named`, () => {
    const places = Array.from({ length: SAMPLE }, (_, index) => Math.floor((index * (whole.length - 1)) / (SAMPLE - 1)));
    const borders = starts.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= 0);
    for (const at of [...places, ...borders]) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 1 << (at % 8);
      writeFileSync(join(home, SEGMENT), bytes);
      const block = starts.findLastIndex((start) => start <= at);
      expect(store().verify(small.outcome.runId), `byte ${at}`).toMatchObject({
        ok: false, block, firstOffset: block * 1_000, lastOffset: block * 1_000 + 999, file: join(home, SEGMENT), position: starts[block],
      });
    }
    writeFileSync(join(home, SEGMENT), whole);
    expect(store().verify(small.outcome.runId).ok).toBe(true);
  });

  test('W1: a changed byte is found too when both check sums were made to fit it: the chain holds', () => {
    const at = Math.floor((starts[1] + starts[2]) / 2);
    writeFileSync(join(home, SEGMENT), forged(at));
    expect(store().verify(small.outcome.runId)).toMatchObject({ ok: false, block: 1, firstOffset: 1_000, position: starts[1] });
    writeFileSync(join(home, SEGMENT), whole);
  });
});

describe('a log that stops short', () => {
  const places = (): number[] => [0, 1, 50, ...starts.slice(1).flatMap((at) => [at - 1, at, at + 1, at + 60]), Math.floor(whole.length * 0.7), whole.length - 1];

  test('and was never sealed is an incomplete run with all its whole blocks, and sound as far as it goes', () => {
    for (const name of ['head.json', 'environment.json']) copyFileSync(join(home, name), join(folder, name));
    for (const name of ['head.json', 'environment.json']) rmSync(join(home, name));
    for (const length of places()) {
      writeFileSync(join(home, SEGMENT), whole);
      truncateSync(join(home, SEGMENT), length);
      const kept = starts.filter((_, index) => (starts[index + 1] ?? whole.length) <= length).length;
      const log = store().open(small.outcome.runId);
      expect(log, `cut at ${length}`).toMatchObject({ state: 'incomplete', count: Math.min(kept * 1_000, events.length), cutBytes: length - (starts[kept] ?? whole.length) });
      expect([...log.events()].every((event, offset) => sameEvent(event, events[offset]))).toBe(true);
      expect(store().verify(small.outcome.runId)).toMatchObject({ ok: true, blocks: kept });
    }
    writeFileSync(join(home, SEGMENT), whole);
    for (const name of ['head.json', 'environment.json']) copyFileSync(join(folder, name), join(home, name));
    expect(store().open(small.outcome.runId)).toMatchObject({ state: 'finished', fingerprint: small.outcome.fingerprint });
  });

  test('but was sealed has lost its end, and that is damage', () => {
    for (const length of places()) {
      writeFileSync(join(home, SEGMENT), whole.subarray(0, length));
      expect(store().verify(small.outcome.runId), `cut at ${length}`).toMatchObject({ ok: false });
    }
    writeFileSync(join(home, SEGMENT), whole);
  });

  test('is performed again to the same fingerprint, and is whole then', async () => {
    rmSync(join(home, 'head.json'));
    rmSync(join(home, 'environment.json'));
    truncateSync(join(home, SEGMENT), starts[1] + 60);
    const again = await smallRun({ store: store(), set: ['data.0.walk.bars=1500'] });
    again.remove();
    expect(again.outcome).toEqual(small.outcome);
    expect(readFileSync(join(home, SEGMENT)).equals(whole)).toBe(true);
  });
});

/** Flips a bit of a stored byte in block 1 and mends both check sums of the block. */
function forged(at: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[at] ^= 1;
  const header = bytes.readUInt32LE(starts[1] + 8);
  const stored = bytes.subarray(starts[1] + header, starts[2]);
  bytes.writeUInt32LE(crc32(stored), starts[1] + 20);
  bytes.writeUInt32LE(crc32(bytes.subarray(starts[1], starts[1] + header - 4)), starts[1] + header - 4);
  return bytes;
}

/** CRC-32 by the book, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffff_ffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0);
  }
  return (sum ^ 0xffff_ffff) >>> 0;
}

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { machineFileCalls } from '../../src/host/file-calls.js';
import { logFiles } from '../../src/host/log-files.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { manifestOf, plainLog, sampleCatalogue } from './sample-log.js';

/** Chains of all lengths: most end soon, some go on through many blocks. */
function chainedLog(length: number): Recorded[] {
  let state = 1;
  const chance = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const events = plainLog(length);
  return events.map((event) => {
    const back = chance(20) === 0 ? chance(event.offset + 1) : Math.min(event.offset, chance(5));
    const root = event.offset - back;
    return { ...event, correlation: chance(30) === 0 ? -1 : root };
  });
}

const length = 12_345;
const events = chainedLog(length);
const asked = [0, 1, 7, 999, 1_000, 1_001, 5_000, 8_765, 12_000, 12_344, ...Array.from({ length: 60 }, (_, index) => index * 199)];
const id = runId('run');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-index-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const index = (): string => join(directory, 'runs', 'run', 'correlations.index');
const store = (): RunStore => embeddedRunStore(sampleCatalogue, directory);

function record(into: RunStore): void {
  const writer = into.create(manifestOf('run'));
  for (const event of events) writer.append(event);
  writer.finish({});
}

function expectAnswers(from: RunStore): void {
  const log = from.open(id);
  for (const correlation of asked) {
    const chain = events.filter((event) => event.correlation === correlation);
    expect([...log.events({ correlation })], `chain of ${correlation}`).toStrictEqual(chain);
    expect([...log.events({ correlation, backwards: true, types: ['Listed'] })]).toStrictEqual(chain.filter(({ type }) => type === 'Listed').toReversed());
  }
}

test('a chain of events is found whole, in memory and in files, sealed or not', () => {
  const memory = memoryRunStore(sampleCatalogue);
  record(memory);
  expectAnswers(memory);
  const writing = store();
  const writer = writing.create(manifestOf('run'));
  for (const event of events) writer.append(event);
  expectAnswers(writing);
  writer.finish({});
  expectAnswers(writing);
  expectAnswers(store());
});

test('an index that is missing, torn, altered or of another log is made again, the same', () => {
  record(store());
  const made = readFileSync(index());
  for (const spoil of [
    () => rmSync(index()),
    () => writeFileSync(index(), made.subarray(0, made.length - 5)),
    () => writeFileSync(index(), made.map((byte, at) => (at === 90 ? byte ^ 1 : byte))),
    () => writeFileSync(index(), ''),
    () => writeFileSync(index(), Buffer.from('another file altogether, and a long one')),
  ]) {
    spoil();
    expectAnswers(store());
    expect(readFileSync(index()).equals(made)).toBe(true);
  }
  const other = mkdtempSync(join(tmpdir(), 'hivetape-index-'));
  const writer = embeddedRunStore(sampleCatalogue, other).create(manifestOf('run'));
  plainLog(3_000).forEach((event) => writer.append(event));
  writer.finish({});
  writeFileSync(index(), readFileSync(join(other, 'runs', 'run', 'correlations.index')));
  rmSync(other, { recursive: true });
  expectAnswers(store());
  expect(readFileSync(index()).equals(made)).toBe(true);
});

test('a resumed run has no index of its first part, and gets one when it is asked', () => {
  const first = store().create(manifestOf('run'));
  for (const event of events.slice(0, 4_500)) first.append(event);
  first.abandon({});
  const writer = store().resume(id);
  for (const event of events.slice(4_500)) writer.append(event);
  writer.finish({});
  expect(existsSync(index())).toBe(false);
  expectAnswers(store());
  expect(existsSync(index())).toBe(true);
});

test('a fork finds chains that began with its parent', () => {
  record(store());
  const prefix = store().open(id).prefixFingerprint(6_100);
  const writer = store().create(manifestOf('fork', { run: id, at: 6_100, prefix }));
  for (const event of events.slice(6_100)) writer.append(event);
  writer.finish({});
  const log = store().open(runId('fork'));
  for (const correlation of asked) expect([...log.events({ correlation })]).toStrictEqual(events.filter((event) => event.correlation === correlation));
});

test('a short chain is found in a few blocks', () => {
  record(store());
  let blocksRead = 0;
  const calls = { ...machineFileCalls, read: (...what: Parameters<typeof machineFileCalls.read>) => (what[1].length > 4_096 ? (blocksRead += 1) : 0, machineFileCalls.read(...what)) };
  const log = embeddedRunStore(sampleCatalogue, directory, { files: logFiles(calls) }).open(id);
  const short = asked.filter((correlation) => events.filter((event) => event.correlation === correlation).length < 4);
  blocksRead = 0;
  for (const correlation of short) [...log.events({ correlation })];
  expect(blocksRead).toBeLessThan(short.length * 5);
});

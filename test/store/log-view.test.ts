/** What of a long log is read to answer a question, counted in blocks, not in time. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentId, runId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { machineFileCalls } from '../../src/host/file-calls.js';
import { logFiles } from '../../src/host/log-files.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { EventSelection, RunLog, RunStore } from '../../src/store/run-store.js';
import { manifestOf, plainLog, sampleCatalogue } from './sample-log.js';

const LENGTH = 60_000;
const BLOCKS = LENGTH / 1_000;
/** Only now and then somebody else speaks. */
const events = plainLog(LENGTH).map((event): Recorded => (event.offset % 20_000 === 12_345 ? { ...event, agent: agentId('rare') } : event));

let directory: string;
let log: RunLog;
const read = { blocks: 0, bytes: 0 };

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-view-'));
  const writer = embeddedRunStore(sampleCatalogue, directory).create(manifestOf('run'));
  for (const event of events) writer.append(event);
  writer.finish({});
  log = counting().open(runId('run'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Returns a store over the same directory that counts what it reads. */
function counting(): RunStore {
  const calls = {
    ...machineFileCalls,
    read: (...what: Parameters<typeof machineFileCalls.read>) => {
      const bytes = machineFileCalls.read(...what);
      read.bytes += bytes;
      if (bytes > 4_096) read.blocks += 1; // Headers are shorter.
      return bytes;
    },
  };
  return embeddedRunStore(sampleCatalogue, directory, { files: logFiles(calls) });
}

function blocksFor(work: () => unknown): number {
  read.blocks = 0;
  work();
  return read.blocks;
}

test('a log is opened without its blocks', () => {
  const run = join(directory, 'runs', 'run');
  const size = readdirSync(run).reduce((sum, name) => sum + statSync(join(run, name)).size, 0);
  expect(read.blocks).toBe(0);
  expect(read.bytes).toBeLessThan(size / 20);
});

const at = (offset: number): number => events[offset].time;
const questions: readonly [string, EventSelection, number, number][] = [
  ['an hour of it', { fromTime: at(30_500), toTime: at(30_560) }, 1, 60],
  ['a time that crosses a block', { fromTime: at(30_990), toTime: at(31_010) }, 2, 20],
  ['a time before it', { toTime: at(0) }, 0, 0],
  ['some offsets', { from: 17_999, to: 18_001 }, 2, 2],
  ['somebody who speaks seldom', { agents: ['rare'] }, 3, 3],
  ['somebody who never speaks', { agents: ['nobody'] }, 0, 0],
  ['a type that never comes', { types: ['Never'] }, 0, 0],
  ['a short chain', { correlation: 41_000 }, 1, 3],
  ['a chain of nobody', { correlation: 41_001 }, 1, 0],
];

test.each(questions)('T6: of a long log, of %s only the blocks are read that can hold it', (_, selection, blocks, count) => {
  const found: Recorded[] = [];
  expect(blocksFor(() => found.push(...log.events(selection)))).toBeLessThanOrEqual(Math.max(blocks, 1));
  expect(found.length).toBe(count);
});

test('the last page is read from the end', () => {
  expect(blocksFor(() => {
    const [last] = log.events({ backwards: true });
    expect(last).toStrictEqual(events[LENGTH - 1]);
  })).toBe(1);
});

test('whoever follows slowly holds one block, however long the log is', async () => {
  read.blocks = 0;
  let taken = 0;
  let aheadMax = 0;
  for await (const { offset } of counting().follow(runId('run'))) {
    expect(offset).toBe(taken);
    taken += 1;
    aheadMax = Math.max(aheadMax, read.blocks * 1_000 - taken);
  }
  expect([taken, read.blocks]).toEqual([LENGTH, BLOCKS]);
  expect(aheadMax).toBeLessThan(1_000);
});

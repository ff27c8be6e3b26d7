/** One process, many runs: neither an earlier nor a simultaneous run, nor the store, leaves a trace in a log. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Recorded } from '../../src/core/event.js';
import { catalogue } from '../../src/domain/catalogue.js';
import { sameEvent } from '../../src/lab/compare-events.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { builtPackage, type BuiltPackage } from './built-package.js';
import { gateRun, ownAgentsFile, repositoryFile } from './gate-run.js';

const reference = repositoryFile('scenarios/sma-crossover.yaml');
const FEWER = ['data.0.walk.bars=3000'];

/** More than one portion of deliveries, so that two runs really alternate. */
const LONGER = ['data.0.walk.bars=30000'];

describe('one process', () => {
  let built: BuiltPackage;
  beforeAll(() => {
    built = builtPackage();
  });
  afterAll(() => built.remove());

  test('A, B, A: the second A is the first', async () => {
    const first = await gateRun(ownAgentsFile);
    const other = await gateRun(reference, { set: FEWER });
    const second = await gateRun(ownAgentsFile);
    const again = await gateRun(reference, { set: FEWER });
    expect(second.outcome).toEqual(first.outcome);
    expect(again.outcome).toEqual(other.outcome);
  });

  test('runs that take turns do not see each other', async () => {
    const [a, b] = [await gateRun(ownAgentsFile), await gateRun(reference, { set: LONGER })];
    const together = await Promise.all([gateRun(ownAgentsFile), gateRun(reference, { set: LONGER }), gateRun(reference, { set: LONGER }), gateRun(ownAgentsFile)]);
    expect(together.map(({ outcome }) => outcome)).toEqual([a, b, b, a].map(({ outcome }) => outcome));
  });

  test('a run in a worker thread, one of eight, is the run alone', async () => {
    const alone = await gateRun(reference, { set: FEWER });
    const workers = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? inWorker(built, reference, FEWER) : inWorker(built, ownAgentsFile, [])));
    const fingerprints = await Promise.all(workers);
    const own = (await gateRun(ownAgentsFile)).outcome.fingerprint;
    expect(fingerprints).toEqual(fingerprints.map((_, index) => (index % 2 === 0 ? alone.outcome.fingerprint : own)));
  });
});

describe('the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-gate-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const stores: readonly [string, () => RunStore][] = [
    ['unchecked memory', () => memoryRunStore(catalogue, { checked: false })],
    ['files', () => embeddedRunStore(catalogue, join(folder, 'plain'))],
    ['packed files in small segments', () => embeddedRunStore(catalogue, join(folder, 'packed'), { compression: 'deflate', segmentBytesMax: 20_000, bufferBytesMax: 1 })],
    ['files that are not forced out', () => embeddedRunStore(catalogue, join(folder, 'memory'), { durability: 'memory' })],
  ];

  test.each(stores)('A2: %s keeps the log that memory keeps', async (_, open) => {
    const memory = await gateRun(ownAgentsFile);
    const other = await gateRun(ownAgentsFile, { store: open() });
    expect(other.outcome).toEqual(memory.outcome);
    expectSameEvents(other.events(), memory.events());
  });

  test('what is exported from memory into files is read back equal, with the same fingerprint', async () => {
    const memory = await gateRun(ownAgentsFile);
    const log = memory.store.open(memory.outcome.runId);
    const place = join(folder, 'exported');
    const writer = embeddedRunStore(catalogue, place).create(log.manifest);
    for (const event of log.events()) writer.append(event);
    expect(writer.finish(null)).toEqual({ fingerprint: memory.outcome.fingerprint, events: memory.events().length });
    const read = embeddedRunStore(catalogue, place).open(memory.outcome.runId);
    expectSameEvents([...read.events()], memory.events());
  });
});

function expectSameEvents(a: readonly Recorded[], b: readonly Recorded[]): void {
  expect(a).toHaveLength(b.length);
  expect(a.findIndex((event, offset) => !sameEvent(event, b[offset]))).toBe(-1);
}

/** Performs a scenario with the built package in a thread of its own; returns the fingerprint. */
function inWorker({ script, entry }: BuiltPackage, file: string, overrides: readonly string[]): Promise<string> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    Promise.all([import(workerData.script), import(workerData.entry)])
      .then(([{ performGolden }, hivetape]) => performGolden(hivetape, workerData.file, workerData.overrides))
      .then(({ fingerprint }) => parentPort.postMessage(fingerprint), (error) => parentPort.postMessage(String(error)));
  `;
  const workerData = { file, overrides, script, entry };
  return new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true, workerData, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { encodeEvent, streamOfRun } from '../../src/store/event-json.js';
import type { EventStore } from '../../src/store/event-store.js';
import { serverEventStore } from '../../src/store/eventstore/server-event-store.js';
import { memoryEventStore } from '../../src/store/memory-event-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { pullRun, pushRun } from '../../src/store/run-transfer.js';
import type { RunStore } from '../../src/store/run-store.js';
import { manifestEvent, manifestStreamOf, sealEvent, sharedRun, sharedRuns } from '../../src/store/shared-run.js';
import { startStubServer, type StubServer } from './eventstore/stub-server.js';
import { manifestOf, plainLog, sampleCatalogue } from './sample-log.js';
import { laterCodeOf } from '../core/code-of.js';

const run = runId('run');
const quick = { retry: { totalMs: 20_000, pauseMs: 2, pauseMsMax: 20 } };

function storeWith(length: number, salt = 0): RunStore {
  const store = memoryRunStore(sampleCatalogue);
  const writer = store.create(manifestOf('run'), { label: 'mine' });
  for (const event of plainLog(length, { salt })) writer.append(event);
  writer.finish(null);
  return store;
}

const kinds: readonly [name: string, open: () => Promise<{ server: EventStore; stub: StubServer | undefined }>][] = [
  ['streams in memory', () => Promise.resolve({ server: memoryEventStore(), stub: undefined })],
  ['the test server', async () => {
    const stub = await startStubServer();
    return { server: await serverEventStore(stub.address, { answerMsMax: 2_000, ...quick }), stub };
  }],
];

describe.each(kinds)('a run moved over %s', (_, open) => {
  let server: EventStore;
  let stub: StubServer | undefined;
  beforeEach(async () => {
    ({ server, stub } = await open());
  });
  afterEach(async () => {
    await server.close();
    await stub?.stop();
  });

  test('is the same run at the other end: events, identity, label, fingerprint', async () => {
    const here = storeWith(2_345);
    const pushed = await pushRun(here, run, server, quick);
    const there = memoryRunStore(sampleCatalogue);
    const pulled = await pullRun(server, run, there);
    expect([pushed.moved, pulled.moved]).toEqual([2_345, 2_345]);
    expect(there.open(run)).toMatchObject({ state: 'finished', fingerprint: here.open(run).fingerprint, manifest: here.open(run).manifest, label: 'mine' });
    expect([...there.open(run).events()]).toStrictEqual([...here.open(run).events()]);
    expect(there.verify(run).ok).toBe(true);
  });

  test('moves once: pushed or pulled again nothing happens', async () => {
    const here = storeWith(100);
    await pushRun(here, run, server, quick);
    expect((await pushRun(here, run, server, quick)).moved).toBe(0);
    expect((await pullRun(server, run, here)).moved).toBe(0);
    expect(await server.head(streamOfRun(run))).toBe(99);
    expect((await sharedRuns(server)).map(({ manifest }) => manifest.runId)).toEqual([run]);
  });

  test('is refused where another log has its id, and nothing changes', async () => {
    await pushRun(storeWith(100), run, server, quick);
    const other = storeWith(100, 1);
    expect(await laterCodeOf(pushRun(other, run, server, quick))).toBe('run-diverged');
    expect(await laterCodeOf(pullRun(server, run, other))).toBe('run-diverged');
    expect(other.open(run).fingerprint).toBe(storeWith(100, 1).open(run).fingerprint);
  });

  test('goes on where a push was broken off, and compares what is there', async () => {
    const events = plainLog(1_500).slice(0, 700).map((event) => encodeEvent(run, event));
    await server.append(manifestStreamOf(run), [manifestEvent({ manifest: manifestOf('run'), label: 'mine' })], 'no_stream');
    await server.append(streamOfRun(run), events, 'no_stream');
    expect((await sharedRun(server, run))?.seal).toBe(undefined);
    expect(await laterCodeOf(pullRun(server, run, memoryRunStore(sampleCatalogue)))).toBe('run-not-finished');
    expect(await laterCodeOf(pushRun(storeWith(1_500, 3), run, server, quick))).toBe('run-diverged');
    expect(await laterCodeOf(pushRun(storeWith(500), run, server, quick))).toBe('run-diverged');
    expect((await pushRun(storeWith(1_500), run, server, quick)).moved).toBe(800);
    expect((await pullRun(server, run, memoryRunStore(sampleCatalogue))).seal.fingerprint).toBe(storeWith(1_500).open(run).fingerprint);
  });

  test('takes the parents of a fork along', async () => {
    const here = storeWith(1_500);
    const prefix = here.open(run).prefixFingerprint(1_200);
    const fork = runId('fork');
    const writer = here.create(manifestOf('fork', { run, at: 1_200, prefix }));
    for (const event of plainLog(50, { first: 1_200, salt: 9 })) writer.append(event);
    writer.finish(null);
    await pushRun(here, fork, server, quick);
    expect(await server.head(streamOfRun(fork))).toBe(1_249);
    const there = memoryRunStore(sampleCatalogue);
    await pullRun(server, fork, there);
    expect(there.list().map(({ runId: id, fingerprint }) => [id, fingerprint])).toEqual(here.list().map(({ runId: id, fingerprint }) => [id, fingerprint]));
    expect([...there.open(fork).events()]).toStrictEqual([...here.open(fork).events()]);
  });

  test('is not seen before its fingerprint is the one that was sealed', async () => {
    const seal = { events: 10, fingerprint: `hivetape1:${'0'.repeat(64)}` };
    await server.append(manifestStreamOf(run), [manifestEvent({ manifest: manifestOf('run'), label: undefined }), sealEvent(run, seal)], 'no_stream');
    await server.append(streamOfRun(run), plainLog(10).map((event) => encodeEvent(run, event)), 'no_stream');
    const there = memoryRunStore(sampleCatalogue);
    expect(await laterCodeOf(pullRun(server, run, there))).toBe('run-diverged');
    expect(there.list()).toEqual([]);
  });

  test('is damage if its events do not stand in their places', async () => {
    const { events, fingerprint } = storeWith(10).list()[0];
    await server.append(manifestStreamOf(run), [manifestEvent({ manifest: manifestOf('run'), label: undefined }), sealEvent(run, { events, fingerprint })], 'no_stream');
    await server.append(streamOfRun(run), plainLog(10).reverse().map((event) => encodeEvent(run, event)), 'no_stream');
    expect(await laterCodeOf(pullRun(server, run, memoryRunStore(sampleCatalogue)))).toBe('log-damaged');
  });

  test('is finished before it moves, and known before it is fetched', async () => {
    const store = memoryRunStore(sampleCatalogue);
    store.create(manifestOf('run')).abandon(null);
    expect(await laterCodeOf(pushRun(store, run, server, quick))).toBe('run-not-finished');
    expect(await laterCodeOf(pullRun(server, run, memoryRunStore(sampleCatalogue)))).toBe('run-not-found');
  });

  test('may be announced by several at once', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => {
      const store = memoryRunStore(sampleCatalogue);
      const writer = store.create(manifestOf(name));
      for (const event of plainLog(30)) writer.append(event);
      writer.finish(null);
      await pushRun(store, runId(name), server, quick);
    }));
    expect((await sharedRuns(server)).map(({ manifest }) => manifest.runId).sort((x, y) => (x < y ? -1 : 1))).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('batches stay under the limit of a server, whatever the size of their events', async () => {
  const stub = await startStubServer();
  const server = await serverEventStore(stub.address);
  const store = memoryRunStore(sampleCatalogue);
  const writer = store.create(manifestOf('run'));
  for (const event of plainLog(60)) writer.append({ ...event, type: 'Noted', version: 1, data: { colour: 'red', extra: 'x'.repeat(event.offset % 7 === 0 ? 400_000 : 90_000) } });
  writer.finish(null);
  await pushRun(store, run, server);
  expect(stub.seen.appends).toBeGreaterThan(8);
  expect((await pullRun(server, run, memoryRunStore(sampleCatalogue))).seal.fingerprint).toBe(store.open(run).fingerprint);
  await server.close();
  await stub.stop();
});

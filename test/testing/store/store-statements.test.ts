import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/domain/catalogue.js';
import { embeddedRunStore } from '../../../src/store/embedded-run-store.js';
import type { EventStore } from '../../../src/store/event-store.js';
import { serverEventStore, type ServerOptions } from '../../../src/store/eventstore/server-event-store.js';
import { memoryEventStore } from '../../../src/store/memory-event-store.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';
import { runStreams } from '../../../src/testing/store/run-streams.js';
import type { Ability, StoreFaults } from '../../../src/testing/store/statement.js';
import { storeStatements } from '../../../src/testing/store/store-statements.js';
import { startStubServer, type AppendFault, type StubServer } from '../../store/eventstore/stub-server.js';
import { conformance, type Opened } from './conformance.js';

const plain = (store: EventStore): Opened => ({ store, abilities: [], prefix: 'suite-', close: () => store.close() });

const quick: ServerOptions = { answerMsMax: 1_000, quietMsMax: 2_000, retry: { totalMs: 20_000, pauseMs: 5, pauseMsMax: 100 } };
const everything: readonly Ability[] = ['all-streams', 'removal', 'retention', 'any-bytes', 'faults', 'restart'];

describe('A2: one suite, writers with a stale version included, holds for memory, files and a stand-in of an EventStoreDB server', () => {
  conformance('streams in memory', ['all-streams', 'removal', 'retention', 'any-bytes'], () => Promise.resolve(plain(memoryEventStore())));

  conformance('the memory store of runs', [], () => Promise.resolve(plain(runStreams(memoryRunStore(catalogue)))));

  conformance('the embedded store of runs', [], () => {
    const directory = mkdtempSync(join(tmpdir(), 'hivetape-suite-'));
    const opened = plain(runStreams(embeddedRunStore(catalogue, directory)));
    return Promise.resolve({ ...opened, close: async () => {
      await opened.close();
      rmSync(directory, { recursive: true });
    } });
  });

  conformance('EventStoreDB, on the test server', everything, async () => {
    const stub = await startStubServer();
    const store = await serverEventStore(stub.address, quick);
    const close = async (): Promise<void> => {
      await store.close();
      await stub.stop();
    };
    return { store, abilities: everything, prefix: 'suite-', faults: faultsOf(stub), restart: () => stub.restart(30), close };
  });
});

const url = process.env['HIVETAPE_EVENTSTORE_URL'] ?? '';
const real: readonly Ability[] = url === '' ? ['none' as Ability] : ['all-streams', 'removal', 'retention', 'any-bytes'];

if (url !== '') {
  conformance('EventStoreDB, on the server that HIVETAPE_EVENTSTORE_URL names', real, async () => plainOf(await serverEventStore(url)));
} else {
  for (const { number, title } of storeStatements) {
    test(`EventStoreDB, on a real server: ${number} ${title}`, ({ skip }) => skip('HIVETAPE_EVENTSTORE_URL names no server'));
  }
}

test('the suite has a statement for every number from 1 to 50', () => {
  const numbers = new Set(storeStatements.map(({ number }) => number));
  expect(Array.from({ length: 50 }, (_, index) => index + 1).filter((number) => !numbers.has(number))).toEqual([]);
});

function plainOf(store: EventStore): Opened {
  const prefix = `suite-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}-`;
  const close = async (): Promise<void> => {
    const made = new Map<string, number>();
    for await (const { stream, revision } of store.readAll()) if (stream.startsWith(`hivetape-run-${prefix}`)) made.set(stream, revision);
    for (const [stream, last] of made) await store.remove(stream, 'soft', last).catch(() => undefined); // Those that a statement buried are gone already.
    await store.close();
  };
  return { store, abilities: real, prefix, close };
}

function faultsOf(stub: StubServer): StoreFaults {
  return {
    append: (...faults) => void stub.faults.append.push(...faults.map((fault) => (fault === 'delay' ? { delayMs: 100 } : (fault as AppendFault)))),
    cutReads: (...after) => void stub.faults.cutRead.push(...after),
    removeBody: (id) => void stub.faults.removed.add(id),
    openReads: () => stub.seen.openReads,
    sent: () => stub.seen.sent,
    another: () => serverEventStore(stub.address, quick),
    nowhere: () => serverEventStore('esdb://127.0.0.1:1?tls=false', { ...quick, retry: { totalMs: 200, pauseMs: 20, pauseMsMax: 50 } }),
  };
}

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitMs } from '../../../src/host/timers.js';
import type { EncodedEvent, EventStore } from '../../../src/store/event-store.js';
import { connectionString, isServerAddress } from '../../../src/store/eventstore/server-address.js';
import { serverEventStore } from '../../../src/store/eventstore/server-event-store.js';
import { settledAppend } from '../../../src/store/settled-append.js';
import { startStubServer, type StubServer } from './stub-server.js';
import { laterCodeOf } from '../../core/code-of.js';

const eventAt = (place: number, bytes = 300): EncodedEvent => ({ id: `00000000-0000-8000-8000-${String(place).padStart(12, '0')}`, type: 'Noted', data: new Uint8Array(bytes).fill(place % 251) });
const eventsFrom = (from: number, count: number, bytes?: number): EncodedEvent[] => Array.from({ length: count }, (_, index) => eventAt(from + index, bytes));

describe('the address of a server', () => {
  test('is told from a directory', () => {
    expect(['esdb://a', 'esdb+discover://a', 'store', './esdb', 'http://a'].map(isServerAddress)).toEqual([true, true, false, false, false]);
  });

  test('pins the leader and what we rely on, and keeps the rest', () => {
    expect(connectionString('esdb://localhost:2113?tls=false')).toBe('esdb://localhost:2113?tls=false&nodePreference=leader');
    expect(connectionString('esdb+discover://a:1,b:2/?node-preference=follower&throwOnAppendFailure=false&tlsCAFile=ca.pem')).toBe('esdb+discover://a:1,b:2?tlsCAFile=ca.pem&nodePreference=leader');
  });

  test('takes credentials from beside it, whatever they are made of', () => {
    expect(connectionString('esdb://old:pw@host:2113', { username: 'ad:min', password: 'p@ss/word?' })).toBe('esdb://ad%3Amin:p%40ss%2Fword%3F@host:2113?nodePreference=leader');
    expect(connectionString('esdb://user:pw@host')).toBe('esdb://user:pw@host?nodePreference=leader');
  });

  test.each(['', 'esdb://', 'http://localhost', 'esdb:/host', 'esdb://host:port'])('is refused: %s', async (address) => {
    expect(await laterCodeOf(serverEventStore(address))).toBe('server-address-invalid');
  });

  test('is never shown with its password', async () => {
    const store = await serverEventStore('esdb://user:secret@127.0.0.1:1?tls=false', { answerMsMax: 500, retry: { totalMs: 50, pauseMs: 10, pauseMsMax: 10 } });
    const outcome = await store.append('s', [eventAt(1)], 'no_stream');
    expect(JSON.stringify(outcome)).not.toContain('secret');
    const error: unknown = await serverEventStore('esdb://user:secret@host:port').then(() => undefined, (thrown: unknown) => thrown);
    expect(String(error)).not.toContain('secret');
    await store.close();
  });
});

describe('over the test server', () => {
  let stub: StubServer;
  let store: EventStore;
  beforeEach(async () => {
    stub = await startStubServer();
    store = await serverEventStore(stub.address, { answerMsMax: 3_000, quietMsMax: 300, retry: { totalMs: 20_000, pauseMs: 5, pauseMsMax: 50 } });
  });
  afterEach(async () => {
    await store.close();
    await stub.stop();
  });

  async function fill(count: number, bytes?: number): Promise<void> {
    for (let from = 0; from < count; from += 500) await settledAppend(store, { stream: 's', batch: eventsFrom(from, 500, bytes), expected: from === 0 ? 'no_stream' : from - 1 });
  }

  test('a slow follower lets the server wait: what was sent and not yet taken stays bounded', async () => {
    await fill(10_000, 1_000);
    let taken = 0;
    let aheadMax = 0;
    for await (const signal of store.subscribe('s')) {
      if (signal.kind !== 'event') continue;
      taken += 1;
      aheadMax = Math.max(aheadMax, stub.seen.sent - taken);
      if (taken % 100 === 0 && taken <= 3_000) await waitMs(10);
      if (taken === 10_000) break;
    }
    expect(taken).toBe(10_000);
    // The windows of HTTP/2 and the two streams of Node hold some hundred kilobytes; the log holds ten megabytes.
    expect(aheadMax).toBeLessThan(2_000);
  });

  test('a read that falls silent is asked for again, from where it was', async () => {
    const impatient = await serverEventStore(stub.address, { answerMsMax: 200, retry: { totalMs: 20_000, pauseMs: 5, pauseMsMax: 50 } });
    await fill(500);
    stub.faults.muteRead.push(120, 0);
    const found: number[] = [];
    for await (const { revision } of impatient.read('s')) found.push(revision);
    expect(found).toEqual(Array.from({ length: 500 }, (_, index) => index));
    await impatient.close();
  });

  test('a subscription that falls silent is asked for again, and repeats nothing', async () => {
    await fill(500);
    stub.faults.muteRead.push(200);
    const found: number[] = [];
    for await (const signal of store.subscribe('s')) if (signal.kind === 'event' && found.push(signal.event.revision) === 500) break;
    expect(found).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });

  test('a closed store says so', async () => {
    await store.close();
    expect(await store.append('s', [eventAt(1)], 'no_stream')).toMatchObject({ kind: 'unknown' });
    const patient = { totalMs: 30, pauseMs: 10, pauseMsMax: 10 };
    expect(await laterCodeOf(settledAppend(store, { stream: 's', batch: [eventAt(1)], expected: 'no_stream' }, patient))).toBe('server-unreachable');
  });

  test('a duplicated answer harms nobody', async () => {
    stub.faults.append.push('double-answer');
    expect(await settledAppend(store, { stream: 's', batch: eventsFrom(0, 3), expected: 'no_stream' })).toMatchObject({ kind: 'committed', last: 2 });
    expect(await settledAppend(store, { stream: 's', batch: eventsFrom(3, 3), expected: 2 })).toMatchObject({ kind: 'committed', last: 5 });
    expect(await store.head('s')).toBe(5);
  });

  test('a batch that is broken off on its way is not written in part', async () => {
    const hasty = await serverEventStore(stub.address, { answerMsMax: 15 });
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const stream = `broken-${attempt}`;
      await hasty.append(stream, eventsFrom(attempt * 1_000, 1_000, 700), 'no_stream');
      await waitMs(30);
      expect(['no_stream', 999]).toContain(await store.head(stream));
    }
    await hasty.close();
  });

  test('more than a hundred appends on a fresh connection do not hang', async () => {
    const outcomes = await Promise.all(Array.from({ length: 250 }, (_, index) => store.append(`s-${index}`, [eventAt(index)], 'no_stream')));
    expect(outcomes.filter(({ kind }) => kind === 'committed').length).toBe(250);
  });

  test('the unmodified client, appending its own way, gets right answers too', async () => {
    const { EventStoreDBClient, binaryEvent } = await import('@eventstore/db-client');
    const client = EventStoreDBClient.connectionString(stub.address);
    const batch = eventsFrom(0, 1_500).map(({ id, type, data }) => binaryEvent({ id, type, data }));
    expect((await client.appendToStream('t', batch, { expectedRevision: 'no_stream', batchAppendSize: 50_000 })).nextExpectedRevision).toBe(1_499n);
    await expect(client.appendToStream('t', batch.slice(3, 5), { expectedRevision: 3n })).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 1_499n });
    expect(await store.head('t')).toBe(1_499);
    await client.dispose();
  });
});

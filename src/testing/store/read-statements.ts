/** Statements 26 to 33 and 44 to 50: reading, deleting, keeping, moving. */
import { assert } from '../../core/assert.js';
import { runId } from '../../core/brand.js';
import { catalogue } from '../../domain/catalogue.js';
import { streamOfRun } from '../../store/event-json.js';
import { memoryRunStore } from '../../store/memory-run-store.js';
import { pullRun, pushRun } from '../../store/run-transfer.js';
import { memoryEventStore } from '../../store/memory-event-store.js';
import type { EncodedEvent, StoredEvent, StreamRange } from '../../store/event-store.js';
import { faultsOf } from './fault-statements.js';
import { assertOutcome, assertRefused, assertSame, commit, eventsOf, revisionsOf, sampleEvent, streamFor, upTo, type Statement, type StoreUnderStatement } from './statement.js';

const PARTIAL_READS = 300;

export const readStatements: readonly Statement[] = [
  {
    number: 26, title: 'a stream is read from anywhere, in both directions, as far as one likes', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'ranges');
      await commit(given.store, stream, 10);
      const ranges: readonly [StreamRange, number[]][] = [
        [{}, upTo(10)],
        [{ from: 4 }, [4, 5, 6, 7, 8, 9]],
        [{ from: 2, limit: 3 }, [2, 3, 4]],
        [{ backwards: true }, upTo(10).reverse()],
        [{ backwards: true, from: 5 }, [5, 4, 3, 2, 1, 0]],
        [{ backwards: true, limit: 2 }, [9, 8]],
      ];
      for (const [range, revisions] of ranges) assertSame(await revisionsOf(given.store, stream.name, range), revisions, 'A range is what was asked for');
      for (const limit of [0, -1, 1.5]) await assertRefused('stream-request-invalid', () => revisionsOf(given.store, stream.name, { limit }));
    },
  },
  {
    number: 27, title: 'a stream that is not there is not found when it is iterated, not when it is named', needs: [],
    check: async (given) => {
      const reading = given.store.read(streamFor(given, 'nobody').name);
      await assertRefused('stream-not-found', async () => {
        for await (const event of reading) assert(event.revision < 0, 'Nothing comes');
      });
    },
  },
  {
    number: 28, title: 'from beyond the end there is nothing, and backwards from there is everything', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'beyond');
      await commit(given.store, stream, 3);
      assertSame(await revisionsOf(given.store, stream.name, { from: 99 }), [], 'Nothing comes');
      assertSame(await revisionsOf(given.store, stream.name, { from: 99, backwards: true }), [2, 1, 0], 'It begins at the last event');
    },
  },
  {
    number: 29, title: 'a read that meets an append neither reorders nor repeats', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'meeting');
      await commit(given.store, stream, 40);
      const found: number[] = [];
      for await (const { revision } of given.store.read(stream.name)) {
        found.push(revision);
        if (revision === 5) await commit(given.store, stream, 20, 40);
      }
      assertSame(found, upTo(found.length), 'Revisions are dense');
      assert(found.length === 40 || found.length === 60, 'A batch is in a read, or is not', { events: found.length });
    },
  },
  {
    number: 30, title: 'all streams together give every event once, in one order, and backwards its reverse', needs: ['all-streams'],
    check: async (given) => {
      const [one, other] = [streamFor(given, 'all-one'), streamFor(given, 'all-other')];
      await commit(given.store, one, 3);
      await commit(given.store, other, 3);
      await commit(given.store, one, 3, 3);
      const forwards = await ours(given, given.store.readAll());
      const places = forwards.map(({ stream, revision }) => `${stream} ${revision}`);
      assertSame(new Set(places).size, places.length, 'Nothing comes twice');
      forwards.slice(1).forEach(({ checkpoint }, index) => assert(checkpoint > forwards[index].checkpoint, 'Checkpoints grow'));
      const backwards = await ours(given, given.store.readAll({ backwards: true }));
      assertSame(backwards.map(({ stream, revision }) => `${stream} ${revision}`).reverse(), places, 'Backwards is the reverse');
      const middle = forwards[forwards.length - 4].checkpoint;
      assertSame((await ours(given, given.store.readAll({ from: middle }))).length, 4, 'From a checkpoint, inclusively');
    },
  },
  {
    number: 31, title: 'what belongs to the system is left out of all streams', needs: ['all-streams'],
    check: async (given) => {
      await commit(given.store, streamFor(given, 'system'), 1);
      for await (const { stream, type } of given.store.readAll()) assert(!stream.startsWith('$') && !type.startsWith('$'), 'All streams are ours');
    },
  },
  {
    number: 32, title: `${PARTIAL_READS} reads that are left early leave nothing open`, needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'partial');
      await commit(given.store, stream, 50);
      for (let read = 0; read < PARTIAL_READS; read += 1) for await (const { revision } of given.store.read(stream.name)) if (revision === 2) break;
      if (given.faults === undefined) return;
      await commit(given.store, stream, 1, 50);
      assert(given.faults.openReads() <= 1, 'A call that is left is cancelled', { open: given.faults.openReads() });
    },
  },
  {
    number: 33, title: 'a reader that waits is waited for', needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, 'waiting');
      for (let batch = 0; batch < 15; batch += 1) await commit(given.store, stream, 1_000, batch * 1_000);
      const before = faultsOf(given).sent();
      for await (const { revision } of given.store.read(stream.name)) {
        if (revision < 5) continue;
        for (let look = 0; look < 20; look += 1) await given.store.head(stream.name);
        break;
      }
      const sent = faultsOf(given).sent() - before;
      assert(sent < 5_000, 'A server is not emptied into a buffer', { sent });
    },
  },
  {
    number: 33, title: 'a read that is cut goes on where it was, and shows nothing of it', needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, 'cut');
      await commit(given.store, stream, 60);
      faultsOf(given).cutReads(10, 0, 25);
      assertSame(await revisionsOf(given.store, stream.name), upTo(60), 'Everything comes once');
      faultsOf(given).cutReads(59, 0);
      assertSame(await revisionsOf(given.store, stream.name, { backwards: true }), upTo(60).reverse(), 'Everything comes once');
    },
  },
  {
    number: 44, title: 'retention hides events at once, from every reader, and uses no revision again', needs: ['retention'],
    check: async (given) => {
      const stream = streamFor(given, 'retained');
      await commit(given.store, stream, 10);
      await given.store.retain(stream.name, { last: 3 });
      assertSame(await revisionsOf(given.store, stream.name), [7, 8, 9], 'The last ones are read');
      await commit(given.store, stream, 2, 10);
      assertSame(await revisionsOf(given.store, stream.name), [9, 10, 11], 'It holds for what comes later');
      await given.store.retain(stream.name, { from: 4 });
      assertSame(await revisionsOf(given.store, stream.name), upTo(12).slice(4), 'What is said last holds');
      assertSame(await revisionsOf(given.store, stream.name, { backwards: true }), upTo(12).slice(4).reverse(), 'Backwards is the reverse');
      assertSame(await revisionsOf(given.store, stream.name, { from: 2, limit: 2 }), [4, 5], 'A read from before begins where it can');
      await given.store.retain(stream.name, { from: 8, last: 6 });
      assertSame(await revisionsOf(given.store, stream.name), [8, 9, 10, 11], 'Both hold together');
      assertSame(await given.store.head(stream.name), 11, 'The head stays');
      assertOutcome(await given.store.append(stream.name, stream.events(2, 10), 9), { kind: 'committed', last: 11 });
      await assertRefused('stream-request-invalid', () => given.store.retain(stream.name, { last: 0 }));
      await assertRefused('stream-not-found', () => given.store.retain(streamFor(given, 'retained-nobody').name, { last: 1 }));
    },
  },
  {
    number: 45, title: 'a soft-deleted stream is not found, and is reopened behind its last revision', needs: ['removal'],
    check: async (given) => {
      const stream = streamFor(given, 'soft');
      await commit(given.store, stream, 3);
      await assertRefused('stream-conflict', () => given.store.remove(stream.name, 'soft', 1));
      await given.store.remove(stream.name, 'soft', 2);
      await assertRefused('stream-not-found', () => eventsOf(given.store, stream.name));
      assertOutcome(await given.store.append(stream.name, stream.events(2, 3), 'no_stream'), { kind: 'committed', last: 4 });
      assertSame(await revisionsOf(given.store, stream.name), [3, 4], 'Revisions are never used again');
    },
  },
  {
    number: 46, title: 'a tombstone is for ever', needs: ['removal'],
    check: async (given) => {
      const stream = streamFor(given, 'tombstone');
      await commit(given.store, stream, 3);
      await given.store.remove(stream.name, 'tombstone', 2);
      for (const expected of ['no_stream', 2] as const) assertOutcome(await given.store.append(stream.name, stream.events(1, 3, 'new'), expected), { kind: 'refused', code: 'stream-deleted' });
      await assertRefused('stream-deleted', () => eventsOf(given.store, stream.name));
      await assertRefused('stream-deleted', () => given.store.head(stream.name));
    },
  },
  {
    number: 47, title: 'a run of which events are gone is not pulled, and the report names their offsets', needs: ['retention'],
    check: async (given) => {
      const run = runId(`${given.prefix}gone`);
      const [whole, elsewhere] = [memoryRunStore(catalogue), memoryRunStore(catalogue)];
      const writer = whole.create({ runId: run, name: 'Gone', identity: {} });
      for (const offset of upTo(9)) writer.append(sampleEvent(offset, `gone ${offset}`));
      writer.finish(null);
      await pushRun(whole, run, given.store);
      await given.store.retain(streamOfRun(run), { from: 4 });
      const { details } = await assertRefused('log-damaged', () => pullRun(given.store, run, elsewhere));
      assertSame(details.values?.['gone'], { first: 0, last: 3 }, 'The offsets that are gone are named');
      assertSame(elsewhere.list().length, 0, 'Nothing of it is here');
    },
  },
  {
    number: 48, title: 'what was acknowledged is readable at once', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'at-once');
      for (let offset = 0; offset < 20; offset += 1) {
        await commit(given.store, stream, 1, offset);
        assertSame(await given.store.head(stream.name), offset, 'It is there');
      }
    },
  },
  {
    number: 49, title: 'what was acknowledged survives a power cut', needs: ['real-server'],
    check: () => Promise.resolve(),
  },
  {
    number: 50, title: 'moved to a store of another kind and back, a stream is the same bytes in the same order', needs: [],
    check: async (given) => {
      const [stream, back] = [streamFor(given, 'moving'), streamFor(given, 'moving')];
      await commit(given.store, stream, 50);
      const elsewhere = memoryEventStore();
      const moved = (await eventsOf(given.store, stream.name)).map(({ id, type, data }): EncodedEvent => ({ id, type, data }));
      assertOutcome(await elsewhere.append(stream.name, moved, 'no_stream'), { kind: 'committed', last: 49 });
      const found = (await eventsOf(elsewhere, stream.name)).map(({ id, type, data }): EncodedEvent => ({ id, type, data }));
      // The same ids at the same revisions are a repetition, so equal bytes come back as what is there already.
      assertOutcome(await given.store.append(back.name, found, 'no_stream'), { kind: 'committed', last: 49 });
      assertSame(found.map(({ data }) => [...data]), stream.events(50).map(({ data }) => [...data]), 'Bytes are the same');
    },
  },
];

async function ours({ prefix }: StoreUnderStatement, events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for await (const event of events) if (event.stream.startsWith(`hivetape-run-${prefix}`)) found.push(event);
  return found;
}

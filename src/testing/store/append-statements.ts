/** Statements 1 to 18: appends, expected revisions, repetitions, batches, bytes. */
import { assert } from '../../core/assert.js';
import { bytesOfText } from '../../host/text-native.js';
import { APPEND_BYTES_MAX, type EncodedEvent, type Expected } from '../../store/event-store.js';
import { assertOutcome, assertSame, commit, eventsOf, revisionsOf, streamFor, upTo, type Statement } from './statement.js';

export const appendStatements: readonly Statement[] = [
  {
    number: 1, title: 'the first event has revision 0, and revisions are dense', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'dense');
      await commit(given.store, stream, 3);
      await commit(given.store, stream, 4, 3);
      assertSame(await revisionsOf(given.store, stream.name), upTo(7), 'Revisions grow by one from 0');
    },
  },
  {
    number: 2, title: 'a missing stream is begun with no_stream, and refuses any revision', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'missing');
      assertOutcome(await given.store.append(stream.name, stream.events(1), 3), { kind: 'refused', code: 'stream-conflict', actual: 'no_stream' });
      assertSame(await given.store.head(stream.name), 'no_stream', 'Nothing was written');
      await commit(given.store, stream, 1);
    },
  },
  {
    number: 3, title: 'an existing stream refuses new events at any revision but its own, and says which that is', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'conflict');
      await commit(given.store, stream, 5);
      for (const expected of ['no_stream', 2, 9] as Expected[]) {
        const outcome = await given.store.append(stream.name, stream.events(2, 5, 'other'), expected);
        assertOutcome(outcome, { kind: 'refused', code: 'stream-conflict', expected, actual: 4 });
      }
      await commit(given.store, stream, 2, 5);
      assertSame(await revisionsOf(given.store, stream.name), upTo(7), 'Refused appends leave nothing behind');
    },
  },
  {
    number: 4, title: 'success names the last revision and the checkpoint under which it is read', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'checkpoint');
      const outcome = await commit(given.store, stream, 3);
      const [, , last] = await eventsOf(given.store, stream.name);
      assertSame([outcome.last, outcome.checkpoint], [2, last.checkpoint], 'The answer is the place of the last event');
    },
  },
  {
    number: 5, title: 'a repeated batch succeeds with its first revision and checkpoint, also after later appends', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'repeated');
      const first = await commit(given.store, stream, 3);
      await commit(given.store, stream, 4, 3);
      assertOutcome(await given.store.append(stream.name, stream.events(3), 'no_stream'), { ...first });
      assertSame(await revisionsOf(given.store, stream.name), upTo(7), 'A repetition adds nothing');
    },
  },
  {
    number: 5, title: 'a repeated batch is recognised after a restart', needs: ['restart'],
    check: async (given) => {
      const stream = streamFor(given, 'repeated-later');
      const first = await commit(given.store, stream, 3);
      await given.restart?.();
      let outcome = await given.store.append(stream.name, stream.events(3), 'no_stream');
      for (let attempt = 0; outcome.kind === 'unknown' && attempt < 20; attempt += 1) outcome = await given.store.append(stream.name, stream.events(3), 'no_stream');
      assertOutcome(outcome, { ...first });
    },
  },
  {
    number: 6, title: 'a repetition that differs later, or is longer, is refused', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'differing');
      await commit(given.store, stream, 4);
      const differing = [...stream.events(3), ...stream.events(1, 3, 'other')];
      for (const batch of [differing, stream.events(6)]) assertOutcome(await given.store.append(stream.name, batch, 'no_stream'), { kind: 'refused', code: 'stream-conflict', actual: 3 });
      assertSame(await revisionsOf(given.store, stream.name), upTo(4), 'Nothing was written');
    },
  },
  {
    number: 7, title: 'a repetition of the beginning of a batch succeeds with its own last revision', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'prefix');
      await commit(given.store, stream, 5);
      assertOutcome(await given.store.append(stream.name, stream.events(2), 'no_stream'), { kind: 'committed', last: 1 });
    },
  },
  {
    number: 8, title: 'an append without an explicit revision is not offered', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'any');
      for (const mode of ['any', 'stream_exists', undefined, -1, 0.5]) {
        assertOutcome(await given.store.append(stream.name, stream.events(1), mode as Expected), { kind: 'refused', code: 'stream-request-invalid' });
      }
    },
  },
  {
    number: 9, title: 'an id twice in one batch is refused', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'twice');
      const [event] = stream.events(1);
      assertOutcome(await given.store.append(stream.name, [event, event], 'no_stream'), { kind: 'refused', code: 'stream-request-invalid' });
      assertSame(await given.store.head(stream.name), 'no_stream', 'Nothing was written');
    },
  },
  {
    number: 10, title: 'an empty append is refused', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'empty');
      assertOutcome(await given.store.append(stream.name, [], 'no_stream'), { kind: 'refused', code: 'stream-request-invalid' });
    },
  },
  {
    number: 11, title: 'a batch is written whole or not at all', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'atomic');
      const bad = stream.events(3).map((event, index) => (index === 1 ? { ...event, id: 'none' } : event));
      assertOutcome(await given.store.append(stream.name, bad, 'no_stream'), { kind: 'refused', code: 'stream-request-invalid' });
      assertSame(await given.store.head(stream.name), 'no_stream', 'Nothing was written');
      const appends = (async () => {
        for (let batch = 0; batch < 10; batch += 1) await commit(given.store, stream, 20, batch * 20);
      })();
      for (let look = 0; look < 15; look += 1) {
        const head = await given.store.head(stream.name);
        assert(head === 'no_stream' || head % 20 === 19, 'A reader never sees a part of a batch', { head });
      }
      await appends;
    },
  },
  {
    number: 12, title: 'of two appends at one revision exactly one wins', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'race');
      await commit(given.store, stream, 1);
      const outcomes = await Promise.all([given.store.append(stream.name, stream.events(1, 1), 0), given.store.append(stream.name, stream.events(2, 1, 'other'), 0)]);
      assertSame(outcomes.map(({ kind }) => kind), ['committed', 'refused'], 'The first one wins');
    },
  },
  {
    number: 13, title: 'appends that nobody awaits are made one after the other', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'unawaited');
      const batches = upTo(8).map((batch) => given.store.append(stream.name, stream.events(30, batch * 30), batch === 0 ? 'no_stream' : batch * 30 - 1));
      for (const outcome of await Promise.all(batches)) assertOutcome(outcome, { kind: 'committed' });
      assertSame(await revisionsOf(given.store, stream.name), upTo(240), 'They stand in their order');
    },
  },
  {
    number: 14, title: 'types, ids and names of streams are ours', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'names');
      const [event] = stream.events(1);
      const bad: readonly EncodedEvent[] = [{ ...event, type: '' }, { ...event, type: '$x' }, { ...event, id: '' }, { ...event, id: 'x'.repeat(36) }];
      for (const one of bad) assertOutcome(await given.store.append(stream.name, [one], 'no_stream'), { kind: 'refused', code: 'stream-request-invalid' });
      for (const name of ['', '$streams', '$$meta']) assertOutcome(await given.store.append(name, [event], 'no_stream'), { kind: 'refused', code: 'stream-request-invalid' });
    },
  },
  {
    number: 15, title: 'an append over the limit is refused by its size', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'large');
      const [event] = stream.events(1);
      const large = { ...event, data: new Uint8Array(APPEND_BYTES_MAX + 1) };
      assertOutcome(await given.store.append(stream.name, [large], 'no_stream'), { kind: 'refused', code: 'append-too-large' });
      assertSame(await given.store.head(stream.name), 'no_stream', 'Nothing was written');
    },
  },
  {
    number: 16, title: 'canonical bytes come back as they went in', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'bytes');
      const sent = stream.events(5, 0);
      await given.store.append(stream.name, sent, 'no_stream');
      const found = await eventsOf(given.store, stream.name);
      assertSame(found.map(({ id, type, data }) => [id, type, [...data]]), sent.map(({ id, type, data }) => [id, type, [...data]]), 'Nothing is lost');
    },
  },
  {
    number: 16, title: 'any bytes come back as they went in', needs: ['any-bytes'],
    check: async (given) => {
      const stream = streamFor(given, 'any-bytes');
      const bodies = [new Uint8Array(), Uint8Array.from(upTo(256)), bytesOfText('{"a":1}'), bytesOfText('\u0000🐝')];
      const sent = stream.events(4).map((event, index) => ({ ...event, data: bodies[index] }));
      await given.store.append(stream.name, sent, 'no_stream');
      const found = await eventsOf(given.store, stream.name);
      assertSame(found.map(({ data }) => [...data]), bodies.map((body) => [...body]), 'Nothing is lost');
    },
  },
  {
    number: 17, title: 'what is not bytes is refused before anybody else sees it', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'not-bytes');
      const [event] = stream.events(1);
      for (const data of [{ big: 1n }, 'text', undefined]) assertOutcome(await given.store.append(stream.name, [{ ...event, data: data as never }], 'no_stream'), { kind: 'refused', code: 'stream-request-invalid' });
    },
  },
  {
    number: 18, title: 'the wall clock of the store is not part of an event', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'clock');
      await commit(given.store, stream, 1);
      const [event] = await eventsOf(given.store, stream.name);
      assertSame(Object.keys(event).sort((a, b) => (a < b ? -1 : 1)), ['checkpoint', 'data', 'id', 'revision', 'stream', 'type'], 'An event has what we gave it, and its place');
    },
  },
];

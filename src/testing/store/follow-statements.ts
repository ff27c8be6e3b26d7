/** Statements 35 to 43: subscriptions. */
import { assert } from '../../core/assert.js';
import { waitMs } from '../../host/timers.js';
import type { Checkpoint, Signal, Subscription } from '../../store/event-store.js';
import { faultsOf } from './fault-statements.js';
import { assertRefused, assertSame, commit, streamFor, upTo, type Statement } from './statement.js';

export const followStatements: readonly Statement[] = [
  {
    number: 35, title: 'a follower hears what comes after its place, from history into the present, without gap or repetition', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'following');
      await commit(given.store, stream, 30);
      const heard = revisionsHeard(given.store.subscribe(stream.name, { after: 9 }), 50);
      for (let batch = 0; batch < 3; batch += 1) await commit(given.store, stream, 10, 30 + batch * 10);
      assertSame(await heard, upTo(60).slice(10), 'Everything after the place comes once');
    },
  },
  {
    number: 35, title: 'a subscription that is cut goes on where it was', needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, 'cut-following');
      faultsOf(given).cutReads(7, 0, 11, 3);
      const heard = revisionsHeard(given.store.subscribe(stream.name), 60);
      for (let batch = 0; batch < 6; batch += 1) await commit(given.store, stream, 10, batch * 10);
      assertSame(await heard, upTo(60), 'Everything comes once');
    },
  },
  {
    number: 36, title: 'a follower is told when it has caught up', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'caught-up');
      await commit(given.store, stream, 3);
      const signals = await heardUntil(given.store.subscribe(stream.name), ({ kind }) => kind === 'caught-up');
      assertSame(signals.map(({ kind }) => kind), ['event', 'event', 'event', 'caught-up'], 'It comes after history');
    },
  },
  {
    number: 37, title: 'a follower of a stream that is not there waits for it', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'awaited');
      const heard = revisionsHeard(given.store.subscribe(stream.name), 2);
      await commit(given.store, stream, 2);
      assertSame(await heard, [0, 1], 'It hears the stream from its beginning');
    },
  },
  {
    number: 37, title: 'a follower of a stream with a tombstone is told', needs: ['removal'],
    check: async (given) => {
      const stream = streamFor(given, 'buried');
      await commit(given.store, stream, 1);
      await given.store.remove(stream.name, 'tombstone', 0);
      await assertRefused('stream-deleted', () => revisionsHeard(given.store.subscribe(stream.name), 1));
    },
  },
  {
    number: 38, title: 'a filter lets through what it names, and checkpoints come from what it does not', needs: ['all-streams'],
    check: async (given) => {
      const [wanted, other] = [streamFor(given, 'filter-wanted'), streamFor(given, 'filter-other')];
      await commit(given.store, wanted, 2);
      await commit(given.store, other, 500);
      await commit(given.store, wanted, 2, 2);
      for (const filter of [{ on: 'stream', prefixes: [wanted.name] }, { on: 'stream', pattern: 'filter-wanted$' }] as const) {
        const signals = await heardUntil(given.store.subscribeAll({ filter }), (signal) => signal.kind === 'event' && signal.event.stream === wanted.name && signal.event.revision === 3);
        const found = signals.filter((signal) => signal.kind === 'event' && signal.event.stream === wanted.name);
        assertSame(found.length, 4, 'What passes comes once');
        const between = signals.filter(({ kind }) => kind === 'checkpoint');
        assert(between.length > 0, 'Checkpoints come although nothing passes');
      }
    },
  },
  {
    number: 39, title: 'a consumer that throws does not stall what it follows', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'throwing');
      await commit(given.store, stream, 5);
      await assertRefused('stream-request-invalid', async () => {
        for await (const signal of given.store.subscribe(stream.name)) if (signal.kind === 'event' && signal.event.revision === 2) for await (const _ of given.store.read(stream.name, { limit: 0 }));
      });
      assertSame(await revisionsHeard(given.store.subscribe(stream.name, { after: 1 }), 3), [2, 3, 4], 'The next one hears the rest');
    },
  },
  {
    number: 40, title: 'a consumer that dies before it has noted its place hears again what it had not noted', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'dying');
      await commit(given.store, stream, 9);
      const effects: number[] = [];
      let noted = -1;
      for (let life = 0; life < 3; life += 1) {
        for await (const signal of given.store.subscribe(stream.name, noted < 0 ? {} : { after: noted })) {
          if (signal.kind !== 'event') continue;
          effects.push(signal.event.revision);
          if (effects.length % 4 === 0) break;
          noted = signal.event.revision;
          if (noted === 8) break;
        }
      }
      assertSame([...new Set(effects)], upTo(9), 'Nothing is missed');
      assert(effects.length > 9, 'What was not noted comes again', { effects: effects.length });
    },
  },
  {
    number: 41, title: 'a slow follower of a fast writer misses nothing', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'slow');
      const writing = (async () => {
        for (let batch = 0; batch < 20; batch += 1) await commit(given.store, stream, 100, batch * 100);
      })();
      const heard: number[] = [];
      for await (const signal of given.store.subscribe(stream.name)) {
        if (signal.kind !== 'event') continue;
        if (heard.push(signal.event.revision) % 20 === 0) await waitMs(2);
        if (heard.length === 2_000) break;
      }
      await writing;
      assertSame(heard, upTo(2_000), 'Everything comes once');
    },
  },
  {
    number: 42, title: 'after unsubscribe nothing comes', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'leaving');
      await commit(given.store, stream, 3);
      const subscription = given.store.subscribe(stream.name);
      const heard: number[] = [];
      for await (const signal of subscription) {
        if (signal.kind === 'event') heard.push(signal.event.revision);
        if (heard.length === 1) await subscription.unsubscribe();
      }
      await commit(given.store, stream, 3, 3);
      assertSame(heard, [0], 'It heard what it heard before');
    },
  },
  {
    number: 43, title: 'competing subscriptions are not offered', needs: [],
    check: ({ store }) => {
      const offered = Object.keys(store).sort((a, b) => (a < b ? -1 : 1));
      assertSame(offered, ['append', 'close', 'head', 'read', 'readAll', 'remove', 'retain', 'subscribe', 'subscribeAll'], 'The port offers what keeps an order');
      return Promise.resolve();
    },
  },
  {
    number: 40, title: 'a follower of all streams goes on from its checkpoint', needs: ['all-streams'],
    check: async (given) => {
      const stream = streamFor(given, 'resuming');
      await commit(given.store, stream, 10);
      const filter = { on: 'stream', prefixes: [stream.name] } as const;
      let noted: Checkpoint | undefined;
      const heard: number[] = [];
      while (heard.length < 10) {
        const signals = await heardUntil(given.store.subscribeAll({ filter, ...(noted !== undefined && { after: noted }) }), ({ kind }) => kind === 'event');
        const signal = signals[signals.length - 1];
        assert(signal.kind === 'event', 'It ends with an event');
        heard.push(signal.event.revision);
        noted = signal.event.checkpoint;
      }
      assertSame(heard, upTo(10), 'Each life hears the next event');
    },
  },
];

async function heardUntil(subscription: Subscription, isLast: (signal: Signal) => boolean): Promise<Signal[]> {
  const heard: Signal[] = [];
  for await (const signal of subscription) {
    heard.push(signal);
    if (isLast(signal)) break;
  }
  await subscription.unsubscribe();
  return heard;
}

async function revisionsHeard(subscription: Subscription, count: number): Promise<number[]> {
  const heard: number[] = [];
  await heardUntil(subscription, (signal) => signal.kind === 'event' && heard.push(signal.event.revision) === count);
  return heard;
}

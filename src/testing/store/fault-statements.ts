/** Statements 19 to 25 and 34: unknown outcomes, errors, and a client's own troubles. */
import { assert } from '../../core/assert.js';
import type { EventStore } from '../../store/event-store.js';
import { settledAppend, type RetryBudget } from '../../store/settled-append.js';
import { assertOutcome, assertRefused, assertSame, commit, eventsOf, revisionsOf, streamFor, upTo, type Statement, type StoreFaults, type StoreUnderStatement } from './statement.js';

const patient: RetryBudget = { totalMs: 30_000, pauseMs: 5, pauseMsMax: 100 };

const UNKNOWN = ['lost-answer', 'lost-request', 'killed-after-commit', 'not-leader', 'aborted', 'aborted-after-commit', 'busy', 'unknown'];

export const faultStatements: readonly Statement[] = [
  ...UNKNOWN.map((fault): Statement => ({
    number: 19, title: `an append that meets "${fault}" is unknown, and repeated it is written once`, needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, `unknown-${fault}`);
      faultsOf(given).append(fault);
      assertOutcome(await given.store.append(stream.name, stream.events(3), 'no_stream'), { kind: 'unknown' });
      faultsOf(given).append(fault, fault);
      const outcome = await settledAppend(given.store, { stream: stream.name, batch: stream.events(3), expected: 'no_stream' }, patient);
      assertOutcome(outcome, { kind: 'committed', last: 2 });
      assertSame(await revisionsOf(given.store, stream.name), upTo(3), 'It is there once');
    },
  })),
  {
    number: 19, title: 'an outcome that stays unknown becomes an error when the budget ends', needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, 'budget');
      const short: RetryBudget = { totalMs: 60, pauseMs: 10, pauseMsMax: 20 };
      faultsOf(given).append(...upTo(20).map(() => 'busy'));
      const append = { stream: stream.name, batch: stream.events(1), expected: 'no_stream' as const };
      await assertRefused('server-unreachable', () => settledAppend(given.store, append, short));
      await settledAppend(given.store, append, patient);
    },
  },
  {
    number: 20, title: 'credentials that are not let in are a refusal', needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, 'denied');
      faultsOf(given).append('denied');
      assertOutcome(await given.store.append(stream.name, stream.events(1), 'no_stream'), { kind: 'refused', code: 'server-access-denied' });
    },
  },
  {
    number: 21, title: 'a conflict says in words what was expected and what was found', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'words');
      await commit(given.store, stream, 6);
      const outcome = await given.store.append(stream.name, stream.events(1, 9, 'other'), 8);
      assert(outcome.kind === 'refused' && outcome.message !== '', 'A refusal has a message');
      assertOutcome(outcome, { expected: 8, actual: 5 });
    },
  },
  {
    number: 22, title: 'a server that is not there is an unknown outcome of our own code', needs: ['faults'],
    check: async (given) => {
      const nowhere = await faultsOf(given).nowhere();
      const stream = streamFor(given, 'nowhere');
      const outcome = await nowhere.append(stream.name, stream.events(1), 'no_stream');
      assert(outcome.kind === 'unknown', 'Nobody knows how it ended', { kind: outcome.kind });
      assertSame(outcome.cause.code, 'server-unreachable', 'The error is ours');
      await assertRefused('server-unreachable', () => eventsOf(nowhere, stream.name));
      await assertRefused('server-unreachable', () => nowhere.head(stream.name));
      await nowhere.close();
    },
  },
  {
    number: 23, title: 'a conflict is never told as a success', needs: [],
    check: async (given) => {
      const stream = streamFor(given, 'never-success');
      await commit(given.store, stream, 4);
      assertOutcome(await given.store.append(stream.name, stream.events(1, 1, 'other'), 0), { kind: 'refused', actual: 3 });
    },
  },
  {
    number: 24, title: 'the troubles of one connection are not those of another', needs: ['faults'],
    check: async (given) => {
      const other = await faultsOf(given).another();
      const [mine, theirs] = [streamFor(given, 'mine'), streamFor(given, 'theirs')];
      faultsOf(given).append('delay', 'busy');
      const slow = other.append(theirs.name, theirs.events(2), 'no_stream');
      await passing(other);
      assertOutcome(await given.store.append(mine.name, mine.events(2), 'no_stream'), { kind: 'unknown' });
      assertOutcome(await slow, { kind: 'committed', last: 1 });
      await other.close();
    },
  },
  {
    number: 25, title: 'appends, reads and subscriptions go on after a restart', needs: ['restart'],
    check: async (given) => {
      const stream = streamFor(given, 'restart');
      const subscription = given.store.subscribe(stream.name);
      const heard: number[] = [];
      const listening = (async () => {
        for await (const signal of subscription) if (signal.kind === 'event' && heard.push(signal.event.revision) === 12) break;
      })();
      for (let batch = 0; batch < 3; batch += 1) {
        await settledAppend(given.store, { stream: stream.name, batch: stream.events(4, batch * 4), expected: batch === 0 ? 'no_stream' : batch * 4 - 1 }, patient);
        if (batch < 2) await given.restart?.();
      }
      await listening;
      await subscription.unsubscribe();
      assertSame(heard, upTo(12), 'A follower hears everything once');
      assertSame(await revisionsOf(given.store, stream.name), upTo(12), 'Everything is there once');
    },
  },
  {
    number: 34, title: 'an event whose body is gone is reported, with its place', needs: ['faults'],
    check: async (given) => {
      const stream = streamFor(given, 'scavenged');
      await commit(given.store, stream, 3);
      faultsOf(given).removeBody(stream.events(1, 1)[0].id);
      await assertRefused('stored-event-removed', () => eventsOf(given.store, stream.name));
    },
  },
];

export function faultsOf({ faults }: StoreUnderStatement): StoreFaults {
  assert(faults !== undefined, 'A store with the ability of faults has them');
  return faults;
}

/** Lets a request that was begun reach its server. */
async function passing(store: EventStore): Promise<void> {
  await store.head('hivetape-run-nothing');
}

/** What every store of runs must do. One suite for all of them; a store passes all of it or is none. */
import fc from 'fast-check';
import { take, tap } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { project } from '../../src/store/projection.js';
import type { EventRange, RunStore, RunWriter } from '../../src/store/run-store.js';
import { carrying } from './contract-archive.js';
import { followingSelections } from './contract-following.js';
import { errorOf, thrown, type Given, type StoreUnderTest } from './contract-ground.js';
import { executingAgain, forking, resuming } from './contract-runs.js';
import { anyLog, manifestOf, plainLog } from './sample-log.js';

export function storeContract(name: string, open: () => StoreUnderTest): void {
  describe(`${name} keeps the contract of a store:`, () => {
    let under: StoreUnderTest;
    let store: RunStore;
    beforeEach(() => {
      under = open();
      store = under.store;
    });
    afterEach(() => under.dispose());

    const record = (run: string, events: readonly Recorded[], parent?: { run: string; at: number }): ReturnType<RunWriter['finish']> => {
      const point = parent && { run: runId(parent.run), at: parent.at, prefix: store.open(runId(parent.run)).prefixFingerprint(parent.at) };
      const writer = store.create(manifestOf(run, point));
      for (const event of events) writer.append(event);
      return writer.finish({ host: 'test' });
    };

    writing(() => ({ store, record }));
    reading(() => ({ store, record }));
    following(() => ({ store, record }));
    followingSelections(() => ({ store, record }));
    executingAgain(() => ({ store, record }));
    forking(() => ({ store, record }));
    resuming(() => ({ store, record }));
    carrying(() => ({ store, record, open }));
  });
}

function writing(given: () => Given): void {
  test('what is recorded is read back, whatever it is', () => {
    const { store, record } = given();
    let runs = 0;
    fc.assert(
      fc.property(anyLog(), (events) => {
        runs += 1;
        const seal = record(`run-${runs}`, events);
        const log = store.open(runId(`run-${runs}`));
        expect([...log.events()]).toStrictEqual(events);
        expect(log).toMatchObject({ state: 'finished', count: events.length, fingerprint: seal.fingerprint, environment: { host: 'test' }, cutBytes: 0 });
        expect(log.manifest).toStrictEqual(manifestOf(`run-${runs}`));
        expect(store.verify(runId(`run-${runs}`))).toMatchObject({ ok: true, events: events.length, fingerprint: seal.fingerprint });
      }),
      { numRuns: 25 },
    );
  });

  test.each([1, 999, 1_000, 1_001, 2_000, 3_456])('a log of %i events is whole, and its prefixes have the fingerprints of shorter logs', (length) => {
    const { store, record } = given();
    const events = plainLog(length);
    const seal = record('whole', events);
    const log = store.open(runId('whole'));
    expect([...log.events()]).toStrictEqual(events);
    expect(log.prefixFingerprint(length)).toBe(seal.fingerprint);
    const cuts = [0, 1, 500, 1_000, 1_001].filter((cut) => cut <= length);
    const prefixes = cuts.map((at) => log.prefixFingerprint(at));
    for (const [index, at] of cuts.entries()) {
      store.remove(runId('whole'));
      expect(record('whole', events.slice(0, at)).fingerprint).toBe(prefixes[index]);
    }
  });

  test('the fingerprint is the same in every store', () => {
    const { record } = given();
    expect(record('golden', plainLog(2_300)).fingerprint).toBe('hivetape1:244d8fd4806621600a9307a88de5a77d7512c35a170bd81410a61079fa847f76');
  });

  test('the fingerprint changes with any event, with the run id, and with nothing of the machine', () => {
    const { store, record } = given();
    const one = record('one', plainLog(50));
    const changed = plainLog(50).map((event) => (event.offset === 17 ? { ...event, topic: 'other' } : event));
    store.remove(runId('one'));
    expect(record('one', changed).fingerprint).not.toBe(one.fingerprint);
    expect(record('two', plainLog(50)).fingerprint).not.toBe(one.fingerprint);
    store.remove(runId('one'));
    const writer = store.create(manifestOf('one'), { label: 'again' });
    for (const event of plainLog(50)) writer.append(event);
    expect(writer.finish({ host: 'elsewhere', node: 99 })).toEqual(one);
  });

  test('an empty log is a log', () => {
    const { store, record } = given();
    const seal = record('empty', []);
    expect(seal.events).toBe(0);
    expect([...store.open(runId('empty')).events()]).toEqual([]);
    expect(store.open(runId('empty')).fingerprint).toBe(seal.fingerprint);
  });

  test('what was taken can be read at once, by prefix and to the last event', () => {
    const { store } = given();
    const writer = store.create(manifestOf('live'));
    plainLog(1_234).forEach((event) => writer.append(event));
    const log = store.open(runId('live'));
    expect(log).toMatchObject({ state: 'running', count: 1_234, environment: null });
    expect([...log.events()]).toStrictEqual(plainLog(1_234));
    plainLog(1_000, { first: 1_234 }).forEach((event) => writer.append(event));
    expect(log.count).toBe(1_234);
    expect(writer.finish(null).fingerprint).toBe(store.open(runId('live')).fingerprint);
    expect(store.open(runId('live')).prefixFingerprint(1_234)).toBe(log.fingerprint);
  });

  test('an event that is refused leaves the log as it was', () => {
    const { store, record } = given();
    const writer = store.create(manifestOf('refused'));
    for (const event of plainLog(10)) {
      expect(errorOf(() => writer.append({ ...event, type: 'Dreamt' })).code).toBe('event-type-unknown');
      expect(errorOf(() => writer.append({ ...event, offset: event.offset + 1 })).code).toBe('append-refused');
      writer.append(event);
    }
    const seal = writer.finish(null);
    store.remove(runId('refused'));
    expect(record('refused', plainLog(10))).toEqual(seal);
  });

  test('a run that is given up stays readable as incomplete', () => {
    const { store } = given();
    const writer = store.create(manifestOf('given-up'), { label: 'first try' });
    plainLog(1_500).forEach((event) => writer.append(event));
    writer.abandon({ reason: 'agent failed' });
    const log = store.open(runId('given-up'));
    expect(log).toMatchObject({ state: 'incomplete', count: 1_500, label: 'first try', environment: { reason: 'agent failed' } });
    expect([...log.events()]).toStrictEqual(plainLog(1_500));
  });

  test('a run has one writer', () => {
    const { store } = given();
    const writer = store.create(manifestOf('mine'));
    expect(errorOf(() => store.create(manifestOf('mine'))).code).toBe('store-locked');
    expect(errorOf(() => store.remove(runId('mine'))).code).toBe('store-locked');
    writer.finish(null);
    store.create(manifestOf('mine')).finish(null);
  });

  test('an ended run takes no more, and ends once', () => {
    const writer = given().store.create(manifestOf('ended'));
    writer.finish(null);
    expect(() => writer.append(plainLog(1)[0])).toThrow(/ended run/);
    expect(() => writer.finish(null)).toThrow(/ends once/);
  });
}

function reading(given: () => Given): void {
  const total = 3_300;
  const ranges: readonly [string, EventRange, (event: Recorded) => boolean][] = [
    ['from an offset', { from: 2_500 }, ({ offset }) => offset >= 2_500],
    ['to an offset', { to: 1_001 }, ({ offset }) => offset < 1_001],
    ['inside one block', { from: 1_100, to: 1_110 }, ({ offset }) => offset >= 1_100 && offset < 1_110],
    ['nothing', { from: 10, to: 10 }, () => false],
    ['beyond the end', { from: 99_999 }, () => false],
    ['one type', { types: ['Listed'] }, ({ type }) => type === 'Listed'],
    ['an unknown type', { types: ['Dreamt'] }, () => false],
    ['two types of one agent', { types: ['Listed', 'Marked'], agents: ['bee'] }, ({ type, agent }) => (type === 'Listed' || type === 'Marked') && agent === 'bee'],
    ['a span of time', { fromTime: 1_600_000_000_000_000 + 1_500 * 60_000_000, toTime: 1_600_000_000_000_000 + 1_600 * 60_000_000 }, ({ offset }) => offset >= 1_500 && offset < 1_600],
  ];

  test.each(ranges)('a range is read forwards and backwards, cold and pulled: %s', (_, range, isInside) => {
    const { store, record } = given();
    record('ranged', plainLog(total));
    const log = store.open(runId('ranged'));
    const expected = plainLog(total).filter(isInside);
    expect([...log.events(range)]).toStrictEqual(expected);
    expect([...log.events({ ...range, backwards: true })]).toStrictEqual(expected.toReversed());
    const read: Recorded[] = [];
    let completed = false;
    log.read(range).subscribe({ next: (event) => read.push(event), complete: () => (completed = true) });
    expect(read).toStrictEqual(expected);
    expect(completed).toBe(true);
  });

  test('a subscriber that leaves stops the reading', () => {
    const { store, record } = given();
    record('left', plainLog(total));
    let pushed = 0;
    const taken: number[] = [];
    const some = store.open(runId('left')).read().pipe(tap(() => (pushed += 1)), take(5));
    some.subscribe(({ offset }) => taken.push(offset));
    expect(taken).toEqual([0, 1, 2, 3, 4]);
    expect(pushed).toBe(5);
    for (const { offset } of store.open(runId('left')).events()) if (offset === 3) break;
  });

  test('a projection is a fold over the same events, and its errors come out', () => {
    const { store, record } = given();
    record('folded', plainLog(2_222));
    const log = store.open(runId('folded'));
    const count = { initial: () => 0, evolve: (sum: number) => sum + 1 };
    expect(project(log, count)).toBe(2_222);
    expect(project(log, count, { types: ['Marked'], to: 1_000 })).toBe(200);
    const failing = { initial: () => 0, evolve: (sum: number, event: Recorded) => (event.offset === 7 ? thrown() : sum) };
    expect(() => project(log, failing)).toThrow('seventh');
  });

  test('what does not exist is not found', () => {
    const { store } = given();
    for (const id of ['nobody', '', '../escape', 'a/b', '.hidden', 'x'.repeat(300)]) {
      expect(errorOf(() => store.open(runId(id))).code).toBe('run-not-found');
      expect(errorOf(() => store.remove(runId(id))).code).toBe('run-not-found');
    }
  });

  test('all runs are listed in order of their ids', () => {
    const { store, record } = given();
    record('b', plainLog(3));
    record('a', plainLog(2));
    const open = store.create(manifestOf('c'), { label: 'now' });
    expect(store.list().map(({ runId: id, state, events, label }) => [id, state, events, label])).toEqual([
      ['a', 'finished', 2, undefined],
      ['b', 'finished', 3, undefined],
      ['c', 'running', 0, 'now'],
    ]);
    open.abandon(null);
    store.remove(runId('a'));
    expect(store.list().map(({ runId: id, state }) => [id, state])).toEqual([['b', 'finished'], ['c', 'incomplete']]);
  });
}

function following(given: () => Given): void {
  test('a follower gets history, then what is appended, without gap or repetition, then the end', () => {
    const { store } = given();
    const writer = store.create(manifestOf('followed'));
    const heard: number[] = [];
    let completed = 0;
    const late: number[] = [];
    plainLog(1_500).forEach((event) => writer.append(event));
    store.subscribe(runId('followed')).subscribe({ next: ({ offset }) => heard.push(offset), complete: () => (completed += 1) });
    const leaving = store.subscribe(runId('followed'), { from: 1_499 }).subscribe(({ offset }) => late.push(offset));
    expect(heard.length).toBe(1_500);
    plainLog(700, { first: 1_500 }).forEach((event) => {
      writer.append(event);
      if (event.offset === 1_503) leaving.unsubscribe();
    });
    expect(completed).toBe(0);
    writer.finish(null);
    expect(heard).toEqual(Array.from({ length: 2_200 }, (_, index) => index));
    expect(late).toEqual([1_499, 1_500, 1_501, 1_502, 1_503]);
    expect(completed).toBe(1);
  });

  test('a follower of a finished run gets its history and the end', () => {
    const { store, record } = given();
    record('done', plainLog(1_200));
    const heard: number[] = [];
    let completed = false;
    store.subscribe(runId('done'), { from: 1_190 }).subscribe({ next: ({ offset }) => heard.push(offset), complete: () => (completed = true) });
    expect(heard).toEqual([1_190, 1_191, 1_192, 1_193, 1_194, 1_195, 1_196, 1_197, 1_198, 1_199]);
    expect(completed).toBe(true);
  });

  test('a follower of a run that does not exist yet waits for it', async () => {
    const { store } = given();
    const heard: number[] = [];
    const ended = new Promise<void>((resolve) => {
      store.subscribe(runId('later')).subscribe({ next: ({ offset }) => heard.push(offset), complete: resolve });
    });
    const writer = store.create(manifestOf('later'));
    plainLog(1_050).forEach((event) => writer.append(event));
    writer.finish(null);
    await ended;
    expect(heard.length).toBe(1_050);
  });
}

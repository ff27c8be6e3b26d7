/** What every store of runs must do. One suite for all of them; a store passes all of it or is none. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { take, tap } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { isHivetapeError, type HivetapeError } from '../../src/core/errors.js';
import type { Recorded } from '../../src/core/event.js';
import { project } from '../../src/store/projection.js';
import type { ArchiveSource, EventRange, RunStore, RunWriter } from '../../src/store/run-store.js';
import { anyLog, manifestOf, plainLog } from './sample-log.js';

export interface StoreUnderTest {
  readonly store: RunStore;
  readonly dispose: () => void;
}

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
    executingAgain(() => ({ store, record }));
    forking(() => ({ store, record }));
    resuming(() => ({ store, record }));
    carrying(() => ({ store, record, open }));
  });
}

export function errorOf(work: () => unknown): HivetapeError {
  try {
    work();
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

interface Given {
  readonly store: RunStore;
  readonly record: (run: string, events: readonly Recorded[], parent?: { run: string; at: number }) => ReturnType<RunWriter['finish']>;
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

function executingAgain(given: () => Given): void {
  test('executing a finished run again with the same result changes nothing', () => {
    const { store, record } = given();
    const first = record('again', plainLog(1_100));
    const writer = store.create(manifestOf('again'), { label: 'second' });
    plainLog(1_100).forEach((event) => writer.append(event));
    expect(store.open(runId('again'))).toMatchObject({ state: 'finished', label: undefined });
    expect(writer.finish(null)).toEqual(first);
    expect(store.list().length).toBe(1);
    expect(store.open(runId('again')).label).toBe(undefined);
  });

  test('executing a finished run again with another result is refused, and both are kept', () => {
    const { store, record } = given();
    const first = record('split', plainLog(1_100));
    const writer = store.create(manifestOf('split'));
    plainLog(1_100, { salt: 1 }).forEach((event) => writer.append(event));
    const error = errorOf(() => writer.finish(null));
    expect(error.code).toBe('run-diverged');
    expect(error.message).toContain(first.fingerprint);
    expect(store.open(runId('split')).fingerprint).toBe(first.fingerprint);
    const [, kept] = store.list();
    expect(kept).toMatchObject({ divergedFrom: 'split', state: 'finished', events: 1_100 });
    expect(error.message).toContain(kept.fingerprint);
    expect([...store.open(kept.runId).events()]).toStrictEqual(plainLog(1_100, { salt: 1 }));
    expect(store.verify(kept.runId).ok).toBe(true);
  });

  test('a second execution that is given up leaves the finished one alone', () => {
    const { store, record } = given();
    const first = record('kept', plainLog(100));
    const writer = store.create(manifestOf('kept'));
    writer.append(plainLog(1)[0]);
    writer.abandon(null);
    expect(store.open(runId('kept')).fingerprint).toBe(first.fingerprint);
    expect(store.list().length).toBe(1);
  });

  test('an incomplete run is replaced by the next execution', () => {
    const { store, record } = given();
    const writer = store.create(manifestOf('torn'));
    plainLog(700).forEach((event) => writer.append(event));
    writer.abandon(null);
    record('torn', plainLog(1_300));
    expect(store.list()).toMatchObject([{ runId: 'torn', state: 'finished', events: 1_300 }]);
  });
}

function forking(given: () => Given): void {
  test.each([0, 1, 999, 1_000, 1_357, 2_500])('a fork at %i shares the prefix and stores the rest', (at) => {
    const { store, record } = given();
    const events = plainLog(2_500);
    const parent = record('parent', events);
    const seal = record('fork', events.slice(at), { run: 'parent', at });
    const log = store.open(runId('fork'));
    expect(seal.events).toBe(2_500);
    expect(log.count).toBe(2_500);
    expect([...log.events()]).toStrictEqual(events);
    expect([...log.events({ backwards: true })]).toStrictEqual(events.toReversed());
    expect([...log.events({ from: 900, to: 1_400, types: ['Listed'] })]).toStrictEqual(events.slice(900, 1_400).filter(({ type }) => type === 'Listed'));
    expect(log.prefixFingerprint(2_500)).toBe(seal.fingerprint);
    if (at > 0) expect(log.prefixFingerprint(at - 1)).toBe(store.open(runId('parent')).prefixFingerprint(at - 1));
    expect(store.verify(runId('fork'))).toMatchObject({ ok: true, events: 2_500 });
    expect(store.open(runId('parent')).fingerprint).toBe(parent.fingerprint);
  });

  test('a fork of a fork, at a point before the first fork', () => {
    const { store, record } = given();
    const events = plainLog(2_500);
    record('first', events);
    record('second', events.slice(1_500), { run: 'first', at: 1_500 });
    record('third', plainLog(100, { first: 700, salt: 5 }), { run: 'second', at: 700 });
    const log = store.open(runId('third'));
    expect([...log.events()]).toStrictEqual([...events.slice(0, 700), ...plainLog(100, { first: 700, salt: 5 })]);
    expect(store.verify(runId('third')).ok).toBe(true);
  });

  test('a parent with forks is not removed', () => {
    const { store, record } = given();
    record('parent', plainLog(10));
    record('fork', [], { run: 'parent', at: 10 });
    expect(errorOf(() => store.remove(runId('parent'))).code).toBe('run-has-forks');
    store.remove(runId('fork'));
    store.remove(runId('parent'));
    expect(store.list()).toEqual([]);
  });

  test('a fork names a prefix that exists', () => {
    const { store, record } = given();
    record('parent', plainLog(10));
    const prefix = store.open(runId('parent')).prefixFingerprint(5);
    const fork = (run: string, at: number): unknown => store.create(manifestOf('fork', { run: runId(run), at, prefix }));
    expect(errorOf(() => fork('parent', 6)).code).toBe('fork-point-invalid');
    expect(errorOf(() => fork('parent', 11)).code).toBe('fork-point-invalid');
    expect(errorOf(() => fork('parent', -1)).code).toBe('fork-point-invalid');
    expect(errorOf(() => fork('nobody', 5)).code).toBe('run-not-found');
    fork('parent', 5);
  });
}

function resuming(given: () => Given): void {
  test.each([0, 1, 999, 1_000, 1_001, 1_700])('a run that was given up after %i events goes on to the same end', (length) => {
    const { store, record } = given();
    const first = store.create(manifestOf('again'));
    plainLog(length).forEach((event) => first.append(event));
    first.abandon(null);
    for (const to of [length, Math.floor((length + 40) / 2), 0]) {
      const writer = store.resume(runId('again'), { to });
      expect(writer.count).toBe(to);
      expect(store.open(runId('again'))).toMatchObject({ state: 'running', count: to });
      expect([...store.open(runId('again')).events()]).toStrictEqual(plainLog(to));
      plainLog(40, { first: to }).forEach((event) => writer.append(event));
      writer.abandon(null);
      expect([...store.open(runId('again')).events()]).toStrictEqual(plainLog(to + 40));
    }
    const writer = store.resume(runId('again'));
    plainLog(2_345 - 40, { first: 40 }).forEach((event) => writer.append(event));
    const seal = writer.finish({ host: 'test' });
    store.remove(runId('again'));
    expect(record('again', plainLog(2_345))).toEqual(seal);
  });

  test('a fork that was given up goes on in its own part', () => {
    const { store, record } = given();
    record('parent', plainLog(1_500));
    const whole = record('fork', plainLog(900, { first: 1_200, salt: 3 }), { run: 'parent', at: 1_200 });
    store.remove(runId('fork'));
    const writer = store.create(manifestOf('fork', { run: runId('parent'), at: 1_200, prefix: store.open(runId('parent')).prefixFingerprint(1_200) }));
    plainLog(300, { first: 1_200, salt: 3 }).forEach((event) => writer.append(event));
    writer.abandon(null);
    const again = store.resume(runId('fork'), { to: 1_400 });
    plainLog(700, { first: 1_400, salt: 3 }).forEach((event) => again.append(event));
    expect(again.finish(null)).toEqual(whole);
    expect(store.verify(runId('fork')).ok).toBe(true);
  });

  test('only a run that was cut short goes on, and one writer at a time', () => {
    const { store, record } = given();
    record('done', plainLog(3));
    expect(errorOf(() => store.resume(runId('done'))).code).toBe('run-not-incomplete');
    expect(errorOf(() => store.resume(runId('nobody'))).code).toBe('run-not-found');
    store.create(manifestOf('open')).abandon(null);
    const writer = store.resume(runId('open'));
    expect(errorOf(() => store.resume(runId('open'))).code).toBe('store-locked');
    writer.finish(null);
  });

  test('a shorter second try does not replace a longer first one', () => {
    const { store } = given();
    for (const [length, there] of [[700, 700], [300, 700], [900, 900]] as const) {
      const writer = store.create(manifestOf('tried'));
      plainLog(length).forEach((event) => writer.append(event));
      writer.abandon(null);
      expect(store.open(runId('tried')).count).toBe(there);
    }
  });
}

function carrying(given: () => Given & { readonly open: () => StoreUnderTest }): void {
  const bytesOf = (parts: Iterable<Uint8Array>): Buffer => Buffer.concat([...parts]);
  const sourceOf = (bytes: Uint8Array): ArchiveSource => ({ size: bytes.length, bytesAt: (position, length) => bytes.subarray(position, position + length) });
  const elsewhere = (use: (store: RunStore) => void): void => {
    const other = given().open();
    try {
      use(other.store);
    } finally {
      other.dispose();
    }
  };

  test.each([0, 1, 999, 1_000, 1_001, 2_500])('an archive of %i events brings the same run, and makes the same archive', (length) => {
    const { store, record } = given();
    const seal = record('carried', plainLog(length));
    const bytes = bytesOf(store.archive(runId('carried')));
    elsewhere((other) => {
      expect(other.restore(sourceOf(bytes))).toEqual([{ runId: 'carried', ...seal, isNew: true }]);
      expect([...other.open(runId('carried')).events()]).toStrictEqual(plainLog(length));
      expect(other.verify(runId('carried'))).toMatchObject({ ok: true, ...seal });
      expect(other.open(runId('carried')).manifest).toStrictEqual(manifestOf('carried'));
      expect(bytesOf(other.archive(runId('carried'))).equals(bytes)).toBe(true);
      expect(other.restore(sourceOf(bytes))).toEqual([{ runId: 'carried', ...seal, isNew: false }]);
      expect(other.list().length).toBe(1);
    });
  });

  test('an archive of a fork brings its parents along, or needs them there', () => {
    const { store, record } = given();
    record('first', plainLog(2_500));
    record('second', plainLog(1_000, { first: 1_500, salt: 2 }), { run: 'first', at: 1_500 });
    const seal = record('third', plainLog(100, { first: 700, salt: 5 }), { run: 'second', at: 700 });
    const alone = bytesOf(store.archive(runId('third')));
    const full = bytesOf(store.archive(runId('third'), { withParents: true }));
    elsewhere((other) => {
      expect(errorOf(() => other.restore(sourceOf(alone))).code).toBe('run-not-found');
      expect(other.list()).toEqual([]);
      expect(other.restore(sourceOf(full)).map(({ runId: id, isNew }) => [id, isNew])).toEqual([['first', true], ['second', true], ['third', true]]);
      expect(other.open(runId('third')).fingerprint).toBe(seal.fingerprint);
      expect(bytesOf(other.archive(runId('third'), { withParents: true })).equals(full)).toBe(true);
      other.remove(runId('third'));
      expect(other.restore(sourceOf(alone))).toMatchObject([{ isNew: true, fingerprint: seal.fingerprint }]);
    });
  });

  test('an archive of another log under the same id is refused, and both heads are named', () => {
    const { store, record } = given();
    const here = record('twice', plainLog(30));
    elsewhere((other) => {
      const writer = other.create(manifestOf('twice'));
      plainLog(30, { salt: 1 }).forEach((event) => writer.append(event));
      const there = writer.finish(null);
      const error = errorOf(() => other.restore(sourceOf(bytesOf(store.archive(runId('twice'))))));
      expect(error.code).toBe('import-differs');
      expect(error.message).toContain(here.fingerprint);
      expect(error.message).toContain(there.fingerprint);
      expect(other.open(runId('twice')).fingerprint).toBe(there.fingerprint);
    });
  });

  test('an archive takes the place of a run that was cut short', () => {
    const { store, record } = given();
    const seal = record('short', plainLog(1_200));
    const bytes = bytesOf(store.archive(runId('short')));
    store.remove(runId('short'));
    const writer = store.create(manifestOf('short'));
    plainLog(300).forEach((event) => writer.append(event));
    writer.abandon(null);
    expect(errorOf(() => store.archive(runId('short'))).code).toBe('run-not-finished');
    expect(store.restore(sourceOf(bytes))).toMatchObject([{ isNew: true }]);
    expect(store.open(runId('short'))).toMatchObject({ state: 'finished', fingerprint: seal.fingerprint });
  });

  test('whatever byte of an archive is changed, missing or too many, nothing is taken in', () => {
    const { store, record } = given();
    record('first', plainLog(1_010));
    record('fork', plainLog(3, { first: 1_005, salt: 4 }), { run: 'first', at: 1_005 });
    const bytes = bytesOf(store.archive(runId('fork'), { withParents: true }));
    elsewhere((other) => {
      const refused = (altered: Uint8Array, what: string): void => {
        expect(['archive-damaged', 'archive-foreign'], what).toContain(errorOf(() => other.restore(sourceOf(altered))).code);
        expect(other.list(), what).toEqual([]);
      };
      for (let at = 0; at < bytes.length; at += at < 700 || at > bytes.length - 900 ? 1 : 211) {
        const altered = Buffer.from(bytes);
        altered[at] ^= 1 << (at % 8);
        refused(altered, `byte ${at}`);
      }
      for (const size of [0, 1, 18, 19, 100, 700, bytes.length - 73, bytes.length - 72, bytes.length - 1]) refused(bytes.subarray(0, size), `${size} bytes`);
      refused(Buffer.concat([bytes, Buffer.from([0x0a])]), 'a byte too many');
      refused(Buffer.from('PK\u0003\u0004 something else altogether'), 'a foreign file');
    });
  });

  test('an archive whose digest was made to fit is refused all the same', () => {
    const { store, record } = given();
    record('first', plainLog(1_010));
    record('fork', plainLog(3, { first: 1_005, salt: 4 }), { run: 'first', at: 1_005 });
    const bytes = bytesOf(store.archive(runId('fork'), { withParents: true }));
    elsewhere((other) => {
      for (let at = 30; at < bytes.length - 72; at += at < 900 ? 3 : 97) {
        const altered = Buffer.from(bytes.subarray(0, bytes.length - 72));
        altered[at] ^= 1;
        const digest = createHash('sha256').update(altered).digest('hex');
        const forged = Buffer.concat([altered, Buffer.from(`sha256 ${digest}\n`)]);
        let code: string | undefined;
        try {
          other.restore(sourceOf(forged));
        } catch (error) {
          code = isHivetapeError(error) ? error.code : 'thrown';
        }
        // What is not chained is the name and the identity in the manifest: they are another manifest, not damage.
        if (code === undefined) for (const { runId: id } of other.list().toReversed()) other.remove(id);
        else expect(['archive-damaged', 'archive-foreign', 'run-not-found', 'fork-point-invalid'], `byte ${at}`).toContain(code);
        expect(other.list(), `byte ${at}`).toEqual([]);
        if (at > 900) expect(code, `byte ${at}`).toBe('archive-damaged');
      }
    });
  });

  test('a sound run is not salvaged', () => {
    const { store, record } = given();
    record('sound', plainLog(3));
    expect(errorOf(() => store.salvage(runId('sound'))).code).toBe('run-not-damaged');
    expect(errorOf(() => store.salvage(runId('nobody'))).code).toBe('run-not-found');
  });
}

function thrown(): never {
  throw new Error('seventh');
}

/** The part of the contract of a store about runs that are executed again, forked, or gone on with. */
import { expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { errorOf, type Given } from './contract-ground.js';
import { manifestOf, plainLog } from './sample-log.js';

export function executingAgain(given: () => Given): void {
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

export function forking(given: () => Given): void {
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

export function resuming(given: () => Given): void {
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

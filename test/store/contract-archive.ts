/** The part of the contract of a store about carrying runs to another one, and about what is left of a damaged one. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { isHivetapeError } from '../../src/core/errors.js';
import type { ArchiveSource, RunStore } from '../../src/store/run-store.js';
import { errorOf, type Given, type StoreUnderTest } from './contract-ground.js';
import { manifestOf, plainLog } from './sample-log.js';

export function carrying(given: () => Given & { readonly open: () => StoreUnderTest }): void {
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

import { expect, test } from 'vitest';
import { assert, AssertionFailed, unreachable } from '../../src/core/assert.js';
import { HivetapeError, isHivetapeError } from '../../src/core/errors.js';

test('an error carries its code, its row of the table, its place and its cause', () => {
  const cause = new RangeError('inside');
  const error = new HivetapeError('invalid-instant', 'A time is ISO 8601 (found "x").', { cause, place: { file: 'a.csv', line: 3 }, values: { found: 'x' } });
  expect(error).toMatchObject({ name: 'HivetapeError', code: 'invalid-instant', message: 'A time is ISO 8601 (found "x").', cause });
  expect(error.row).toMatchObject({ number: 'E3001', exit: 3 });
  expect(error.details.place).toEqual({ file: 'a.csv', line: 3 });
  expect('cause' in new HivetapeError('invalid-instant', 'a')).toBe(false);
});

test('an error is known by name and code, also as a copy from another thread, and nothing else is', () => {
  const error = new HivetapeError('invalid-instant', 'a');
  expect(isHivetapeError(error)).toBe(true);
  expect(isHivetapeError({ name: 'HivetapeError', code: 'invalid-instant', message: 'a' })).toBe(true);
  for (const other of [new RangeError('a'), { code: 'ENOENT' }, { name: 'HivetapeError' }, null, undefined, 'HivetapeError']) {
    expect(isHivetapeError(other)).toBe(false);
  }
});

test('an assertion names its rule and the values, and is not an error of input', () => {
  expect(() => assert(true, 'All is well')).not.toThrow();
  expect(() => assert(false, 'A lot is whole', { lots: 0.5 })).toThrow('Broken rule: A lot is whole (lots: 0.5)');
  expect(() => unreachable('x' as never)).toThrow(AssertionFailed);
  expect(isHivetapeError(new AssertionFailed('a', {}))).toBe(false);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, checkCanonical, digestOf } from '../../src/core/canonical.js';
import { isHivetapeError } from '../../src/core/errors.js';

const plain = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value, (_key, item: unknown) => (Object.is(item, -0) ? 0 : item))) as unknown);

test('is read back as the same value', () => {
  fc.assert(fc.property(plain, (value) => void expect(JSON.parse(canonicalJson(value))).toEqual(value)));
});

test('is one text for one value, whatever the order of the keys', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, shuffled(item)]));
  };
  fc.assert(fc.property(plain, (value) => void expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value))));
});

test('sorts keys by code unit, also those that look like numbers', () => {
  expect(canonicalJson({ b: 1, a: 2, 10: 3, 9: 4, Z: 5, é: 6 })).toBe('{"10":3,"9":4,"Z":5,"a":2,"b":1,"é":6}');
});

test('writes numbers in their shortest form', () => {
  expect(canonicalJson([1, 1.0, 0.1, 1e21, 1e-7, 123456789012345680000, Number.MAX_SAFE_INTEGER])).toBe(
    '[1,1,0.1,1e+21,1e-7,123456789012345680000,9007199254740991]',
  );
});

test('takes a key without a value as absent, and a typed array as an array', () => {
  expect(canonicalJson({ a: undefined, b: new Float64Array([1, 0.5]) })).toBe('{"b":[1,0.5]}');
  expect(digestOf({ a: undefined })).toBe(digestOf({}));
});

describe('refuses, naming the path', () => {
  test.each<[string, unknown, string]>([
    ['NaN', { a: [1, Number.NaN] }, 'NaN at $.a[1]'],
    ['an infinity', [-Infinity], '-Infinity at $[0]'],
    ['-0', { price: -0 }, '-0 at $.price'],
    ['undefined', undefined, 'undefined at $'],
    ['undefined in an array', [undefined], 'undefined at $[0]'],
    ['a hole in an array', [1, , 2], 'undefined at $[1]'],
    ['a BigInt', { a: 1n }, 'bigint at $.a'],
    ['a function', { a: () => 1 }, 'function at $.a'],
    ['a symbol', [Symbol('a')], 'symbol at $[0]'],
    ['a lone surrogate', { a: '\ud800' }, 'lone surrogate at $.a'],
    ['a lone surrogate in a key', { '\udc00': 1 }, 'lone surrogate at $'],
    ['a date', { a: new Date(0) }, 'Date at $.a'],
    ['a map', { a: new Map([[1, 2]]) }, 'Map at $.a'],
    ['a set', new Set([1]), 'Set at $'],
    ['NaN in a typed array', { a: new Float64Array([Number.NaN]) }, 'NaN at $.a[0]'],
  ])('%s', (_what, value, where) => {
    let caught: unknown;
    try {
      canonicalJson(value);
    } catch (error) {
      caught = error;
    }
    expect(isHivetapeError(caught) && caught.code).toBe('value-not-canonical');
    expect((caught as Error).message).toContain(where);
  });
});

test('gives different digests for different values', () => {
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(digestOf(a) === digestOf(b)).toBe(canonicalJson(a) === canonicalJson(b));
    }),
  );
  expect(digestOf({})).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

test('a check without a text refuses what has none, and nothing else', () => {
  const outcomeOf = (work: () => unknown): string => {
    try {
      work();
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const anything = fc.anything({ withTypedArray: true, withDate: true, withMap: true, withSparseArray: true, withNullPrototype: true });
  fc.assert(fc.property(anything, (value) => void expect(outcomeOf(() => checkCanonical(value))).toBe(outcomeOf(() => canonicalJson(value)))));
});

test('asks no value how it wants to be written', () => {
  const list = Object.assign([2, 1], { toJSON: () => 'something else' });
  expect(canonicalJson({ list })).toBe('{"list":[2,1]}');
  expect(canonicalJson({ b: { toJSON: 1 }, a: [] })).toBe('{"a":[],"b":{"toJSON":1}}');
});

/**
 * Canonical JSON: one text for one value. Keys sorted by UTF-16 code unit, shortest round-trip
 * numbers, no NaN, infinity, -0 or BigInt; a key whose value is undefined is absent, a typed array is
 * an array, and nothing else that is not plain data is let through. Digests and ids are taken over this text.
 */
import { assert } from './assert.js';
import { HivetapeError } from './errors.js';
import { hex, sha256 } from './sha256.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Returns the canonical text of a plain value. Throws `value-not-canonical` with the path of the culprit. */
export function canonicalJson(value: unknown): string {
  const order = orderOf(value);
  // Most values are written with their keys in order already: then the engine's own text is the canonical one.
  if (order === 'sorted') return JSON.stringify(value);
  // The path is worked out only for a culprit: events by the million have none.
  if (order === 'strange') throw refusalOf(value);
  return textOf(value);
}

/** Returns if the value has a canonical text, without writing it. Throws `value-not-canonical` with the path of the culprit. */
export function checkCanonical(value: unknown): void {
  if (orderOf(value) === 'strange') throw refusalOf(value);
}

/** Returns "sha256:…" of the canonical text; the digest of identities, scenarios and states. */
export function digestOf(value: unknown): string {
  return `sha256:${hex(sha256(canonicalJson(value)))}`;
}

/** Whether a value is not plain data; or plain, and written so that its text is the canonical one as it stands. */
type Order = 'strange' | 'unsorted' | 'sorted';

function orderOf(value: unknown): Order {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? 'sorted' : 'strange';
    case 'number':
      return value - value !== 0 || (value === 0 && 1 / value < 0) ? 'strange' : 'sorted';
    case 'boolean':
      return 'sorted';
    case 'object':
      if (value === null) return 'sorted';
      return isList(value) ? orderOfList(value) : orderOfObject(value);
    default:
      return 'strange';
  }
}

function orderOfList(values: ArrayLike<unknown>): Order {
  let order: Order = Object.getPrototypeOf(values) === Array.prototype && !Object.hasOwn(values, 'toJSON') ? 'sorted' : 'unsorted';
  // By index, so that a hole is met as the undefined it is.
  for (let index = 0; index < values.length; index += 1) {
    const inside = orderOf(values[index]);
    if (inside === 'strange') return inside;
    if (inside === 'unsorted') order = inside;
  }
  return order;
}

function orderOfObject(value: object): Order {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return 'strange';
  const keys = Object.keys(value);
  let order: Order = 'sorted';
  for (let i = 0; i < keys.length; i += 1) {
    if (i > 0 && keys[i] < keys[i - 1]) order = 'unsorted';
    const item = (value as Readonly<Record<string, unknown>>)[keys[i]];
    if (item === undefined) continue;
    const inside = keys[i].isWellFormed() ? orderOf(item) : 'strange';
    if (inside === 'strange') return inside;
    if (inside === 'unsorted') order = inside;
  }
  return order;
}

/** Returns the text of a value that is known to have one. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return isList(value) ? `[${Array.from(value, textOf).join(',')}]` : `{${textsOfObject(value).join(',')}}`;
}

function textsOfObject(value: object): readonly string[] {
  return sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${textOf(item)}`);
}

function sortedEntries(value: object): [string, unknown][] {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function isList(value: object): value is ArrayLike<unknown> & object {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

/** Returns what is wrong with the value itself, whatever it holds; `undefined` if nothing is. */
function strangenessOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : 'a lone surrogate';
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? undefined : Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      return value === null || isList(value) ? undefined : strangenessOfObject(value);
    default:
      return `a value of type ${typeof value}`;
  }
}

function strangenessOfObject(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return undefined;
  return `an object of class ${value.constructor.name}`;
}

function refusalOf(value: unknown): HivetapeError {
  const culprit = culpritIn(value, '$');
  assert(culprit !== undefined, 'What has no canonical text has a culprit');
  return new HivetapeError('value-not-canonical', `A recorded value is plain, finite data (found ${culprit}).`);
}

/** Returns what is strange and where, for the first thing in canonical order that is. */
function culpritIn(value: unknown, path: string): string | undefined {
  const strange = strangenessOf(value);
  if (strange !== undefined) return `${strange} at ${path}`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(value)) return firstOf(Array.from(value), (item, index) => culpritIn(item, `${path}[${index}]`));
  return firstOf(sortedEntries(value), ([key, item]) => culpritIn(key, path) ?? culpritIn(item, `${path}.${key}`));
}

function firstOf<Item>(items: readonly Item[], look: (item: Item, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Canonical JSON: one text for one value. Keys sorted by UTF-16 code unit, shortest round-trip
 * numbers, no NaN, infinity, -0, undefined or BigInt. Digests and ids are taken over this text.
 */
import { HivetapeError } from './errors.js';
import { hex, sha256 } from './sha256.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Returns the canonical text of a plain value. Throws `value-not-canonical` with the path of the culprit. */
export function canonicalJson(value: unknown, path = '$'): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw refuse(path, 'a lone surrogate');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return canonicalNumber(value, path);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value, path) : canonicalObject(value, path);
    default:
      throw refuse(path, `a value of type ${typeof value}`);
  }
}

/** Returns "sha256:…" of the canonical text; the digest of identities, scenarios and states. */
export function digestOf(value: unknown): string {
  return `sha256:${hex(sha256(canonicalJson(value)))}`;
}

function canonicalNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw refuse(path, String(value));
  if (Object.is(value, -0)) throw refuse(path, '-0');
  return String(value);
}

function canonicalArray(values: readonly unknown[], path: string): string {
  return `[${values.map((item, index) => canonicalJson(item, `${path}[${index}]`)).join(',')}]`;
}

function canonicalObject(value: object, path: string): string {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, `${path}.${key}`)}`).join(',')}}`;
}

function refuse(path: string, found: string): HivetapeError {
  return new HivetapeError('value-not-canonical', `A recorded value is plain, finite data (found ${found} at ${path}).`);
}

/** Compares what two logs say at one place: content exactly, and where it differs. */
import { canonicalJson } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import { offsetFieldsOf, type FieldPath } from '../domain/references.js';

export interface FieldDifference {
  /** `strength`, `bar.close`, `deliverAt`, … */
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
}

const envelopeFields = ['offset', 'type', 'version', 'time', 'deliverAt', 'agent', 'topic', 'correlation', 'causation'] as const;

/** Tells whether two events are the same to the last bit. The fast path of a rerun. */
export function sameEvent(a: Recorded, b: Recorded): boolean {
  return (
    a.type === b.type &&
    a.time === b.time &&
    a.deliverAt === b.deliverAt &&
    a.agent === b.agent &&
    a.topic === b.topic &&
    a.causation === b.causation &&
    a.correlation === b.correlation &&
    a.version === b.version &&
    a.offset === b.offset &&
    sameValue(a.to, b.to) &&
    sameValue(a.data, b.data)
  );
}

/** Returns each field that differs, envelope first. Empty for equal events. */
export function differencesOf(expected: Recorded, found: Recorded): FieldDifference[] {
  const differences: FieldDifference[] = [];
  for (const field of envelopeFields) {
    if (expected[field] !== found[field]) differences.push({ field, expected: expected[field], found: found[field] });
  }
  collect('to', expected.to, found.to, differences);
  collect('', expected.data, found.data, differences);
  return differences;
}

/** Plain values are the same if every part is; `undefined` is the same as absent. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  return sameObject(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameObject(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  for (const key of keys) if (!sameValue(a[key], b[key])) return false;
  for (const key of Object.keys(b)) if (!(key in a) && b[key] !== undefined) return false;
  return true;
}

function collect(path: string, expected: unknown, found: unknown, into: FieldDifference[]): void {
  if (sameValue(expected, found)) return;
  if (isRecord(expected) && isRecord(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      collect(path === '' ? key : `${path}.${key}`, expected[key], found[key], into);
    }
    return;
  }
  into.push({ field: path === '' ? 'data' : path, expected, found });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a value for people, on one line. */
export function shownValue(value: unknown): string {
  return value === undefined ? 'nothing' : canonicalJson(value);
}

const contentFields = ['type', 'version', 'time', 'deliverAt', 'agent', 'topic'] as const;

/** Tells whether two events of different runs say the same: ids and places in the log do not count. */
export function sameContent(a: Recorded, b: Recorded): boolean {
  return contentFields.every((field) => a[field] === b[field]) && sameValue(a.to, b.to) && sameValue(withoutOffsets(a), withoutOffsets(b));
}

/** Returns the fields of content that differ. */
export function contentDifferences(a: Recorded, b: Recorded): FieldDifference[] {
  const differences: FieldDifference[] = [];
  for (const field of contentFields) {
    if (a[field] !== b[field]) differences.push({ field, expected: a[field], found: b[field] });
  }
  collect('', withoutOffsets(a), withoutOffsets(b), differences);
  return differences;
}

/** Returns the data of an event without the fields that hold offsets. */
function withoutOffsets({ type, data }: Recorded): unknown {
  return offsetFieldsOf(type).reduce<unknown>((rest, path) => without(rest, path), data);
}

function without(value: unknown, [key, ...rest]: FieldPath): unknown {
  if (!isRecord(value) || !(key in value)) return value;
  return { ...value, [key]: rest.length === 0 ? undefined : without(value[key], rest) };
}

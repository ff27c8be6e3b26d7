/**
 * Plain data as bytes and back, for what is kept beside a log and made again where it cannot be read: maps,
 * sets, typed arrays and shared parts come back as they were. Never part of a log: the bytes may differ by version.
 */
import { deserialize, serialize } from 'node:v8';

/** Names the machine that bytes of states are for. */
export const STATE_BYTES_OF = `node ${process.versions.node.split('.')[0]}, v8 ${process.versions.v8}`;

/** Returns the bytes of a value, or `undefined` where something in it is no plain data and would come back as something else. */
export function bytesOfState(value: unknown): Uint8Array | undefined {
  if (!isPlain(value, new Set())) return undefined;
  const bytes = serialize(value);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Returns the value that the bytes hold, or `undefined` if they hold none. */
export function stateOfBytes(bytes: Uint8Array): unknown {
  try {
    // A copy, so that typed arrays in it lie where they can be read.
    return deserialize(Buffer.from(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown, seen: Set<object>): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || seen.has(value)) return true;
  seen.add(value);
  if (Array.isArray(value)) return value.every((item) => isPlain(item, seen));
  if (ArrayBuffer.isView(value)) return Object.getPrototypeOf(Object.getPrototypeOf(value)) === Object.getPrototypeOf(Uint8Array.prototype);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Map.prototype) return [...(value as Map<unknown, unknown>)].every(([key, item]) => isPlain(key, seen) && isPlain(item, seen));
  if (prototype === Set.prototype) return [...(value as Set<unknown>)].every((item) => isPlain(item, seen));
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (prototype === null || Object.getOwnPropertySymbols(value).length > 0) return false;
  const fields = Object.values(Object.getOwnPropertyDescriptors(value));
  return fields.every((field) => field.get === undefined && field.set === undefined && field.enumerable === true && isPlain(field.value, seen));
}

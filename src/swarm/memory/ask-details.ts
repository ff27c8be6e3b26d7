/** What each question to a shared memory must say, and what it may. */
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Json } from '../../core/canonical.js';
import type { MemoryOperation } from '../../domain/events/memory-events.js';

const key = Type.String({ minLength: 1, maxLength: 1_000, pattern: '^(?!__proto__$)' });
const at = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const features = Type.Array(Type.Number({ minimum: -1e100, maximum: 1e100 }), { minItems: 1, maxItems: 10_000 });
const pattern = Type.String({ minLength: 1, maxLength: 1_000 });
const exact = { additionalProperties: false };

export const detailSchemas = {
  /** A time to live in µs, or -1 for ever; that of the namespace if absent. */
  write: Type.Object(
    { items: Type.Array(Type.Object({ key, value: Type.Unknown(), features: Type.Optional(features), ttlUs: Type.Optional(Type.Integer({ minimum: -1, maximum: Number.MAX_SAFE_INTEGER })) }, exact), { minItems: 1, maxItems: 1_000 }) },
    exact,
  ),
  forget: Type.Object({ keys: Type.Array(key, { minItems: 1, maxItems: 1_000 }) }, exact),
  read: Type.Object({ key, at }, exact),
  list: Type.Object({ pattern: Type.Optional(pattern), at }, exact),
  search: Type.Object({ features, most: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })), at }, exact),
  /** Into a new namespace, which leaves this one as it is; or, if none is named, by writing anew what was there then. */
  'roll-back': Type.Object({ asOf: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), into: Type.Optional(key) }, exact),
  subscribe: Type.Object({ pattern }, exact),
} as const satisfies Record<MemoryOperation, unknown>;

export type DetailsOf<Operation extends MemoryOperation> = Static<(typeof detailSchemas)[Operation]>;

/** Returns what the question says; `undefined` where it says something else. */
export function detailsOf<Operation extends MemoryOperation>(operation: Operation, details: Json): DetailsOf<Operation> | undefined {
  return Value.Check(detailSchemas[operation], details) ? (details as DetailsOf<Operation>) : undefined;
}

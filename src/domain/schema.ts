/**
 * The vocabulary of schemas that events are made of. One TypeBox schema is at once the static type,
 * the runtime check, the JSON Schema for editors and the layout of the log's columns, so only what
 * all four can carry is offered here.
 */
import { Kind, Type, type TLiteral, type TSchema, type TUnion, type TUnsafe } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import type { InstrumentId, OrderId } from './ids.js';

/** A whole number that a double holds exactly: lots, micros, instants, offsets. */
export const integer = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
/** The place of another event in the same log, -1 for none. Two runs are compared without these. */
export const offset = Type.Integer({ minimum: -1, maximum: Number.MAX_SAFE_INTEGER, offset: true });
/** A finite number that is estimated or a price. */
export const real = Type.Number();
export const text = Type.String({ maxLength: 10_000 });
export const flag = Type.Boolean();
/** Plain data of no fixed shape, kept as canonical JSON. */
export const json: TUnsafe<Json> = Type.Unsafe<Json>({ json: true });

/** Tells whether a schema is {@link json}. */
export function isFreeJson(schema: TSchema): boolean {
  return schema[Kind] === 'Unsafe' && schema['json'] === true;
}

/**
 * Marks the schema of an optional field that is added to a schema whose events are in logs already. It takes no place in
 * a log that does not use it, so logs that were written before stay the same, byte for byte.
 */
export function late<Schema extends TSchema>(schema: Schema): Schema {
  return { ...schema, late: true };
}

/** Tells whether a field was marked with {@link late}. */
export function isLateField(schema: TSchema): boolean {
  return schema['late'] === true;
}

export const agentName: TUnsafe<AgentId> = Type.Unsafe<AgentId>(Type.String({ minLength: 1, maxLength: 100 }));
export const instrumentName: TUnsafe<InstrumentId> = Type.Unsafe<InstrumentId>(Type.String({ minLength: 1, maxLength: 100 }));
export const orderName: TUnsafe<OrderId> = Type.Unsafe<OrderId>(Type.String({ minLength: 1, maxLength: 200 }));

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
): TUnion<{ -readonly [Index in keyof Words]: TLiteral<Words[Index] & string> }> {
  return Type.Union(words.map((word) => Type.Literal(word))) as never;
}

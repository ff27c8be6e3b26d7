/** One of some words, with the annotations that editors show. */
import { Type, type SchemaOptions, type TLiteral, type TUnion } from '@sinclair/typebox';

/** Returns the schema of a choice; `options.default` is one of the words. */
export function wordOf<const Words extends readonly string[]>(
  words: Words,
  options: SchemaOptions = {},
): TUnion<{ -readonly [Index in keyof Words]: TLiteral<Words[Index] & string> }> {
  return Type.Union(words.map((word) => Type.Literal(word)), options) as never;
}

/** Says whether a payload obeys its schema, by TypeBox's compiled check, and if not, where it does not. */
import { Kind, Type, type TObject, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { isFreeJson } from './column-layout.js';

/** Returns if the payload may be recorded. Throws `invalid-event` or `value-not-canonical`. */
export type EventCheck = (data: unknown) => void;

export function eventCheck(type: string, schema: TObject): EventCheck {
  const check = TypeCompiler.Compile(checkable(schema));
  return (data) => {
    if (check.Check(data)) return;
    canonicalJson(data); // NaN and its like have a code of their own.
    const first = check.Errors(data).First();
    throw new HivetapeError(
      'invalid-event',
      `${type} obeys its schema: at ${first?.path === '' || first === undefined ? '/' : first.path} ${lowered(first?.message ?? 'something else')} (found ${shown(first?.value)}).`,
      { values: { type, path: first?.path, found: first?.value } },
    );
  };
}

/** Free JSON has no kind that the compiler knows; anything goes there, and its writer refuses what is not JSON. */
function checkable<Schema extends TSchema>(schema: Schema): Schema {
  if (isFreeJson(schema)) return Type.Any() as TSchema as Schema;
  if (schema[Kind] === 'Array') return { ...schema, items: checkable(schema['items'] as TSchema) };
  if (schema[Kind] !== 'Object') return schema;
  const fields = Object.entries(schema['properties'] as Record<string, TSchema>);
  return { ...schema, properties: Object.fromEntries(fields.map(([name, field]) => [name, checkable(field)])) };
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/**
 * Whether a payload obeys its schema, by TypeBox's compiled check, and if not, where it does not. Used
 * twice: when an agent speaks, and when the log takes what was said.
 */
import { Kind, Type, type TObject, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { checkCanonical } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { isFreeJson } from './schema.js';

/** Returns if the payload may be recorded. Throws `invalid-event` or `value-not-canonical`. */
export type EventCheck = (data: unknown) => void;

/**
 * `root` is how the value itself is called where a path is told. `free` is whether free JSON is looked through; whoever
 * writes its canonical text finds out by that.
 */
export function eventCheck(type: string, schema: TObject, { root = 'data', free: isFree = true }: { readonly root?: string; readonly free?: boolean } = {}): EventCheck {
  const check = TypeCompiler.Compile(checkable(schema));
  const free = Object.keys(schema.properties).filter((name) => isFree && isFreeJson(schema.properties[name]));
  const isRequired = (name: string): boolean => schema.required?.includes(name) === true;
  return (data) => {
    if (!check.Check(data)) throw refusalOf({ type, root }, check, data);
    for (const name of free) if (isRequired(name) || Object.hasOwn(data as object, name)) checkCanonical((data as Record<string, unknown>)[name]);
  };
}

function refusalOf({ type, root }: { readonly type: string; readonly root: string }, check: ReturnType<typeof TypeCompiler.Compile>, data: unknown): HivetapeError {
  checkCanonical(data); // NaN and its like have a code of their own.
  const first = check.Errors(data).First();
  const field = first === undefined || first.path === '' ? root : `${root}${first.path.replaceAll('/', '.')}`;
  return new HivetapeError('invalid-event', `${type} obeys its schema: at ${field} ${lowered(first?.message ?? 'something else')} (found ${shown(first?.value)}).`, {
    help: `\`hivetape schema event\` shows what ${type} carries.`,
    values: { type, path: first?.path, found: first?.value },
  });
}

/** Free JSON has no kind that the compiler knows; anything may stand there that has canonical bytes. */
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

/** Checks what agents say against the catalogue, with one compiled check per type of event. */
import { Kind, TypeRegistry, type TObject } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';

const PLAIN_DATA = 'Unsafe';

/**
 * Returns a function that throws `invalid-event` for data that the schema does not allow, naming the
 * field, what was expected and what was found.
 */
export function eventCheck(type: string, schema: TObject): (data: unknown) => void {
  if (!TypeRegistry.Has(PLAIN_DATA)) TypeRegistry.Set(PLAIN_DATA, (_schema, value) => isPlainData(value));
  const compiled = TypeCompiler.Compile(schema);
  return (data) => {
    if (compiled.Check(data)) return;
    const problem = compiled.Errors(data).First();
    const field = problem === undefined || problem.path === '' ? 'data' : `data${problem.path.replaceAll('/', '.')}`;
    throw new HivetapeError('invalid-event', `${type}: ${field} breaks its schema: ${problem?.message ?? 'unknown'} (found ${shown(problem?.value)}).`, {
      help: `\`hivetape schema event\` shows what ${type} carries.`,
      values: { type, field, found: problem?.value, expected: problem?.schema[Kind] },
    });
  };
}

function isPlainData(value: unknown): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch (cause) {
    if (isHivetapeError(cause)) return false;
    throw cause;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 60)}"` : String(value);
}

/** The JSON Schema of sweep files for editors: the one schema that also checks. */
import { forEditors } from '../scenario/scenario-json-schema.js';
import { sweepSchema } from './sweep-schema.js';

/** Returns the schema as plain JSON. */
export function sweepJsonSchema(): unknown {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...forEditors(JSON.parse(JSON.stringify(sweepSchema)) as Readonly<Record<string, unknown>>) };
}

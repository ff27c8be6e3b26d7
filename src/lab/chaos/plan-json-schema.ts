/** The JSON Schema of plans of faults for editors: the one schema that also checks. */
import { forEditors } from '../scenario/scenario-json-schema.js';
import { faultPlanSchema } from './fault-plan.js';

/** Returns the schema as plain JSON. */
export function planJsonSchema(): unknown {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...forEditors(JSON.parse(JSON.stringify(faultPlanSchema)) as Readonly<Record<string, unknown>>) };
}

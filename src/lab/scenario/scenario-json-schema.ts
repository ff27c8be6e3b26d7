/**
 * The JSON Schema of scenario files for editors: the one schema that also checks, where keys with a
 * default may be left away, objects are closed, and options depend on the kind of agent.
 */
import type { KnownNames } from './check-meaning.js';
import { scenarioSchema } from './scenario-schema.js';

type Schema = Readonly<Record<string, unknown>>;

/** Returns the schema as plain JSON, for the names that a package knows. */
export function scenarioJsonSchema({ agentKinds, bundledData }: KnownNames): unknown {
  const schema = forEditors(JSON.parse(JSON.stringify(scenarioSchema)) as Schema) as Record<string, Record<string, Schema>>;
  const properties = schema['properties'] ?? {};
  const agents = properties['agents'] as { patternProperties: Record<string, Schema> };
  const [pattern = '.*'] = Object.keys(agents.patternProperties);
  agents.patternProperties[pattern] = agentSchemaOf(agents.patternProperties[pattern] ?? {}, agentKinds);
  const data = properties['data'] as { items: { properties: Record<string, Schema> } };
  data.items.properties['bundled'] = { ...data.items.properties['bundled'], enum: bundledData };
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
}

/** One branch per kind, so that an editor offers the options of the kind that was written. */
function agentSchemaOf(agent: Schema, kinds: KnownNames['agentKinds']): Schema {
  // A role has the very options of the kind that fills it.
  const named = new Map<unknown, string[]>();
  for (const [kind, { options }] of Object.entries(kinds)) named.set(options, [...(named.get(options) ?? []), kind]);
  const branches = [...named].map(([options, names]) => ({
    if: { properties: { kind: names.length === 1 ? { const: names[0] } : { enum: names } }, required: ['kind'] },
    then: { properties: { options: options === undefined ? { type: 'object', maxProperties: 0 } : forEditors(JSON.parse(JSON.stringify(options)) as Schema) } },
  }));
  const properties = agent['properties'] as Record<string, Schema>;
  return {
    ...agent,
    properties: { ...properties, kind: { ...properties['kind'], enum: Object.keys(kinds) } },
    oneOf: [{ required: ['kind'] }, { required: ['path'] }],
    allOf: branches,
  };
}

/** Returns a schema of ours as editors want it: closed objects, and keys with a default may be left away. */
export function forEditors(schema: Schema): Schema {
  const changed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, deeper(key, value)]));
  if (typeof changed['properties'] !== 'object' || changed['properties'] === null) return changed;
  const properties = changed['properties'] as Record<string, Schema>;
  const required = ((changed['required'] as string[] | undefined) ?? []).filter((name) => properties[name]?.['default'] === undefined);
  return { ...changed, additionalProperties: changed['additionalProperties'] ?? false, ...(required.length === 0 ? { required: undefined } : { required }) };
}

function deeper(key: string, value: unknown): unknown {
  if (key === 'default' || key === 'examples' || key === 'const' || key === 'enum' || key === 'required') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => deeper('', item));
  if (typeof value !== 'object' || value === null) return value;
  const isTable = key === 'properties' || key === 'patternProperties';
  return isTable ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, forEditors(inner as Schema)])) : forEditors(value as Schema);
}

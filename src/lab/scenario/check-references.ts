/**
 * Options that name other agents: who follows a council that is not there would wait for ever. A schema
 * marks them with `x-names`, and tables whose keys are agents with `x-keys`; a table of `members` is one too.
 */
import type { TSchema } from '@sinclair/typebox';
import { nearestWord } from '../../core/nearest-word.js';
import type { Path, Report } from './scenario-problem.js';
import type { ShapeSchema } from './shape-words.js';

interface Names {
  readonly path: Path;
  /** The agents of the scenario. */
  readonly names: readonly string[];
}

interface Keys extends Names {
  readonly message: (name: string) => string;
}

/** Reports each name of an agent that the scenario does not have. An empty name is nobody's, and `*` everybody's where all may be meant. */
export function checkReferences(schema: TSchema | undefined, options: Readonly<Record<string, unknown>>, { path, names }: Names, report: Report): void {
  checkMembers(options, { path: [...path, 'members'], names }, report);
  if (schema !== undefined) checkValue(schema as ShapeSchema, options, { path, names }, report);
}

function checkValue(schema: ShapeSchema, value: unknown, { path, names }: Names, report: Report): void {
  const noun = schema['x-names'];
  if (noun !== undefined) {
    if (typeof value !== 'string' || value === '' || names.includes(value) || (noun === 'agent-or-all' && value === '*')) return;
    report({ code: 'scenario-contradiction', path, message: `The scenario has no agent "${value}".`, help: helpFor(value, names) });
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((one, index) => checkValue(schema.items ?? {}, one, { path: [...path, index], names }, report));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (schema['x-keys'] === 'agent') checkKeys(value, { path, names, message: (name) => `The scenario has no agent "${name}".` }, report);
  const { properties = {}, patternProperties = {} } = schema;
  const [others] = Object.values(patternProperties);
  for (const [key, one] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : others;
    if (property !== undefined) checkValue(property, one, { path: [...path, key], names }, report);
  }
}

/** An option called `members` with names as keys, as a council has it, whatever the agent. */
function checkMembers({ members }: Readonly<Record<string, unknown>>, { path, names }: Names, report: Report): void {
  if (typeof members === 'object' && members !== null && !Array.isArray(members)) checkKeys(members, { path, names, message: (name) => `A member is an agent of the scenario (found "${name}").` }, report);
}

function checkKeys(table: object, { path, names, message }: Keys, report: Report): void {
  for (const name of Object.keys(table)) {
    if (names.includes(name)) continue;
    report({ code: 'scenario-contradiction', path: [...path, name], blames: 'key', message: message(name), help: helpFor(name, names) });
  }
}

function helpFor(name: string, names: readonly string[]): string {
  const near = nearestWord(name, names);
  return near === undefined ? `The agents are: ${names.join(', ')}.` : `Did you mean "${near}"?`;
}

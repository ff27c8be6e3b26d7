/**
 * Options that name other agents: who follows a council that is not there would wait for ever. A schema
 * marks them with `x-names: agent`; a table of `members` has agents as its keys.
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

/** Reports each name of an agent that the scenario does not have. An empty name is nobody's. */
export function checkReferences(schema: TSchema | undefined, options: Readonly<Record<string, unknown>>, { path, names }: Names, report: Report): void {
  checkMembers(options, { path: [...path, 'members'], names }, report);
  if (schema !== undefined) checkValue(schema as ShapeSchema, options, { path, names }, report);
}

function checkValue(schema: ShapeSchema, value: unknown, { path, names }: Names, report: Report): void {
  if (schema['x-names'] === 'agent') {
    if (typeof value !== 'string' || value === '' || names.includes(value)) return;
    report({ code: 'scenario-contradiction', path, message: `The scenario has no agent "${value}".`, help: helpFor(value, names) });
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((one, index) => checkValue(schema.items ?? {}, one, { path: [...path, index], names }, report));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    checkValue(property, (value as Record<string, unknown>)[key], { path: [...path, key], names }, report);
  }
}

/** An option called `members` with names as keys, as a council has it, whatever the agent. */
function checkMembers({ members }: Readonly<Record<string, unknown>>, { path, names }: Names, report: Report): void {
  if (typeof members !== 'object' || members === null || Array.isArray(members)) return;
  for (const name of Object.keys(members)) {
    if (names.includes(name)) continue;
    const message = `A member is an agent of the scenario (found "${name}").`;
    report({ code: 'scenario-contradiction', path: [...path, name], blames: 'key', message, help: helpFor(name, names) });
  }
}

function helpFor(name: string, names: readonly string[]): string {
  const near = nearestWord(name, names);
  return near === undefined ? `The agents are: ${names.join(', ')}.` : `Did you mean "${near}"?`;
}

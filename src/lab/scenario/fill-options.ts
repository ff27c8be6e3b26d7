/**
 * Options of agents that stand in files of their own: what such a file says is put into the scenario in the place of
 * its name, for a run must need no other file to be decided again.
 */
import type { TSchema } from '@sinclair/typebox';
import type { KnownKinds } from './check-agents.js';
import { parseDocument } from './parse-document.js';
import { errorOf, pathText, type Path, type Problem, type SpanOf } from './scenario-problem.js';
import type { AgentSection, Scenario } from './scenario-schema.js';
import type { ShapeSchema } from './shape-words.js';

/** An option that names a file. */
export interface NamedFile {
  /** Way to the options. */
  readonly path: Path;
  /** The option that holds the name. */
  readonly option: string;
  readonly named: string;
  /** The option that what the file says is put into. */
  readonly fills: string;
}

/** Returns the options of a scenario that name files to be put in their place. */
export function namedFiles(scenario: Scenario, kinds: KnownKinds): NamedFile[] {
  return sectionsOf(scenario).flatMap(([path, { kind = '', options }]) => {
    const schema = Object.hasOwn(kinds, kind) ? kinds[kind].options : undefined;
    return Object.entries(propertiesOf(schema)).flatMap(([option, { 'x-fills': fills }]): NamedFile[] => {
      const named = options[option];
      return fills === undefined || typeof named !== 'string' ? [] : [{ path, option, named, fills }];
    });
  });
}

/** Where the name of a file stands. */
export function placeOfName({ path, option }: NamedFile): Path {
  return [...path, option];
}

/** Returns the scenario with the texts of the files in place of their names, not yet checked again. Throws where a text cannot be read, and `scenario-contradiction`. */
export function withOptions(scenario: Scenario, files: readonly (NamedFile & { readonly text: string })[], spanOf: SpanOf): Scenario {
  const filled = structuredClone(scenario);
  const sections = sectionsOf(filled);
  for (const file of files) {
    const { path, option, named, fills, text } = file;
    const options = sections.find(([at]) => pathText(at) === pathText(path))?.[1].options ?? {};
    if (Object.keys(options[fills] ?? {}).length > 0) throw errorOf([contradiction(file)], spanOf);
    const { value, source, problems } = parseDocument(text, named);
    if (problems.length > 0) throw errorOf(problems, source.spanOf);
    delete options[option];
    options[fills] = value;
  }
  return filled;
}

/** Returns agents and templates of agents, with the way to their options. */
function sectionsOf({ agents, swarm }: Scenario): [Path, Pick<AgentSection, 'kind' | 'options'>][] {
  const own = Object.entries(agents).map(([name, section]): [Path, AgentSection] => [['agents', name, 'options'], section]);
  const templates = Object.entries(swarm?.templates ?? {}).map(([name, section]): [Path, Pick<AgentSection, 'kind' | 'options'>] => [['swarm', 'templates', name, 'options'], section]);
  return [...own, ...templates];
}

function propertiesOf(schema: TSchema | undefined): Readonly<Record<string, ShapeSchema>> {
  return (schema as ShapeSchema | undefined)?.properties ?? {};
}

function contradiction(file: NamedFile): Problem {
  const path = placeOfName(file);
  return { code: 'scenario-contradiction', path, message: `${pathText(path)} stands in the place of \`${file.fills}\` (found both).`, help: 'Leave one of them away.' };
}

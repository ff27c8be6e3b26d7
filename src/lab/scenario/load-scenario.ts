/**
 * Loads a scenario file: its text, and whether the files it names are there and lie in its project. The
 * only file of this room that looks at a disk, through `host/`.
 */
import { HivetapeError, isHivetapeError } from '../../core/errors.js';
import { readFileBytes } from '../../host/file-bytes.js';
import { absolutePath, besideFile, pathStateIn, projectRootOf } from '../../host/project-files.js';
import { readFaultPlan } from './read-fault-plan.js';
import { completeScenario, scenarioDigest } from './complete-scenario.js';
import { namedFiles, placeOfName, withOptions } from './fill-options.js';
import type { KnownNames } from './check-meaning.js';
import { knownNames } from './known-names.js';
import { TEXT_LENGTH_MAX } from './parse-document.js';
import { readScenario, type ReadScenario } from './read-scenario.js';
import { errorOf, pathText, type Path, type Problem } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';

export interface LoadedScenario extends ReadScenario {
  /** Absolute path of the scenario file; what the scenario names is relative to it. */
  readonly file: string;
  /** Absolute directory that everything the scenario names lies in. */
  readonly projectRoot: string;
}

export interface LoadOptions {
  /** As given with `--set`. */
  readonly overrides?: readonly string[];
  /** How messages name the file; its path if absent. */
  readonly shownAs?: string;
  readonly known?: KnownNames;
}

/**
 * Returns a complete scenario and where it lies. Throws `scenario-not-found`, what is wrong with its text
 * and meaning (all at once), `path-not-found`, `path-outside-project`.
 */
export async function loadScenario(path: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  const shownAs = options.shownAs ?? path;
  const text = await readScenarioText(path, shownAs);
  const known = options.known ?? knownNames();
  const read = readScenario(text, shownAs, { known, overrides: options.overrides ?? [] });
  const file = absolutePath(path);
  const projectRoot = projectRootOf(file);
  const fills = namedFiles(read.scenario, known.agentKinds);
  const paths = [...pathsOf(read.scenario), ...fills.map((fill): [Path, string] => [placeOfName(fill), fill.named])];
  const problems = paths.flatMap(([at, named]) => problemOf(at, named, { file, projectRoot }));
  if (problems.length > 0) throw errorOf(problems, read.spanOf);
  const texts = await Promise.all(fills.map(async (fill) => ({ ...fill, text: await readScenarioText(besideFile(file, fill.named), fill.named) })));
  const filled = texts.length === 0 ? read.scenario : completeScenario(withOptions(read.scenario, texts, read.spanOf), { known, spanOf: read.spanOf });
  const scenario = await withPlan(filled, file);
  return { ...read, scenario, digest: scenario === read.scenario ? read.digest : scenarioDigest(scenario), file, projectRoot };
}

/** Puts the plan of faults in the place of the name of its file, for a run must need no other file to be decided again. */
async function withPlan(scenario: Scenario, file: string): Promise<Scenario> {
  const { chaos } = scenario;
  if (typeof chaos?.plan !== 'string') return scenario;
  const text = await readScenarioText(besideFile(file, chaos.plan), chaos.plan);
  return { ...scenario, chaos: { ...chaos, plan: readFaultPlan(text, chaos.plan) } };
}

/** Returns the text of a scenario or sweep. Throws `scenario-not-found`, `scenario-syntax`. */
export async function readScenarioText(path: string, shownAs: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFileBytes(path, TEXT_LENGTH_MAX * 4);
  } catch (cause) {
    if (!isHivetapeError(cause) || (cause.code !== 'file-unreadable' && cause.code !== 'file-not-regular')) throw cause;
    throw new HivetapeError('scenario-not-found', `There is no scenario file "${shownAs}" that can be read.`, {
      help: 'Check the path; `hivetape init` writes a sample.',
      cause,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new HivetapeError('scenario-syntax', `A scenario is UTF-8 text (found ${isUtf16 ? 'UTF-16' : 'bytes that are none'}).`, {
      place: { file: shownAs },
      help: 'Save the file as UTF-8.',
      cause,
    });
  }
}

/** Returns every path that a scenario names, with the place that names it. */
function pathsOf({ data, facts = [], agents, venue, fx, chaos = {} }: Scenario): [Path, string][] {
  const files = data.flatMap((section, index) =>
    (['file', 'actions', 'factors', 'symbolMap', 'quotes'] as const).flatMap((key): [Path, string][] => {
      const named = section[key];
      if (named === undefined) return [];
      return typeof named === 'string' ? [[['data', index, key], named]] : [[['data', index, key, 'file'], named.file]];
    }),
  );
  const code = Object.entries(agents).flatMap(([name, { path }]): [Path, string][] => (path === undefined ? [] : [[['agents', name, 'path'], path]]));
  const faults = (['plan', 'invariants'] as const).flatMap((key): [Path, string][] => (typeof chaos[key] === 'string' ? [[['chaos', key], chaos[key]]] : []));
  const fees = venue.fees.path === undefined ? [] : [[['venue', 'fees', 'path'], venue.fees.path] satisfies [Path, string]];
  const rates = (fx?.rates ?? []).flatMap((rate, index) => (['file', 'bars'] as const).flatMap((key): [Path, string][] => (rate[key] === undefined ? [] : [[['fx', 'rates', index, key], rate[key]]])));
  const figures = facts.map(({ file }, index): [Path, string] => [['facts', index, 'file'], file]);
  return [...files, ...figures, ...rates, ...code, ...fees, ...faults];
}

function problemOf(at: Path, named: string, { file, projectRoot }: { readonly file: string; readonly projectRoot: string }): Problem[] {
  const state = pathStateIn(projectRoot, besideFile(file, named));
  switch (state) {
    case 'file':
      return [];
    case 'missing':
      return [{ code: 'path-not-found', path: at, message: `${pathText(at)} names a file that does not exist ("${named}").`, help: 'Paths are relative to the scenario file.' }];
    case 'directory':
      return [{ code: 'path-not-found', path: at, message: `${pathText(at)} must name a file ("${named}" is a directory).` }];
    case 'outside':
      return [{ code: 'path-outside-project', path: at, message: `${pathText(at)} must stay inside the project ("${named}" leads out of it).`, help: 'Copy the file into the project.' }];
  }
}

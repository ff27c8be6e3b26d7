/**
 * From a plain value to a complete scenario: shape, then meaning, with every default filled in. Pure:
 * files that the scenario names are looked for elsewhere.
 */
import { digestOf } from '../../core/canonical.js';
import { checkMeaning, type KnownNames } from './check-meaning.js';
import { checkShape } from './check-shape.js';
import { errorOf, type Problem, type SpanOf } from './scenario-problem.js';
import { SCENARIO_FORMAT, scenarioSchema, type Scenario } from './scenario-schema.js';
import { found } from './shape-words.js';

export interface Surroundings {
  readonly known: KnownNames;
  /** Where a path stands in the source; the scenario itself if absent. */
  readonly spanOf?: SpanOf;
  /** Problems that were found while the text was read. */
  readonly problems?: readonly Problem[];
}

/** Returns the complete scenario. Throws the first problem with all the others in its details. */
export function completeScenario(value: unknown, { known, spanOf = nowhere, problems: earlier = [] }: Surroundings): Scenario {
  const problems: Problem[] = [...earlier];
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const otherFormat = formatProblem(value);
  if (otherFormat) throw errorOf([otherFormat], spanOf);
  const shaped = checkShape(scenarioSchema, value, [], report) as Scenario;
  const unsound = new Set(problems.map(({ path }) => path[0]));
  const isRootSound = problems.every(({ path }) => path.length > 0);
  const complete = isRootSound ? checkMeaning(shaped, { known, isSound: (section) => !unsound.has(section) }, report) : shaped;
  if (problems.length > 0) throw errorOf(problems, spanOf);
  return complete;
}

/** Returns "sha256:…" of what the scenario says: comments, order of keys and written defaults do not count. */
export function scenarioDigest(scenario: Scenario): string {
  return digestOf(scenario);
}

/** Another format has other keys, so nothing else is said about it. */
function formatProblem(value: unknown): Problem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('hivetape' in value)) return undefined;
  const format = value.hivetape;
  if (format === SCENARIO_FORMAT || typeof format !== 'number') return undefined;
  const isNewer = format > SCENARIO_FORMAT;
  return {
    code: 'scenario-version',
    path: ['hivetape'],
    message: `This hivetape reads scenarios of format ${SCENARIO_FORMAT} (found ${found(format)}).`,
    help: isNewer ? 'The file was written for a newer hivetape; update the package.' : `Write hivetape: ${SCENARIO_FORMAT}.`,
  };
}

function nowhere(): { readonly place: Record<string, never> } {
  return { place: {} };
}

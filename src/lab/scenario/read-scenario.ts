/** From the text of a scenario file, and overrides, to a complete scenario. Pure: the text is given. */
import type { KnownNames } from './check-meaning.js';
import { completeScenario, scenarioDigest } from './complete-scenario.js';
import { misplacedNotes } from './misplaced.js';
import { applyOverrides, parseOverride, spanOfOverride } from './overrides.js';
import { parseDocument } from './parse-document.js';
import type { SpanOf } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';
import { unheardNotes } from './unheard.js';

export interface ReadScenario {
  readonly scenario: Scenario;
  /** "sha256:…" of what the scenario says. */
  readonly digest: string;
  /** How something surprising in the file was read, and what will hardly do what it says, for people. */
  readonly notes: readonly string[];
  /** Where a path stands: in the file, or in the override that set it. */
  readonly spanOf: SpanOf;
}

export interface ReadOptions {
  readonly known: KnownNames;
  /** As given with `--set`: "agents.trend.options.fastBars=10". Later ones win. */
  readonly overrides?: readonly string[];
}

/** Returns the complete scenario. Throws what is wrong with the text, the overrides, or what they say. */
export function readScenario(text: string, file: string, { known, overrides: given = [] }: ReadOptions): ReadScenario {
  const { value, source, problems, notes } = parseDocument(text, file);
  const overrides = given.map(parseOverride);
  if (overrides.length > 0 && typeof value === 'object' && value !== null) applyOverrides(value as Record<string, unknown>, overrides);
  const spanOf: SpanOf = (path, blames) => spanOfOverride(overrides, path) ?? source.spanOf(path, blames);
  const scenario = completeScenario(value, { known, spanOf, problems });
  return { scenario, digest: scenarioDigest(scenario), notes: [...notes, ...unheardNotes(scenario, known.agentKinds), ...misplacedNotes(scenario, known.agentKinds)], spanOf };
}

/** Returns a complete scenario with some values changed, checked again. Throws as {@link readScenario}. */
export function reviseScenario(scenario: Scenario, overrides: readonly string[], known: KnownNames): Scenario {
  const parsed = overrides.map(parseOverride);
  const value = structuredClone(scenario) as Record<string, unknown>;
  applyOverrides(value, parsed);
  return completeScenario(value, { known, spanOf: (path) => spanOfOverride(parsed, path) ?? { place: {} } });
}

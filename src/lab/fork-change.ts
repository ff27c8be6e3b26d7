/** What a fork changes, and the scenario that comes of it. */
import { HivetapeError } from '../core/errors.js';
import { knownNames } from './scenario/known-names.js';
import { parseOverride } from './scenario/overrides.js';
import { reviseScenario } from './scenario/read-scenario.js';
import type { Scenario } from './scenario/scenario-schema.js';

export interface ForkChange {
  /** As given: `agents.momentum.options.bars=20`. */
  readonly set: readonly string[];
  /** New kinds or files, by agent. */
  readonly swap: Readonly<Record<string, string>>;
  /** Seed of all chance after the fork. */
  readonly seed?: number;
}

/** Sections that say what the past was; a fork goes on from there. */
const pastSections = ['hivetape', 'name', 'seed', 'data', 'period', 'account', 'chaos'];

/** Returns the scenario after the change. Throws `fork-change-invalid`, `scenario-override` and what a scenario's check throws. */
export function applyChange(scenario: Scenario, change: ForkChange): Scenario {
  const overrides = change.set.map(parseOverride);
  for (const { path, text } of overrides) {
    if (!pastSections.includes(String(path[0]))) continue;
    throw new HivetapeError('fork-change-invalid', `A fork changes what comes after it; ${String(path[0])} belongs to the past (found "${text}").`, {
      help: path[0] === 'seed' ? 'Use --reseed N.' : 'Start a new run with `hivetape run --set` instead.',
    });
  }
  const unknown = overrides.map(({ path }) => path).find(([section, agent]) => section === 'agents' && !Object.hasOwn(scenario.agents, String(agent)));
  if (unknown !== undefined) throw notSeated(scenario, String(unknown[1]));
  const swapped = structuredClone(scenario);
  for (const [agent, to] of Object.entries(change.swap)) swapAgent(swapped, agent, to);
  return reviseScenario(swapped, change.set, knownNames());
}

function swapAgent(scenario: Scenario, agent: string, to: string): void {
  if (!Object.hasOwn(scenario.agents, agent)) throw notSeated(scenario, agent);
  const isFile = to.endsWith('.ts') || to.endsWith('.js') || to.endsWith('.mjs');
  scenario.agents[agent] = { ...(isFile ? { path: to } : { kind: to }), options: isFile ? scenario.agents[agent].options : {} };
}

function notSeated({ agents }: Scenario, found: string): HivetapeError {
  return new HivetapeError('fork-change-invalid', `A fork changes agents that take part (found "${found}", which does not).`, {
    help: `Agents are: ${Object.keys(agents).join(', ')}.`,
  });
}

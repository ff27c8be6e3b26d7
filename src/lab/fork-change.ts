/** What a fork changes, and the scenario that comes of it. */
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { CommandGiven } from './operator-commands.js';
import { knownNames } from './scenario/known-names.js';
import { parseOverride } from './scenario/overrides.js';
import { reviseScenario } from './scenario/read-scenario.js';
import type { Scenario } from './scenario/scenario-schema.js';
import { seatNames } from './scenario/swarm-seats.js';

export interface ForkChange {
  /** As given: `agents.momentum.options.bars=20`. */
  readonly set: readonly string[];
  /** New kinds or files, by agent. */
  readonly swap: Readonly<Record<string, string>>;
  /** Seed of all chance after the fork. */
  readonly seed?: number;
  /** What an operator commands at the place where the fork begins; absent: nothing. */
  readonly commands?: readonly CommandGiven[];
  /** When that is said; absent: right after what was said before the fork. */
  readonly commandsAt?: Instant;
}

/** Sections that say what the past was; a fork goes on from there. */
const pastSections = ['hivetape', 'name', 'seed', 'data', 'period', 'account', 'chaos', 'swarm'];

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
  if (change.commands !== undefined) checkGiven(scenario, change.commands);
  const swapped = structuredClone(scenario);
  for (const [agent, to] of Object.entries(change.swap)) swapAgent(swapped, agent, to);
  return reviseScenario(swapped, change.set, knownNames());
}

/** Commands that could be carried out; to set options, a fork changes the scenario. */
function checkGiven(scenario: Scenario, commands: readonly CommandGiven[]): void {
  const { swarm } = scenario;
  if (swarm === undefined) {
    throw new HivetapeError('fork-change-invalid', 'Agents can be commanded where they have a life of their own (found a scenario without a `swarm` section).', { help: 'Add `swarm: {}` to the scenario, and run it.' });
  }
  const names = seatNames(scenario, swarm);
  for (const { command, agent } of commands) {
    if (command === 'configure') throw new HivetapeError('fork-change-invalid', 'A fork gives an agent other options by setting them (found the command configure).', { help: 'Use --set agents.NAME.options.KEY=VALUE.' });
    if (agent !== undefined && !names.includes(agent)) throw notSeated(scenario, agent);
  }
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

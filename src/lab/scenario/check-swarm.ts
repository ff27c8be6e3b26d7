/** Checks what a scenario says of its swarm: names, numbers that must fit, and what operators can command. */
import { officeHelp } from '../../agents/roles.js';
import { agentId } from '../../core/brand.js';
import { isHivetapeError } from '../../core/errors.js';
import { parseInstant } from '../../core/instant.js';
import { nearestWord } from '../../core/nearest-word.js';
import { topologyOf } from '../../swarm/topology/topology.js';
import { optionsOf, type KnownKinds } from './check-agents.js';
import { pathText, type Path, type Report } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';
import { planOfTopology, seatNames, seatsFromTemplates } from './swarm-seats.js';
import type { CommandSection, SwarmSection } from './swarm-schema.js';

/** Returns the swarm with the default options of its templates and of what is configured later. */
export function checkSwarm(scenario: Scenario, swarm: SwarmSection, kinds: KnownKinds, report: Report): SwarmSection {
  const templates = Object.entries(swarm.templates).map(([name, template]) => [name, { ...template, options: checkTemplate(name, template, kinds, report) }] as const);
  const complete = { ...swarm, templates: Object.fromEntries(templates) };
  checkSeats(scenario, complete, report);
  checkTopology(scenario, complete, report);
  if (complete.messages.requestTimeoutUs > complete.messages.ttlUs) {
    report({ code: 'message-setting-contradicts', path: ['swarm', 'messages', 'requestTimeoutUs'], message: `A request waits for its answer no longer than it lives (found ${complete.messages.requestTimeoutUs} µs, and ttlUs ${complete.messages.ttlUs}).` });
  }
  return { ...complete, commands: checkCommands(scenario, complete, kinds, report) };
}

function checkTemplate(name: string, { kind, options, count, max }: SwarmSection['templates'][string], kinds: KnownKinds, report: Report): Record<string, unknown> {
  const path: Path = ['swarm', 'templates', name];
  if (count > max) report({ code: 'scenario-contradiction', path: [...path, 'count'], message: `A template begins with at most as many as there may be (found ${count} of ${max}).` });
  if (Object.hasOwn(kinds, kind)) return optionsOf(kinds[kind], options, [...path, 'options'], report);
  const near = nearestWord(kind, Object.keys(kinds));
  const help = officeHelp(kind) ?? (near === undefined ? undefined : `Did you mean "${near}"?`);
  report({ code: 'unknown-agent-kind', path: [...path, 'kind'], message: `There is no agent of kind "${kind}".`, ...(help === undefined ? {} : { help }) });
  return options;
}

/** What loads can begin: the first agents must fit. */
function checkSeats({ agents }: Scenario, swarm: SwarmSection, report: Report): void {
  for (const { name, template } of seatsFromTemplates(swarm)) {
    if (!Object.hasOwn(agents, name)) continue;
    report({ code: 'scenario-contradiction', path: ['swarm', 'templates', template], blames: 'key', message: `Every agent has a name of its own (found "${name}" under agents and as a seat of the template).` });
  }
  const live = Object.keys(agents).length + Object.values(swarm.templates).reduce((sum, { count }) => sum + count, 0);
  if (live > swarm.maxAgents) {
    report({ code: 'scenario-contradiction', path: ['swarm', 'maxAgents'], message: `A swarm begins with at most \`maxAgents\` agents (found ${live}, and maxAgents ${swarm.maxAgents}).`, help: 'Raise `swarm.maxAgents`.' });
  }
  swarm.waiting.forEach((name, index) => {
    if (!Object.hasOwn(agents, name)) report(stranger(name, ['swarm', 'waiting', index], Object.keys(agents)));
  });
}

function checkTopology(scenario: Scenario, swarm: SwarmSection, report: Report): void {
  if (swarm.topology === undefined) return;
  try {
    topologyOf(planOfTopology(swarm.topology), seatNames(scenario, swarm).map(agentId));
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    report({ code: cause.code, path: ['swarm', 'topology'], message: cause.message, ...(cause.details.help === undefined ? {} : { help: cause.details.help }) });
  }
}

const needsAgent: readonly string[] = ['start', 'pause', 'resume', 'drain', 'stop', 'configure', 'reinject', 'settle'];
const needsTemplate: readonly string[] = ['spawn', 'scale'];

/** Returns the commands, each configuration complete: options are what they were, with what the command changes. */
function checkCommands(scenario: Scenario, swarm: SwarmSection, kinds: KnownKinds, report: Report): CommandSection[] {
  const names = seatNames(scenario, swarm);
  const options = new Map<string, Record<string, unknown>>(Object.entries(scenario.agents).map(([name, agent]) => [name, agent.options]));
  for (const { name, template } of seatsFromTemplates(swarm)) options.set(name, swarm.templates[template].options);
  return swarm.commands.map((command, index) => {
    const path: Path = ['swarm', 'commands', index];
    checkCommand(command, path, { names, templates: Object.keys(swarm.templates) }, report);
    if (command.command !== 'configure' || command.agent === undefined) return command;
    const kind = kindOf(scenario, swarm, command.agent);
    const changed = { ...options.get(command.agent), ...command.options };
    const complete = kind === undefined || !Object.hasOwn(kinds, kind) ? changed : optionsOf(kinds[kind], changed, [...path, 'options'], report);
    options.set(command.agent, complete);
    return { ...command, options: complete };
  });
}

function checkCommand({ at, command, agent, template, edges }: CommandSection, path: Path, { names, templates }: { readonly names: readonly string[]; readonly templates: readonly string[] }, report: Report): void {
  try {
    parseInstant(at);
  } catch {
    report({ code: 'scenario-invalid', path: [...path, 'at'], message: `${pathText([...path, 'at'])} must be a date, or a date and time with a zone (found "${at}").`, help: 'Write 2020-01-31 or 2020-01-31T15:00:00Z.' });
  }
  const missing = needsAgent.includes(command) && agent === undefined ? 'agent' : needsTemplate.includes(command) && template === undefined ? 'template' : command === 'rewire' && edges === undefined ? 'edges' : undefined;
  if (missing !== undefined) report({ code: 'scenario-invalid', path, message: `The command ${command} needs \`${missing}\`.` });
  if (agent !== undefined && !names.includes(agent)) report(stranger(agent, [...path, 'agent'], names));
  if (template !== undefined && !templates.includes(template)) report({ code: 'scenario-contradiction', path: [...path, 'template'], message: `A template stands under \`swarm.templates\` (found "${template}").` });
}

function kindOf({ agents }: Scenario, swarm: SwarmSection, name: string): string | undefined {
  if (Object.hasOwn(agents, name)) return agents[name].kind;
  const seat = seatsFromTemplates(swarm).find((one) => one.name === name);
  return seat === undefined ? undefined : swarm.templates[seat.template].kind;
}

function stranger(name: string, path: Path, names: readonly string[]): Parameters<Report>[0] {
  const near = nearestWord(name, names);
  return { code: 'scenario-contradiction', path, message: `There is no agent "${name}" in the scenario.`, ...(near === undefined ? {} : { help: `Did you mean "${near}"?` }) };
}

/** What operators command, as words of the log: by a scenario at its time, or at the place where a fork begins. */
import type { Json } from '../core/canonical.js';
import { agentId } from '../core/brand.js';
import { parseInstant, type Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import { OPERATOR } from '../domain/office-names.js';
import { denialOf, type Operators } from '../domain/permissions.js';
import type { Source } from '../kernel/agent.js';
import type { RunPlan } from './run-plan.js';
import type { CommandSection } from './scenario/swarm-schema.js';

/** A command without its time. */
export type CommandGiven = Omit<CommandSection, 'at'>;

/** Returns what brings the commands of a scenario into its run, without the first words, which were said already; nothing where there are none. */
export function commandsOf({ swarm }: RunPlan, startAt: Instant, { said = 0 }: { readonly said?: number } = {}): Source[] {
  const commands = commandsInOrder(swarm?.commands ?? []);
  if (commands.length === 0) return [];
  const drafts = commands.flatMap(({ at: written, ...given }) => {
    // What is dated before the run is commanded when it begins.
    const at = Math.max(startAt, parseInstant(written));
    return commandDrafts(given, swarm?.operators).map((draft) => ({ at, draft }));
  });
  let next = said;
  return [{
    agent: OPERATOR,
    nextAt: () => drafts[next]?.at,
    take: () => {
      next += 1;
      return drafts[next - 1].draft;
    },
  }];
}

/** Returns commands in the order in which they are given: by their times, which may be written in several zones, and then as they stand. */
export function commandsInOrder(commands: readonly CommandSection[]): readonly CommandSection[] {
  return [...commands].sort((a, b) => parseInstant(a.at) - parseInstant(b.at));
}

/**
 * Returns the words of a command; of one that its operator has no right to, that it was denied, and nobody else is told.
 * The kill switch is pulled with the word that everybody knows.
 */
export function commandDrafts(given: CommandGiven, operators: Operators): EventDraft[] {
  const { command, agent, template, count, options, edges, operator, permission, reason } = given;
  const denial = denialOf(given, operators);
  if (denial !== undefined) {
    const whom = { ...(agent === undefined ? {} : { agent: agentId(agent) }), ...(template === undefined ? {} : { template }) };
    return [{ type: 'CommandDenied', data: { command, operator, permission, reason: denial, ...whom } }];
  }
  const commanded: EventDraft = {
    type: 'OperatorCommanded',
    data: {
      command, operator, permission, reason,
      ...(agent === undefined ? {} : { agent: agentId(agent) }),
      ...(template === undefined ? {} : { template }),
      ...(count === undefined ? {} : { count }),
      ...(options === undefined ? {} : { options: options as Json }),
      ...(edges === undefined ? {} : { edges: edges.map(({ from, to, weight }) => ({ from: agentId(from), to: agentId(to), weight })) }),
    },
  };
  return command === 'kill-switch' ? [commanded, { type: 'KillSwitchPulled', data: { operator, reason } }] : [commanded];
}

/**
 * The same scenario with one of its analysts alone: same data, same money, same venue, same limits, same
 * traders, and a council of one. What a swarm is worth is what it does better than the best of these.
 */
import { Value } from '@sinclair/typebox/value';
import { findAgentKind } from '../../agents/registry.js';
import { kindFilling } from '../../agents/roles.js';
import type { Scenario } from '../scenario/scenario-schema.js';

type Seat = Scenario['agents'][string];

/** Who keeps the books, brings data or carries out orders stays, whoever decides. */
const STAYING: readonly string[] = ['trader', 'portfolio-optimiser', 'portfolio', 'risk-monitor', 'performance-monitor', 'loader', 'feature-extractor', 'twap', 'vwap', 'pov'];

/** Returns the names of the agents that analyse and vote, in the order of the scenario. */
export function analystsOf({ agents }: Scenario): readonly string[] {
  return Object.entries(agents).flatMap(([name, { kind }]) => (kind !== undefined && isAnalyst(kind) ? [name] : []));
}

function isAnalyst(kind: string): boolean {
  const { capabilities } = findAgentKind(kind);
  return capabilities.includes('analyse') && capabilities.includes('vote');
}

/** Returns the scenario in which that analyst decides alone, by a council of which it is the only member. */
export function soloScenario(scenario: Scenario, analyst: string): Scenario {
  const agents: Record<string, Seat> = {};
  for (const [name, seat] of Object.entries(scenario.agents)) {
    if (name === analyst || (seat.kind !== undefined && STAYING.includes(kindFilling(seat.kind)))) agents[name] = seat;
  }
  for (const council of followedBy(scenario)) {
    const { instruments, entryLean, hysteresis, leanStep } = optionsOf(scenario.agents[council]);
    const options = Value.Default(findAgentKind('council').options, withoutAbsent({ instruments, entryLean, hysteresis, leanStep, members: { [analyst]: 1 } }));
    agents[council] = { ...scenario.agents[council], kind: 'council', options } as Seat;
  }
  const { swarm: _swarm, ...rest } = scenario as Scenario & { readonly swarm?: unknown };
  return { ...rest, name: `${scenario.name}/${analyst}`, agents } as Scenario;
}

/** Returns the councils that the traders of a scenario follow, or the optimisers whose word they take. */
function followedBy({ agents }: Scenario): readonly string[] {
  const followed = Object.values(agents).flatMap((seat) => (seat.kind === 'trader' || seat.kind === 'portfolio-optimiser' ? [optionsOf(seat)['council']] : []));
  const named = followed.filter((council): council is string => typeof council === 'string' && council !== '');
  const councils = Object.entries(agents).flatMap(([name, { kind }]) => (kind === 'council' ? [name] : []));
  return [...new Set(named.length > 0 ? named : councils)];
}

function optionsOf(seat: Seat | undefined): Readonly<Record<string, unknown>> {
  return (seat?.options ?? {}) as Readonly<Record<string, unknown>>;
}

function withoutAbsent(options: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

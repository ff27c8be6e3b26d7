/** The seats of a swarm: who begins, and the places that templates keep free. */
import type { TopologyPlan } from '../../swarm/topology/topology.js';
import { agentId } from '../../core/brand.js';
import type { Scenario } from './scenario-schema.js';
import type { SwarmSection } from './swarm-schema.js';

export interface TemplateSeat {
  readonly name: string;
  readonly template: string;
  /** Whether somebody sits there from the beginning. */
  readonly isTaken: boolean;
}

/** Returns the seats of all templates, in order. */
export function seatsFromTemplates({ templates }: SwarmSection): TemplateSeat[] {
  return Object.entries(templates).flatMap(([template, { count, max }]) => Array.from({ length: max }, (_, index) => ({ name: `${template}-${index + 1}`, template, isTaken: index < count })));
}

/** Returns the names of all who may ever live. */
export function seatNames({ agents }: Pick<Scenario, 'agents'>, swarm: SwarmSection): string[] {
  return [...Object.keys(agents), ...seatsFromTemplates(swarm).map(({ name }) => name)];
}

export function planOfTopology({ kind, hub, fanOut, edges, weights }: NonNullable<SwarmSection['topology']>): TopologyPlan {
  return {
    kind,
    hub: hub === undefined ? undefined : agentId(hub),
    fanOut,
    edges: edges as readonly (readonly [string, string])[] | undefined,
    weights: weights as TopologyPlan['weights'],
  };
}

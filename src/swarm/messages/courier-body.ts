/** What stays the same about a courier for a whole run: who it works for, by what setting, and whom it can reach. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { EventDraft } from '../../domain/catalogue.js';
import type { Topology } from '../topology/topology.js';
import { wiringOf, type Wiring } from '../topology/wiring.js';
import type { CourierOptions } from './courier-setting.js';
import type { Neighbourhood } from './neighbourhood.js';
import type { CourierState } from './courier-state.js';

/** Name of the one timer by which a courier wakes. */
export const COURIER_TIMER = 'courier';

export interface CourierBody {
  readonly id: AgentId;
  readonly setting: CourierOptions;
  readonly neighbourhood: Neighbourhood;
  /** Returns who hears a topic of this agent's: who listens and may be spoken to. */
  listenersOf(topic: string, state: CourierState): readonly AgentId[];
  /** Returns how the swarm is wired, as far as this agent has heard. */
  wiring(state: CourierState): Wiring;
}

export interface BodyParts {
  readonly id: AgentId;
  readonly setting: CourierOptions;
  readonly neighbourhood: Neighbourhood;
  readonly topology: Topology;
}

export function courierBody({ id, setting, neighbourhood, topology }: BodyParts): CourierBody {
  const first = wiringOf(topology);
  // What was worked out for the wiring that was asked about last; it follows from the edges alone.
  let latest: { readonly edges: unknown; readonly wiring: Wiring } | undefined;
  const wiring = ({ edges }: CourierState): Wiring => {
    if (edges === undefined) return first;
    if (latest?.edges !== edges) latest = { edges, wiring: wiringOf({ ...topology, kind: 'custom', edges }) };
    return latest.wiring;
  };
  return {
    id,
    setting,
    neighbourhood,
    wiring,
    listenersOf: (topic, state) => neighbourhood.listeners(topic).filter((other) => other !== id && wiring(state).allows(id, other)),
  };
}

/** Returns the timer that wakes the courier. */
export function alarmAt(id: AgentId, dueAt: Instant, now: Instant): EventDraft {
  return { type: 'TimerSet', to: [id], afterUs: dueAt - now, data: { name: COURIER_TIMER, dueAt } };
}

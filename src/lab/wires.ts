/**
 * The wires of a run: which agents can hear each other, by what the log said last of the topology. New edges hold at
 * once, old ones until the instant that the change names, so that what is under way arrives. Offices are wired to all.
 */
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { DataOf } from '../domain/catalogue.js';
import { REGISTRAR } from '../domain/office-names.js';
import type { Reach } from '../kernel/reach.js';
import { LAB } from '../kernel/speaker.js';
import type { Topology } from '../swarm/topology/topology.js';
import { wiringOf, type Wiring } from '../swarm/topology/wiring.js';

export class Wires implements Reach {
  readonly #members: ReadonlySet<AgentId>;
  #wiring: Wiring;
  /** What still holds besides. */
  #old: Wiring | undefined;
  #oldUntil: Instant = -Infinity;
  #isNew = false;

  constructor(topology: Topology, members: readonly AgentId[]) {
    this.#members = new Set(members);
    this.#wiring = wiringOf(topology);
  }

  allows(from: AgentId, to: AgentId): boolean {
    if (!this.#members.has(from) || !this.#members.has(to)) return true;
    return this.#wiring.allows(from, to) || this.#old?.allows(from, to) === true;
  }

  hasTurned(now: Instant): boolean {
    if (this.#old !== undefined && now >= this.#oldUntil) {
      this.#old = undefined;
      this.#isNew = true;
    }
    const isNew = this.#isNew;
    this.#isNew = false;
    return isNew;
  }

  recorded(event: Recorded): void {
    if (event.type !== 'TopologyChanged' || (event.agent !== REGISTRAR && event.agent !== LAB)) return;
    const { kind, edges, effectiveAt } = event.data as DataOf<'TopologyChanged'>;
    this.#old = effectiveAt > event.time ? this.#wiring : undefined;
    this.#oldUntil = effectiveAt;
    // A mesh says no edges, for it has all of them.
    this.#wiring = wiringOf({ kind: kind === 'mesh' ? 'mesh' : 'custom', edges });
    this.#isNew = true;
  }
}

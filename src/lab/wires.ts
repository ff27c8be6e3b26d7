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

/** What the log said last of the topology, and what holds besides. */
interface WiresPlace {
  readonly topology: Topology;
  readonly old: Topology | undefined;
  readonly oldUntil: Instant;
  readonly isNew: boolean;
}

export class Wires implements Reach {
  readonly #members: ReadonlySet<AgentId>;
  #topology: Topology;
  #wiring: Wiring;
  /** What still holds besides. */
  #oldTopology: Topology | undefined;
  #old: Wiring | undefined;
  #oldUntil: Instant = -Infinity;
  #isNew = false;

  constructor(topology: Topology, members: readonly AgentId[]) {
    this.#members = new Set(members);
    this.#topology = topology;
    this.#wiring = wiringOf(topology);
  }

  allows(from: AgentId, to: AgentId): boolean {
    if (!this.#members.has(from) || !this.#members.has(to)) return true;
    return this.#wiring.allows(from, to) || this.#old?.allows(from, to) === true;
  }

  hasTurned(now: Instant): boolean {
    if (this.#old !== undefined && now >= this.#oldUntil) {
      this.#hold(undefined);
      this.#isNew = true;
    }
    const isNew = this.#isNew;
    this.#isNew = false;
    return isNew;
  }

  recorded(event: Recorded): void {
    if (event.type !== 'TopologyChanged' || (event.agent !== REGISTRAR && event.agent !== LAB)) return;
    const { kind, edges, effectiveAt } = event.data as DataOf<'TopologyChanged'>;
    this.#hold(effectiveAt > event.time ? this.#topology : undefined);
    this.#oldUntil = effectiveAt;
    // A mesh says no edges, for it has all of them.
    this.#wire({ kind: kind === 'mesh' ? 'mesh' : 'custom', edges });
    this.#isNew = true;
  }

  place(): WiresPlace {
    return { topology: this.#topology, old: this.#oldTopology, oldUntil: this.#oldUntil, isNew: this.#isNew };
  }

  goOn(place: unknown): void {
    const { topology, old, oldUntil, isNew } = place as WiresPlace;
    this.#wire(topology);
    this.#hold(old);
    this.#oldUntil = oldUntil;
    this.#isNew = isNew;
  }

  #wire(topology: Topology): void {
    this.#topology = topology;
    this.#wiring = wiringOf(topology);
  }

  #hold(old: Topology | undefined): void {
    this.#oldTopology = old;
    this.#old = old && wiringOf(old);
  }
}

/**
 * Who hears what. A route is worked out once per (sender, topic) and then only looked up: receivers
 * grouped by latency, so that a message costs one queue entry per distinct latency.
 */
import type { AgentId } from '../core/brand.js';
import { randomStream, streamAt, type RandomStream, type StreamPlace } from '../core/random.js';
import { orderHash } from './delivery-queue.js';
import type { Network } from './network.js';
import type { Reach } from './reach.js';
import type { Seat } from './seat.js';
import { matchesTopic } from '../core/topic-pattern.js';

export interface Link {
  readonly receiver: Seat;
  readonly latencyUs: number;
  /** Largest extra delay in µs, both ends included. */
  readonly jitterUs: number;
  readonly chance: RandomStream | undefined;
  /** No later message of this link may arrive before this. */
  lastDeliverAt: number;
}

export interface RouteGroup {
  readonly latencyUs: number;
  readonly receivers: readonly Seat[];
}

export interface Route {
  /** The sender's part in the order of deliveries of one instant. */
  readonly senderHash: number;
  /** Receivers by constant latency, shortest first; none where any link has jitter. */
  readonly groups: readonly RouteGroup[];
  /** Link by link, where jitter makes each delivery its own; none elsewhere. */
  readonly links: readonly Link[];
}

/** By link. */
export interface InheritedLinks {
  /** Who can be heard by whom; everybody by everybody if absent. */
  readonly reach?: Reach | undefined;
  readonly chances?: ReadonlyMap<string, RandomStream> | undefined;
  /** When the last message arrived. */
  readonly arrivals?: ReadonlyMap<string, number>;
}

/** What a link remembers. */
export interface LinkPlace {
  readonly key: string;
  readonly lastDeliverAt: number;
  readonly chance: StreamPlace | undefined;
}

/** What is known of one sender. Whoever it wrote to last it often writes to again. */
interface Departure {
  readonly hash: number;
  byTopic: Map<string, Route> | undefined;
  byReceiver: Map<AgentId, Route> | undefined;
  lastTo: AgentId | undefined;
  lastRoute: Route | undefined;
}

export class Routes {
  readonly #departures = new Map<AgentId, Departure>();
  #seatById: ReadonlyMap<AgentId, Seat> | undefined;
  readonly #links = new Map<string, Link>();

  constructor(
    private readonly seats: readonly Seat[],
    private readonly network: Network,
    private readonly seed: number,
    /** What links go on with; absent: each begins anew. */
    private readonly inherited: InheritedLinks = {},
  ) {}

  /** Returns the routes of a run that goes on, whose links remember this. */
  static goingOn(seats: readonly Seat[], network: Network, { seed, links, reach }: { readonly seed: number; readonly links: readonly LinkPlace[]; readonly reach?: Reach | undefined }): Routes {
    const chances = links.flatMap(({ key, chance }) => (chance === undefined ? [] : [[key, streamAt(chance)] as const]));
    const arrivals = new Map(links.map(({ key, lastDeliverAt }) => [key, lastDeliverAt]));
    return new Routes(seats, network, seed, { chances: new Map(chances), arrivals, reach });
  }

  /** Returns what all links remember, in order of their keys. */
  places(): readonly LinkPlace[] {
    const chances = this.chances();
    const keys = new Set([...chances.keys(), ...(this.inherited.arrivals?.keys() ?? []), ...this.#links.keys()]);
    return [...keys]
      .sort((a, b) => (a < b ? -1 : 1))
      .map((key) => ({ key, lastDeliverAt: this.#links.get(key)?.lastDeliverAt ?? this.inherited.arrivals?.get(key) ?? 0, chance: chances.get(key)?.place() }))
      .filter(({ lastDeliverAt, chance }) => lastDeliverAt > 0 || chance !== undefined);
  }

  /** Returns the streams of chance of all links that have one. */
  chances(): ReadonlyMap<string, RandomStream> {
    const chances = new Map<string, RandomStream>(this.inherited.chances);
    for (const [key, { chance }] of this.#links) if (chance !== undefined) chances.set(key, chance);
    return chances;
  }

  /** Returns the route of a topic from a sender: everybody who listens, but the sender. */
  byTopic(sender: AgentId, topic: string): Route {
    const topics = this.#topicsOf(sender);
    let route = topics.get(topic);
    if (route === undefined) {
      const receivers = this.seats.filter(
        (seat) => seat.id !== sender && seat.listensTo.some((pattern) => matchesTopic(pattern, topic)),
      );
      topics.set(topic, (route = this.#routeTo(sender, receivers)));
    }
    return route;
  }

  /** Returns the route to named receivers; unknown names reach nobody. */
  direct(sender: AgentId, to: readonly AgentId[]): Route {
    if (to.length === 1) return this.#single(sender, to[0]);
    const topics = this.#topicsOf(sender);
    const key = `\u0000${to.join('\u0000')}`;
    let route = topics.get(key);
    if (route === undefined) {
      const named = new Set(to);
      topics.set(key, (route = this.#routeTo(sender, this.seats.filter(({ id }) => named.has(id)))));
    }
    return route;
  }

  /** Returns a sender's part in the order of deliveries. */
  hashOf(sender: AgentId): number {
    return this.#departure(sender).hash;
  }

  #single(sender: AgentId, to: AgentId): Route {
    const departure = this.#departure(sender);
    if (departure.lastTo === to && departure.lastRoute !== undefined) return departure.lastRoute;
    const routes = (departure.byReceiver ??= new Map<AgentId, Route>());
    let route = routes.get(to);
    if (route === undefined) {
      const seat = (this.#seatById ??= new Map(this.seats.map((one) => [one.id, one]))).get(to);
      routes.set(to, (route = this.#routeTo(sender, seat === undefined ? [] : [seat])));
    }
    departure.lastTo = to;
    departure.lastRoute = route;
    return route;
  }

  #topicsOf(sender: AgentId): Map<string, Route> {
    return (this.#departure(sender).byTopic ??= new Map<string, Route>());
  }

  #departure(sender: AgentId): Departure {
    let departure = this.#departures.get(sender);
    if (departure === undefined) {
      departure = { hash: orderHash(`sender/${sender}`), byTopic: undefined, byReceiver: undefined, lastTo: undefined, lastRoute: undefined };
      this.#departures.set(sender, departure);
    }
    return departure;
  }

  #routeTo(sender: AgentId, listeners: readonly Seat[]): Route {
    const { reach } = this.inherited;
    const { hash } = this.#departure(sender);
    const receivers = reach === undefined ? listeners : listeners.filter(({ id }) => reach.allows(sender, id));
    if (receivers.some(({ id }) => this.#jitterUs(sender, id) > 0)) return { senderHash: hash, groups: NONE, links: receivers.map((receiver) => this.#link(sender, receiver)) };
    const latencies = [...new Set(receivers.map(({ id }) => this.#latencyUs(sender, id)))].sort((a, b) => a - b);
    const groups = latencies.map((latencyUs) => ({ latencyUs, receivers: receivers.filter(({ id }) => this.#latencyUs(sender, id) === latencyUs) }));
    return { senderHash: hash, groups, links: NONE };
  }

  #latencyUs(sender: AgentId, receiver: AgentId): number {
    return sender === receiver ? 0 : Math.max(1, this.network.latencyUs(sender, receiver));
  }

  #jitterUs(sender: AgentId, receiver: AgentId): number {
    return sender === receiver ? 0 : this.network.jitterUs(sender, receiver);
  }

  /** Returns the link, which remembers what came over it; only links on routes with jitter have anything to remember. */
  #link(sender: AgentId, receiver: Seat): Link {
    const key = `${sender}\u0000${receiver.id}`;
    let link = this.#links.get(key);
    if (link === undefined) {
      const jitterUs = this.#jitterUs(sender, receiver.id);
      link = {
        receiver,
        latencyUs: this.#latencyUs(sender, receiver.id),
        jitterUs,
        chance: jitterUs > 0 ? this.#chance(key, sender, receiver.id) : undefined,
        lastDeliverAt: this.inherited.arrivals?.get(key) ?? 0,
      };
      this.#links.set(key, link);
    }
    return link;
  }

  #chance(key: string, from: AgentId, to: AgentId): RandomStream {
    return this.inherited.chances?.get(key) ?? randomStream({ seed: this.seed, agent: from, purpose: `latency to ${to}` });
  }
}

const NONE: readonly never[] = Object.freeze([]);

/**
 * Who hears what. A route is worked out once per (sender, topic) and then only looked up: receivers
 * grouped by latency, so that a message costs one queue entry per distinct latency.
 */
import type { AgentId } from '../core/brand.js';
import { randomStream, streamAt, type RandomStream, type StreamPlace } from '../core/random.js';
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
  /** Receivers by constant latency, shortest first; empty where any link has jitter. */
  readonly groups: readonly RouteGroup[];
  /** Link by link, where jitter makes each delivery its own. */
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

export class Routes {
  readonly #byTopic = new Map<AgentId, Map<string, Route>>();
  readonly #byReceiver = new Map<AgentId, Map<AgentId, Route>>();
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
    let topics = this.#byTopic.get(sender);
    if (topics === undefined) this.#byTopic.set(sender, (topics = new Map()));
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
    const key = `\u0000${to.join('\u0000')}`;
    let topics = this.#byTopic.get(sender);
    if (topics === undefined) this.#byTopic.set(sender, (topics = new Map()));
    let route = topics.get(key);
    if (route === undefined) {
      topics.set(key, (route = this.#routeTo(sender, this.seats.filter((seat) => to.includes(seat.id)))));
    }
    return route;
  }

  #single(sender: AgentId, to: AgentId): Route {
    let routes = this.#byReceiver.get(sender);
    if (routes === undefined) this.#byReceiver.set(sender, (routes = new Map()));
    let route = routes.get(to);
    if (route === undefined) routes.set(to, (route = this.#routeTo(sender, this.seats.filter(({ id }) => id === to))));
    return route;
  }

  #routeTo(sender: AgentId, listeners: readonly Seat[]): Route {
    const { reach } = this.inherited;
    const receivers = reach === undefined ? listeners : listeners.filter(({ id }) => reach.allows(sender, id));
    const links = receivers.map((receiver) => this.#link(sender, receiver));
    if (links.some((link) => link.chance !== undefined)) return { groups: [], links };
    const latencies = [...new Set(links.map((link) => link.latencyUs))].sort((a, b) => a - b);
    const groups = latencies.map((latencyUs) => ({
      latencyUs,
      receivers: links.filter((link) => link.latencyUs === latencyUs).map((link) => link.receiver),
    }));
    return { groups, links };
  }

  #link(sender: AgentId, receiver: Seat): Link {
    const key = `${sender}\u0000${receiver.id}`;
    let link = this.#links.get(key);
    if (link === undefined) {
      const toSelf = sender === receiver.id;
      const jitterUs = toSelf ? 0 : this.network.jitterUs(sender, receiver.id);
      link = {
        receiver,
        latencyUs: toSelf ? 0 : Math.max(1, this.network.latencyUs(sender, receiver.id)),
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

/**
 * The post office: works out who hears an event and when, and queues it. One queue entry per event
 * and instant; links with jitter get an entry each.
 */
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import { orderHash, tieBreaker, type DeliveryQueue } from './delivery-queue.js';
import type { Interference } from './interference.js';
import type { Network } from './network.js';
import type { Reach } from './reach.js';
import { Routes, type Link, type LinkPlace, type Route } from './routes.js';
import type { Seat } from './seat.js';
import type { Speaker } from './speaker.js';

/** A busy agent's waiting mail comes before whatever arrives at the same instant. */
export const WAKE_UP = -1;

export interface Envelope {
  readonly route: Route;
  /** When it leaves: now, and whatever the sender adds. */
  readonly sentAt: Instant;
  /** When the first receiver hears it. */
  readonly deliverAt: Instant;
  /** One arrival per link, where links have jitter. */
  readonly arrivals: readonly Instant[] | undefined;
}

export interface PostOptions {
  readonly seats: readonly Seat[];
  readonly network: Network;
  readonly seed: number;
  readonly queue: DeliveryQueue;
  readonly interference: Interference | undefined;
  readonly reach: Reach | undefined;
}

/** What beside the instant decides the order of deliveries. */
interface SendKey {
  readonly priority: number;
  readonly sequence: number;
}

export class Post {
  private readonly seats: readonly Seat[];
  private readonly queue: DeliveryQueue;
  private readonly interference: Interference | undefined;
  private readonly reach: Reach | undefined;
  private network: Network;
  private seed: number;
  #routes: Routes;
  #seedHash: number;

  constructor({ seats, network, seed, queue, interference, reach }: PostOptions) {
    this.seats = seats;
    this.network = network;
    this.seed = seed;
    this.queue = queue;
    this.interference = interference;
    this.reach = reach;
    this.#routes = new Routes(seats, network, seed, { reach });
    this.#seedHash = orderHash(`order/${seed}`);
  }

  /** Works out all routes anew; what is in flight stays as it is. */
  reroute(change: { readonly seed: number | undefined; readonly network: Network | undefined }): void {
    this.seed = change.seed ?? this.seed;
    this.network = change.network ?? this.network;
    const chances = change.seed === undefined ? this.#routes.chances() : undefined;
    this.#routes = new Routes(this.seats, this.network, this.seed, { chances, reach: this.reach });
    this.#seedHash = orderHash(`order/${this.seed}`);
  }

  /** Works out all routes anew where who can be heard by whom has changed; links remember what they did. */
  rewire(now: Instant): void {
    if (this.reach?.hasTurned(now) === true) this.relink(this.links());
  }

  /** Returns what the links remember. */
  links(): readonly LinkPlace[] {
    return this.#routes.places();
  }

  /** Goes on with links that remember this. */
  relink(links: readonly LinkPlace[]): void {
    this.#routes = Routes.goingOn(this.seats, this.network, { seed: this.seed, links, reach: this.reach });
  }

  /** Returns who hears it: the named receivers, or else everybody who listens to the topic. */
  route(sender: AgentId, topic: string, to: readonly AgentId[]): Route {
    return to.length === 0 ? this.#routes.byTopic(sender, topic) : this.#routes.direct(sender, to);
  }

  /** Returns when a message that leaves so much later reaches each end of its route. Draws the jitter. */
  stamp(route: Route, now: Instant, extraUs: number): Envelope {
    const sentAt = now + extraUs;
    if (route.groups.length > 0) {
      return { route, sentAt, deliverAt: Math.max(now + 1, sentAt + route.groups[0].latencyUs), arrivals: undefined };
    }
    if (route.links.length === 0) return { route, sentAt, deliverAt: Math.max(now + 1, sentAt), arrivals: undefined };
    const arrivals = route.links.map((link) => arrivalOf(link, now, sentAt));
    return { route, sentAt, deliverAt: Math.min(...arrivals), arrivals };
  }

  send(event: Recorded, envelope: Envelope, priority: number, sequence: number): void {
    if (this.interference !== undefined) return this.#sendDisturbed(this.interference, event, envelope, { priority, sequence });
    const { route, sentAt, arrivals } = envelope;
    const { groups, links, senderHash } = route;
    const sender = event.agent;
    if (arrivals === undefined) {
      for (let i = 0; i < groups.length; i += 1) {
        const { latencyUs, receivers } = groups[i];
        const at = Math.max(event.time + 1, sentAt + latencyUs);
        this.queue.push(at, { event, receivers, priority, hash: tieBreaker(this.#seedHash, at, senderHash), sender, sequence });
      }
      return;
    }
    arrivals.forEach((at, index) => {
      const receivers = [links[index].receiver];
      this.queue.push(at, { event, receivers, priority, hash: tieBreaker(this.#seedHash, at, senderHash), sender, sequence });
    });
  }

  /** Queues an event that a log tells. Only what an agent sends itself was delayed by more than its thinking. */
  replay(event: Recorded, priority: number, { sequence, thinkUs }: Speaker): void {
    const envelope = this.stamp(this.route(event.agent, event.topic, event.to), event.time, thinkUs);
    const isToSelf = event.to.length === 1 && event.to[0] === event.agent;
    this.send(event, isToSelf ? { ...envelope, sentAt: event.deliverAt } : envelope, priority, sequence);
  }

  /** Queues a delivery again for when a busy agent is free. */
  wake(seat: Seat, event: Recorded, at: Instant): void {
    const hash = tieBreaker(this.#seedHash, at, this.#routes.hashOf(seat.id));
    seat.wakes += 1;
    this.queue.push(at, { event, receivers: [seat], priority: WAKE_UP, hash, sender: seat.id, sequence: seat.wakes });
  }

  /** Queues a recorded event for one receiver. Below zero its sequence meets none of the sender's own; older words come first. */
  deliverAgain(seat: Seat, event: Recorded, { at, priority }: { readonly at: Instant; readonly priority: number }): void {
    this.#push(at, event, [seat], { priority, sequence: event.offset - Number.MAX_SAFE_INTEGER });
  }

  /** One entry for all receivers of an instant that nothing befalls; one for each that something does. */
  #sendDisturbed(interference: Interference, event: Recorded, { route, sentAt, arrivals }: Envelope, key: SendKey): void {
    const hops = arrivals === undefined
      ? route.groups.map(({ latencyUs, receivers }) => ({ at: Math.max(event.time + 1, sentAt + latencyUs), receivers }))
      : arrivals.map((at, index) => ({ at, receivers: [route.links[index].receiver] }));
    for (const { at, receivers } of hops) {
      const passages = receivers.map((seat) => interference.passage(event, seat.id, at));
      const unharmed = receivers.filter((_, index) => passages[index] === undefined);
      if (unharmed.length > 0) this.#push(at, event, unharmed, key);
      receivers.forEach((seat, index) => {
        for (const arrival of passages[index] ?? []) this.#push(arrival, event, [seat], key);
      });
    }
  }

  #push(at: Instant, event: Recorded, receivers: readonly Seat[], { priority, sequence }: SendKey): void {
    const hash = tieBreaker(this.#seedHash, at, this.#routes.hashOf(event.agent));
    this.queue.push(at, { event, receivers, priority, hash, sender: event.agent, sequence });
  }
}

/** First in, first out on each link, also with jitter. */
function arrivalOf(link: Link, now: Instant, sentAt: Instant): Instant {
  const drawnUs = link.chance === undefined ? 0 : link.chance.below(link.jitterUs + 1);
  const at = Math.max(now + 1, sentAt + link.latencyUs + drawnUs, link.lastDeliverAt);
  link.lastDeliverAt = at;
  return at;
}

/**
 * Messages that travel together: on a route where much goes, they wait for each other until there are enough or the
 * first has waited long enough. Made for one `decide`; what waits stands in the state, what is new stands here.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import { routeKey } from './courier-own.js';
import type { BatchPolicy } from './courier-setting.js';
import type { Content, CourierState } from './courier-state.js';

const MINUTE_US = 60_000_000;

/** What is to be said: held until an instant, or sent where there is none. */
export interface BatchNews {
  readonly content: Content;
  readonly receiver: AgentId;
  readonly until: Instant | undefined;
}

interface Route {
  readonly receiver: AgentId;
  items: Content[];
  until: Instant | undefined;
  /** How many messages went out or joined in this delivery. */
  fresh: number;
}

export class Batches {
  readonly #routes = new Map<string, Route>();
  #news: BatchNews[] = [];

  constructor(
    private readonly policy: BatchPolicy,
    private readonly state: CourierState,
    private readonly now: Instant,
  ) {}

  /** Takes a message in if its route is busy; ask for the news afterwards. */
  takes(content: Content, receiver: AgentId): boolean {
    if (content.kind === 'request' || content.kind === 'response') return false;
    const key = routeKey(content, receiver);
    const route = this.#route(key, receiver);
    if (route.items.length === 0 && this.#inLastMinute(key) + route.fresh < this.policy.perMinuteAbove) return false;
    route.items.push(content);
    route.fresh += 1;
    if (route.items.length >= this.policy.itemsMax) this.#flush(route);
    else {
      route.until ??= this.now + this.policy.ageUs;
      this.#news.push({ content, receiver, until: route.until });
    }
    return true;
  }

  /** Hears of a message that went out by itself. */
  sent(content: Content, receivers: readonly AgentId[]): void {
    if (content.batch === undefined && receivers.length === 1) this.#route(routeKey(content, receivers[0]), receivers[0]).fresh += 1;
  }

  /** Lets go what has waited long enough. */
  age(): void {
    for (const { content, receivers, reason } of this.state.held) if (reason === 'batch') this.#route(routeKey(content, receivers[0]), receivers[0]);
    for (const route of this.#routes.values()) if (route.items.length > 0 && (route.until ?? Infinity) <= this.now) this.#flush(route);
  }

  takeNews(): readonly BatchNews[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  #flush(route: Route): void {
    const [first, ...rest] = route.items;
    const expiresAt = Math.min(...route.items.map((item) => item.expiresAt));
    const content = rest.length === 0 ? first : { ...first, expiresAt, payload: null, batch: route.items.map(({ number, payload }) => ({ number, payload })) };
    // Those of this delivery that were to wait are in the batch now, and need not be told apart from it.
    const numbers = new Set(route.items.map(({ number }) => number));
    this.#news = this.#news.filter(({ content: { number }, until }) => until === undefined || !numbers.has(number));
    this.#news.push({ content, receiver: route.receiver, until: undefined });
    route.items = [];
    route.until = undefined;
  }

  #route(key: string, receiver: AgentId): Route {
    let route = this.#routes.get(key);
    if (route === undefined) {
      const waiting = this.state.held.filter(({ content, receivers, reason }) => reason === 'batch' && content.expiresAt > this.now && routeKey(content, receivers[0]) === key);
      const until = waiting.length === 0 ? undefined : Math.min(...waiting.map((held) => held.until));
      this.#routes.set(key, (route = { receiver, items: waiting.map(({ content }) => content), until, fresh: 0 }));
    }
    return route;
  }

  #inLastMinute(key: string): number {
    if (!Object.hasOwn(this.state.routes, key)) return 0;
    return this.state.routes[key].filter((at) => at > this.now - MINUTE_US).length;
  }
}

/**
 * Locks with leases: exclusive or shared, first come first served, so that nobody starves and nobody holds for
 * ever. Who waits for whom is known at every moment; a circle is found when it closes, and named.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';

export type LockMode = DataOf<'LockAsked'>['mode'];

export interface Ask {
  readonly agent: AgentId;
  readonly request: string;
  readonly mode: LockMode;
  readonly leaseUs: number;
  readonly askedAt: Instant;
}

export interface Grant {
  readonly agent: AgentId;
  readonly request: string;
  readonly mode: LockMode;
  readonly until: Instant;
  readonly waitedUs: number;
}

export interface LockState {
  readonly holders: readonly Grant[];
  /** The first to come first. */
  readonly waiting: readonly Ask[];
}

/** By name. Entries are replaced and never changed. */
export type LockTable = Record<string, LockState>;

export interface RequestName {
  readonly lock: string;
  readonly agent: AgentId;
  readonly request: string;
}

export function startLocks(names: readonly string[]): LockTable {
  return Object.fromEntries(names.map((name) => [name, { holders: [], waiting: [] }]));
}

export function hasLock(table: LockTable, lock: string): boolean {
  return Object.hasOwn(table, lock);
}

export function grantOf(table: LockTable, { lock, agent, request }: RequestName): Grant | undefined {
  return hasLock(table, lock) ? table[lock].holders.find((one) => one.agent === agent && one.request === request) : undefined;
}

export function isWaiting(table: LockTable, { lock, agent, request }: RequestName): boolean {
  return hasLock(table, lock) && table[lock].waiting.some((one) => one.agent === agent && one.request === request);
}

/** Puts somebody at the end of a queue, in place. Who waits already, or holds, is not put there twice. */
export function enqueue(table: LockTable, lock: string, ask: Ask): void {
  const name = { lock, agent: ask.agent, request: ask.request };
  if (!hasLock(table, lock) || grantOf(table, name) !== undefined || isWaiting(table, name)) return;
  table[lock] = { ...table[lock], waiting: [...table[lock].waiting, ask] };
}

/** Takes somebody out of a queue and makes it a holder, in place. */
export function hold(table: LockTable, lock: string, grant: Grant): void {
  const { holders, waiting } = table[lock];
  table[lock] = { holders: [...holders, grant], waiting: waiting.filter((one) => one.agent !== grant.agent || one.request !== grant.request) };
}

/** Takes a request out of a lock, whether it held or waited, in place. */
export function drop(table: LockTable, { lock, agent, request }: RequestName): void {
  if (!hasLock(table, lock)) return;
  const others = <One extends { readonly agent: AgentId; readonly request: string }>(all: readonly One[]): readonly One[] => all.filter((one) => one.agent !== agent || one.request !== request);
  table[lock] = { holders: others(table[lock].holders), waiting: others(table[lock].waiting) };
}

/** Returns who gets the lock next: the first in the queue, if those who hold it leave room. */
export function nextGrant({ holders, waiting }: LockState): Ask | undefined {
  if (waiting.length === 0) return undefined;
  const [first] = waiting;
  return holders.every(({ mode }) => isCompatible(mode, first.mode)) ? first : undefined;
}

/** Returns grants whose lease is over, in the order of their locks. */
export function expiredAt(table: LockTable, now: Instant): readonly { readonly lock: string; readonly grant: Grant }[] {
  return Object.entries(table).flatMap(([lock, { holders }]) => holders.filter(({ until }) => until <= now).map((grant) => ({ lock, grant })));
}

/** Returns when the next lease ends, where anybody waits for it or it is held at all; `undefined` where nothing is held. */
export function nextExpiry(table: LockTable): Instant | undefined {
  const all = Object.values(table).flatMap(({ holders }) => holders.map(({ until }) => until));
  return all.length === 0 ? undefined : Math.min(...all);
}

export interface WaitCircle {
  /** Who waits for whom, the first again at the end. */
  readonly cycle: readonly AgentId[];
  /** For which lock each of them waits. */
  readonly locks: readonly string[];
}

/** Returns the circle that an agent's waiting closes; `undefined` where there is none. */
export function circleFrom(table: LockTable, start: AgentId): WaitCircle | undefined {
  const seen = new Set<AgentId>();
  const search = (agent: AgentId, path: WaitCircle): WaitCircle | undefined => {
    for (const { lock, other } of blockersOf(table, agent)) {
      const next: WaitCircle = { cycle: [...path.cycle, other], locks: [...path.locks, lock] };
      if (other === start) return next;
      if (seen.has(other)) continue;
      seen.add(other);
      const found = search(other, next);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(start, { cycle: [start], locks: [] });
}

/** Returns the requests of an agent that wait. */
export function waitsOf(table: LockTable, agent: AgentId): readonly RequestName[] {
  return Object.entries(table).flatMap(([lock, { waiting }]) => waiting.filter((one) => one.agent === agent).map(({ request }) => ({ lock, agent, request })));
}

/** Returns for whom an agent waits: who holds what it wants, and who stands before it in the queue. */
function blockersOf(table: LockTable, agent: AgentId): readonly { readonly lock: string; readonly other: AgentId }[] {
  return Object.entries(table).flatMap(([lock, { holders, waiting }]) =>
    waiting.flatMap((ask, place) => {
      if (ask.agent !== agent) return [];
      const before = [...holders, ...waiting.slice(0, place)].filter(({ mode }) => !isCompatible(mode, ask.mode));
      return before.map((one) => ({ lock, other: one.agent }));
    }),
  );
}

function isCompatible(a: LockMode, b: LockMode): boolean {
  return a === 'shared' && b === 'shared';
}

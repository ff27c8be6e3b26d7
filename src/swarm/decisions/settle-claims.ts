/**
 * Claims on something shared, and who gets what of it. A resource has so much to give at any moment;
 * claims of which more is wanted than there is are either cut, or served one after the other.
 */
import { assert } from '../../core/assert.js';
import type { AgentId } from '../../core/brand.js';
import type { ConflictKind } from '../../domain/events/negotiation-events.js';
import { prioritySeverity, resourceSeverity, timingSeverity } from './severity.js';
import type { PromptResolution } from './settle-views.js';

export interface Claim {
  readonly agent: AgentId;
  readonly claim: string;
  readonly amount: number;
  /** 0 to 1. */
  readonly priority: number;
  readonly fromAt: number;
  readonly untilAt: number;
  /** Where it stands in the log: who asked first. */
  readonly offset: number;
}

export interface Award {
  readonly agent: AgentId;
  readonly claim: string;
  readonly amount: number;
  readonly fromAt: number;
  readonly untilAt: number;
}

/** What a conflict over a resource is about: how much, who comes first, or when. */
export type ClaimKind = Extract<ConflictKind, 'resource' | 'priority' | 'timing'>;

export interface ClaimTerms {
  readonly kind: ClaimKind;
  readonly capacity: number;
  readonly experts: readonly AgentId[];
}

/** What is cut is rounded down to whole billionths, so that together it is never more than there is… */
const GRAIN = 1_000_000_000;
/** …but a product that misses a whole one by its last digit is that one. */
const SLACK = 0.001;

/** Returns the claims that ask for more than there is at the moment of the largest demand, the earliest of these; none where all can be had. */
export function contested(claims: readonly Claim[], capacity: number): readonly Claim[] {
  let worst: readonly Claim[] = [];
  let most = capacity;
  for (const { fromAt } of inTime(claims)) {
    const open = claims.filter((claim) => claim.fromAt <= fromAt && fromAt < claim.untilAt);
    const wanted = sumOf(open);
    if (wanted > most) [most, worst] = [wanted, open];
  }
  return worst;
}

/** Returns how severe the conflict of these claims is, 0 to 1. */
export function claimSeverity(claims: readonly Claim[], { kind, capacity }: ClaimTerms): number {
  if (sumOf(claims) <= capacity) return 0;
  switch (kind) {
    case 'resource':
      return resourceSeverity({ demanded: sumOf(claims), capacity });
    case 'priority':
      return prioritySeverity(claims.map(({ priority }) => priority));
    case 'timing':
      return timingSeverity(claims);
  }
}

/** Returns who gets what, `undefined` where this way cannot tell. Never is more given at a moment than there is. */
export function settleClaims(way: PromptResolution, claims: readonly Claim[], terms: ClaimTerms): readonly Award[] | undefined {
  if (way === 'compromise') return terms.kind === 'timing' ? oneAfterTheOther(inTime(claims), terms) : cutAll(claims, terms.capacity);
  const order = orderBy(way, claims, terms);
  if (order === undefined) return undefined;
  return terms.kind === 'timing' ? oneAfterTheOther(order, terms) : serveInOrder(order, terms.capacity);
}

function orderBy(way: Exclude<PromptResolution, 'compromise'>, claims: readonly Claim[], { experts }: ClaimTerms): readonly Claim[] | undefined {
  switch (way) {
    case 'vote':
      return undefined; // Everybody would vote for itself.
    case 'expert': {
      if (!claims.some(({ agent }) => experts.includes(agent))) return undefined;
      const place = ({ agent }: Claim): number => (experts.includes(agent) ? experts.indexOf(agent) : experts.length);
      return [...claims].sort((a, b) => place(a) - place(b) || a.offset - b.offset);
    }
    case 'confidence': {
      const order = [...claims].sort((a, b) => b.priority - a.priority || a.offset - b.offset);
      return order.length > 1 && order[0].priority === order[1].priority ? undefined : order;
    }
    case 'fallback':
      return [...claims].sort((a, b) => a.offset - b.offset);
  }
}

/** Everybody gets the same share of what it asked for. */
function cutAll(claims: readonly Claim[], capacity: number): readonly Award[] {
  const share = Math.min(1, capacity / sumOf(claims));
  return claims.map((claim) => awarded(claim, Math.min(claim.amount, Math.floor(claim.amount * share * GRAIN + SLACK) / GRAIN)));
}

function serveInOrder(order: readonly Claim[], capacity: number): readonly Award[] {
  let left = capacity;
  return order.map((claim) => {
    const amount = Math.min(left, claim.amount);
    left -= amount;
    return awarded(claim, amount);
  });
}

/** Each keeps its amount and its length, and begins when there is enough left beside those before it. */
function oneAfterTheOther(order: readonly Claim[], { capacity }: ClaimTerms): readonly Award[] {
  const awards: Award[] = [];
  for (const claim of order) {
    const amount = Math.min(capacity, claim.amount);
    const lasts = claim.untilAt - claim.fromAt;
    assert(lasts > 0, 'A claim is for some time', { claim: claim.claim });
    const starts = [claim.fromAt, ...awards.map(({ untilAt }) => untilAt).filter((at) => at > claim.fromAt)].sort((a, b) => a - b);
    const fromAt = starts.find((at) => hasRoom(awards, { fromAt: at, untilAt: at + lasts, amount, capacity }));
    assert(fromAt !== undefined, 'After all others there is room');
    awards.push({ ...awarded(claim, amount), fromAt, untilAt: fromAt + lasts });
  }
  return awards;
}

interface Room {
  readonly fromAt: number;
  readonly untilAt: number;
  readonly amount: number;
  readonly capacity: number;
}

function hasRoom(awards: readonly Award[], { fromAt, untilAt, amount, capacity }: Room): boolean {
  const beside = awards.filter((award) => award.fromAt < untilAt && fromAt < award.untilAt);
  const moments = [fromAt, ...beside.map((award) => Math.max(fromAt, award.fromAt))];
  return moments.every((at) => amount + sumOf(beside.filter((award) => award.fromAt <= at && at < award.untilAt)) <= capacity);
}

function awarded({ agent, claim, fromAt, untilAt }: Claim, amount: number): Award {
  return { agent, claim, amount, fromAt, untilAt };
}

function inTime(claims: readonly Claim[]): readonly Claim[] {
  return [...claims].sort((a, b) => a.fromAt - b.fromAt || a.offset - b.offset);
}

function sumOf(claims: readonly { readonly amount: number }[]): number {
  return claims.reduce((sum, { amount }) => sum + amount, 0);
}

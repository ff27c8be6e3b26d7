/**
 * Policies decide what a bar does not say. For orders that are tried one by one, that is only the order
 * of work inside the bar: who gets scarce volume and cash first. At the open there is no doubt.
 */
import type { Ticks } from '../core/fixed-point.js';
import type { OrderType } from '../domain/order.js';
import type { BaseFill } from './base-fill.js';

/** An order that this bar can fill. */
export interface Candidate {
  readonly type: OrderType;
  readonly base: BaseFill;
  readonly sequence: number;
}

/** Which type is worked first where both lie inside the bar: lower is earlier. */
export type Precedence = Readonly<Record<OrderType, number>>;

export const policies = {
  /** Stops, which hurt, before limits, which please. */
  pessimistic: { market: 0, stop: 1, limit: 2 },
  optimistic: { market: 0, limit: 1, stop: 2 },
} as const satisfies Record<string, Precedence>;

export type PolicyName = keyof typeof policies;

const basisRank: Readonly<Record<BaseFill['basis'], number>> = { open: 0, level: 1, close: 2 };

/**
 * Sorts in place: the open by order of acceptance, then levels (by precedence, nearer to the open first,
 * then acceptance), then the close. Sequences differ, so nothing ties.
 */
export function sortByWork<Item extends Candidate>(items: Item[], policy: PolicyName, openTicks: Ticks): Item[] {
  const precedence: Precedence = policies[policy];
  return items.sort((a, b) => {
    const byBasis = basisRank[a.base.basis] - basisRank[b.base.basis];
    if (byBasis !== 0) return byBasis;
    if (a.base.basis !== 'level') return a.sequence - b.sequence;
    const byType = precedence[a.type] - precedence[b.type];
    if (byType !== 0) return byType;
    const byDistance = Math.abs(a.base.ticks - openTicks) - Math.abs(b.base.ticks - openTicks);
    return byDistance !== 0 ? byDistance : a.sequence - b.sequence;
  });
}

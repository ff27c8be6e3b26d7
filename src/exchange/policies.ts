/**
 * Policies decide what a bar does not say: which of two possible fills came first, and whether a fill that
 * some paths give and others do not took place. At the open there is no doubt.
 */
import type { Ticks } from '../core/fixed-point.js';
import { policyNames, type PolicyName } from '../domain/fill.js';
import type { OrderKind } from './order-kinds.js';

export { policyNames, type PolicyName };

export interface Policy {
  /** Which family is worked first where both lie inside the bar: lower is earlier. */
  readonly precedence: Readonly<Record<OrderKind['family'], number>>;
  /** Whose fills it believes in where they are only possible. */
  readonly believes: 'stop' | 'limit';
  /** Whether the bar is walked along one stated path instead. */
  readonly walks: boolean;
}

export const policies: Readonly<Record<PolicyName, Policy>> = {
  /** Stops, which hurt, before limits, which please. */
  pessimistic: { precedence: { market: 0, stop: 1, limit: 2 }, believes: 'stop', walks: false },
  optimistic: { precedence: { market: 0, limit: 1, stop: 2 }, believes: 'limit', walks: false },
  'ohlc-path': { precedence: { market: 0, stop: 1, limit: 2 }, believes: 'stop', walks: true },
};

/** An order that this bar can fill inside. */
export interface Candidate {
  readonly family: OrderKind['family'];
  readonly ticks: Ticks;
  readonly sequence: number;
}

/** Compares by precedence, then nearer to the open, then acceptance. Sequences differ, so nothing ties. */
export function byWork({ precedence }: Policy, openTicks: Ticks): (a: Candidate, b: Candidate) => number {
  return (a, b) => {
    const byFamily = precedence[a.family] - precedence[b.family];
    if (byFamily !== 0) return byFamily;
    const byDistance = Math.abs(a.ticks - openTicks) - Math.abs(b.ticks - openTicks);
    return byDistance !== 0 ? byDistance : a.sequence - b.sequence;
  };
}

/**
 * How bad a conflict is, 0 to 1, one function for each kind. The worst is where nothing tells which side
 * should give way: two equal and opposite signals, twice what there is, the same priority, the same hours.
 */
import { assert } from '../../core/assert.js';
import { SECOND } from '../../core/instant.js';
import type { ConflictKind } from '../../domain/events/negotiation-events.js';

/** Up to this, views may differ without anybody having to settle it. */
export const severityMin = 0.3;

/** How long a conflict may stay open before somebody above is asked, in µs: over views a minute, over claims two. */
export const deadlineUs: Readonly<Record<ConflictKind, number>> = {
  signal: 60 * SECOND,
  strategy: 60 * SECOND,
  risk: 60 * SECOND,
  resource: 120 * SECOND,
  priority: 120 * SECOND,
  timing: 120 * SECOND,
};

/** Severities are compared in whole billionths: .1 + .2 is .3, and not above it. */
const GRAIN = 1_000_000_000;

/** Tells whether something so severe is a conflict: above the bound, not at it. */
export function isConflict(severity: number, min = severityMin): boolean {
  return Math.round(severity * GRAIN) > Math.round(min * GRAIN);
}

/** Returns min(strongest buy, strongest sell) of leans from -1 to 1: equal and opposite is the worst, one side alone is none. */
export function signalSeverity(leans: readonly number[]): number {
  let buy = 0;
  let sell = 0;
  for (const lean of leans) {
    assert(lean >= -1 && lean <= 1, 'A lean lies from -1 to 1', { lean });
    buy = Math.max(buy, lean);
    sell = Math.max(sell, 0 - lean);
  }
  return Math.min(buy, sell);
}

/** Returns the share of what strategies want of one instrument that cancels out: 1 − |Σ| ÷ Σ||, times the larger wish. */
export function strategySeverity(targets: readonly number[]): number {
  let net = 0;
  let gross = 0;
  let largest = 0;
  for (const target of targets) {
    net += target;
    gross += Math.abs(target);
    largest = Math.max(largest, Math.abs(target));
  }
  return gross === 0 ? 0 : Math.max(0, 1 - Math.abs(net) / gross) * Math.min(1, largest);
}

/** Returns by how much the demand is above what there is, as a share of it: 150 % of the cash is .5, twice or more is 1. */
export function resourceSeverity({ demanded, capacity }: { readonly demanded: number; readonly capacity: number }): number {
  assert(capacity > 0 && demanded >= 0, 'There is something of a resource, and nobody wants less than nothing', { capacity, demanded });
  return Math.min(1, Math.max(0, demanded / capacity - 1));
}

/** Returns how near the two highest priorities (0 to 1) are to each other: the same is the worst; one alone is none. */
export function prioritySeverity(priorities: readonly number[]): number {
  const [first, second] = [...priorities].sort((a, b) => b - a);
  return first === undefined || second === undefined ? 0 : Math.max(0, 1 - (first - second));
}

export interface Window {
  readonly fromAt: number;
  readonly untilAt: number;
}

/** Returns the largest overlap of two windows as a share of the shorter of them. */
export function timingSeverity(windows: readonly Window[]): number {
  let worst = 0;
  windows.forEach((a, index) => {
    for (const b of windows.slice(index + 1)) {
      const shared = Math.min(a.untilAt, b.untilAt) - Math.max(a.fromAt, b.fromAt);
      const shorter = Math.min(a.untilAt - a.fromAt, b.untilAt - b.fromAt);
      if (shared > 0) worst = Math.max(worst, shared / shorter);
    }
  });
  return worst;
}

/** Returns the share of what is wanted that the limit refuses: 1 − limit ÷ found; nothing within it. */
export function riskSeverity({ found, limit }: { readonly found: number; readonly limit: number }): number {
  return found <= limit || found <= 0 ? 0 : 1 - Math.max(0, limit) / found;
}

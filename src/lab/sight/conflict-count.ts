/** Conflicts and negotiations counted: by kind, by how they ended, and how long that took. */
import type { LogEvent } from '../../domain/catalogue.js';
import type { ConflictKind, Resolution } from '../../domain/events/negotiation-events.js';
import type { OpenTime } from './open-time.js';
import { emptySpread, figuresOf, spreadOver, type Spread, type SpreadFigures } from './spread.js';

export interface ConflictFigures {
  readonly detected: number;
  readonly open: number;
  readonly resolved: number;
  readonly escalated: number;
  readonly expired: number;
  readonly byKind: Readonly<Partial<Record<ConflictKind, number>>>;
  readonly byResolution: Readonly<Partial<Record<Resolution, number>>>;
  /** From when it was detected to its end, in µs. */
  readonly duration: SpreadFigures;
  readonly negotiations: { readonly opened: number; readonly reached: number; readonly failed: number; readonly rounds: SpreadFigures };
}

export interface ConflictCount {
  readonly open: Map<string, number>;
  readonly duration: Spread;
  readonly rounds: Spread;
  readonly byKind: Partial<Record<ConflictKind, number>>;
  readonly byResolution: Partial<Record<Resolution, number>>;
  detected: number;
  resolved: number;
  escalated: number;
  expired: number;
  opened: number;
  reached: number;
  failed: number;
}

export function conflictCount(): ConflictCount {
  return { open: new Map(), duration: emptySpread(), rounds: emptySpread(), byKind: {}, byResolution: {}, detected: 0, resolved: 0, escalated: 0, expired: 0, opened: 0, reached: 0, failed: 0 };
}

/** Returns a count that begins anew with what is open. */
export function nextConflictCount({ open }: ConflictCount): ConflictCount {
  return { ...conflictCount(), open };
}

export function countConflict(count: ConflictCount, event: LogEvent, atWork: OpenTime): void {
  switch (event.type) {
    case 'ConflictDetected':
      count.detected += 1;
      count.byKind[event.data.kind] = (count.byKind[event.data.kind] ?? 0) + 1;
      if (!count.open.has(event.data.conflict)) atWork.open(event.time);
      count.open.set(event.data.conflict, event.time);
      return;
    case 'ConflictResolved':
      count.resolved += 1;
      count.byResolution[event.data.strategy] = (count.byResolution[event.data.strategy] ?? 0) + 1;
      return close(count, event.data.conflict, event.time, atWork);
    case 'ConflictEscalated':
      count.escalated += 1;
      return;
    case 'ConflictExpired':
      count.expired += 1;
      return close(count, event.data.conflict, event.time, atWork);
    case 'NegotiationOpened':
      count.opened += 1;
      return;
    case 'NegotiationClosed':
      if (event.data.reached) count.reached += 1;
      else count.failed += 1;
      return spreadOver(count.rounds, event.data.rounds);
    default:
  }
}

function close({ open, duration }: ConflictCount, conflict: string, at: number, atWork: OpenTime): void {
  const since = open.get(conflict);
  if (since === undefined) return;
  open.delete(conflict);
  spreadOver(duration, at - since);
  atWork.close(at);
}

export function conflictFigures({ open, duration, rounds, byKind, byResolution, detected, resolved, escalated, expired, opened, reached, failed }: ConflictCount): ConflictFigures {
  return { detected, open: open.size, resolved, escalated, expired, byKind: { ...byKind }, byResolution: { ...byResolution }, duration: figuresOf(duration), negotiations: { opened, reached, failed, rounds: figuresOf(rounds) } };
}

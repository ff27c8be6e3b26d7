/** The conflicts of a run: who wanted what, how it was settled, and the talks that were held over it. */
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { ConflictKind, Resolution } from '../../domain/events/negotiation-events.js';
import type { Fold } from './fold.js';

export interface ConflictRow {
  readonly conflict: string;
  readonly kind: ConflictKind;
  /** The instrument or the resource. */
  readonly subject: string;
  readonly parties: readonly { readonly agent: string; readonly position: number; readonly strength: number }[];
  readonly severity: number;
  readonly detectedAt: Instant;
  readonly deadlineAt: Instant;
  readonly offset: number;
  /** The ways that were tried, in order. */
  readonly tried: readonly Resolution[];
  readonly outcome: 'open' | 'resolved' | 'escalated' | 'settled-itself' | 'unanswered';
  /** How it was resolved, where it was. */
  readonly by: Resolution | null;
  readonly position: number | null;
  readonly support: number | null;
  readonly wasEscalated: boolean;
  readonly endedAt: Instant | null;
  /** Rounds of the negotiation, 0 where there was none. */
  readonly rounds: number;
}

type Mutable<Row> = { -readonly [Key in keyof Row]: Row[Key] };

export function conflictFold(): Fold<readonly ConflictRow[]> {
  const rows = new Map<string, Mutable<ConflictRow> & { tried: Resolution[] }>();
  const openOn = new Map<string, string>();
  const see = (event: LogEvent): void => {
    if (event.type === 'ConflictDetected') {
      const { conflict, kind, subject, parties, severity, deadlineAt } = event.data;
      openOn.set(subject, conflict);
      rows.set(conflict, { conflict, kind, subject, parties, severity, deadlineAt, detectedAt: event.time, offset: event.offset, tried: [], outcome: 'open', by: null, position: null, support: null, wasEscalated: false, endedAt: null, rounds: 0 });
      return;
    }
    const name = 'conflict' in event.data ? event.data.conflict : event.type === 'NegotiationClosed' ? openOn.get(event.data.subject) : undefined;
    const row = name === undefined ? undefined : rows.get(name);
    if (row === undefined) return;
    switch (event.type) {
      case 'ConflictResolving':
        row.tried.push(event.data.strategy);
        break;
      case 'NegotiationClosed':
        row.rounds = event.data.rounds;
        break;
      case 'ConflictResolved': {
        const { strategy, position, support } = event.data;
        Object.assign(row, { outcome: 'resolved', by: strategy, position, support, endedAt: event.time });
        break;
      }
      case 'ConflictEscalated':
        Object.assign(row, { outcome: 'escalated', wasEscalated: true, position: event.data.position });
        break;
      case 'ConflictExpired':
        Object.assign(row, { outcome: event.data.reason, position: event.data.position, endedAt: event.time });
        break;
      default:
    }
  };
  return { see, result: () => [...rows.values()].map((row) => ({ ...row, tried: [...row.tried] })) };
}

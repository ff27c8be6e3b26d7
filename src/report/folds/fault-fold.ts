/** What was broken on purpose: each fault from its beginning to its end, whom it struck and how, who was away, and the law that broke. */
import type { Instant } from '../../core/instant.js';
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import type { StrikeOutcome } from '../../domain/events/fault-events.js';
import type { Fold } from './fold.js';

export interface FaultRow {
  /** Its place in the plan. */
  readonly fault: number;
  readonly kind: string;
  readonly target: string;
  readonly begunAt: Instant;
  /** Offset of its beginning. */
  readonly offset: number;
  /** `undefined` for one that lasts no time, and for one that lasted to the end of the run. */
  readonly endedAt: Instant | undefined;
  readonly strikes: number;
  /** What its end brought to its receivers at last, and what was stale by then. */
  readonly returned: number;
  readonly forgone: number;
}

export interface StrikeRow {
  readonly fault: number;
  readonly time: Instant;
  readonly outcome: StrikeOutcome;
  readonly receiver: string;
}

export interface AbsenceRow {
  readonly agent: string;
  readonly from: Instant;
  readonly offset: number;
  /** `undefined` for one that never came back. */
  readonly until: Instant | undefined;
  /** What it was put together from: the offset of its snapshot (-1: none), and how much it took in again. */
  readonly snapshot: number;
  readonly recalled: number;
}

export interface BrokenLaw {
  readonly invariant: string;
  readonly law: string;
  readonly at: number;
  readonly time: Instant;
  readonly found: string;
}

export interface FaultRecord {
  readonly faults: readonly FaultRow[];
  readonly strikes: readonly StrikeRow[];
  readonly absences: readonly AbsenceRow[];
  readonly broken: BrokenLaw | undefined;
  /** When the last event was said: the end of what was never healed. */
  readonly lastAt: Instant;
}

type Mutable<Row> = { -readonly [Key in keyof Row]: Row[Key] };

export function faultFold(): Fold<FaultRecord> {
  const faults = new Map<number, Mutable<FaultRow>>();
  const strikes: StrikeRow[] = [];
  const absences: Mutable<AbsenceRow>[] = [];
  let broken: BrokenLaw | undefined;
  let lastAt = 0;

  const see = (event: LogEvent): void => {
    lastAt = event.time;
    switch (event.type) {
      case 'FaultInjected':
        faults.set(event.data.fault, begun(event));
        break;
      case 'FaultStruck': {
        const { fault, outcome, receiver } = event.data;
        const row = faults.get(fault);
        if (row !== undefined) row.strikes += 1;
        strikes.push({ fault, time: event.time, outcome, receiver });
        break;
      }
      case 'FaultHealed': {
        const row = faults.get(event.data.fault);
        if (row !== undefined) Object.assign(row, { endedAt: event.time, returned: event.data.returned, forgone: event.data.forgone });
        break;
      }
      case 'AgentCrashed':
        absences.push({ agent: event.data.agent, from: event.time, offset: event.offset, until: undefined, snapshot: -1, recalled: 0 });
        break;
      case 'AgentRestarted': {
        const { agent, snapshot, recalled } = event.data;
        const row = absences.findLast((absence) => absence.agent === agent);
        if (row !== undefined) Object.assign(row, { until: event.time, snapshot, recalled });
        break;
      }
      case 'InvariantBroken':
        broken = { ...event.data, time: event.time };
        break;
      default:
    }
  };
  return { see, result: () => ({ faults: [...faults.values()], strikes, absences, broken, lastAt }) };
}

function begun({ data, time, offset }: EventOf<'FaultInjected'>): Mutable<FaultRow> {
  return { ...data, begunAt: time, offset, endedAt: undefined, strikes: 0, returned: 0, forgone: 0 };
}

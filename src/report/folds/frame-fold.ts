/** The frame of the run: its identity, who was seated, what was traded, how it ended, how much was said. */
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Instrument } from '../../domain/instrument.js';
import type { Fold } from './fold.js';

export interface SeatedAgent {
  readonly agent: string;
  readonly kind: string;
  readonly options: Json;
  readonly listensTo: readonly string[];
  readonly offset: number;
}

export interface QualityNote {
  readonly instrument: string;
  readonly kind: string;
  readonly count: number;
  readonly note: string;
  readonly offset: number;
}

export interface RunFrame {
  readonly name: string;
  readonly identity: Json;
  readonly agents: readonly SeatedAgent[];
  readonly instruments: readonly Instrument[];
  readonly currency: string;
  readonly startCashMicros: number;
  readonly accountOffset: number;
  readonly ended: string;
  readonly failures: readonly { readonly agent: string; readonly code: string; readonly offset: number }[];
  readonly quality: readonly QualityNote[];
  readonly eventCount: number;
  readonly eventsByType: Readonly<Record<string, number>>;
  readonly firstTime: Instant;
  readonly lastTime: Instant;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function frameFold(): Fold<RunFrame> {
  const agents: SeatedAgent[] = [];
  const instruments: Instrument[] = [];
  const failures: { agent: string; code: string; offset: number }[] = [];
  const quality: QualityNote[] = [];
  const counts = new Map<string, number>();
  const frame: Mutable<RunFrame> = {
    name: '', identity: null, agents, instruments, currency: '', startCashMicros: 0, accountOffset: -1, ended: 'the log has no end',
    failures, quality, eventCount: 0, eventsByType: {}, firstTime: 0, lastTime: 0,
  };

  const see = (event: LogEvent): void => {
    counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
    if (frame.eventCount === 0) frame.firstTime = event.time;
    frame.eventCount += 1;
    frame.lastTime = event.time;
    switch (event.type) {
      case 'RunStarted':
        frame.name = event.data.name;
        frame.identity = event.data.identity;
        break;
      case 'AgentSeated':
        agents.push({ ...event.data, offset: event.offset });
        break;
      case 'InstrumentListed':
        instruments.push(event.data.instrument);
        break;
      case 'AccountOpened':
        frame.currency = event.data.currency;
        frame.startCashMicros = event.data.cashMicros;
        frame.accountOffset = event.offset;
        break;
      case 'AgentFailed':
        failures.push({ agent: event.data.agent, code: event.data.code, offset: event.offset });
        break;
      case 'DataQualityNoted':
        quality.push({ ...event.data, offset: event.offset });
        break;
      case 'RunEnded':
        frame.ended = event.data.reason;
        break;
      default:
    }
  };
  return { see, result: () => ({ ...frame, eventsByType: Object.fromEntries([...counts].sort(byCount)) }) };
}

function byCount([nameA, a]: readonly [string, number], [nameB, b]: readonly [string, number]): number {
  return b - a || (nameA < nameB ? -1 : 1);
}

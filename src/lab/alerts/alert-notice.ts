/** Alerts as people get them: one notice for each thing that became of one, and the doors that notices go out by. */
import { formatInstant } from '../../core/instant.js';
import { spanInUnit } from '../../core/span-unit.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Severity } from '../../domain/events/alert-events.js';

export interface AlertNotice {
  readonly run: string;
  /** Where it stands in the log; a notice that comes twice has the same run and offset. */
  readonly offset: number;
  readonly time: string;
  readonly agent: string;
  readonly alert: number;
  readonly rule: string;
  readonly what: 'raised' | 'escalated' | 'acknowledged' | 'cleared';
  readonly severity: Severity | undefined;
  readonly text: string;
}

/** Where notices go. What it throws is told once, and the run goes on. */
export interface AlertSink {
  readonly name: string;
  send(notice: AlertNotice): void;
}

/** Returns the notice that an event is worth, `undefined` for most. */
export function noticeOf(event: LogEvent, run: string): AlertNotice | undefined {
  const text = textOf(event);
  if (text === undefined || !('alert' in event.data)) return undefined;
  const { offset, agent, data } = event;
  const severity = 'severity' in data ? data.severity : undefined;
  return { run, offset, time: formatInstant(event.time), agent, alert: data.alert, rule: data.rule, what: wordOf(event), severity, text };
}

function wordOf({ type }: LogEvent): AlertNotice['what'] {
  if (type === 'AlertEscalated') return 'escalated';
  if (type === 'AlertAcknowledged') return 'acknowledged';
  return type === 'AlertCleared' ? 'cleared' : 'raised';
}

function textOf(event: LogEvent): string | undefined {
  switch (event.type) {
    case 'AlertRaised': {
      const { figure, side, found, limit, about } = event.data;
      return `${figure} is ${numberText(found)}, ${side} ${numberText(limit)}${about === undefined ? '' : ` (${about})`}`;
    }
    case 'AlertEscalated':
      return `nobody answered for ${spanText(event.data.openUs)}: ${event.data.severity} now`;
    case 'AlertAcknowledged':
      return `${event.data.operator} knows${event.data.reason === '' ? '' : `: ${event.data.reason}`}`;
    case 'AlertCleared':
      return `over after ${spanText(event.data.openUs)}, at ${numberText(event.data.found)}`;
    default:
      return undefined;
  }
}

function spanText(us: number): string {
  const { count, unit } = spanInUnit(us);
  return `${numberText(count)} ${unit}`;
}

/** Four digits tell a figure from its level. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Every alert of a run: what it was about, how it stands, who knows of it. A fold of the log. */
import type { LogEvent } from '../../domain/catalogue.js';
import type { Severity } from '../../domain/events/alert-events.js';
import type { SightFold } from './sight-fold.js';

export interface AlertRow {
  readonly agent: string;
  readonly alert: number;
  readonly rule: string;
  readonly figure: string;
  /** As it stands, escalations included. */
  readonly severity: Severity;
  readonly state: 'open' | 'acknowledged' | 'cleared';
  readonly side: 'above' | 'below';
  readonly found: number;
  readonly limit: number;
  readonly about: string | null;
  /** Since when the figure was beyond its level. */
  readonly since: number;
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly escalations: number;
  readonly acknowledgedBy: string | null;
  /** Where it was raised. */
  readonly offset: number;
}

type Open<Row> = { -readonly [Key in keyof Row]: Row[Key] };

export function alertBoardFold(): SightFold<readonly AlertRow[]> {
  const rows = new Map<string, Open<AlertRow>>();
  const keyOf = (agent: string, alert: number): string => JSON.stringify([agent, alert]);
  return {
    see(event: LogEvent) {
      const { agent, time, offset } = event;
      if (event.type === 'AlertRaised') {
        const { alert, rule, figure, severity, side, found, limit, since, about = null } = event.data;
        rows.set(keyOf(agent, alert), { agent, alert, rule, figure, severity, state: 'open', side, found, limit, about, since, raisedAt: time, clearedAt: null, escalations: 0, acknowledgedBy: null, offset });
        return;
      }
      if (event.type !== 'AlertEscalated' && event.type !== 'AlertAcknowledged' && event.type !== 'AlertCleared') return;
      const row = rows.get(keyOf(agent, event.data.alert));
      if (row === undefined) return;
      if (event.type === 'AlertEscalated') Object.assign(row, { severity: event.data.severity, escalations: row.escalations + 1 });
      else if (event.type === 'AlertAcknowledged') Object.assign(row, { state: 'acknowledged', acknowledgedBy: event.data.operator });
      else Object.assign(row, { state: 'cleared', clearedAt: time });
    },
    result: () => [...rows.values()].map((row) => ({ ...row })),
  };
}

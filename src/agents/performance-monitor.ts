/**
 * Sums up the run at the end of each month: return so far and of the month, deepest drawdown, fills and
 * fees. A month is over when the first event of a later one arrives, and at the end of the run.
 */
import { Type } from '@sinclair/typebox';
import { civilFromDays, type Instant } from '../core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../domain/catalogue.js';
import { baseAccount, emptyLedger, feesPaid, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { equityOf } from '../portfolio/position.js';
import { defineAgentKind } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { dayOf } from './portfolio-agent.js';
import { isTrusted } from './trusted.js';

export interface PerformanceState {
  readonly ledger: Ledger;
  day: number | undefined;
  /** Months since year 0. */
  month: number;
  peakMicros: number;
  maxDrawdown: number;
  /** Equity at the end of the month before; 0 before the first. */
  monthStartMicros: number;
  closing: DataOf<'PerformanceMeasured'> | undefined;
  closedBy: number;
  /** Whether a drawdown was told, and is not over. */
  isAlarmed: boolean;
  alert: DataOf<'RiskAlertRaised'> | undefined;
}

const options = Type.Object(
  {
    drawdownAlert: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Drawdown from which it raises an alert, once until the drawdown is half of it again; it raises none if absent.' })),
  },
  { additionalProperties: false },
);

export const performanceMonitor = defineAgentKind({
  kind: 'performance-monitor',
  summary: 'Sums up return, drawdown, fills and fees at the end of each month.',
  capabilities: ['measure'],
  options,

  create({ drawdownAlert }, setting) {
    return decider<PerformanceState>({
      listensTo: ['account', 'instruments', 'bars/**', 'reports/**', 'run'],
      initial: () => ({
        ledger: emptyLedger(), day: undefined, month: 0, peakMicros: 0, maxDrawdown: 0, monthStartMicros: 0, closing: undefined, closedBy: -1, isAlarmed: false, alert: undefined,
      }),
      evolve: (state, event) => (isTrusted(event, setting) ? evolvePerformance(state, event, drawdownAlert) : state),
      decide: ({ closing, closedBy, alert }, event) => {
        const summary: readonly EventDraft[] = closing !== undefined && closedBy === event.offset ? [{ type: 'PerformanceMeasured', data: closing }] : SILENT;
        return alert === undefined ? summary : [...summary, { type: 'RiskAlertRaised', data: alert }];
      },
    });
  },
});

function evolvePerformance(state: PerformanceState, event: LogEvent, drawdownAlert: number | undefined): PerformanceState {
  if (event.type === 'RiskAlertRaised') state.alert = undefined;
  if (event.type === 'BarClosed') reachDay(state, event.data.bar.closedAt, event.offset);
  else if (event.type === 'OrderFilled') reachDay(state, event.data.fill.filledAt, event.offset);
  else if (event.type === 'RunEnding') closeMonth(state, event.offset);
  // Said once: the event that ended the month may be delivered again.
  else if (event.type === 'PerformanceMeasured') state.closing = undefined;
  foldLedger(state.ledger, event);
  if (event.type === 'BarClosed' || event.type === 'AccountOpened') watchEquity(state, drawdownAlert);
  return state;
}

function reachDay(state: PerformanceState, at: Instant, offset: number): void {
  const day = dayOf(at);
  if (state.day !== undefined && day <= state.day) return;
  const { year, month } = civilFromDays(day);
  const reached = year * 12 + month;
  if (state.day !== undefined && reached > state.month) closeMonth(state, offset);
  state.day = day;
  state.month = reached;
}

function closeMonth(state: PerformanceState, offset: number): void {
  const account = baseAccount(state.ledger);
  if (account === undefined || state.day === undefined) return;
  const equity = equityOf(account);
  state.closing = {
    totalReturn: growth(account.openingMicros, equity),
    periodReturn: growth(state.monthStartMicros === 0 ? account.openingMicros : state.monthStartMicros, equity),
    maxDrawdown: state.maxDrawdown,
    fills: state.ledger.fills,
    feesMicros: feesPaid(state.ledger),
  };
  state.closedBy = offset;
  state.monthStartMicros = equity;
}

function growth(from: number, to: number): number {
  return from > 0 ? to / from - 1 : 0;
}

function watchEquity(state: PerformanceState, drawdownAlert: number | undefined): void {
  const account = baseAccount(state.ledger);
  if (account === undefined) return;
  const equity = equityOf(account);
  if (equity > state.peakMicros) state.peakMicros = equity;
  else if (state.peakMicros > 0) state.maxDrawdown = Math.max(state.maxDrawdown, 1 - equity / state.peakMicros);
  if (drawdownAlert === undefined || state.peakMicros <= 0) return;
  const drawdown = (state.peakMicros - equity) / state.peakMicros;
  if (state.isAlarmed) state.isAlarmed = drawdown > drawdownAlert / 2;
  else if (drawdown >= drawdownAlert) {
    state.isAlarmed = true;
    state.alert = { metric: 'drawdown', found: drawdown, limit: drawdownAlert };
  }
}

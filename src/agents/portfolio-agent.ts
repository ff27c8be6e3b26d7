/**
 * Marks the portfolio at the end of each trading day and says what it is worth. A day is over when the
 * first event of a later UTC date arrives, and at the end of the run; its value is that before this event.
 */
import { Type } from '@sinclair/typebox';
import { DAY, type Instant } from '../core/instant.js';
import type { DataOf, LogEvent } from '../domain/catalogue.js';
import { baseAccount, emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { equityOf, exposureOf } from '../portfolio/position.js';
import { defineAgentKind } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isTrusted } from './trusted.js';

export interface PortfolioState {
  readonly ledger: Ledger;
  /** Highest equity at any bar. */
  peakMicros: number;
  /** UTC day number of the latest bar or fill. */
  day: number | undefined;
  /** The value of the day that the event at `closedBy` has ended. */
  closing: DataOf<'PortfolioValued'> | undefined;
  closedBy: number;
}

export const portfolio = defineAgentKind({
  kind: 'portfolio',
  summary: 'Values the portfolio at the end of each trading day.',
  capabilities: ['account'],
  options: Type.Object({}, { additionalProperties: false }),

  create(_options, setting) {
    return decider<PortfolioState>({
      listensTo: ['account', 'instruments', 'bars/**', 'reports/**', 'run'],
      initial: () => ({ ledger: emptyLedger(), peakMicros: 0, day: undefined, closing: undefined, closedBy: -1 }),
      evolve: (state, event) => (isTrusted(event, setting) ? evolvePortfolio(state, event) : state),
      decide: ({ closing, closedBy }, event) =>
        closing !== undefined && closedBy === event.offset ? [{ type: 'PortfolioValued', data: closing }] : SILENT,
    });
  },
});

function evolvePortfolio(state: PortfolioState, event: LogEvent): PortfolioState {
  if (event.type === 'BarClosed') reachDay(state, event.data.bar.closedAt, event.offset);
  else if (event.type === 'OrderFilled') reachDay(state, event.data.fill.filledAt, event.offset);
  else if (event.type === 'RunEnding') closeDay(state, event.offset);
  // Said once: the event that ended the day may be delivered again.
  else if (event.type === 'PortfolioValued') state.closing = undefined;
  foldLedger(state.ledger, event);
  if (event.type === 'BarClosed' || event.type === 'AccountOpened') raisePeak(state);
  return state;
}

/** Returns the number of the UTC day that an interval ending at this instant belongs to. */
export function dayOf(closedAt: Instant): number {
  return Math.floor((closedAt - 1) / DAY);
}

function reachDay(state: PortfolioState, at: Instant, offset: number): void {
  const day = dayOf(at);
  if (state.day !== undefined && day > state.day) closeDay(state, offset);
  if (state.day === undefined || day > state.day) state.day = day;
}

function closeDay(state: PortfolioState, offset: number): void {
  const account = baseAccount(state.ledger);
  if (account === undefined || state.day === undefined) return;
  const equityMicros = equityOf(account);
  state.closing = {
    equityMicros,
    cashMicros: account.cashMicros,
    exposure: Math.min(exposureOf(account), Number.MAX_VALUE),
    drawdown: state.peakMicros > 0 ? 1 - equityMicros / state.peakMicros : 0,
  };
  state.closedBy = offset;
}

function raisePeak(state: PortfolioState): void {
  const account = baseAccount(state.ledger);
  if (account !== undefined) state.peakMicros = Math.max(state.peakMicros, equityOf(account));
}

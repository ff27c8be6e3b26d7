/** How long something was held, and how much at most: of virtual time, at every bar, and apart by position. */
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { inFunds, isCounted } from '../../portfolio/currencies.js';
import { baseAccount, type Ledger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import type { Fold } from './fold.js';

export interface Holdings {
  /** Share of the time from the first bar's opening to the last bar's close with a position; `null` without a bar. */
  readonly timeShare: number | null;
  /** Largest Σ |position value| ÷ equity at a bar, and largest single one; `null` without a bar, or in ruin. */
  readonly leverage: number | null;
  readonly largest: number | null;
  /** Mean of Σ (share of all that is held)² over the bars with a position: 1 for one position alone; `null` if nothing was held. */
  readonly herfindahl: number | null;
  readonly bars: number;
  readonly barsHeld: number;
}

interface Most {
  leverage: number;
  largest: number;
  isRuined: boolean;
}

/** Reads the ledger after it was given the same event. */
export function holdingFold(ledger: Ledger): Fold<Holdings> {
  let firstAt: Instant | undefined;
  let lastAt: Instant = 0;
  let held = 0;
  let isHeld = false;
  const most: Most = { leverage: 0, largest: 0, isRuined: false };
  const sums = { bars: 0, barsHeld: 0, herfindahl: 0 };
  const values: number[] = [];
  const present = { equity: 0, gross: 0 };
  let momentAt: Instant = -1;

  const pass = (now: Instant): void => {
    if (firstAt === undefined || now <= lastAt) return;
    if (isHeld) held += now - lastAt;
    lastAt = now;
  };
  const endMoment = (): void => {
    if (momentAt < 0) return;
    sums.bars += 1;
    takeIn({ ...present, values }, { most, sums });
  };
  const measure = (): void => {
    const account = baseAccount(ledger);
    present.equity = account === undefined ? 0 : equityOf(account);
    present.gross = isHeld ? valuesOf(ledger, values) : 0;
  };
  const see = (event: LogEvent): void => {
    if (event.type === 'BarClosed') {
      const { bar } = event.data;
      if (bar.closedAt !== momentAt) endMoment();
      if (firstAt === undefined) lastAt = firstAt = bar.openedAt;
      momentAt = bar.closedAt;
      pass(bar.closedAt);
      measure();
    } else if (event.type === 'OrderFilled' || event.type === 'PositionClosedOut' || event.type === 'PositionSplit') {
      pass(event.time);
      isHeld = ledger.positions.some(({ lots }) => lots !== 0);
      measure();
    }
  };
  const result = (): Holdings => {
    endMoment();
    momentAt = -1;
    const { bars, barsHeld, herfindahl } = sums;
    const known = bars > 0 && !most.isRuined;
    return {
      timeShare: firstAt === undefined || lastAt === firstAt ? null : held / (lastAt - firstAt),
      leverage: known ? most.leverage : null,
      largest: known ? most.largest : null,
      herfindahl: barsHeld === 0 ? null : herfindahl / barsHeld,
      bars, barsHeld,
    };
  };
  return { see, result };
}

/** Takes in how a moment ended: after what its bars brought. */
function takeIn({ equity, gross, values }: { readonly equity: number; readonly gross: number; readonly values: readonly number[] }, { most, sums }: { readonly most: Most; readonly sums: { barsHeld: number; herfindahl: number } }): void {
  if (gross === 0) return;
  if (equity <= 0) {
    most.isRuined = true;
    return;
  }
  if (gross > most.leverage * equity) most.leverage = gross / equity;
  let squares = 0;
  for (const value of values) {
    if (value > most.largest * equity) most.largest = value / equity;
    squares += (value / gross) * (value / gross);
  }
  sums.barsHeld += 1;
  sums.herfindahl += squares;
}

/** Puts |value| of each position into the list, in the account's own currency, and returns their sum. */
function valuesOf(ledger: Ledger, values: number[]): number {
  let gross = 0;
  for (let place = 0; place < ledger.positions.length; place += 1) {
    const { account, valueMicros } = ledger.positions[place];
    values[place] = valueMicros !== 0 && isCounted(ledger, account) ? inFunds(ledger, account, Math.abs(valueMicros)) : 0;
    gross += values[place];
  }
  return gross;
}

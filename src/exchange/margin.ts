/**
 * Margin calls and liquidation: when the equity falls below the maintenance margin, the venue closes
 * positions, the largest first, until it is enough. The price is the one at which the margin ran out, or
 * the open where price had jumped past it.
 */
import { assert } from '../core/assert.js';
import { mulDiv, type Lots, type Micros, type Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { FillLabel } from '../domain/fill.js';
import { notionalMicros, priceOf, type Instrument } from '../domain/instrument.js';
import type { BarTicks } from './bar-ticks.js';
import type { VenueRules } from './venue-rules.js';

export interface Holding {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly markTicks: Ticks;
}

export interface MarginQuestion {
  readonly rules: VenueRules;
  /** What the bar is of, after its fills. */
  readonly own: Holding;
  /** What else the account holds. */
  readonly others: readonly Holding[];
  /** As if futures had been paid for, so that cash and values add up to the equity. */
  readonly cashMicros: Micros;
  readonly ticks: BarTicks;
  /** Where price was when the holding was what it is: the open, or the price of the bar's last fill. */
  readonly startTicks: Ticks;
  readonly barOffset: number;
  readonly closedAt: Instant;
  /** What is said of open orders before positions are closed. */
  readonly cancels: () => readonly EventDraft[];
}

/** Ratios and rates are resolved to a thousand-millionth. */
const PARTS = 1_000_000_000;

interface Standing {
  readonly equity: Micros;
  readonly required: Micros;
}

/** Returns the margin call and what follows from it; nothing while the margin is enough. */
export function callMargin(question: MarginQuestion): readonly EventDraft[] {
  const { own, ticks, cancels } = question;
  if (own.lots === 0 && question.others.length === 0) return [];
  const looksInside = own.lots !== 0 && question.rules.policy !== 'optimistic';
  const testTicks = looksInside ? worstPrice(question) : ticks.close;
  if (!isShort(standingAt(question, testTicks))) return [];
  const startTicks = looksInside ? question.startTicks : ticks.close;
  const atTicks = isShort(standingAt(question, startTicks)) ? startTicks : firstShort(question, { from: startTicks, to: testTicks });
  const label: FillLabel = !looksInside ? 'exact' : atTicks === startTicks && startTicks === ticks.open ? 'open-gap' : 'intrabar-ambiguous';
  const { equity, required } = standingAt(question, atTicks);
  const called: EventDraft = {
    type: 'MarginCalled',
    data: {
      currency: own.instrument.currency, equityMicros: equity, requiredMicros: required,
      instrument: own.instrument.id, price: priceOf(own.instrument, atTicks), isIntrabar: label === 'intrabar-ambiguous',
    },
  };
  return [called, ...cancels(), ...liquidate(question, { atTicks, label })];
}

/** Every path touches it; an optimist looks at the close alone. */
function worstPrice({ own, ticks }: MarginQuestion): Ticks {
  return own.lots > 0 ? ticks.low : ticks.high;
}

function standingAt({ rules, own, others, cashMicros }: MarginQuestion, ticks: Ticks): Standing {
  const value = notionalMicros(own.instrument, ticks, own.lots);
  let equity = cashMicros + value;
  let gross = Math.abs(value);
  for (const { instrument, markTicks, lots } of others) {
    const other = notionalMicros(instrument, markTicks, lots);
    equity += other;
    gross += Math.abs(other);
  }
  return { equity, required: mulDiv(gross, Math.round((rules.maintenanceMarginRatio ?? 0) * PARTS), PARTS) };
}

function isShort({ equity, required }: Standing): boolean {
  return equity < required;
}

/** Returns the price nearest to `from` at which the margin is too small; it is at `to`, and not at `from`. */
function firstShort(question: MarginQuestion, { from, to }: { readonly from: Ticks; readonly to: Ticks }): Ticks {
  let enough = from;
  let short = to;
  while (Math.abs(short - enough) > 1) {
    const middle = Math.trunc((short + enough) / 2);
    if (isShort(standingAt(question, middle))) short = middle;
    else enough = middle;
  }
  return short;
}

interface Place {
  readonly atTicks: Ticks;
  readonly label: FillLabel;
}

function liquidate(question: MarginQuestion, { atTicks, label }: Place): readonly EventDraft[] {
  const { rules, own, others, closedAt, barOffset } = question;
  const value = ({ instrument, lots, markTicks }: Holding): Micros => Math.abs(notionalMicros(instrument, markTicks, lots));
  const held = [{ ...own, markTicks: atTicks }, ...others].filter(({ lots }) => lots !== 0);
  held.sort((a, b) => value(b) - value(a) || (a.instrument.id < b.instrument.id ? -1 : 1));
  const drafts: EventDraft[] = [];
  let left: MarginQuestion = question;
  for (const holding of held) {
    if (!isShort(standingAt(left, atTicks))) break;
    const { instrument, lots, markTicks } = holding;
    const isOwn = instrument.id === own.instrument.id;
    const feeMicros = mulDiv(value(holding), Math.round((rules.liquidationFeeBps ?? 0) * 100_000), PARTS);
    drafts.push({
      type: 'PositionClosedOut',
      data: {
        instrument: instrument.id, reason: 'liquidation', side: lots > 0 ? 'sell' : 'buy', quantityLots: Math.abs(lots), price: priceOf(instrument, markTicks),
        feeMicros, label: isOwn ? label : 'exact', barOffset, closedAt,
      },
    });
    const cashMicros = left.cashMicros + notionalMicros(instrument, markTicks, lots) - feeMicros;
    left = { ...left, cashMicros, own: isOwn ? { ...own, lots: 0 } : left.own, others: left.others.filter((other) => other.instrument.id !== instrument.id) };
  }
  assert(drafts.length > 0, 'A margin call closes a position', { instrument: own.instrument.id });
  const isEmpty = left.own.lots === 0 && left.others.length === 0;
  if (isEmpty && left.cashMicros <= 0) drafts.push({ type: 'AccountRuined', data: { currency: own.instrument.currency, equityMicros: left.cashMicros, instrument: own.instrument.id } });
  return drafts;
}

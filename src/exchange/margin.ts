/**
 * Margin calls and liquidation: when the equity falls below the maintenance margin, the venue closes
 * positions until it is enough: the one that binds most margin first, of equal ones the larger, then by name.
 * The price is the one at which the margin ran out, or the open where price had jumped past it.
 */
import { assert } from '../core/assert.js';
import { mulDiv, type Lots, type Micros, type Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { FillLabel } from '../domain/fill.js';
import { notionalMicros, priceOf, type Instrument } from '../domain/instrument.js';
import { maintenanceRatio } from './account-rules.js';
import type { BarTicks } from './bar-ticks.js';
import type { VenueRules } from './venue-rules.js';

export interface Holding {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly markTicks: Ticks;
  /** Place of its currency among the pools; the first if absent. */
  readonly pool?: number;
}

/** The cash of one currency, and what its money makes in the account's own. */
export interface CashPool {
  /** As if futures had been paid for, so that cash and values add up to the equity. */
  readonly cashMicros: Micros;
  /** The same money if absent. */
  readonly inBase?: (micros: Micros) => Micros;
}

export interface MarginQuestion {
  readonly rules: VenueRules;
  /** What the bar is of, after its fills. */
  readonly own: Holding;
  /** What else the account holds. */
  readonly others: readonly Holding[];
  /** By currency. */
  readonly pools: readonly CashPool[];
  /** What the equity is counted in. */
  readonly currency: string;
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
      currency: question.currency, equityMicros: equity, requiredMicros: required,
      instrument: own.instrument.id, price: priceOf(own.instrument, atTicks), isIntrabar: label === 'intrabar-ambiguous',
    },
  };
  return [called, ...cancels(), ...liquidate(question, { atTicks, label })];
}

/** Every path touches it; an optimist looks at the close alone. */
function worstPrice({ own, ticks }: MarginQuestion): Ticks {
  return own.lots > 0 ? ticks.low : ticks.high;
}

function standingAt(question: MarginQuestion, ticks: Ticks): Standing {
  const { rules, own, others, pools } = question;
  let equity = 0;
  let gross = 0;
  let margin = 0;
  for (let place = 0; place < pools.length; place += 1) {
    const { cashMicros, inBase } = pools[place];
    const sum = { equity: cashMicros, gross: 0, margin: 0 };
    if ((own.pool ?? 0) === place) addHolding(sum, rules, { ...own, markTicks: ticks });
    for (const other of others) if ((other.pool ?? 0) === place) addHolding(sum, rules, other);
    equity += inBase === undefined ? sum.equity : inBase(sum.equity);
    gross += inBase === undefined ? sum.gross : inBase(sum.gross);
    margin += inBase === undefined ? sum.margin : inBase(sum.margin);
  }
  return { equity, required: rules.margins === undefined ? shareOf(gross, rules.maintenanceMarginRatio ?? 0) : margin };
}

function addHolding(sum: { equity: Micros; gross: Micros; margin: Micros }, rules: VenueRules, { instrument, markTicks, lots }: Holding): void {
  const value = notionalMicros(instrument, markTicks, lots);
  sum.equity += value;
  sum.gross += Math.abs(value);
  if (rules.margins !== undefined) sum.margin += shareOf(Math.abs(value), maintenanceRatio(rules, instrument.id));
}

function shareOf(micros: Micros, ratio: number): Micros {
  return mulDiv(micros, Math.round(ratio * PARTS), PARTS);
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
  const { own, others, closedAt, barOffset, currency } = question;
  const held = [{ ...own, markTicks: atTicks }, ...others].filter(({ lots }) => lots !== 0).sort(byMargin(question));
  const drafts: EventDraft[] = [];
  let left: MarginQuestion = question;
  for (const holding of held) {
    if (!isShort(standingAt(left, atTicks))) break;
    const { instrument, lots, markTicks } = holding;
    const isOwn = instrument.id === own.instrument.id;
    const feeMicros = liquidationFee(question, holding);
    drafts.push({
      type: 'PositionClosedOut',
      data: {
        instrument: instrument.id, reason: 'liquidation', side: lots > 0 ? 'sell' : 'buy', quantityLots: Math.abs(lots), price: priceOf(instrument, markTicks),
        feeMicros, label: isOwn ? label : 'exact', barOffset, closedAt,
      },
    });
    left = without(left, holding, notionalMicros(instrument, markTicks, lots) - feeMicros);
  }
  assert(drafts.length > 0, 'A margin call closes a position', { instrument: own.instrument.id });
  const isEmpty = left.own.lots === 0 && left.others.length === 0;
  const { equity } = standingAt(left, atTicks);
  if (isEmpty && equity <= 0) drafts.push({ type: 'AccountRuined', data: { currency, equityMicros: equity, instrument: own.instrument.id } });
  return drafts;
}

function byMargin({ rules, pools }: MarginQuestion): (a: Holding, b: Holding) => number {
  const value = ({ instrument, lots, markTicks, pool = 0 }: Holding): Micros => {
    const { inBase } = pools[pool];
    const own = Math.abs(notionalMicros(instrument, markTicks, lots));
    return inBase === undefined ? own : inBase(own);
  };
  const margin = (holding: Holding): Micros => (rules.margins === undefined ? 0 : shareOf(value(holding), maintenanceRatio(rules, holding.instrument.id)));
  return (a, b) => margin(b) - margin(a) || value(b) - value(a) || (a.instrument.id < b.instrument.id ? -1 : 1);
}

/** In the currency of the instrument. */
function liquidationFee({ rules }: MarginQuestion, { instrument, lots, markTicks }: Holding): Micros {
  return mulDiv(Math.abs(notionalMicros(instrument, markTicks, lots)), Math.round((rules.liquidationFeeBps ?? 0) * 100_000), PARTS);
}

/** Returns the question after a holding was closed, which brought so much money of its currency. */
function without(question: MarginQuestion, { instrument, pool = 0 }: Holding, broughtMicros: Micros): MarginQuestion {
  const { own, others, pools } = question;
  return {
    ...question,
    own: instrument.id === own.instrument.id ? { ...own, lots: 0 } : own,
    others: others.filter((other) => other.instrument.id !== instrument.id),
    pools: pools.map((one, place) => (place === pool ? { ...one, cashMicros: one.cashMicros + broughtMicros } : one)),
  };
}

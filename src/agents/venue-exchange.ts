/**
 * Changes money of other currencies into the account's own, as the rules of the account ask: after what
 * the venue is about to say, every other currency is brought back to nothing, at the last known rate. What
 * cannot be changed because the rate is too old waits for the next one.
 */
import { mulDiv, type Micros } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../domain/catalogue.js';
import type { FxRules } from '../exchange/account-rules.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { toBase } from '../portfolio/currencies.js';
import { foldLedger, type Ledger } from '../portfolio/ledger.js';
import { copyOf, type Account } from '../portfolio/position.js';
import { SILENT } from './decider.js';
import { isFresh } from './venue-purse.js';

type Cause = DataOf<'CurrencyExchanged'>['cause'];

export interface Answered {
  readonly ledger: Ledger;
  readonly rules: VenueRules;
  /** What the venue is about to say, and what of. */
  readonly drafts: readonly EventDraft[];
  readonly event: LogEvent;
  readonly now: Instant;
}

/** Returns what the venue says, and the exchanges that follow from it; the very same where none does. */
export function withExchanges(answered: Answered): readonly EventDraft[] {
  const { ledger, rules: { fx }, drafts, event } = answered;
  if (fx?.conversion !== 'at-fill' || ledger.accounts.length === 1) return drafts;
  const isRate = event.type === 'RateSeen';
  if (!isRate && !drafts.some(movesCash)) return drafts;
  const after = drafts.length === 0 ? ledger : afterwards(ledger, drafts);
  const cause: Cause = isRate ? 'rate' : drafts.some(({ type }) => type === 'OrderFilled') ? 'fill' : 'flow';
  const exchanges = after.accounts.flatMap((account) => exchangeOf(account, { home: after.accounts[after.base], fx, now: answered.now, cause }));
  if (exchanges.length === 0) return drafts;
  return drafts.length === 0 ? exchanges : [...drafts, ...exchanges];
}

function movesCash({ type }: EventDraft): boolean {
  return type === 'OrderFilled' || type === 'CashFlowBooked' || type === 'PositionClosedOut' || type === 'PositionSettled' || type === 'PositionSplit' || type === 'InterestBooked';
}

interface Changing {
  readonly home: Account | undefined;
  readonly fx: FxRules;
  readonly now: Instant;
  readonly cause: Cause;
}

/** A debt is bought off, what is too much is sold; the cost comes on top of one and off the other. */
function exchangeOf({ currency, cashMicros, rate, ...rest }: Account, { home, fx, now, cause }: Changing): readonly EventDraft[] {
  if (cashMicros === 0 || rate === undefined || home === undefined || !isFresh(rate.at, fx, now)) return SILENT;
  const worth = toBase({ currency, cashMicros, rate, ...rest }, Math.abs(cashMicros));
  const costMicros = exchangeCost(worth, fx.spreadBps);
  const change = cashMicros > 0
    ? { paid: currency, paidMicros: cashMicros, got: home.currency, gotMicros: worth - costMicros }
    : { paid: home.currency, paidMicros: worth + costMicros, got: currency, gotMicros: 0 - cashMicros };
  return [{ type: 'CurrencyExchanged', data: { ...change, rate: rate.rate, rateOffset: rate.offset, costMicros, cause, exchangedAt: now } }];
}

/** Returns what changing so much money costs, half-even. */
function exchangeCost(micros: Micros, spreadBps: number): Micros {
  return mulDiv(micros, Math.round(spreadBps * 100_000), 1_000_000_000);
}

/** Returns the books as they will be when the drafts are recorded; the present ones are not touched. */
export function afterwards(ledger: Ledger, drafts: readonly EventDraft[]): Ledger {
  const touched = new Set(drafts.map(instrumentOf).map((instrument) => (instrument === undefined ? -1 : ledger.placeOf[instrument])));
  const scratch: Ledger = {
    ...ledger,
    accounts: ledger.accounts.map((account) => ({ ...account })),
    positions: ledger.positions.map((position, place) => (touched.has(place) ? copyOf(position) : position)),
    booked: [],
  };
  // Offsets that no event has, so that each draft is news.
  drafts.forEach(({ type, data }, index) => foldLedger(scratch, { type, data, offset: -1 - index } as unknown as LogEvent));
  return scratch;
}

function instrumentOf({ type, data }: EventDraft): string | undefined {
  if (type === 'OrderFilled') return data.fill.instrument;
  return 'instrument' in data && typeof data.instrument === 'string' ? data.instrument : undefined;
}

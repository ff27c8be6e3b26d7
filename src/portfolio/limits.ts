/**
 * The limits of a portfolio and the judgement of one order before it may pass. Each limit is a share of
 * the equity of the account concerned. An order that cannot enlarge a position always passes them.
 */
import { HivetapeError } from '../core/errors.js';
import type { Lots, Ticks } from '../core/fixed-point.js';
import { DAY, type Instant } from '../core/instant.js';
import { isOnTick, ticksOf, worthMicros } from '../domain/instrument.js';
import type { DenialReason, Order } from '../domain/order.js';
import { fundsBehind, fundsFactor, sharesFunds } from './currencies.js';
import type { Ledger } from './ledger.js';
import { openOrdersAt, worstCaseOf, worstValue, type OpenOrder, type OpenOrders } from './open-orders.js';
import { equityOf, lotMicrosOf, type Position } from './position.js';
import { tailLosses, type ReturnHistory } from './value-at-risk.js';

export interface RiskLimits {
  /** Σ |position value| ÷ equity. */
  readonly exposureMax: number;
  /** |value of one position| ÷ equity. */
  readonly concentrationMax: number;
  /** Value at risk of one day at 95 % ÷ equity; judged once `valueAtRiskDaysMin` days are known. */
  readonly valueAtRiskMax: number;
  readonly valueAtRiskDays: number;
  readonly valueAtRiskDaysMin: number;
  /** 1 − equity ÷ highest equity; beyond it trading halts. */
  readonly drawdownMax: number;
  /** A mark older than this is no ground for a decision. */
  readonly markAgeDaysMax: number;
  /** Nor is a rate between currencies. */
  readonly rateAgeDaysMax: number;
  /** An alert is raised again only after its figure has fallen to this share of the limit. */
  readonly rearmShare: number;
}

export const defaultRiskLimits: RiskLimits = {
  exposureMax: 0.5,
  concentrationMax: 0.3,
  valueAtRiskMax: 0.1,
  valueAtRiskDays: 250,
  valueAtRiskDaysMin: 20,
  drawdownMax: 0.1,
  markAgeDaysMax: 10,
  rateAgeDaysMax: 10,
  rearmShare: 0.95,
};

/** Returns complete limits. Throws `risk-limits-invalid`. */
export function riskLimits(options: Partial<RiskLimits> = {}): RiskLimits {
  const limits = { ...defaultRiskLimits, ...options };
  for (const [name, value] of Object.entries(limits)) {
    if (value > 0 && Number.isFinite(value)) continue;
    throw new HivetapeError('risk-limits-invalid', `A risk limit is a finite number above 0 (found ${name}: ${value}).`, { values: { name, value } });
  }
  return limits;
}

export interface Refusal {
  readonly reason: DenialReason;
  readonly found?: number;
  readonly limit?: number;
}

/** What the guardian knows when an order comes. */
export interface RiskBooks {
  readonly ledger: Ledger;
  readonly open: OpenOrders;
  /** By place in the ledger. */
  readonly histories: readonly ReturnHistory[];
}

/** Returns the open order that an order would be, or why it cannot be judged. Marks must be there and fresh. */
export function openOrderOf(order: Order, books: RiskBooks, { limits, now }: { readonly limits: RiskLimits; readonly now: Instant }): OpenOrder | Refusal {
  const { ledger } = books;
  const place = ledger.placeOf[order.instrument];
  const position = ledger.positions[place];
  if (position === undefined) return { reason: 'invalid-order' };
  const age = (now - position.markedAt) / DAY;
  if (!position.isMarked) return { reason: 'stale-data' };
  if (age > limits.markAgeDaysMax) return { reason: 'stale-data', found: age, limit: limits.markAgeDaysMax };
  const unrated = order.reduceOnly ? undefined : staleRate(ledger, position, { limits, now });
  if (unrated !== undefined) return unrated;
  const levelTicks = highestLevel(order, position);
  const lots = order.quantityLots ?? lotsOfFunds(ledger, position, order.fundsShare ?? 1);
  return { place, side: order.side, lots, reduceOnly: order.reduceOnly, ...(levelTicks === undefined ? {} : { levelTicks }), ...(order.oco === undefined ? {} : { group: `${order.owner} ${order.oco}` }) };
}

/** Of another currency than the run reports in, the rate must be there and fresh: without it nobody knows what an order is worth. */
function staleRate({ base, accounts }: Ledger, { account }: Position, { limits, now }: { readonly limits: RiskLimits; readonly now: Instant }): Refusal | undefined {
  if (account === base || base < 0) return undefined;
  const { rate } = accounts[account];
  if (rate === undefined) return { reason: 'stale-data' };
  const age = (now - rate.at) / DAY;
  return age > limits.rateAgeDaysMax ? { reason: 'stale-data', found: age, limit: limits.rateAgeDaysMax } : undefined;
}

/** Returns the highest price that the order may wait for: its limit, its stop, or as far as a trailing stop of a buy stays away. */
function highestLevel({ limitPrice, stopPrice, trailAmount = 0, trailRatio = 0, side }: Order, { instrument, markTicks }: Position): Ticks | undefined {
  const levels = [limitPrice, stopPrice].flatMap((level) => (level !== undefined && isOnTick(instrument, level) ? [ticksOf(instrument, level)] : []));
  if (side === 'buy' && (trailAmount > 0 || trailRatio > 0)) levels.push(Math.ceil(markTicks * (1 + trailRatio) + trailAmount * instrument.ticksPerUnit));
  return levels.length === 0 ? undefined : Math.max(...levels);
}

/** Returns the first limit that the order would break if it and every open order filled; `undefined` if none. */
export function brokenLimit(asked: OpenOrder, books: RiskBooks, limits: RiskLimits): Refusal | undefined {
  const { ledger, open } = books;
  const position = ledger.positions[asked.place];
  const others = openOrdersAt(open, asked.place);
  const before = worstCaseOf(position, others);
  const after = worstCaseOf(position, [...others, asked]);
  if (Math.max(after.longLots, after.shortLots) <= Math.max(before.longLots, before.shortLots, Math.abs(position.lots))) return undefined;

  const equity = equityOf(fundsBehind(ledger, position));
  const own = worstValue(position, after) * fundsFactor(ledger, position.account);
  if (equity <= 0) return { reason: 'insufficient-cash', found: equity, limit: 0 };
  if (own > limits.concentrationMax * equity) return { reason: 'concentration-limit', found: own / equity, limit: limits.concentrationMax };
  const elsewhere = sumElsewhere(asked.place, books, worstValue);
  const exposure = own + elsewhere;
  if (exposure > limits.exposureMax * equity) return { reason: 'exposure-limit', found: exposure / equity, limit: limits.exposureMax };
  return brokenValueAtRisk({ asked, books, limits, equity });
}

/** Returns the value at risk of what is held with the funds of an account, as a share of their equity; `undefined` while some history is too short. */
export function valueAtRiskOf({ ledger, histories }: RiskBooks, account: number, { valueAtRiskDaysMin }: RiskLimits): number | undefined {
  const equity = equityOf(fundsBehind(ledger, { account }));
  let sum = 0;
  for (let place = 0; place < ledger.positions.length; place += 1) {
    const position = ledger.positions[place];
    if (position.lots === 0 || !sharesFunds(ledger, position.account, account)) continue;
    const losses = tailLosses(histories[place], valueAtRiskDaysMin);
    if (losses === undefined) return undefined;
    sum += Math.abs(position.valueMicros) * fundsFactor(ledger, position.account) * (position.lots > 0 ? losses.long : losses.short);
  }
  return equity > 0 ? sum / equity : sum > 0 ? Infinity : 0;
}

function brokenValueAtRisk(question: { readonly asked: OpenOrder; readonly books: RiskBooks; readonly limits: RiskLimits; readonly equity: number }): Refusal | undefined {
  const { asked, books, limits, equity } = question;
  const { ledger, open, histories } = books;
  let atRisk = 0;
  for (let place = 0; place < ledger.positions.length; place += 1) {
    const position = ledger.positions[place];
    if (!sharesFunds(ledger, position.account, ledger.positions[asked.place].account)) continue;
    const orders = openOrdersAt(open, place);
    const { longLots, shortLots, ticks } = worstCaseOf(position, place === asked.place ? [...orders, asked] : orders);
    if (longLots === 0 && shortLots === 0) continue;
    const losses = tailLosses(histories[place], limits.valueAtRiskDaysMin);
    if (losses === undefined) return undefined;
    const factor = fundsFactor(ledger, position.account);
    const money = (lots: Lots): number => worthMicros(position.instrument, ticks, lots) * factor;
    atRisk += Math.max(money(longLots) * losses.long, money(shortLots) * losses.short);
  }
  if (atRisk <= limits.valueAtRiskMax * equity) return undefined;
  return { reason: 'var-limit', found: atRisk / equity, limit: limits.valueAtRiskMax };
}

function sumElsewhere(except: number, { ledger, open }: RiskBooks, figure: typeof worstValue): number {
  let sum = 0;
  for (let place = 0; place < ledger.positions.length; place += 1) {
    const position = ledger.positions[place];
    if (place === except || !sharesFunds(ledger, position.account, ledger.positions[except].account)) continue;
    sum += figure(position, worstCaseOf(position, openOrdersAt(open, place))) * fundsFactor(ledger, position.account);
  }
  return sum;
}

/** Returns at least as many lots as a share of funds can become at the mark: of cash or of equity, whichever is more. */
function lotsOfFunds(ledger: Ledger, position: Position, share: number): Lots {
  const behind = fundsBehind(ledger, position);
  const lotMicros = Math.abs(lotMicrosOf(position)) * fundsFactor(ledger, position.account);
  const funds = Math.max(behind.cashMicros, equityOf(behind), 0);
  return lotMicros === 0 ? 0 : Math.ceil((share * funds) / lotMicros);
}

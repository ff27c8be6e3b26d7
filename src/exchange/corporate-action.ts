/**
 * What a dividend, a split, a delisting, funding or a settlement does to a holding, as the words of the
 * venue that books it. Open orders do not outlive what changes their instrument, unless a split is to adjust them.
 */
import { microsOf, mulDiv, type Lots, type Micros, type Ticks } from '../core/fixed-point.js';
import type { DataOf, EventDraft } from '../domain/catalogue.js';
import type { CashFlowKind } from '../domain/events/account-events.js';
import { notionalMicros, priceOf, type Instrument } from '../domain/instrument.js';
import type { CancelReason } from '../domain/order.js';
import { adjustOrders } from './adjust-orders.js';
import type { Resting } from './resting.js';

export interface HeldAt {
  readonly instrument: Instrument;
  readonly lots: Lots;
  /** Last price; `undefined` before there was one. */
  readonly markTicks: Ticks | undefined;
  readonly resting: readonly Resting[];
  /** What a split does to open orders. */
  readonly splits?: 'cancel' | 'adjust' | undefined;
}

type Action = DataOf<'ActionFellDue'>;

/** Rates are resolved to a millionth of a millionth. */
const PARTS = 1_000_000_000_000;

/** Returns everything that the venue says of an action, in order; nothing where nobody is concerned. */
export function answerAction(action: Action, held: HeldAt): readonly EventDraft[] {
  const { instrument, lots, markTicks } = held;
  switch (action.kind) {
    case 'dividend':
      return flow(action, held, { kind: 'dividend', amountMicros: mulDiv(microsOf(action.value) * instrument.multiplier, lots, instrument.lotsPerUnit) });
    case 'funding':
      return markTicks === undefined ? [] : flow(action, held, { kind: 'funding', amountMicros: fundingMicros(action.value, notionalMicros(instrument, markTicks, lots)) });
    case 'split':
      return splitHeld(action, held);
    case 'delisting':
      return [...cancelAll(held, 'delisted'), ...(markTicks === undefined ? [] : closeOut(action, held, againstHolder(markTicks * (1 - action.value), lots)))];
    case 'settlement':
      return settle(action, held);
    case 'expiry':
      return [...cancelAll(held, 'delisted'), ...closeOut(action, held, action.atLast === true ? (markTicks ?? 0) : Math.round(action.value * instrument.ticksPerUnit))];
  }
}

/** Tells whether nothing can be traded after the action. */
export function endsTrading({ kind }: Action): boolean {
  return kind === 'delisting' || kind === 'expiry';
}

function flow({ instrument, value, dueAt }: Action, { lots }: HeldAt, { kind, amountMicros }: { readonly kind: CashFlowKind; readonly amountMicros: Micros }): readonly EventDraft[] {
  return amountMicros === 0 ? [] : [{ type: 'CashFlowBooked', data: { instrument, kind, amountMicros, lots, rate: value, dueAt } }];
}

/** Longs pay a rate above zero, shorts earn it. */
function fundingMicros(rate: number, valueMicros: Micros): Micros {
  return 0 - mulDiv(valueMicros, Math.round(rate * PARTS), PARTS);
}

function cancelAll({ resting }: HeldAt, reason: CancelReason): readonly EventDraft[] {
  return resting.map(({ order, openLots = 0 }): EventDraft => ({ type: 'OrderCancelled', data: { orderId: order.id, instrument: order.instrument, reason, openLots } }));
}

function splitHeld(action: Action, held: HeldAt): readonly EventDraft[] {
  if (held.splits !== 'adjust') return [...cancelAll(held, 'corporate-action'), ...split(action, held)];
  const { cancelled, adjusted } = adjustOrders(held.resting, held.instrument, { into: action.value, per: action.per });
  return [...cancelAll({ ...held, resting: cancelled }, 'corporate-action'), ...split(action, held), ...adjusted];
}

/** Everybody must hear of a split, for everybody keeps a last price. */
function split({ instrument: id, value: into, per, dueAt }: Action, { instrument, lots, markTicks = 0 }: HeldAt): readonly EventDraft[] {
  const exact = BigInt(lots) * BigInt(into);
  const lotsAfter = Number(exact / BigInt(per));
  const rest = Number(exact % BigInt(per));
  const said: EventDraft = { type: 'PositionSplit', data: { instrument: id, into, per, lotsBefore: lots, lotsAfter, dueAt } };
  // So many `per`ths of a new lot, each new lot being worth the last price × per ÷ into.
  const amountMicros = mulDiv(notionalMicros(instrument, markTicks, rest), 1, into);
  if (amountMicros === 0) return [said];
  return [said, { type: 'CashFlowBooked', data: { instrument: id, kind: 'fraction', amountMicros, lots: lotsAfter, rate: into / per, dueAt } }];
}

function settle({ instrument: id, value, dueAt }: Action, { instrument, lots }: HeldAt): readonly EventDraft[] {
  if (lots === 0 || instrument.settlesToCash !== true) return [];
  const ticks = Math.round(value * instrument.ticksPerUnit);
  return [{ type: 'PositionSettled', data: { instrument: id, price: priceOf(instrument, ticks), lots, dueAt } }];
}

function closeOut({ instrument: id, kind, dueAt }: Action, { instrument, lots }: HeldAt, ticks: Ticks): readonly EventDraft[] {
  if (lots === 0) return [];
  const side = lots > 0 ? 'sell' : 'buy';
  const reason = kind === 'expiry' ? 'expired' : 'delisted';
  const price = priceOf(instrument, ticks);
  return [{ type: 'PositionClosedOut', data: { instrument: id, reason, side, quantityLots: Math.abs(lots), price, feeMicros: 0, label: 'exact', barOffset: -1, closedAt: dueAt } }];
}

function againstHolder(ticks: number, lots: Lots): Ticks {
  return (lots > 0 ? Math.floor(ticks + 1e-9) : Math.ceil(ticks - 1e-9)) + 0;
}

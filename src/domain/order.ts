/** Orders: what an agent asks of a venue. */
import { Type, type Static } from '@sinclair/typebox';
import { agentName, flag, instrumentName, integer, late, oneOf, orderName, real, text } from './schema.js';

export { orderId, type OrderId } from './ids.js';

export const sides = ['buy', 'sell'] as const;
export type Side = (typeof sides)[number];

export const orderTypes = [
  'market', 'limit', 'stop', 'stop-limit', 'trailing-stop', 'market-if-touched', 'limit-if-touched', 'at-open', 'at-close',
] as const;
export type OrderType = (typeof orderTypes)[number];

export const timesInForce = ['gtc', 'day', 'gtd', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof timesInForce)[number];

/** `intrabar`: every price of the bar moves it; `close`: closes only, so that nothing is left to a policy. */
export const trailModes = ['intrabar', 'close'] as const;

export const orderSchema = Type.Object({
  id: orderName,
  instrument: instrumentName,
  /** Who answers for it. */
  owner: agentName,
  side: oneOf(sides),
  type: oneOf(orderTypes),
  /** Exactly one of `quantityLots` and `fundsShare` is present. */
  quantityLots: Type.Optional(integer),
  /** Share of the free funds (0 to 1], turned into lots at the fill, against the worst cost; of a child, share of what its parent fills. */
  fundsShare: Type.Optional(real),
  limitPrice: Type.Optional(real),
  /** What wakes it up: of stops, stop-limits, and what waits to be touched. */
  stopPrice: Type.Optional(real),
  timeInForce: oneOf(timesInForce),
  /** Never opens or enlarges a position. */
  reduceOnly: flag,
  /** The decision, or whatever else it came from, in the agent's own words. */
  tag: Type.Optional(text),
  /** How far a trailing stop follows: in price or as a fraction of it; exactly one of both. */
  trailAmount: Type.Optional(late(real)),
  trailRatio: Type.Optional(late(real)),
  /** What a trailing stop follows; every price of the bar if absent. */
  trailOn: Type.Optional(late(oneOf(trailModes))),
  /** Refused if it could trade at its first open. */
  postOnly: Type.Optional(late(flag)),
  /** Of `gtd`: bars that open at or after this instant do not fill it. */
  expiresAt: Type.Optional(late(integer)),
  /** It sleeps until this order of the same instrument fills, and wakes for as many lots. */
  parent: Type.Optional(late(orderName)),
  /** Of orders of one owner and instrument with the same word, a fill of one ends the others. */
  oco: Type.Optional(late(Type.String({ minLength: 1, maxLength: 100 }))),
});

export type Order = Static<typeof orderSchema>;

/** Where an order stands. Only these steps are legal; the last four are final. */
export const orderStates = ['placed', 'denied', 'approved', 'accepted', 'partially-filled', 'filled', 'cancelled', 'rejected', 'expired'] as const;
export type OrderState = (typeof orderStates)[number];

const legalSteps: Readonly<Record<OrderState, readonly OrderState[]>> = {
  placed: ['denied', 'approved'],
  approved: ['accepted', 'rejected', 'denied'],
  accepted: ['partially-filled', 'filled', 'cancelled', 'rejected', 'expired'],
  'partially-filled': ['partially-filled', 'filled', 'cancelled', 'expired'],
  denied: [],
  filled: [],
  cancelled: [],
  rejected: [],
  expired: [],
};

export function isLegalStep(from: OrderState, to: OrderState): boolean {
  return legalSteps[from].includes(to);
}

export function isFinal(state: OrderState): boolean {
  return legalSteps[state].length === 0;
}

/** Our own gate says no. */
export const denialReasons = [
  'no-approval', 'halted', 'killed', 'exposure-limit', 'var-limit', 'concentration-limit', 'drawdown-limit',
  'insufficient-cash', 'rate-limit', 'stale-data', 'invalid-order', 'duplicate-id',
] as const;
export type DenialReason = (typeof denialReasons)[number];

/** The venue says no. */
export const rejectionReasons = [
  'unknown-instrument', 'off-tick', 'below-min-quantity', 'not-shortable', 'duplicate-id', 'unsupported-type', 'insufficient-cash', 'venue-unavailable',
  'would-cross', 'invalid-bracket', 'parent-ended', 'delisted', 'no-rate',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

export const cancelReasons = [
  'by-agent', 'ioc', 'fok', 'oco', 'parent-ended', 'invalid-bracket', 'reduce-only', 'insufficient-cash', 'kill-switch',
  'max-slippage', 'not-shortable', 'corporate-action', 'delisted', 'liquidation', 'no-rate',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

export const expiryReasons = ['day', 'gtd', 'end-of-run'] as const;
export type ExpiryReason = (typeof expiryReasons)[number];

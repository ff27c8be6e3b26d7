/** A fill is one execution. Price, spread, slippage and fee stand apart, so that each can be explained. */
import { Type, type Static } from '@sinclair/typebox';
import { agentName, instrumentName, integer, offset, oneOf, orderName, real, text } from './schema.js';
import { sides } from './order.js';

/** `exact`: true on every path the bar allows; `open-gap`: at an open beyond the level; `intrabar-ambiguous`: the policy decided. */
export const fillLabels = ['exact', 'open-gap', 'intrabar-ambiguous'] as const;
export type FillLabel = (typeof fillLabels)[number];

/** Where in the bar it happened. */
export const fillBases = ['open', 'level', 'close'] as const;
export type FillBasis = (typeof fillBases)[number];

export const fillSchema = Type.Object({
  orderId: orderName,
  instrument: instrumentName,
  owner: agentName,
  side: oneOf(sides),
  quantityLots: integer,
  /** Lots of the order that stay open. */
  remainingLots: integer,
  /** What the market gave, inside the bar. */
  basePrice: real,
  /** Cost per unit of crossing half the spread, ≥ 0. */
  halfSpread: real,
  /** Cost per unit of moving the market, ≥ 0. */
  slippage: real,
  /** basePrice ± halfSpread ± slippage, rounded to the grid against the trader. */
  price: real,
  /** Fee in micros of the instrument's currency; negative for a rebate. */
  feeMicros: integer,
  liquidity: oneOf(['maker', 'taker']),
  basis: oneOf(fillBases),
  label: oneOf(fillLabels),
  /** Why it is ambiguous; absent otherwise. */
  ambiguity: Type.Optional(oneOf(['touch-only'])),
  /** The bar that filled it: offset of its BarClosed. */
  barOffset: offset,
  filledAt: integer,
  tag: Type.Optional(text),
});

export type Fill = Static<typeof fillSchema>;

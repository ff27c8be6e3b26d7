/** A fill is one execution. Price, spread, slippage and fee stand apart, so that each can be explained. */
import { Type, type Static } from '@sinclair/typebox';
import { agentName, instrumentName, integer, late, offset, oneOf, orderName, real, text } from './schema.js';
import { sides } from './order.js';

/** `exact`: true on every path the bar allows; `open-gap`: at an open beyond the level; `intrabar-ambiguous`: the policy decided. */
export const fillLabels = ['exact', 'open-gap', 'intrabar-ambiguous'] as const;
export type FillLabel = (typeof fillLabels)[number];

/** Where in the bar it happened; `path`: where the assumed path passed. */
export const fillBases = ['open', 'level', 'path', 'close'] as const;
export type FillBasis = (typeof fillBases)[number];

/** Why a bar does not say: see the rules of execution. */
export const ambiguities = ['touch-only', 'both-legs', 'entry-bar', 'stop-limit-return', 'trail'] as const;
export type Ambiguity = (typeof ambiguities)[number];

/** What decides where a bar does not say what happened. */
export const policyNames = ['pessimistic', 'optimistic', 'ohlc-path'] as const;
export type PolicyName = (typeof policyNames)[number];

/** What decided, where it was finer than the bar that agents see: one trade of others, a shorter bar, the best bid and ask, the order book. */
export const fineSources = ['print', 'finer-bar', 'quote', 'book'] as const;
export type FineSource = (typeof fineSources)[number];

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
  ambiguity: Type.Optional(oneOf(ambiguities)),
  /** What filled it: offset of its BarClosed, or of what was finer. */
  barOffset: offset,
  filledAt: integer,
  tag: Type.Optional(text),
  /** The policy that decided; absent where none had to. */
  policy: Type.Optional(late(oneOf(policyNames))),
  /** Which venue, where a run has several. */
  venue: Type.Optional(late(text)),
  /** Absent where the bar itself decided. */
  decidedBy: Type.Optional(late(oneOf(fineSources))),
});

export type Fill = Static<typeof fillSchema>;

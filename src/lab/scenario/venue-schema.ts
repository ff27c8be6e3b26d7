/**
 * The part of a scenario that says how the simulated venue fills, and what it costs. Its keys and
 * defaults are the venue's own rules; the gate that the venue trusts is the lab's business.
 */
import { Type, type Static } from '@sinclair/typebox';
import { defaultVenueRules } from '../../exchange/venue-rules.js';
import { wordOf } from './word-schema.js';

const defaults = defaultVenueRules;

const money = (description: string) => Type.Number({ minimum: -1_000_000, maximum: 1_000_000, description });

const feesSchema = Type.Object(
  {
    bps: Type.Number({ exclusiveMinimum: -10_000, exclusiveMaximum: 10_000, default: defaults.fees.bps, description: 'Share of the notional, in basis points (2 is 0.02 %).' }),
    makerBps: Type.Optional(Type.Number({ exclusiveMinimum: -10_000, exclusiveMaximum: 10_000, description: 'The same for resting limit orders; negative for a rebate. `bps` if absent.' })),
    perUnit: Type.Number({ minimum: -1_000_000, maximum: 1_000_000, default: defaults.fees.perUnit, description: 'Per unit of quantity, in currency.' }),
    perFill: Type.Number({ minimum: 0, maximum: 1_000_000, default: defaults.fees.perFill, description: 'Per fill, in currency.' }),
    perOrder: Type.Number({ minimum: 0, maximum: 1_000_000, default: defaults.fees.perOrder, description: 'Once per order, on its first fill, in currency.' }),
    orderMin: Type.Optional(money('Least that an order pays over all of its fills.')),
    orderMax: Type.Optional(money('Most that an order pays over all of its fills.')),
  },
  { default: {}, description: 'Fees of an order: the sum of its parts.' },
);

const noCost = Type.Object({ kind: Type.Literal('none') }, { description: 'Nothing.' });
const ticksCost = Type.Object({ kind: Type.Literal('ticks'), ticks: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'So many price steps.' }) });
const ratioCost = Type.Object({ kind: Type.Literal('ratio'), ratio: Type.Number({ minimum: 0, exclusiveMaximum: 1, description: 'Share of the price, as a fraction.' }) });
const volumeCost = Type.Object({
  kind: Type.Literal('volume-share'),
  impact: Type.Number({ minimum: 0, maximum: 1_000, description: 'Cost = price × impact × (share of the bar’s volume)².' }),
  shareMax: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'The share is capped here.' }),
});

export const venueSchema = Type.Object(
  {
    policy: wordOf(['pessimistic', 'optimistic', 'ohlc-path'], { default: defaults.policy, description: 'What decides where a bar does not say what happened: the worst, the best, or one stated path.' }),
    pathFirst: Type.Optional(wordOf(['nearer', 'high', 'low'], { description: 'Of ohlc-path: which extreme of a bar comes first; the one nearer to its open if absent.' })),
    account: wordOf(['cash', 'margin'], { default: defaults.account, description: 'cash: no debt and no shorts. margin: both, within initialMarginRatio.' }),
    initialMarginRatio: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: defaults.initialMarginRatio, description: 'Σ |position value| × ratio ≤ equity after every fill that opens; 1 is fully funded, 0.5 is leverage 2.' }),
    participation: Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1 }), Type.Literal('full')], { default: defaults.participation, description: 'Share of a bar’s volume that all orders together can get; full: all that is wanted.' }),
    fees: feesSchema,
    halfSpread: Type.Union([noCost, ticksCost, ratioCost], { default: defaults.halfSpread, description: 'Cost per unit of crossing half the spread.' }),
    slippage: Type.Union([noCost, ticksCost, ratioCost, volumeCost], { default: defaults.slippage, description: 'Cost per unit of moving the market.' }),
    queue: wordOf(['touch', 'through'], { default: defaults.queue, description: 'Whether a limit order fills when price only touches it.' }),
    late: wordOf(['next-bar', 'bar-close'], { default: defaults.late, description: 'What becomes of an order that comes after a bar’s opening window.' }),
    openingWindowUs: Type.Integer({ minimum: 0, maximum: 86_400_000_000, default: defaults.openingWindowUs, description: 'How long after its open a bar takes orders at its open, in µs.' }),
    dayEndsAtUs: Type.Integer({ minimum: 0, exclusiveMaximum: 86_400_000_000, default: defaults.dayEndsAtUs, description: 'When the trading day ends, in µs after midnight UTC.' }),
  },
  { default: {}, description: 'How orders fill, and what that costs.' },
);

export type VenueSection = Static<typeof venueSchema>;

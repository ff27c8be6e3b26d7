/**
 * The part of a scenario that says how the simulated venue fills, and what it costs. Its keys and
 * defaults are the venue's own rules; the gate that the venue trusts is the lab's business.
 */
import { Type, type Static } from '@sinclair/typebox';
import { defaultVenueRules } from '../../exchange/venue-rules.js';
import { borrowSchema, feesSchema, slippageMaxSchema, slippageSchema, spreadSchema } from './cost-schema.js';
import { wordOf } from './word-schema.js';

const defaults = defaultVenueRules;

export const venueSchema = Type.Object(
  {
    policy: wordOf(['pessimistic', 'optimistic', 'ohlc-path'], { default: defaults.policy, description: 'What decides where a bar does not say what happened: the worst, the best, or one stated path.' }),
    pathFirst: Type.Optional(wordOf(['nearer', 'high', 'low'], { description: 'Of ohlc-path: which extreme of a bar comes first; the one nearer to its open if absent.' })),
    account: wordOf(['cash', 'margin'], { default: defaults.account, description: 'cash: no debt and no shorts. margin: both, within initialMarginRatio.' }),
    initialMarginRatio: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: defaults.initialMarginRatio, description: 'Σ |position value| × ratio ≤ equity after every fill that opens; 1 is fully funded, 0.5 is leverage 2.' }),
    participation: Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1 }), Type.Literal('full')], { default: defaults.participation, description: 'Share of a bar’s volume that all orders together can get; full: all that is wanted.' }),
    fees: feesSchema,
    halfSpread: spreadSchema,
    slippage: slippageSchema,
    slippageMax: slippageMaxSchema,
    borrow: borrowSchema,
    maintenanceMarginRatio: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'The equity may not fall below Σ |position value| × ratio; positions are closed then. Absent: nobody is liquidated.', examples: [0.25] }),
    ),
    liquidationFeeBps: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 10_000, description: 'What a liquidation costs, in basis points of the value that is closed.', examples: [50] })),
    queue: wordOf(['touch', 'through'], { default: defaults.queue, description: 'Whether a limit order fills when price only touches it.' }),
    late: wordOf(['next-bar', 'bar-close'], { default: defaults.late, description: 'What becomes of an order that comes after a bar’s opening window.' }),
    openingWindowUs: Type.Integer({ minimum: 0, maximum: 86_400_000_000, default: defaults.openingWindowUs, description: 'How long after its open a bar takes orders at its open, in µs.' }),
    dayEndsAtUs: Type.Integer({ minimum: 0, exclusiveMaximum: 86_400_000_000, default: defaults.dayEndsAtUs, description: 'When the trading day ends, in µs after midnight UTC.' }),
  },
  { default: {}, description: 'How orders fill, and what that costs.' },
);

export type VenueSection = Static<typeof venueSchema>;

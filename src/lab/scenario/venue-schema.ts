/**
 * The part of a scenario that says how the simulated venue fills, and what it costs. Its keys and
 * defaults are the venue's own rules; the gate that the venue trusts is the lab's business.
 */
import { Type, type Static, type TOptional, type TSchema } from '@sinclair/typebox';
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
    splits: Type.Optional(wordOf(['cancel', 'adjust'], { description: 'What a split does to open orders: ends them (cancel, if absent), or changes their prices and quantities so that their value stays.' })),
    queue: wordOf(['touch', 'through'], { default: defaults.queue, description: 'Whether a limit order fills when price only touches it.' }),
    late: wordOf(['next-bar', 'bar-close'], { default: defaults.late, description: 'What becomes of an order that comes after a bar’s opening window.' }),
    openingWindowUs: Type.Integer({ minimum: 0, maximum: 86_400_000_000, default: defaults.openingWindowUs, description: 'How long after its open a bar takes orders at its open, in µs.' }),
    dayEndsAtUs: Type.Integer({ minimum: 0, exclusiveMaximum: 86_400_000_000, default: defaults.dayEndsAtUs, description: 'When the trading day ends, in µs after midnight UTC.' }),
  },
  { default: {}, description: 'How orders fill, and what that costs.' },
);

export type VenueSection = Static<typeof venueSchema>;

/** What is of the account, and so the same at all venues. */
const ofAccount: readonly string[] = ['account', 'initialMarginRatio', 'maintenanceMarginRatio', 'liquidationFeeBps'];

/** The same keys without their defaults: what a venue does not say is as under `venue`. */
function ownRules(): Readonly<Record<string, TOptional<TSchema>>> {
  const rules = Object.entries({ ...venueSchema.properties, fees: Type.Omit(feesSchema, ['path']) }).filter(([name]) => !ofAccount.includes(name));
  return Object.fromEntries(rules.map(([name, { default: _default, ...rule }]) => [name, Type.Optional(rule as TSchema)]));
}

export const venuesSchema = Type.Optional(
  Type.Record(
    Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' }),
    Type.Object({
      ...ownRules(),
      latencyUs: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_600_000_000, description: 'How long an order or a cancel takes from the door of this venue to its book, in µs, beside latency.orderUs.', examples: [50000] })),
    }),
    { minProperties: 1, maxProperties: 100, description: 'Several venues by name; `venue` of an instrument says where it is traded. What one does not say is as under `venue`.', examples: ['{ fast: { fees: { bps: 5 } }, slow: { latencyUs: 50000 } }'] },
  ),
);

/** Rules of one of several venues; they are checked against the schema, and again by the venue. */
export type OwnVenueSection = Partial<Omit<VenueSection, 'fees'>> & { readonly fees?: VenueSection['fees']; readonly latencyUs?: number };

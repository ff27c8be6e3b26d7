/** The parts of a venue's section that say what trading costs: fees, spread, slippage, and shorts. */
import { Type } from '@sinclair/typebox';
import { defaultVenueRules } from '../../exchange/venue-rules.js';
import { wordOf } from './word-schema.js';

const defaults = defaultVenueRules.fees;

const money = (description: string) => Type.Number({ minimum: -1_000_000, maximum: 1_000_000, description });
const bps = (description: string, options: { readonly default?: number } = {}) => Type.Number({ exclusiveMinimum: -10_000, exclusiveMaximum: 10_000, description, ...options });

const tierSchema = Type.Object(
  {
    from: Type.Number({ minimum: 0, maximum: 9_000_000_000, description: 'Traded value of the 30 days before, in currency, from which the tier holds.' }),
    bps: bps('Share of the notional, in basis points.'),
    makerBps: Type.Optional(bps('The same for resting limit orders; `bps` of the tier if absent.')),
  },
  { examples: ['{ from: 1000000, bps: 5, makerBps: 2 }'] },
);

export const feesSchema = Type.Object(
  {
    bps: bps('Share of the notional, in basis points (2 is 0.02 %).', { default: defaults.bps }),
    makerBps: Type.Optional(bps('The same for resting limit orders; negative for a rebate. `bps` if absent.')),
    perUnit: Type.Number({ minimum: -1_000_000, maximum: 1_000_000, default: defaults.perUnit, description: 'Per unit of quantity, in currency.' }),
    perFill: Type.Number({ minimum: 0, maximum: 1_000_000, default: defaults.perFill, description: 'Per fill, in currency.' }),
    perOrder: Type.Number({ minimum: 0, maximum: 1_000_000, default: defaults.perOrder, description: 'Once per order, on its first fill, in currency.' }),
    orderMin: Type.Optional(money('Least that an order pays over all of its fills.')),
    orderMax: Type.Optional(money('Most that an order pays over all of its fills.')),
    tiers: Type.Optional(
      Type.Array(tierSchema, { minItems: 1, maxItems: 100, description: 'Rates by traded value, rising; the last tier that is reached replaces bps and makerBps.', examples: ['[{ from: 0, bps: 10 }, { from: 1000000, bps: 5 }]'] }),
    ),
    path: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_000, description: 'A file of your own that exports `fee`, a pure function added to the other parts; relative to the scenario file.', examples: ['./fees.js'] }),
    ),
  },
  { default: {}, description: 'Fees of an order: the sum of its parts.' },
);

const noCost = Type.Object({ kind: Type.Literal('none') }, { description: 'Nothing.' });
const ticksCost = Type.Object({ kind: Type.Literal('ticks'), ticks: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'So many price steps.' }) });
const ratioCost = Type.Object({ kind: Type.Literal('ratio'), ratio: Type.Number({ minimum: 0, exclusiveMaximum: 1, description: 'Share of the price, as a fraction.' }) });
const impact = (description: string) => Type.Number({ minimum: 0, maximum: 1_000, description });
const volumeCost = Type.Object({
  kind: Type.Literal('volume-share'),
  impact: impact('Cost = price × impact × (share of the bar’s volume)², or without the square.'),
  shareMax: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'The share is capped here.' }),
  shape: Type.Optional(wordOf(['square', 'linear'], { description: 'How the cost grows with the share; square if absent.' })),
});
const rootCost = Type.Object({
  kind: Type.Literal('square-root'),
  impact: impact('Cost = price × impact × daily volatility × √(quantity ÷ average daily volume).'),
  days: Type.Integer({ minimum: 2, maximum: 1_000, default: 20, description: 'Days that volatility and volume look back.' }),
});

export const spreadSchema = Type.Union([noCost, ticksCost, ratioCost], { default: defaultVenueRules.halfSpread, description: 'Cost per unit of crossing half the spread.' });
export const slippageSchema = Type.Union([noCost, ticksCost, ratioCost, volumeCost, rootCost], { default: defaultVenueRules.slippage, description: 'Cost per unit of moving the market.' });
export const slippageMaxSchema = Type.Optional(
  Type.Number({ minimum: 0, maximum: 1, description: 'Most that a fill may slip, as a share of the price; what would slip further is cancelled.', examples: [0.001] }),
);

const rate = (description: string) => Type.Number({ minimum: 0, maximum: 100, description });
const quantity = (description: string) => Type.Number({ minimum: 0, maximum: 1_000_000_000_000, description });

export const borrowSchema = Type.Optional(
  Type.Object(
    {
      ratePerYear: rate('What a short pays per year, as a share of its value; booked for every night.'),
      quantityMax: Type.Optional(quantity('Units of an instrument that can be sold short at most; any number if absent.')),
      instruments: Type.Optional(
        Type.Record(Type.String(), Type.Object({ ratePerYear: Type.Optional(rate('As above, for this instrument.')), quantityMax: Type.Optional(quantity('As above, for this instrument.')) }), {
          description: 'What is dearer or scarcer than the rest, by instrument.',
        }),
      ),
    },
    { description: 'What shorts cost, and how much can be borrowed; nothing, and any number, if absent.', examples: ['{ ratePerYear: 0.03, quantityMax: 10000 }'] },
  ),
);

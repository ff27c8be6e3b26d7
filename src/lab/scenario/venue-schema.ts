/** The part of a scenario that says how the simulated venue fills, and what it costs. */
import { Type, type Static } from '@sinclair/typebox';
import { wordOf } from './word-schema.js';

const feesSchema = Type.Object(
  {
    bps: Type.Number({ minimum: -1_000, maximum: 10_000, default: 0, description: 'Share of the notional, in basis points.' }),
    perUnit: Type.Number({ minimum: -1_000_000, maximum: 1_000_000, default: 0, description: 'Per unit of quantity, in currency.' }),
    perFill: Type.Number({ minimum: 0, maximum: 1_000_000, default: 0, description: 'Per fill, in currency.' }),
  },
  { default: {}, description: 'Fees of a fill: the sum of its parts.' },
);

export const venueSchema = Type.Object(
  {
    policy: wordOf(['pessimistic', 'optimistic'], { default: 'pessimistic', description: 'Who is favoured where a bar does not say what happened.' }),
    participation: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.1, description: 'Share of a bar’s volume that all orders together can get.' }),
    fees: feesSchema,
    queue: wordOf(['touch', 'through'], { default: 'touch', description: 'Whether a limit order fills when price only touches it.' }),
    late: wordOf(['next-bar', 'bar-close'], { default: 'next-bar', description: 'What becomes of an order that comes after a bar’s opening window.' }),
    openingWindowUs: Type.Integer({ minimum: 0, maximum: 3_600_000_000, default: 1_000_000, description: 'How long after its open a bar takes orders at its open, in µs.' }),
  },
  { default: {}, description: 'How orders fill.' },
);

export type VenueSection = Static<typeof venueSchema>;

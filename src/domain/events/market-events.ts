/** What the market shows. */
import { Type } from '@sinclair/typebox';
import { barSchema } from '../bar.js';
import { instrumentSchema } from '../instrument.js';
import { flag, instrumentName, integer, late, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** What befalls an instrument on a date, beside its prices. */
export const actionKinds = ['dividend', 'split', 'delisting', 'funding', 'settlement', 'expiry'] as const;
export type ActionKind = (typeof actionKinds)[number];

export const marketEvents = {
  InstrumentListed: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An instrument can be traded from here on.',
    schema: Type.Object({ instrument: instrumentSchema }),
    topic: () => 'instruments',
  }),
  BarClosed: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'A bar ended and may be known.',
    schema: Type.Object({ bar: barSchema }),
    topic: ({ bar }) => `bars/${bar.instrument}`,
  }),
  QuoteSeen: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'The best bid and ask are these from here on.',
    schema: Type.Object({
      instrument: instrumentName,
      at: integer,
      bid: real,
      ask: real,
      /** In units of the instrument; -1 where not known. */
      bidQuantity: real,
      askQuantity: real,
    }),
    topic: ({ instrument }) => `quotes/${instrument}`,
  }),
  ActionFellDue: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'A corporate action, a funding payment or a settlement took effect.',
    schema: Type.Object({
      instrument: instrumentName,
      kind: oneOf(actionKinds),
      /**
       * Dividend: money per unit. Split: units that `per` units become. Delisting: share of the last price that is lost.
       * Funding: share of the value that longs pay. Settlement, expiry: the price.
       */
      value: real,
      /** Of a split; 1 otherwise. */
      per: real,
      dueAt: integer,
      /** Of an expiry: at the last price that is known then, whatever `value` says. */
      atLast: Type.Optional(late(flag)),
    }),
    topic: ({ instrument }) => `actions/${instrument}`,
  }),
  DataQualityNoted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Something is odd in the data; told when they have ended, because it was counted over all of them.',
    schema: Type.Object({
      instrument: instrumentName,
      /** What it is: gap, zero-volume, spike, repaired, … */
      kind: text,
      /** How often in the whole data set. */
      count: integer,
      note: text,
    }),
    topic: () => 'data-quality',
  }),
};

/** What the feed says of its data beside prices: how raw prices go on, figures with the instant at which they were published, and what was mended. */
import { Type } from '@sinclair/typebox';
import { instrumentName, integer, json, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const dataEvents = {
  AdjustmentChanged: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'From here on, raw prices times this scale go on where adjusted prices stopped.',
    schema: Type.Object({
      instrument: instrumentName,
      kind: oneOf(['split', 'dividend']),
      /** Adjusted price per raw price; 1 when the run began. */
      scale: real,
      /** Units that one unit of the beginning has become, by splits alone: raw volume ÷ this goes on too. */
      units: real,
      dueAt: integer,
    }),
    topic: ({ instrument }) => `adjustments/${instrument}`,
  }),
  FactSeen: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'A figure was published, or published anew.',
    schema: Type.Object({
      /** Name of the figure: eps, tweets, rate, … */
      figure: text,
      /** What it is of: an instrument, mostly; empty for a figure of the world. */
      subject: text,
      value: real,
      /** When it could be known. */
      availableAt: integer,
      /** The instant, or the end of the period, that it speaks of. */
      about: integer,
      /** 0 when first published, then one more with each restatement. */
      revision: integer,
    }),
    topic: ({ figure, subject }) => (subject === '' ? `facts/${figure}` : `facts/${figure}/${subject}`),
  }),
  DataRepaired: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'A bar was wrong in the data and mended, left out or filled in, as the scenario asked.',
    schema: Type.Object({
      instrument: instrumentName,
      /** gap, spike, ohlc, duplicate, … */
      defect: text,
      /** Close of the bar. */
      at: integer,
      /** As it was found: { open, high, low, close, volume }; null where there was nothing. */
      before: json,
      /** As it was played; null where it was left out. */
      after: json,
    }),
    topic: ({ instrument }) => `data-repairs/${instrument}`,
  }),
};

/**
 * What the market shows between the closes of bars: single trades, and shorter bars below the ones that agents
 * decide on. Nobody needs to hear them; the venue fills by them.
 */
import { Type } from '@sinclair/typebox';
import { barSchema } from '../bar.js';
import { instrumentName, integer, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const tickEvents = {
  PrintSeen: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'A trade of others was reported: a price and a size.',
    schema: Type.Object({
      instrument: instrumentName,
      at: integer,
      price: real,
      /** In units of the instrument; -1 where not known. */
      size: real,
      /** What the exchange said of it, in its own letters. */
      conditions: Type.Optional(text),
    }),
    topic: ({ instrument }) => `prints/${instrument}`,
  }),
  FinerBarClosed: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'A short bar inside a longer one ended: the venue fills by it, and nobody decides on it.',
    schema: Type.Object({ bar: barSchema }),
    topic: ({ bar }) => `finer-bars/${bar.instrument}`,
  }),
};

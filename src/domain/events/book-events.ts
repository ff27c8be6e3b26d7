/** The order book that the market shows: a snapshot, the numbered changes after it, and holes between them. */
import { Type } from '@sinclair/typebox';
import { instrumentName, integer, real } from '../schema.js';
import { defineEvent } from './definition.js';

/** Quantity in units of the instrument. */
const levelSchema = Type.Object({ price: real, quantity: real });
const named = { instrument: instrumentName, at: integer };

export const bookEvents = {
  BookSeen: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'The order book is this from here on; what was shown before is gone.',
    schema: Type.Object({ ...named, lastUpdate: integer, bids: Type.Array(levelSchema), asks: Type.Array(levelSchema) }),
    topic: ({ instrument }) => `books/${instrument}`,
  }),
  BookChanged: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'Levels of the order book changed; a quantity of zero takes one away.',
    schema: Type.Object({ ...named, firstUpdate: integer, lastUpdate: integer, bids: Type.Array(levelSchema), asks: Type.Array(levelSchema) }),
    topic: ({ instrument }) => `books/${instrument}`,
  }),
  BookLost: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'Changes of the order book are missing: until the next snapshot nobody knows what it is.',
    schema: Type.Object({ ...named, expected: integer, found: integer }),
    topic: ({ instrument }) => `books/${instrument}`,
  }),
};

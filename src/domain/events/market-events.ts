/** What the market shows. */
import { Type } from '@sinclair/typebox';
import { barSchema } from '../bar.js';
import { instrumentSchema } from '../instrument.js';
import { instrumentName, integer, text } from '../schema.js';
import { defineEvent } from './definition.js';

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

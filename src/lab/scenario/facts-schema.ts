/** The part of a scenario that names figures beside the prices, each known at an instant of its own. */
import { Type, type Static } from '@sinclair/typebox';

const column = (description: string, examples: readonly string[]) => Type.Optional(Type.String({ minLength: 1, maxLength: 100, description, examples: [...examples] }));

export const factsSchema = Type.Object(
  {
    file: Type.String({ minLength: 1, maxLength: 1_000, description: 'CSV file with a header (may be gzipped), relative to the scenario file.', examples: ['./earnings.csv'] }),
    figures: Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' }), Type.String({ minLength: 1, maxLength: 100 }), {
      minProperties: 1,
      maxProperties: 100,
      description: 'Names of the figures, each with the column it stands in. Agents hear them on facts/FIGURE, or facts/FIGURE/SUBJECT.',
      examples: [{ eps: 'diluted_eps' }],
    }),
    availableAt: column('Column of the instant at which a row could be known. A date alone: when that day was over.', ['filed']),
    about: column('Column of the instant or the end of the period that a row speaks of; the instant at which it was known if absent.', ['period_end']),
    subject: column('Column that tells what a row is of, an instrument mostly; absent for figures of the world.', ['ticker']),
    subjects: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 10_000, description: 'Which subjects to take; all if absent.' })),
    delay: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,5}(s|m|h|d)$', 'x-expected': 'a duration like 15m or 45d', description: 'How much later a row is known than its file says; needed where the file only says what a row is about.', examples: ['45d'] })),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Zone of dates, and of wall clocks without one.', examples: ['America/New_York'] })),
    forecast: Type.Optional(Type.Boolean({ description: 'Whether rows may be about a time to come.' })),
    before: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000, description: 'How many of the last figures from before the run are told when it begins, of each figure and subject; 1 if absent.' })),
  },
  { description: 'Figures beside the prices: what was published, when it could be known, and how it was restated.' },
);

export type FactsSection = Static<typeof factsSchema>;

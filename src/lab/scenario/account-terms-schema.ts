/** What stands beside an instrument about the account that holds it: its margin, and when it is settled. */
import { Type } from '@sinclair/typebox';

const ratio = (description: string, least: { readonly exclusiveMinimum: 0 } | { readonly minimum: 0 }, example: number) =>
  Type.Optional(Type.Number({ ...least, maximum: 1, description, examples: [example] }));

export const accountTerms = {
  initialMarginRatio: ratio('Share of its value that opening it asks for; as under `venue` if absent. Needs account: margin.', { exclusiveMinimum: 0 }, 0.1),
  maintenanceMarginRatio: ratio('Share of its value that holding it asks for; as under `venue` if absent.', { minimum: 0 }, 0.05),
  leverage: Type.Optional(Type.Number({ minimum: 1, maximum: 1_000, description: 'Another word for its initialMarginRatio: 20 is a ratio of 0.05.', examples: [20] })),
  settledDaily: Type.Optional(Type.Boolean({ description: 'A future whose gains and losses go to cash at the end of every trading day, at its last price.' })),
};

/** Options as a scenario would complete them. */
import type { TSchema } from '@sinclair/typebox';
import { checkShape } from '../../../src/lab/scenario/check-shape.js';

export function completed(schema: TSchema, options: object): unknown {
  const problems: unknown[] = [];
  const complete = checkShape(schema, options, [], (problem) => problems.push(problem));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return complete;
}

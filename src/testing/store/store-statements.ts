/**
 * The conformance suite of stores of streams: every statement of `docs/eventstore.md` that can be
 * checked, as a named check with its number. Any test framework can run it; one that is skipped is
 * reported by its name.
 */
import { appendStatements } from './append-statements.js';
import { faultStatements } from './fault-statements.js';
import { followStatements } from './follow-statements.js';
import { readStatements } from './read-statements.js';
import type { Statement } from './statement.js';

/** In order of their numbers. */
export const storeStatements: readonly Statement[] = [...appendStatements, ...faultStatements, ...readStatements, ...followStatements].sort(
  (a, b) => a.number - b.number || (a.title < b.title ? -1 : 1),
);

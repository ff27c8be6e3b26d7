/** The rows of the table of error codes that speak of faults and invariants. */
import type { ErrorCode } from './error-code.js';

export const chaosErrorCodes = {
  'invariants-export-missing': {
    number: 'E6060',
    exit: 3,
    explanation: 'A file of invariants exports `invariants`: a list of objects with an `id` and one of the functions `check(event, state, world)`, `heard` and `settled`, which return what is wrong, or nothing.',
  },
  'invariant-broken': {
    number: 'E6061',
    exit: 1,
    explanation: 'A law that must always hold was broken; the run was stopped at exactly that event. `hivetape events RUN --type InvariantBroken` names the law and what was found.',
  },
  'failure-file-invalid': {
    number: 'E6062',
    exit: 3,
    explanation: 'This file is not what `hivetape chaos run` writes about a failure, or was written for another version of the format.',
  },
} as const satisfies Record<string, ErrorCode>;

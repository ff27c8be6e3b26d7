/** The rows of the table of error codes that speak of limits that were reached. */
import type { ErrorCode } from './error-code.js';

export const limitErrorCodes = {
  'limit-reached': {
    number: 'E7001',
    exit: 7,
    explanation: 'A run reached one of its limits (deliveries in an instant, drafts in a delivery, length of the queue). What was recorded until then is kept.',
  },
  'sweep-too-large': {
    number: 'E7002',
    exit: 7,
    explanation: 'A sweep has at most `trialsMax` trials, so that a product of lists does not run for weeks by mistake. Thin the space, sample it, or raise `trialsMax`.',
  },
  'too-many-splits': {
    number: 'E7003',
    exit: 7,
    explanation: 'Purged cross-validation makes at most 100,000 splits. Take fewer folds, or fewer of them for a test.',
  },
} as const satisfies Record<string, ErrorCode>;

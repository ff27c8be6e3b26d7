/** The rows of the table of error codes that speak of limits that were reached. */
import type { ErrorCode } from './error-code.js';

export const limitErrorCodes = {
  'limit-reached': {
    number: 'E7001',
    exit: 7,
    explanation: 'A run reached one of its limits (deliveries in an instant, drafts in a delivery, length of the queue). What was recorded until then is kept.',
  },
} as const satisfies Record<string, ErrorCode>;

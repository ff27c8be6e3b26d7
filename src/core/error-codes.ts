/**
 * The one table of error codes. A code never changes its number or its name; `hivetape explain CODE`
 * prints the row. Numbers: 1 scenario and configuration, 2 command line, 3 market data, 4 agents,
 * 5 log and store, 6 lab (differences), 7 limits, 9 ours.
 */

export interface ErrorCode {
  /** Stable number, as printed: E3021. */
  readonly number: `E${number}`;
  /** Exit code of the command line (see `hivetape help exit-codes`). */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 70;
  /** What went wrong and what to do, for `hivetape explain`. */
  readonly explanation: string;
}

export const errorCodes = {
  // 1: scenario and configuration
  'scenario-invalid': {
    number: 'E1001',
    exit: 3,
    explanation: 'The scenario file breaks its schema. The message names line, column, what was expected and what was found.',
  },

  // 3: market data
  'invalid-instant': {
    number: 'E3001',
    exit: 3,
    explanation: 'A time stamp could not be read. Write ISO 8601 with a zone (2020-01-31T15:00:00Z) or a date (2020-01-31).',
  },

  // 4: agents
  'agent-threw': {
    number: 'E4007',
    exit: 1,
    explanation: 'An agent threw an exception while it handled a delivery. None of what it said in that delivery counts.',
  },
  'nondeterministic-call': {
    number: 'E4010',
    exit: 1,
    explanation:
      'An agent used the wall clock, chance, a timer or another thing of the machine. Take time from the event and chance from `context.random(purpose)`.',
  },
  'invalid-event': {
    number: 'E4011',
    exit: 1,
    explanation: 'An agent said something that the event catalogue does not allow. The message names the field.',
  },
  'limit-reached': {
    number: 'E7001',
    exit: 7,
    explanation: 'A run reached one of its limits (deliveries in an instant, drafts in a delivery, length of the queue). What was recorded until then is kept.',
  },

  // 5: log and store
  'value-not-canonical': {
    number: 'E5001',
    exit: 1,
    explanation: 'A value has no canonical bytes: NaN, an infinity, -0, undefined, a BigInt or a lone surrogate cannot be recorded.',
  },
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof errorCodes;

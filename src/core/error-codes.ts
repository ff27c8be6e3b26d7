/**
 * The one table of error codes, put together from its groups: a new row goes into the file of its
 * group. A code never changes its number or its name; `hivetape explain CODE` prints the row.
 * Numbers: 1 scenario and configuration, 2 command line, 3 market data, 4 agents, 5 log and store,
 * 6 lab (differences), 7 limits, 9 ours.
 */
import type { ErrorCode } from './error-code.js';
import { agentErrorCodes } from './agent-error-codes.js';
import { chaosErrorCodes } from './chaos-error-codes.js';
import { commandErrorCodes } from './command-error-codes.js';
import { downloadErrorCodes } from './download-error-codes.js';
import { labErrorCodes } from './lab-error-codes.js';
import { learningErrorCodes } from './learning-error-codes.js';
import { limitErrorCodes } from './limit-error-codes.js';
import { logErrorCodes } from './log-error-codes.js';
import { marketErrorCodes } from './market-error-codes.js';
import { messageErrorCodes } from './message-error-codes.js';
import { scenarioErrorCodes } from './scenario-error-codes.js';

export type { ErrorCode } from './error-code.js';

export const errorCodes = {
  ...scenarioErrorCodes,
  ...commandErrorCodes,
  ...marketErrorCodes,
  ...downloadErrorCodes,
  ...agentErrorCodes,
  ...messageErrorCodes,
  ...logErrorCodes,
  ...labErrorCodes,
  ...chaosErrorCodes,
  ...learningErrorCodes,
  ...limitErrorCodes,
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof errorCodes;

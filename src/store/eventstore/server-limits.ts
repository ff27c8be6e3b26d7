/** A connection, and how long one waits on it. */
import type { RetryBudget } from '../settled-append.js';
import type { ServerConnection } from './server-connection.js';

export interface ServerLimits {
  /** An answer that takes longer counts as none. */
  readonly answerMsMax: number;
  /** A subscription that hears nothing for so long asks again from where it is. */
  readonly quietMsMax: number;
  readonly retry: RetryBudget;
}

export interface Reading {
  readonly connection: ServerConnection;
  readonly limits: ServerLimits;
}

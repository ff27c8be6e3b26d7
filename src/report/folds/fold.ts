/** A fold sees every event of a log once, in order, and then gives one part of the report. */
import type { LogEvent } from '../../domain/catalogue.js';

export interface Fold<Result> {
  see(event: LogEvent): void;
  result(): Result;
}

/** What every view of the swarm is: a fold that sees the events of a log once, in order, and can be asked at any time. */
import type { LogEvent } from '../../domain/catalogue.js';

export interface SightFold<Result> {
  see(event: LogEvent): void;
  /** Returns what is known so far; may be asked again later. */
  result(): Result;
}

/** Returns what a fold makes of events. */
export function folded<Result>(events: Iterable<LogEvent>, fold: SightFold<Result>): Result {
  for (const event of events) fold.see(event);
  return fold.result();
}

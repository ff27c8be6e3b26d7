/** Performs a scenario on tables that are given, without a store: what an audit compares. */
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Failure } from '../../kernel/speech.js';
import type { Vocabulary } from '../../kernel/vocabulary.js';
import { closingOf } from '../boot-phases.js';
import { openingOf } from '../frame.js';
import { identityOf } from '../identity.js';
import type { Market } from '../load-market.js';
import { finishRun, openRun } from '../perform-run.js';
import type { RunPlan } from '../run-plan.js';
import { stageLiveRun } from '../stage-run.js';

export interface Performed {
  readonly events: readonly LogEvent[];
  readonly failure: Failure | undefined;
}

export interface PerformOn {
  readonly plan: RunPlan;
  readonly market: Market;
  readonly vocabulary: Vocabulary;
  /** When to stop, if before the end of data and scenario. */
  readonly until?: Instant;
  readonly signal?: AbortSignal;
}

/** Returns all that was said, up to the end or up to an instant. */
export async function performOn({ plan, market, vocabulary, until = Infinity, signal }: PerformOn): Promise<Performed> {
  const events: LogEvent[] = [];
  const journal = { record: (event: object) => void events.push(event as LogEvent) };
  const { kernel, chaos } = stageLiveRun({ plan, market, journal, vocabulary });
  openRun(kernel, openingOf(plan, identityOf(plan, market.digests)));
  const end = Math.min(until, plan.until ?? Infinity);
  const closing = closingOf(plan, market.notes);
  const bounds = { ...(end === Infinity ? {} : { until: end }), ...(signal === undefined ? {} : { signal }) };
  const { failure } = await finishRun(kernel, bounds, { closing, chaos });
  return { events, failure };
}

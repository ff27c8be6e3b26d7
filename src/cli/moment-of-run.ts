/** Which run, and up to when: what the views of a swarm at a moment have in common. */
import type { RunId } from '../core/brand.js';
import type { LogEvent } from '../domain/catalogue.js';
import type { EventRange, RunLog } from '../store/run-store.js';
import type { Invocation, OptionSpec } from './command-spec.js';
import { openStore } from './open-store.js';
import { pointOf, textOption } from './option-values.js';
import { parseReference, resolveRun } from './run-reference.js';

export interface MomentOfRun {
  readonly runId: RunId;
  readonly log: RunLog;
  /** Returns the events up to the moment, the moment included; all of them where none was named. */
  readonly events: () => Iterable<LogEvent>;
}

export const atOption: OptionSpec = { flags: '--at <place>', meaning: 'an offset or a time, itself included; the end if absent' };

/** Opens the run that is meant by a reference, `@@2020-03-12` and `--at` alike. Throws `run-not-found`, `invalid-argument`. */
export async function momentOfRun(reference: string, { options, desk: { settings } }: Invocation): Promise<MomentOfRun> {
  const { run, point: named } = parseReference(reference);
  const at = textOption(options, 'at');
  const point = at === undefined ? named : pointOf('--at', at);
  const store = await openStore(settings);
  const runId = resolveRun(store, run, settings);
  const log = store.open(runId);
  const range: EventRange = point === undefined ? {} : point.kind === 'offset' ? { to: point.value + 1 } : { toTime: point.value + 1 };
  return { runId, log, events: () => log.events(range) as Iterable<LogEvent> };
}

/**
 * The inputs of a recorded run, taken from its log: what the feed showed, what operators commanded,
 * how effects were answered. With them a run can be decided again without its data files.
 */
import { HivetapeError } from '../core/errors.js';
import { NO_CAUSE, type Recorded } from '../core/event.js';
import type { DataOf, EventDraft, LogEvent } from '../domain/catalogue.js';
import { isFaultEvent } from '../domain/events/fault-events.js';
import { FEED } from '../domain/office-names.js';
import type { Source } from '../kernel/agent.js';
import type { EffectOutcome, PendingEffect } from '../kernel/effects.js';
import { LAB } from '../kernel/speaker.js';
import type { RunLog } from '../store/run-store.js';
import { phaseBegan } from './boot-phases.js';
import type { RunIdentity } from './identity.js';
import type { Ending, Finish } from './perform-run.js';

/**
 * Returns a source that says again what the feed said in a log, from an offset on. With `retell`, what the lab said of faults
 * of the feed is handed there, each at its place between the bars.
 */
export function feedOf(log: RunLog, { from = 0, retell }: { readonly from?: number | undefined; readonly retell?: (event: Recorded) => void } = {}): Source {
  const events = retell === undefined ? log.events({ agents: [FEED], from }) : feedWithFaults(log, from);
  let next = events.next();
  return {
    agent: FEED,
    nextAt: () => (next.done === true ? undefined : next.value.time),
    take: () => {
      const event = (next as IteratorYieldResult<Recorded>).value;
      const { type, data, topic } = event;
      next = events.next();
      if (event.agent !== FEED) {
        retell?.(event);
        return undefined;
      }
      for (; next.done !== true && isAboutBar(next.value); next = events.next()) retell?.(next.value);
      return { type, data, topic };
    },
  };
}

/** A strike that left the bar to be said was told together with it; one that did not, in its place. */
function isAboutBar({ agent, data }: Recorded): boolean {
  return agent === LAB && ['repeated', 'altered'].includes((data as DataOf<'FaultStruck'>).outcome);
}

function* feedWithFaults(log: RunLog, from: number): Generator<Recorded, undefined> {
  for (const event of log.events({ agents: [FEED, LAB], from })) {
    const isStrike = event.type === 'FaultStruck' && (event.data as DataOf<'FaultStruck'>).receiver === FEED;
    if (event.agent === FEED || isStrike) yield event;
  }
  return undefined;
}

/** Returns the opening of a recorded run: everything the lab said before anybody else spoke. */
export function openingOfLog(log: RunLog): LogEvent[] {
  const opening: LogEvent[] = [];
  for (const event of log.events()) {
    if (event.agent !== LAB || event.causation !== NO_CAUSE || event.type === 'RunEnding' || isFaultEvent(event.type) || isTimedPhase(event)) break;
    opening.push(event as LogEvent);
  }
  return opening;
}

/** These begin at a time of their own, and not with the opening. */
function isTimedPhase({ type, data }: Recorded): boolean {
  return type === 'SwarmPhaseBegan' && ['memory', 'run'].includes((data as DataOf<'SwarmPhaseBegan'>).phase);
}

export function draftsOf(events: readonly LogEvent[]): EventDraft[] {
  return events.map(({ type, data }) => ({ type, data }) as EventDraft);
}

/** Returns the identity that the first event of a log states. Throws `log-without-identity`, and `no-market-run` for a log of another kind. */
export function identityOfLog(log: RunLog): RunIdentity {
  for (const event of log.events({ to: 1 })) {
    if (event.type !== 'RunStarted') continue;
    const identity = (event.data as DataOf<'RunStarted'>).identity as unknown as RunIdentity;
    if (identity.format === 'hivetape-run/1') return identity;
    throw new HivetapeError('no-market-run', `${log.manifest.runId} is a run of a scenario (found a log of format ${String(identity.format)}).`, {
      help: 'It can be listed, read and verified; a training is also rerun by `hivetape rerun`.',
    });
  }
  throw new HivetapeError('log-without-identity', `Run ${log.manifest.runId} does not begin with its identity.`, {
    help: 'The log is empty or foreign. `hivetape runs verify` tells more.',
  });
}

/** Returns how a recorded run was finished: what the lab said of the data, why it ended, and when. */
export function finishOf(log: RunLog): Finish {
  const closing: LogEvent[] = [];
  let once: Ending | undefined;
  let hasPhases = false;
  for (const recorded of log.events({ agents: [LAB], types: ['DataQualityNoted', 'SwarmPhaseBegan', 'RunEnding'] })) {
    const event = recorded as LogEvent;
    if (event.type === 'SwarmPhaseBegan') hasPhases = true;
    else if (event.type === 'RunEnding') once = { reason: event.data.reason, at: event.time };
    else closing.push(event);
  }
  return { closing: [...draftsOf(closing), ...(hasPhases ? [phaseBegan('drain')] : [])], hasPhases, once };
}

/** Returns what answers effects from a log. Throws `effect-not-recorded` rather than asking the world. */
export function recordedOutcomes(log: RunLog): (effect: PendingEffect) => Promise<EffectOutcome> {
  return async (effect) => {
    const outcome = recordedOutcome(log, effect);
    if (outcome !== undefined) return outcome;
    const { name, request } = effect;
    throw new HivetapeError('effect-not-recorded', `The log holds no outcome of effect "${name}" requested at offset ${request.offset}.`, {
      place: { offset: request.offset },
      help: 'The recorded run ended before the answer came.',
    });
  };
}

/** Returns how an effect once ended, or `undefined` if the log ends before it did. */
export function recordedOutcome(log: RunLog, { request }: PendingEffect): EffectOutcome | undefined {
  for (const event of log.events({ from: request.offset + 1, types: ['EffectCompleted'] })) {
    const data = event.data as DataOf<'EffectCompleted'>;
    if (data.request === request.offset) return { ok: data.ok, value: data.value };
  }
  return undefined;
}

/**
 * What agents say in one delivery becomes events of the log: all of it, or nothing but their failure.
 * In a replay the log speaks in their place.
 */
import type { AgentId } from '../core/brand.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import { NO_CAUSE, type Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Effects } from './effects.js';
import type { Recorder } from './recorder.js';
import type { Speaker } from './speaker.js';
import type { Script } from './script.js';
import type { Seat } from './seat.js';
import { AGENT_FAILED, EFFECT_REQUESTED } from './vocabulary.js';

export interface Failure {
  readonly agent: AgentId;
  readonly handling: Recorded | undefined;
  readonly cause: unknown;
}

export interface SpeechOptions {
  readonly recorder: Recorder;
  readonly effects: Effects;
  readonly script: Script | undefined;
  readonly lab: Speaker;
  readonly draftsMax: number;
}

export class Speech {
  /** Set when an agent threw, or said what the catalogue does not allow. */
  failure: Failure | undefined;

  constructor(private readonly options: SpeechOptions) {}

  /** Lets an agent take in an event (`undefined` when it is seated) and records what it says of it. */
  settle(seat: Seat, handling: Recorded | undefined, now: Instant): void {
    const { mind } = seat;
    if (mind.failure === undefined) this.#check(seat);
    if (mind.failure !== undefined) this.#fail(seat, handling, now);
    else this.#record(seat, handling, now);
    mind.clearDrafts();
  }

  /** Takes from the log everything the agent said in this very delivery. */
  recite(script: Script, seat: Seat, handling: Recorded | undefined, now: Instant): void {
    const causation = handling?.offset ?? NO_CAUSE;
    for (;;) {
      const next = script.peek();
      if (next === undefined || next.agent !== seat.id || next.causation !== causation || next.time !== now) return;
      this.options.recorder.replay(script.take(), seat);
      seat.said(next);
    }
  }

  #record(seat: Seat, handling: Recorded | undefined, now: Instant): void {
    const { recorder, effects } = this.options;
    const { drafts } = seat.mind;
    for (let i = 0; i < drafts.length; i += 1) {
      const event = recorder.record(drafts[i], seat, handling, now);
      this.#takeIn(seat, event);
      if (event.type === EFFECT_REQUESTED) effects.expect(event);
    }
    if (seat.mind.failure !== undefined) this.#fail(seat, handling, now);
  }

  /** An agent that cannot fold what it said itself has failed, though the words stand. */
  #takeIn(seat: Seat, event: Recorded): void {
    try {
      seat.said(event);
    } catch (cause) {
      seat.mind.failure = cause;
    }
  }

  #check(seat: Seat): void {
    const { recorder, draftsMax } = this.options;
    const { mind } = seat;
    try {
      if (mind.drafts.length > draftsMax) {
        throw new HivetapeError('limit-reached', `An agent says at most ${draftsMax} things in one delivery (found ${mind.drafts.length}).`);
      }
      for (let i = 0; i < mind.drafts.length; i += 1) recorder.check(mind.drafts[i], seat);
    } catch (cause) {
      mind.failure = cause;
    }
  }

  #fail(seat: Seat, handling: Recorded | undefined, now: Instant): void {
    const { recorder, lab } = this.options;
    const cause = seat.mind.failure;
    const code = isHivetapeError(cause) ? cause.code : 'agent-threw';
    const data = { agent: seat.id, code, handling: handling?.offset ?? NO_CAUSE };
    // Known before it is told: whoever hears of it may stop the run at once.
    this.failure = { agent: seat.id, handling, cause };
    recorder.record({ type: AGENT_FAILED, data }, lab, handling, now);
  }
}

/**
 * The kernel's side of faults: the levers that crash, hang, slow and restart agents, and the telling of
 * what happened. In a run the notes are recorded; in a replay the log tells them.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import { NO_CAUSE, type Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { FaultLevers, Interference, Recovery } from './interference.js';
import type { Mailbox } from './mailbox.js';
import type { Recorder } from './recorder.js';
import type { Script } from './script.js';
import type { Seat } from './seat.js';
import { LAB, type Speaker } from './speaker.js';
import type { Speech } from './speech.js';
import { AGENT_FAILED, EFFECT_COMPLETED } from './vocabulary.js';

export interface DisturbanceOptions {
  readonly interference: Interference;
  readonly seat: (id: AgentId) => Seat | undefined;
  readonly recorder: Recorder;
  readonly mailbox: Mailbox;
  readonly speech: Speech;
  readonly script: Script | undefined;
  readonly lab: Speaker;
  readonly now: () => Instant;
}

/** Tells whether the lab said this of a fault, in the step that brought it: with a cause it says little else. */
export function isNote({ agent, causation, type }: Recorded): boolean {
  return agent === LAB && causation !== NO_CAUSE && type !== EFFECT_COMPLETED && type !== AGENT_FAILED;
}

export class Disturbance {
  constructor(private readonly options: DisturbanceOptions) {
    options.interference.attach(this.#levers());
  }

  /** A delivery begins. */
  attend(seat: Seat, event: Recorded): void {
    this.options.interference.delivered(event, seat.id);
    seat.recall?.heard(event, this.options.now());
  }

  /** A delivery, an input or a word of the lab is done: what is to be said of faults is said. */
  settle(seat: Seat | undefined): void {
    if (seat?.recall !== undefined) seat.recall.rest(seat.mind);
    if (this.options.script === undefined) this.#tell();
    else this.#recite(this.options.script);
  }

  /** Notes may bring further notes: an order to crash, then the crash. */
  #tell(): void {
    const { interference, recorder, lab, now } = this.options;
    for (let notes = interference.takeNotes(); notes.length > 0; notes = interference.takeNotes()) {
      for (const { draft, cause } of notes) recorder.record(draft, lab, cause, now());
    }
  }

  /** Takes from the log what the lab said of this very step, and nothing of the steps behind it. */
  #recite(script: Script): void {
    const { interference, recorder, lab, now } = this.options;
    for (;;) {
      const next = script.peek();
      if (next === undefined || !isNote(next) || next.time !== now() || !interference.isDue(next)) return;
      recorder.replay(script.take(), lab);
    }
  }

  #levers(): FaultLevers {
    const { seat: find, recorder, now } = this.options;
    const seatOf = (id: AgentId): Seat => {
      const seat = find(id);
      assert(seat !== undefined, 'A fault names an agent that takes part', { agent: id });
      seat.takesAtOnce = false;
      return seat;
    };
    return {
      now,
      deliver: (event, receiver, at) => recorder.deliverAgain(seatOf(receiver), event, at),
      crash: (id) => {
        seatOf(id).isDown = true;
      },
      restart: (id) => this.#restart(seatOf(id)),
      hang: (id, until) => {
        const seat = seatOf(id);
        seat.busyUntil = Math.max(seat.busyUntil, until);
      },
      slow: (id, thinkUs) => seatOf(id).setThinking(thinkUs),
    };
  }

  #restart(seat: Seat): Recovery {
    const { mailbox, script, speech, now } = this.options;
    const recovery = seat.recover();
    seat.isDown = false;
    // In a replay the log tells that it failed.
    if (seat.mind.failure !== undefined && script === undefined) speech.settle(seat, undefined, now());
    mailbox.reopen(seat, now());
    return recovery;
  }
}

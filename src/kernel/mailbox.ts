/**
 * Mail that waits: for an agent that thinks, hangs or is down. It is kept in order of arrival, and a
 * wake-up takes the oldest first. Agents that take everything at once never come here.
 */
import { assert } from '../core/assert.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Delivery } from './delivery-queue.js';
import type { Interference } from './interference.js';
import { WAKE_UP } from './post.js';
import type { Recorder } from './recorder.js';
import { NEVER, type Seat } from './seat.js';

export class Mailbox {
  constructor(
    private readonly recorder: Recorder,
    private readonly interference: Interference | undefined,
  ) {}

  /** Returns what the agent handles now, if anything: the mail at hand, or the oldest that waited. */
  take(seat: Seat, { event, priority }: Delivery, now: Instant): Recorded | undefined {
    if (priority === WAKE_UP) return this.#wake(seat, now);
    if (seat.isDown) {
      if (this.interference?.losesMail(event, seat.id) !== true) seat.backlog.push(event);
      return undefined;
    }
    if (seat.busyUntil <= now && seat.backlog.length === 0) return event;
    seat.backlog.push(event);
    if (seat.wakeAt === NEVER) this.#wakeAt(seat, Math.max(seat.busyUntil, now + 1));
    return undefined;
  }

  /** Lets waiting mail come in again, after the agent was down. */
  reopen(seat: Seat, now: Instant): void {
    if (seat.backlog.length > 0) this.#wakeAt(seat, Math.max(seat.busyUntil, now + 1));
  }

  #wake(seat: Seat, now: Instant): Recorded | undefined {
    // A wake-up that was set before the agent went down finds another one set, or none.
    if (seat.isDown || seat.wakeAt !== now) return undefined;
    seat.wakeAt = NEVER;
    if (seat.busyUntil > now) {
      this.#wakeAt(seat, seat.busyUntil);
      return undefined;
    }
    const oldest = seat.backlog.shift();
    assert(oldest !== undefined, 'A wake-up finds waiting mail', { seat: seat.id });
    if (seat.backlog.length > 0) this.#wakeAt(seat, now + Math.max(1, seat.thinkUs));
    return oldest;
  }

  /** An agent that hangs for good is never woken. */
  #wakeAt(seat: Seat, at: Instant): void {
    if (at === NEVER) return;
    seat.wakeAt = at;
    this.recorder.wake(seat, seat.backlog[0], at);
  }
}

/**
 * From a draft to an event of the log: gives it its offset and its time of delivery, hands it to the
 * journal, and posts it. The only place where offsets are made.
 */
import type { AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { NOBODY, NO_CAUSE, type Draft, type Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { DeliveryQueue } from './delivery-queue.js';
import { freezeDeep } from './freeze.js';
import type { Interference } from './interference.js';
import type { Network } from './network.js';
import type { Reach } from './reach.js';
import type { LinkPlace } from './routes.js';
import { Post } from './post.js';
import type { Seat } from './seat.js';
import type { Speaker } from './speaker.js';
import { TIMER_SET, type Vocabulary, type Word } from './vocabulary.js';

/** Takes every event as it is said, in order. The log of a run, or what compares a rerun with one. */
export interface Journal {
  record(event: Recorded): void;
}

export interface RecorderOptions {
  readonly seats: readonly Seat[];
  readonly seed: number;
  readonly vocabulary: Vocabulary;
  readonly network: Network;
  readonly journal: Journal;
  readonly queue: DeliveryQueue;
  readonly queueLengthMax: number;
  readonly freeze: boolean;
  readonly interference: Interference | undefined;
  readonly reach: Reach | undefined;
}

export class Recorder {
  nextOffset = 0;
  readonly #post: Post;

  constructor(private readonly options: RecorderOptions) {
    this.#post = new Post(options);
  }

  /** Throws `invalid-event` unless the catalogue allows the draft. */
  check(draft: Draft, speaker: Speaker): void {
    this.#word(draft.type).check(draft.data);
    if (draft.afterUs !== undefined) checkDelay(draft.afterUs, draft, speaker);
    if (draft.type === TIMER_SET) checkTimer(draft.to ?? NOBODY, speaker);
  }

  record(draft: Draft, speaker: Speaker, cause: Recorded | undefined, now: Instant): Recorded {
    const word = this.#word(draft.type);
    const to = draft.to ?? NOBODY;
    const offset = this.nextOffset;
    const topic = draft.topic ?? word.topicOf(draft.data as never);
    const { reach } = this.options;
    if (reach !== undefined) this.#post.rewire(now);
    const envelope = this.#post.stamp(this.#post.route(speaker.id, topic, to), now, speaker.thinkUs + (draft.afterUs ?? 0));
    const event: Recorded = {
      offset,
      type: draft.type,
      version: word.version,
      time: now,
      deliverAt: envelope.deliverAt,
      agent: speaker.id,
      topic,
      to,
      correlation: cause === undefined ? offset : cause.correlation,
      causation: cause === undefined ? NO_CAUSE : cause.offset,
      data: draft.data,
    };
    if (this.options.freeze) freezeDeep(event);
    this.nextOffset = offset + 1;
    speaker.sequence += 1;
    this.options.journal.record(event);
    if (reach !== undefined) reach.recorded(event);
    this.#post.send(event, envelope, priorityOf(word, event), speaker.sequence);
    this.#limitQueue();
    if (this.options.interference !== undefined) this.options.interference.recorded(event);
    return event;
  }

  /** Takes an event from a log as it stands there. */
  replay(event: Recorded, speaker: Speaker): void {
    this.nextOffset = event.offset + 1;
    speaker.sequence += 1;
    this.options.journal.record(event);
    if (this.options.reach !== undefined) this.#post.rewire(event.time);
    this.#post.replay(event, priorityOf(this.#word(event.type), event), speaker);
    this.options.reach?.recorded(event);
    if (this.options.interference !== undefined) this.options.interference.recorded(event);
  }

  /** Works out all routes anew, with another seed or network where given. */
  reroute(change: { readonly seed: number | undefined; readonly network: Network | undefined }): void {
    this.#post.reroute(change);
  }

  /** Returns what the links remember. */
  links(): readonly LinkPlace[] {
    return this.#post.links();
  }

  /** Goes on at an offset, over links that remember this. */
  goOn(nextOffset: number, links: readonly LinkPlace[]): void {
    this.nextOffset = nextOffset;
    this.#post.relink(links);
  }

  /** Queues a delivery again for when a busy agent is free. */
  wake(seat: Seat, event: Recorded, at: Instant): void {
    this.#post.wake(seat, event, at);
  }

  /** Queues a recorded event for one receiver, once more or at last. */
  deliverAgain(seat: Seat, event: Recorded, at: Instant): void {
    this.#post.deliverAgain(seat, event, { at, priority: priorityOf(this.#word(event.type), event) });
  }

  #limitQueue(): void {
    const { queue, queueLengthMax } = this.options;
    if (queue.length <= queueLengthMax) return;
    throw new HivetapeError('limit-reached', `A run has at most ${queueLengthMax} deliveries in its queue.`, {
      place: { offset: this.nextOffset },
      help: 'Two agents may be answering each other without end. Raise `limits.queueLength` if the run really needs it.',
    });
  }

  #word(type: string): Word {
    const word = this.options.vocabulary.wordOf(type);
    if (word !== undefined) return word;
    throw new HivetapeError('invalid-event', `An event's type stands in the catalogue (found "${type}").`, {
      help: 'Use one of the types that `hivetape schema event` lists.',
    });
  }
}

/** Returns its place in the order of delivery within one instant. */
function priorityOf({ priority, priorityOf: byData }: Word, { data }: Recorded): number {
  return byData === undefined ? priority : byData(data as never);
}

/** Whoever could set another's timer could make it act before its time. */
function checkTimer(to: readonly AgentId[], { id }: Speaker): void {
  if (to.length > 0 && to.every((one) => one === id)) return;
  throw new HivetapeError('invalid-event', `A timer is set for oneself (found one for ${to.length === 0 ? 'whoever listens' : to.join(', ')}, set by ${id}).`, { help: 'Send a message of its own.' });
}

/** The delay of a message to others is the network's business; an agent delays what it tells itself. */
function checkDelay(afterUs: number, { type, to }: Draft, speaker: Speaker): void {
  if (!Number.isSafeInteger(afterUs) || afterUs < 0) {
    throw new HivetapeError('invalid-event', `A delay is a whole number of microseconds, 0 or more (found ${String(afterUs)} in ${type}).`);
  }
  if (to?.length === 1 && to[0] === speaker.id) return;
  throw new HivetapeError('invalid-event', `Only what an agent sends to itself may be delayed (found ${type} to ${to?.join(', ') ?? 'a topic'}).`, {
    help: 'Set a timer, and speak when it rings.',
  });
}

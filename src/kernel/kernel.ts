/**
 * The loop. Single-threaded, synchronous, run to completion: take the next delivery in the total
 * order, hand it over, record what comes out, queue it. The kernel knows time and order; it does not
 * know what a price is.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import { NO_CAUSE, type Draft, type Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Source } from './agent.js';
import { DeliveryQueue, type Delivery } from './delivery-queue.js';
import { Effects, type EffectOutcome, type PendingEffect } from './effects.js';
import { defaultLimits, type KernelLimits } from './limits.js';
import type { Network } from './network.js';
import { LAB, Recorder, type Journal, type Speaker } from './recorder.js';
import type { Script } from './script.js';
import { Seat, type SeatOptions } from './seat.js';
import { AGENT_FAILED, EFFECT_COMPLETED, EFFECT_REQUESTED, type Vocabulary } from './vocabulary.js';

export interface KernelOptions {
  readonly seed: number;
  readonly startAt: Instant;
  /** Seated in order of id, whatever the order here. */
  readonly seats: readonly SeatOptions[];
  readonly sources: readonly Source[];
  readonly vocabulary: Vocabulary;
  readonly network: Network;
  readonly journal: Journal;
  readonly limits?: Partial<KernelLimits>;
  /** Freezes what is handed over, so that an agent that writes to an event throws. */
  readonly freeze?: boolean;
  /** Present: the words come from a log, and the agents only listen. Inputs come from it too. */
  readonly script?: Script;
}

export type KernelStatus =
  | { readonly kind: 'idle' | 'paused' | 'until' }
  | { readonly kind: 'awaiting'; readonly effects: readonly PendingEffect[] }
  | { readonly kind: 'failed'; readonly agent: AgentId; readonly handling: Recorded | undefined; readonly cause: unknown };

export interface RunBounds {
  /** Handles nothing after this instant. */
  readonly until?: Instant;
  /** Pauses after so many deliveries, between two of them. */
  readonly deliveriesMax?: number;
  /** Pauses at the first boundary between deliveries where the log has reached this offset. */
  readonly toOffset?: number;
}

interface SourceSeat {
  readonly source: Source;
  readonly speaker: Speaker;
}

export class Kernel {
  readonly seats: readonly Seat[];
  readonly #limits: KernelLimits;
  readonly #script: Script | undefined;
  readonly #queue = new DeliveryQueue();
  readonly #recorder: Recorder;
  readonly #effects = new Effects();
  readonly #sources: readonly SourceSeat[];
  readonly #seatById: ReadonlyMap<AgentId, Seat>;
  readonly #lab: Speaker = { id: LAB, thinkUs: 0, sequence: 0 };
  readonly #outsiders = new Map<AgentId, Speaker>([[LAB, this.#lab]]);

  #now: Instant;
  #deliveries = 0;
  /** The instant being worked on, and how far. */
  #bucket: Delivery[] | undefined;
  #entry = 0;
  #receiver = 0;
  #current: Seat | undefined;
  #handling: Recorded | undefined;
  #failure: KernelStatus | undefined;

  constructor(options: KernelOptions) {
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#now = options.startAt;
    this.#script = options.script;
    const seated = [...options.seats].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.seats = seated.map((seat) => new Seat(seat, options.seed, () => this.#now));
    this.#seatById = new Map(this.seats.map((seat) => [seat.id, seat]));
    this.#sources = options.sources.map((source) => ({ source, speaker: { id: source.agent, thinkUs: 0, sequence: 0 } }));
    for (const { speaker } of this.#sources) this.#outsiders.set(speaker.id, speaker);
    this.#recorder = new Recorder({
      seats: this.seats,
      seed: options.seed,
      vocabulary: options.vocabulary,
      network: options.network,
      journal: options.journal,
      queue: this.#queue,
      queueLengthMax: this.#limits.queueLength,
      freeze: options.freeze ?? false,
    });
  }

  get now(): Instant {
    return this.#now;
  }

  get nextOffset(): number {
    return this.#recorder.nextOffset;
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  /** Returns whose delivery is being handled, for traps and error messages. */
  get current(): { readonly agent: AgentId | undefined; readonly handling: number } {
    return { agent: this.#current?.id, handling: this.#handling?.offset ?? NO_CAUSE };
  }

  seat(id: AgentId): Seat | undefined {
    return this.#seatById.get(id);
  }

  /** Says something as the lab: the frame of the run, operators' commands. Throws `invalid-event`. */
  announce(drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      this.#recorder.check(draft);
      this.#recorder.record(draft, this.#lab, undefined, this.#now);
    }
  }

  /** Connects every agent to its inbox; what they say at once is recorded. */
  start(): void {
    for (const seat of this.seats) {
      if (this.#failure !== undefined) return;
      this.#current = seat;
      seat.start();
      if (this.#script === undefined) this.#settle(seat, undefined);
      else {
        seat.drafts.length = 0;
        this.#recite(this.#script, seat, undefined);
      }
    }
    this.#current = undefined;
  }

  /** Works through deliveries in order until a bound, an effect without outcome, a failure or the end. */
  run({ until = Infinity, deliveriesMax = Infinity, toOffset = Infinity }: RunBounds = {}): KernelStatus {
    const stopAt = this.#deliveries + deliveriesMax;
    while (this.#failure === undefined) {
      if (this.#deliveries >= stopAt || this.#recorder.nextOffset >= toOffset) return { kind: 'paused' };
      if (this.#bucket !== undefined) this.#stepInInstant(this.#bucket);
      else {
        const stopped = this.#beginNext(until);
        if (stopped !== undefined) return stopped;
      }
    }
    return this.#failure;
  }

  /** Hands over the outcome of an effect that the run waits for. */
  complete(request: number, outcome: EffectOutcome): void {
    this.#effects.settle(request, outcome);
  }

  /** Completes every inbox. Nothing can be run afterwards. */
  stop(): void {
    for (const seat of this.seats) seat.stop();
  }

  /** Begins whatever is due first: an input, the completion of an effect, or an instant of deliveries. */
  #beginNext(until: Instant): KernelStatus | undefined {
    const input = this.#script === undefined ? this.#nextSource() : undefined;
    const inputAt = this.#script === undefined ? (input?.source.nextAt() ?? Infinity) : this.#scriptedAt(this.#script);
    const effectAt = this.#effects.nextAt();
    const at = Math.min(inputAt, effectAt, this.#queue.nextAt());
    if (at === Infinity) return { kind: 'idle' };
    if (at > until) return { kind: 'until' };
    if (inputAt === at) this.#takeInput(input, at);
    else if (effectAt === at) {
      if (!this.#completeEffects(at)) return { kind: 'awaiting', effects: this.#effects.dueAt(at) };
    } else this.#beginInstant(at);
    return undefined;
  }

  #nextSource(): SourceSeat | undefined {
    let first: SourceSeat | undefined;
    let firstAt = Infinity;
    for (let i = 0; i < this.#sources.length; i += 1) {
      const at = this.#sources[i].source.nextAt() ?? Infinity;
      if (at < firstAt) {
        first = this.#sources[i];
        firstAt = at;
      }
    }
    return first;
  }

  /** Returns when the log's next event came in from outside, if the next event did. */
  #scriptedAt(script: Script): Instant {
    const next = script.peek();
    return next === undefined || this.#seatById.has(next.agent) ? Infinity : next.time;
  }

  #takeInput(input: SourceSeat | undefined, at: Instant): void {
    this.#advance(at);
    if (input !== undefined) {
      this.#recorder.record(input.source.take(), input.speaker, undefined, at);
      return;
    }
    assert(this.#script !== undefined, 'An input comes from a source or a script');
    const event = this.#script.take();
    this.#recorder.replay(event, this.#outsider(event.agent));
  }

  #outsider(id: AgentId): Speaker {
    let speaker = this.#outsiders.get(id);
    if (speaker === undefined) this.#outsiders.set(id, (speaker = { id, thinkUs: 0, sequence: 0 }));
    return speaker;
  }

  #beginInstant(at: Instant): void {
    this.#advance(at);
    this.#bucket = this.#queue.takeInstant();
    this.#entry = 0;
    this.#receiver = 0;
    const most = this.#limits.deliveriesPerInstant;
    if (this.#bucket.length > most) throw limitReached(`A run has at most ${most} deliveries in one instant.`, this.nextOffset);
  }

  #advance(at: Instant): void {
    assert(at >= this.#now, 'Virtual time never goes back', { from: this.#now, to: at });
    this.#now = at;
  }

  #stepInInstant(bucket: Delivery[]): void {
    const delivery = bucket[this.#entry];
    if (this.#receiver < delivery.receivers.length) {
      const seat = delivery.receivers[this.#receiver];
      this.#receiver += 1;
      if (seat.thinkUs === 0 || !this.#waits(seat, delivery.event)) this.#handle(seat, delivery.event);
      return;
    }
    this.#entry += 1;
    this.#receiver = 0;
    if (this.#entry < bucket.length) return;
    this.#bucket = undefined;
    this.#queue.recycle(bucket);
  }

  /** Keeps a busy agent's mail in order of arrival; its wake-up takes the oldest first. */
  #waits(seat: Seat, event: Recorded): boolean {
    const free = seat.busyUntil <= this.#now;
    if (free && seat.backlog.length === 0) return false;
    if (free && seat.backlog[0] === event) {
      seat.backlog.shift();
      if (seat.backlog.length > 0) this.#recorder.wake(seat, seat.backlog[0], this.#now + seat.thinkUs);
      return false;
    }
    seat.backlog.push(event);
    if (seat.backlog.length === 1) this.#recorder.wake(seat, event, seat.busyUntil);
    return true;
  }

  #handle(seat: Seat, event: Recorded): void {
    this.#deliveries += 1;
    this.#current = seat;
    this.#handling = event;
    if (seat.thinkUs > 0) seat.busyUntil = this.#now + seat.thinkUs;
    if (this.#script === undefined) {
      seat.deliver(event);
      if (seat.drafts.length > 0 || seat.failure !== undefined) this.#settle(seat, event);
    } else {
      seat.hear(event);
      this.#recite(this.#script, seat, event);
    }
    this.#current = undefined;
    this.#handling = undefined;
  }

  /** Records what the agent said in one delivery: all of it, or nothing but its failure. */
  #settle(seat: Seat, handling: Recorded | undefined): void {
    const drafts = seat.drafts;
    if (seat.failure === undefined) this.#check(seat);
    if (seat.failure !== undefined) this.#fail(seat, handling);
    else {
      for (let i = 0; i < drafts.length; i += 1) {
        const event = this.#recorder.record(drafts[i], seat, handling, this.#now);
        seat.said(event);
        if (event.type === EFFECT_REQUESTED) this.#effects.expect(event);
      }
    }
    drafts.length = 0;
  }

  #check(seat: Seat): void {
    const most = this.#limits.draftsPerDelivery;
    try {
      if (seat.drafts.length > most) throw limitReached(`An agent says at most ${most} things in one delivery.`, this.nextOffset);
      for (let i = 0; i < seat.drafts.length; i += 1) this.#recorder.check(seat.drafts[i]);
    } catch (cause) {
      seat.failure = cause;
    }
  }

  #fail(seat: Seat, handling: Recorded | undefined): void {
    const cause = seat.failure;
    const code = isHivetapeError(cause) ? cause.code : 'agent-threw';
    const data = { agent: seat.id, code, handling: handling?.offset ?? NO_CAUSE };
    this.#recorder.record({ type: AGENT_FAILED, data }, this.#lab, handling, this.#now);
    this.#failure = { kind: 'failed', agent: seat.id, handling, cause };
  }

  /** Lets the log speak in the agent's place: everything it said in this very delivery. */
  #recite(script: Script, seat: Seat, handling: Recorded | undefined): void {
    const causation = handling?.offset ?? NO_CAUSE;
    for (;;) {
      const next = script.peek();
      if (next === undefined || next.agent !== seat.id || next.causation !== causation || next.time !== this.#now) return;
      this.#recorder.replay(script.take(), seat);
      seat.said(next);
    }
  }

  #completeEffects(at: Instant): boolean {
    if (this.#effects.dueAt(at).some((effect) => effect.outcome === undefined)) return false;
    this.#advance(at);
    for (const { name, request, outcome } of this.#effects.take(at)) {
      assert(outcome !== undefined, 'A completed effect has an outcome');
      const data = { effect: name, request: request.offset, ok: outcome.ok, value: outcome.value };
      this.#recorder.record({ type: EFFECT_COMPLETED, to: [request.agent], data }, this.#lab, request, at);
    }
    return true;
  }
}

function limitReached(message: string, offset: number): HivetapeError {
  return new HivetapeError('limit-reached', message, { place: { offset } });
}

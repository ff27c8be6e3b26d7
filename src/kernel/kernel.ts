/**
 * The loop. Single-threaded, synchronous, run to completion: take the next delivery in the total
 * order, hand it over, record what comes out, queue it. The kernel knows time and order; it does not
 * know what a price is.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { NO_CAUSE, type Draft, type Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import { courseOf, goOn, type Course, type CourseParts } from './course.js';
import { DeliveryQueue, type Bucket } from './delivery-queue.js';
import { Disturbance, isNote } from './disturbance.js';
import { Effects, type EffectOutcome } from './effects.js';
import { Inputs } from './inputs.js';
import type { CourseChange, KernelOptions } from './kernel-options.js';
import { defaultLimits, type KernelLimits } from './limits.js';
import { Mailbox } from './mailbox.js';
import { Recorder } from './recorder.js';
import { LAB, type Speaker } from './speaker.js';
import type { KernelStatus, RunBounds } from './run-bounds.js';
import type { Script } from './script.js';
import { Seat } from './seat.js';
import { Speech } from './speech.js';
import { EFFECT_COMPLETED } from './vocabulary.js';

export class Kernel {
  readonly seats: readonly Seat[];
  readonly #seatById: ReadonlyMap<AgentId, Seat>;
  readonly #limits: KernelLimits;
  readonly #script: Script | undefined;
  readonly #queue = new DeliveryQueue();
  readonly #recorder: Recorder;
  readonly #effects = new Effects();
  readonly #inputs: Inputs;
  readonly #speech: Speech;
  readonly #lab: Speaker;
  readonly #mailbox: Mailbox;
  readonly #disturbance: Disturbance | undefined;
  readonly #parts: CourseParts;

  #isStarted = false;
  #now: Instant;
  #deliveries = 0;
  /** When something last came from outside: an input, or a word of the lab. */
  #lastInputAt: Instant;
  /** The instant being worked on, and how far. */
  #bucket: Bucket | undefined;
  #entry = 0;
  #receiver = 0;
  #current: Seat | undefined;
  #handling: Recorded | undefined;

  constructor(options: KernelOptions) {
    const { seed, network, script, interference, reach } = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#now = options.startAt;
    this.#lastInputAt = options.startAt;
    this.#script = script;
    const inOrder = [...options.seats].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.seats = inOrder.map((seat) => new Seat(seat, { seed, now: () => this.#now, interference }));
    this.#seatById = new Map(this.seats.map((seat) => [seat.id, seat]));
    this.#inputs = new Inputs(options.sources, script, (event) => this.#seatById.has(event.agent) || (interference !== undefined && isNote(event)));
    this.#lab = this.#inputs.outsider(LAB);
    this.#recorder = new Recorder({
      seats: this.seats,
      seed,
      vocabulary: options.vocabulary,
      network,
      journal: options.journal,
      queue: this.#queue,
      queueLengthMax: this.#limits.queueLength,
      freeze: options.freeze ?? false,
      interference,
      reach,
    });
    this.#speech = new Speech({
      recorder: this.#recorder,
      effects: this.#effects,
      script,
      lab: this.#lab,
      draftsMax: this.#limits.draftsPerDelivery,
    });
    this.#mailbox = new Mailbox(this.#recorder, interference);
    this.#parts = { seats: this.seats, seat: (id) => this.#seatById.get(id), queue: this.#queue, recorder: this.#recorder, effects: this.#effects, inputs: this.#inputs, reach, interference };
    if (interference === undefined) return;
    const parts = { recorder: this.#recorder, mailbox: this.#mailbox, speech: this.#speech, script, lab: this.#lab };
    this.#disturbance = new Disturbance({ interference, seat: (id) => this.#seatById.get(id), now: () => this.#now, ...parts });
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

  /** Says something as the lab: the frame of the run, operators' commands; now, or at a later instant before which nothing is due. Throws `invalid-event`. */
  announce(drafts: readonly Draft[], at: Instant = this.#now): void {
    assert(at === this.#now || (this.#bucket === undefined && at <= Math.min(this.#inputs.nextAt(), this.#effects.nextAt(), this.#queue.nextAt())), 'Nothing is due before the lab speaks', { at });
    this.#advance(at);
    this.#lastInputAt = this.#now;
    for (const draft of drafts) {
      this.#recorder.check(draft, this.#lab);
      this.#recorder.record(draft, this.#lab, undefined, this.#now);
    }
    if (this.#isStarted) this.#disturbance?.settle(undefined);
  }

  /** Connects every agent to its inbox; what they say at once is recorded. Nobody is disturbed before. */
  start(): void {
    this.#isStarted = true;
    if (this.#script === undefined) this.#startSeats();
    else this.#restartSeats(this.#script);
    this.#current = undefined;
    this.#disturbance?.settle(undefined);
  }

  /** Works through deliveries in order until a bound, an effect without outcome, a failure or the end. */
  run({ until = Infinity, deliveriesMax = Infinity, toOffset = Infinity }: RunBounds = {}): KernelStatus {
    const stopAt = this.#deliveries + deliveriesMax;
    while (this.#speech.failure === undefined) {
      if (this.#deliveries >= stopAt || this.#recorder.nextOffset >= toOffset) return { kind: 'paused' };
      if (this.#bucket !== undefined) this.#stepInInstant(this.#bucket);
      else {
        const stopped = this.#beginNext(until);
        if (stopped !== undefined) return stopped;
      }
    }
    return { kind: 'failed', failure: this.#speech.failure };
  }

  /** Hands over the outcome of an effect that the run waits for. */
  complete(request: number, outcome: EffectOutcome): void {
    this.#effects.settle(request, outcome);
  }

  /**
   * Changes the course of the run between two deliveries: the next successors of these agents take
   * their seats, and seed or network are replaced where given. What is in flight arrives as it would have.
   */
  fork({ swap, seed, network }: CourseChange): void {
    for (const seat of this.seats) {
      if (swap.has(seat.id)) seat.swap();
      if (seed !== undefined) seat.mind.reseed(seed);
    }
    this.#recorder.reroute({ seed, network });
  }

  /**
   * Returns where the run stands between two deliveries, `undefined` where nobody could go on from there: after a
   * failure, once inputs are closed, and where faults remember what is no plain data. States in it are the very ones, not copies.
   */
  course(): Course | undefined {
    const isLast = this.#inputs.isClosed || (this.#bucket !== undefined && this.#inputs.nextAt() <= this.#now);
    if (this.#speech.failure !== undefined || isLast) return undefined;
    const instant = this.#bucket && { bucket: this.#bucket, entry: this.#entry, receiver: this.#receiver };
    return courseOf(this.#parts, { now: this.#now, lastInputAt: this.#lastInputAt, deliveries: this.#deliveries, instant });
  }

  /** Begins in the middle of a run, in place of {@link announce} and {@link start}. `eventAt` gives recorded events by offset. */
  goOn(course: Course, eventAt: (offset: number) => Recorded): void {
    assert(!this.#isStarted, 'A run goes on from a place once');
    this.#isStarted = true;
    this.#now = course.now;
    this.#lastInputAt = course.lastInputAt;
    this.#deliveries = course.deliveries;
    goOn(this.#parts, course, eventAt);
  }

  /** Takes no further input; what is in flight still arrives. */
  closeInputs(): void {
    this.#inputs.close();
  }

  /** Completes every inbox. Nothing can be run afterwards. */
  stop(): void {
    for (const seat of this.seats) seat.stop();
  }

  #startSeats(): void {
    for (const seat of this.seats) {
      if (this.#speech.failure !== undefined) return;
      this.#current = seat;
      seat.start();
      this.#speech.settle(seat, undefined, this.#now);
    }
  }

  /** In a replay the opening stands in the log, before what agents said when they were seated. */
  #restartSeats(script: Script): void {
    for (const seat of this.seats) {
      seat.start();
      seat.mind.clearDrafts();
    }
    while (this.#inputs.nextAt() === this.#now) this.#takeInput(this.#now);
    for (const seat of this.seats) this.#speech.recite(script, seat, undefined, this.#now);
  }

  /** Begins whatever is due first: an input, the completion of an effect, or an instant of deliveries. */
  #beginNext(until: Instant): KernelStatus | undefined {
    const inputAt = this.#inputs.nextAt();
    const effectAt = this.#effects.nextAt();
    const at = Math.min(inputAt, effectAt, this.#queue.nextAt());
    if (at === Infinity) return { kind: 'idle' };
    if (at > until) return { kind: 'until' };
    if (at > this.#lastInputAt + this.#limits.graceUs && this.#inputs.ended()) return { kind: 'idle' };
    if (inputAt === at) {
      this.#advance(at);
      this.#takeInput(at);
    } else if (effectAt === at) {
      if (!this.#completeEffects(at)) return { kind: 'awaiting', effects: this.#effects.dueAt(at) };
      this.#disturbance?.settle(undefined);
    } else this.#beginInstant(at);
    return undefined;
  }

  #takeInput(at: Instant): void {
    this.#lastInputAt = at;
    this.#inputs.take(this.#recorder, at);
    this.#disturbance?.settle(undefined);
  }

  #beginInstant(at: Instant): void {
    this.#advance(at);
    this.#bucket = this.#queue.takeInstant();
    this.#entry = 0;
    this.#receiver = 0;
    const most = this.#limits.deliveriesPerInstant;
    if (this.#bucket.size <= most) return;
    throw new HivetapeError('limit-reached', `A run has at most ${most} deliveries in one instant.`, { place: { offset: this.nextOffset } });
  }

  #advance(at: Instant): void {
    assert(at >= this.#now, 'Virtual time never goes back', { from: this.#now, to: at });
    this.#now = at;
  }

  #stepInInstant(bucket: Bucket): void {
    const delivery = bucket.deliveries[this.#entry];
    if (this.#receiver < delivery.receivers.length) {
      const seat = delivery.receivers[this.#receiver];
      this.#receiver += 1;
      const event = seat.takesAtOnce ? delivery.event : this.#mailbox.take(seat, delivery, this.#now);
      if (event !== undefined) this.#handle(seat, event);
      if (this.#disturbance !== undefined) this.#disturbance.settle(seat);
      return;
    }
    this.#entry += 1;
    this.#receiver = 0;
    if (this.#entry < bucket.size) return;
    this.#bucket = undefined;
    this.#queue.recycle(bucket);
  }

  #handle(seat: Seat, event: Recorded): void {
    this.#deliveries += 1;
    this.#current = seat;
    this.#handling = event;
    if (seat.thinkUs > 0) seat.busyUntil = this.#now + seat.thinkUs;
    if (this.#disturbance !== undefined) this.#disturbance.attend(seat, event);
    for (let i = 0; i < seat.shadows.length; i += 1) seat.shadows[i].hear(event);
    if (this.#script === undefined) {
      const { mind } = seat;
      mind.deliver(event);
      if (mind.drafts.length > 0 || mind.failure !== undefined) this.#speech.settle(seat, event, this.#now);
    } else {
      seat.mind.hear(event);
      this.#speech.recite(this.#script, seat, event, this.#now);
    }
    this.#current = undefined;
    this.#handling = undefined;
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

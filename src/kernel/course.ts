/**
 * Where a run stands between two deliveries, as plain data: what is in flight, what each mind knows, where
 * every stream of chance is. A kernel that goes on from it does what the first one would have done.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Bucket, Delivery, DeliveryQueue } from './delivery-queue.js';
import type { Effects } from './effects.js';
import type { Inputs } from './inputs.js';
import type { Interference, InterferencePlace } from './interference.js';
import type { Memory } from './mind.js';
import type { Reach } from './reach.js';
import type { RecallPlace } from './recall.js';
import type { Recorder } from './recorder.js';
import type { LinkPlace } from './routes.js';
import type { Seat } from './seat.js';

/** Events are named by their offsets; the log holds them. */
export interface Course {
  readonly now: Instant;
  readonly lastInputAt: Instant;
  readonly deliveries: number;
  readonly nextOffset: number;
  readonly inFlight: readonly QueuedDelivery[];
  readonly seats: readonly SeatCourse[];
  /** How much each of those without a seat has said. */
  readonly outsiders: readonly (readonly [AgentId, number])[];
  readonly links: readonly LinkPlace[];
  /** Requests of effects in flight. */
  readonly effects: readonly number[];
  /** What wires remember, and faults; absent in a run without them. */
  readonly reach?: unknown;
  readonly faults?: InterferencePlace;
}

export interface QueuedDelivery extends Pick<Delivery, 'priority' | 'hash' | 'sender' | 'sequence'> {
  readonly at: Instant;
  readonly event: number;
  readonly receivers: readonly AgentId[];
}

export interface SeatCourse {
  readonly id: AgentId;
  readonly sequence: number;
  readonly takesAtOnce: boolean;
  readonly busyUntil: Instant;
  readonly wakeAt: Instant;
  readonly wakes: number;
  readonly backlog: readonly number[];
  /** `undefined` for a pipeline. Of shadows nothing is said: which there are is a matter of what comes later. */
  readonly memory: Memory | undefined;
  /** What a fault did to it, and what is kept for its recovery; absent where no fault can. */
  readonly harm?: { readonly isDown: boolean; readonly thinkUs: number; readonly recall: RecallPlace | undefined };
}

/** The parts of a kernel that remember something. */
export interface CourseParts {
  readonly seats: readonly Seat[];
  readonly seat: (id: AgentId) => Seat | undefined;
  readonly queue: DeliveryQueue;
  readonly recorder: Recorder;
  readonly effects: Effects;
  readonly inputs: Inputs;
  readonly reach: Reach | undefined;
  readonly interference: Interference | undefined;
}

/** What the kernel itself remembers, and the instant that it is in the middle of. */
export interface CourseClock extends Pick<Course, 'now' | 'lastInputAt' | 'deliveries'> {
  readonly instant: { readonly bucket: Bucket; readonly entry: number; readonly receiver: number } | undefined;
}

/** Returns where the run stands; `undefined` where faults remember what is no plain data. */
export function courseOf({ seats, queue, recorder, effects, inputs, reach, interference }: CourseParts, { instant, ...clock }: CourseClock): Course | undefined {
  const faults = interference?.place();
  if (interference !== undefined && (faults === undefined || seats.some(({ recall }) => recall !== undefined && recall.place() === undefined))) return undefined;
  const inFlight = [...queue.pending()].map(({ at, delivery }) => queuedDelivery(at, delivery, delivery.receivers));
  if (instant !== undefined) inFlight.push(...restOfInstant(instant));
  return {
    ...clock,
    nextOffset: recorder.nextOffset,
    inFlight: inFlight.sort(byPlace),
    seats: seats.map((seat) => (interference === undefined ? seatCourse(seat) : { ...seatCourse(seat), harm: harmOf(seat) })),
    outsiders: inputs.sequences(),
    links: recorder.links(),
    effects: effects.requests(),
    ...(reach === undefined ? {} : { reach: reach.place() }),
    ...(faults === undefined ? {} : { faults }),
  };
}

/** Brings the parts of a kernel that has not begun to where the course was. */
export function goOn({ seats, seat: find, queue, recorder, effects, inputs, reach, interference }: CourseParts, course: Course, eventAt: (offset: number) => Recorded): void {
  assert(course.seats.length === seats.length, 'A course has the seats of the run that goes on', { found: course.seats.length, seats: seats.length });
  const seatOf = (id: AgentId): Seat => {
    const seat = find(id);
    assert(seat !== undefined, 'A course has the seats of the run that goes on', { seat: id });
    return seat;
  };
  for (const place of course.seats) restoreSeat(seatOf(place.id), place, eventAt);
  for (const [id, sequence] of course.outsiders) inputs.outsider(id).sequence = sequence;
  reach?.goOn(course.reach);
  interference?.goOn(course.faults?.memory, eventAt);
  recorder.goOn(course.nextOffset, course.links);
  for (const offset of course.effects) effects.expect(eventAt(offset));
  for (const { at, event, receivers, ...key } of course.inFlight) queue.push(at, { ...key, event: eventAt(event), receivers: receivers.map(seatOf) });
}

/** Returns the offsets of the events that a course names, ascending, each once. */
export function eventsOfCourse({ inFlight, seats, effects, faults }: Course): readonly number[] {
  const recalled = seats.flatMap(({ harm }) => harm?.recall?.taken.map(({ event }) => event) ?? []);
  const offsets = new Set([...inFlight.map(({ event }) => event), ...seats.flatMap(({ backlog }) => backlog), ...effects, ...recalled, ...(faults?.events ?? [])]);
  return [...offsets].sort((a, b) => a - b);
}

function seatCourse({ id, sequence, takesAtOnce, busyUntil, wakeAt, wakes, backlog, mind }: Seat): SeatCourse {
  return { id, sequence, takesAtOnce, busyUntil, wakeAt, wakes, backlog: backlog.map(({ offset }) => offset), memory: mind.memory() };
}

function harmOf({ isDown, thinkUs, recall }: Seat): NonNullable<SeatCourse['harm']> {
  return { isDown, thinkUs, recall: recall?.place() };
}

function restoreSeat(seat: Seat, { backlog, memory, harm, ...place }: SeatCourse, eventAt: (offset: number) => Recorded): void {
  seat.start();
  seat.sequence = place.sequence;
  seat.takesAtOnce = place.takesAtOnce;
  seat.busyUntil = place.busyUntil;
  seat.wakeAt = place.wakeAt;
  seat.wakes = place.wakes;
  seat.backlog.push(...backlog.map(eventAt));
  for (const mind of [seat.mind, ...seat.shadows]) mind.clearDrafts();
  if (memory !== undefined) seat.mind.remember(memory);
  if (harm === undefined) return;
  seat.isDown = harm.isDown;
  seat.thinkUs = harm.thinkUs;
  if (harm.recall !== undefined) seat.recall?.goOn(harm.recall, eventAt);
}

function restOfInstant({ bucket, entry, receiver }: NonNullable<CourseClock['instant']>): QueuedDelivery[] {
  const rest: QueuedDelivery[] = [];
  for (let i = entry; i < bucket.size; i += 1) {
    const delivery = bucket.deliveries[i];
    const receivers = i === entry ? delivery.receivers.slice(receiver) : delivery.receivers;
    if (receivers.length > 0) rest.push(queuedDelivery(bucket.at, delivery, receivers));
  }
  return rest;
}

function queuedDelivery(at: Instant, { event, priority, hash, sender, sequence }: Delivery, receivers: readonly Seat[]): QueuedDelivery {
  return { at, event: event.offset, receivers: receivers.map(({ id }) => id), priority, hash, sender, sequence };
}

/** Any order would do; this one makes equal courses equal data. */
function byPlace(a: QueuedDelivery, b: QueuedDelivery): number {
  return a.at - b.at || a.event - b.event || a.sequence - b.sequence || (a.receivers[0] < b.receivers[0] ? -1 : 1);
}

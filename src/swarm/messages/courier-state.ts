/**
 * What a courier remembers: what it sent and nobody has acknowledged, what waits to be sent, what waits to be worked,
 * and what it was handed before. Plain data inside the state of an agent; a fold of what the agent heard and said.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft } from '../../domain/catalogue.js';
import type { DeathReason, DelayReason, MessagePriority } from '../../domain/messages/envelope.js';
import type { Edge } from '../topology/topology.js';
import { startInbox, type PriorityInbox, type Waiting } from './priority-inbox.js';
import { startBucket, type TokenBucket } from './token-bucket.js';

/** What stands on a message and in it. */
export type Content = Omit<DataOf<'MessageSent'>, 'attempt' | 'origin' | 'receivers' | 'againAt'>;

/** A message that is on its way, as it arrived. */
export interface Entry extends Waiting {
  /** Who sent it first. */
  readonly sender: AgentId;
  readonly content: Content;
  readonly attempt: number;
  /** Whether it is for this agent. */
  readonly isMine: boolean;
  /** For whom it is passed on. */
  readonly onward: readonly AgentId[];
}

/** A message as the agent gets it. */
export interface Handed {
  readonly sender: AgentId;
  /** The sender's count; of a batch, that of the message itself. */
  readonly number: number;
  /** The count under which it travelled. */
  readonly envelope: number;
  readonly kind: Content['kind'];
  readonly priority: MessagePriority;
  readonly guarantee: Content['guarantee'];
  readonly name: string;
  readonly payload: unknown;
  /** Of a response: the number of the request. */
  readonly answers: number | undefined;
  readonly expiresAt: Instant;
  readonly signature: string | undefined;
}

/** Sent, and neither acknowledged nor answered by these. */
export interface Outgoing {
  readonly content: Content;
  waiting: AgentId[];
  attempt: number;
  /** When it is sent again, or given up. */
  dueAt: Instant;
  wasRefused: boolean;
}

/** Not sent yet. */
export interface Held {
  readonly content: Content;
  readonly receivers: readonly AgentId[];
  readonly reason: DelayReason;
  readonly attempt: number;
  until: Instant;
}

export interface DeadLetter {
  readonly content: Content;
  readonly receivers: readonly AgentId[];
  readonly reason: DeathReason;
  readonly attempts: number;
}

/** What is known of a message that came in and must not be handed over twice. */
export interface Seen {
  readonly untilAt: Instant;
  isHanded: boolean;
  /** Of a request: what was answered, for whoever asks again. */
  answer?: { readonly content: Content; readonly attempt: number };
}

export interface SeenOfSender {
  readonly byNumber: Record<number, Seen>;
  /** Numbers in the order in which they came. */
  readonly inOrder: number[];
}

/** What follows from the event at hand; `decide` says it. */
export interface Step {
  readonly handed: readonly Handed[];
  readonly drafts: readonly EventDraft[];
  /** Numbers of the requests that are asked again and were answered before. */
  readonly again: readonly { readonly receiver: AgentId; readonly number: number }[];
  readonly isRing: boolean;
  /** What was held and goes out now. */
  readonly released: readonly Held[];
  /** Number of a dead letter that is to be sent again. */
  readonly reinject: { readonly number: number; readonly order: number } | undefined;
  /** When something new has to be looked at. */
  readonly needAt: Instant;
}

export interface CourierState {
  /** How many messages it has numbered. */
  sent: number;
  /** When the courier looks again; absent: nothing to look at. */
  alarmAt: Instant | undefined;
  readonly out: Record<number, Outgoing>;
  held: Held[];
  /** Receivers that are full. */
  readonly closed: Record<AgentId, Instant>;
  readonly bucket: TokenBucket;
  /** The number that the bucket was charged for last. */
  charged: number;
  /** When the last messages of each route went out, where batches depend on it. */
  readonly routes: Record<string, Instant[]>;
  readonly inbox: PriorityInbox<Entry>;
  /** Until when each slot is busy. */
  busy: Instant[];
  /** Who is told when the inbox has room. */
  blocked: AgentId[];
  /** Offset of the last at-most-once message of each neighbour, by priority. */
  readonly latest: Record<AgentId, number[]>;
  readonly seen: Record<AgentId, SeenOfSender>;
  dead: DeadLetter[];
  /** How the swarm is wired, if that has changed since the beginning. */
  edges: readonly Edge[] | undefined;
  step: Step;
}

/** Returns a message as its receiver gets it. */
export function handedOf(sender: AgentId, { number, kind, priority, guarantee, name, answers, expiresAt, signature, payload }: Content): Handed {
  return { sender, number, envelope: number, kind, priority, guarantee, name, payload, answers, expiresAt, signature };
}

export const nothingToDo: Step = Object.freeze({ handed: [], drafts: [], again: [], isRing: false, released: [], reinject: undefined, needAt: Infinity });

export function startCourier(): CourierState {
  return {
    sent: 0, alarmAt: undefined, out: {}, held: [], closed: {}, bucket: startBucket(), charged: 0, routes: {}, inbox: startInbox(), busy: [], blocked: [],
    latest: {}, seen: {}, dead: [], edges: undefined, step: nothingToDo,
  };
}

export function seenOf({ seen }: CourierState, sender: AgentId, number: number): Seen | undefined {
  if (!Object.hasOwn(seen, sender) || !Object.hasOwn(seen[sender].byNumber, number)) return undefined;
  return seen[sender].byNumber[number];
}

/** Lets a message be handed over again. */
export function unsee({ seen }: CourierState, sender: AgentId, number: number): void {
  if (Object.hasOwn(seen, sender)) delete seen[sender].byNumber[number];
}

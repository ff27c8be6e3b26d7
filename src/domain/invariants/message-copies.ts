/**
 * What became of every copy of every message, as the log and the deliveries tell it: sent = delivered + expired +
 * dropped + pending. The laws of the post judge by this; whoever breaks one of them is found here.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import { matchesTopic } from '../../core/topic-pattern.js';
import type { DataOf, EventOf, LogEvent } from '../catalogue.js';

export type Phase = 'pending' | 'delivered' | 'expired' | 'dropped';

export interface Copy {
  readonly sender: AgentId;
  readonly number: number;
  readonly receiver: AgentId;
  phase: Phase;
  expiresAt: Instant;
  /** Whether it must be handed over once at most. */
  readonly isOnce: boolean;
  /** Whether its sender keeps it, so that a loss on the way is not its end. */
  readonly isKept: boolean;
}

/** What is wrong, and which of the laws it breaks. */
export interface PostFault {
  readonly law: 'conservation' | 'guarantee' | 'lifetime';
  readonly found: string;
}

interface Arrival {
  readonly offset: number;
  readonly receiver: AgentId;
  readonly at: Instant;
  /** Copies that were heard, and nothing else was said of them so far. */
  readonly copies: Copy[];
}

export interface PostLedger {
  readonly copies: Map<string, Copy>;
  readonly counts: Record<Phase | 'sent', number>;
  /** Which messages travel together under a number, by sender and number. */
  readonly batches: Map<string, readonly number[]>;
  /** Messages on their way, by offset: a fault may strike them. */
  readonly travelling: Map<number, EventOf<'MessageSent'>>;
  readonly listeners: Map<AgentId, readonly string[]>;
  /** Who does not work and cannot say that something has expired. */
  readonly idle: Set<AgentId>;
  arrival: Arrival | undefined;
}

export function emptyPost(): PostLedger {
  return {
    copies: new Map(), counts: { sent: 0, pending: 0, delivered: 0, expired: 0, dropped: 0 }, batches: new Map(), travelling: new Map(), listeners: new Map(), idle: new Set(), arrival: undefined,
  };
}

/** Takes in an event that was recorded. Returns what is wrong with it. */
export function foldPost(post: PostLedger, event: LogEvent): PostFault | undefined {
  const { arrival } = post;
  const isAbout = arrival !== undefined && event.agent === arrival.receiver && event.causation === arrival.offset;
  const late = isAbout ? undefined : settleArrival(post);
  return late ?? foldWord(post, event);
}

/** Takes in a delivery. Returns what is wrong with the one before it. */
export function hearPost(post: PostLedger, event: LogEvent, receiver: AgentId, now: Instant): PostFault | undefined {
  const late = settleArrival(post);
  if (event.type !== 'MessageSent') return late;
  const { receivers } = event.data;
  if (receivers === undefined || receivers.includes(receiver)) post.arrival = { offset: event.offset, receiver, at: now, copies: copiesOf(post, event.data.origin ?? event.agent, event.data, [receiver]) };
  return late;
}

/** Returns the copies that are pending though their time was up before an instant, and though nobody is idle who must say so. */
export function forgotten({ copies, idle }: PostLedger, before: Instant): Copy | undefined {
  for (const copy of copies.values()) if (copy.phase === 'pending' && copy.expiresAt < before && !idle.has(copy.receiver) && !idle.has(copy.sender)) return copy;
  return undefined;
}

export function nameOf({ sender, number, receiver }: Pick<Copy, 'sender' | 'number' | 'receiver'>): string {
  return `message ${number} of ${sender} to ${receiver}`;
}

/** What was heard, and about which nothing was said, was handed over. */
export function settleArrival(post: PostLedger): PostFault | undefined {
  const { arrival } = post;
  post.arrival = undefined;
  if (arrival === undefined) return undefined;
  let fault: PostFault | undefined;
  for (const copy of arrival.copies) {
    if (arrival.at >= copy.expiresAt && hasCourier(post, copy.receiver)) fault ??= { law: 'lifetime', found: `${nameOf(copy)} was handed over at ${arrival.at}, and lived until ${copy.expiresAt}` };
    if (copy.phase === 'delivered' && copy.isOnce && hasCourier(post, copy.receiver)) fault ??= { law: 'guarantee', found: `${nameOf(copy)} was handed over twice, at offset ${arrival.offset}` };
    move(post, copy, 'delivered');
  }
  return fault;
}

function foldWord(post: PostLedger, event: LogEvent): PostFault | undefined {
  switch (event.type) {
    case 'AgentSeated':
      post.listeners.set(event.data.agent, event.data.listensTo);
      return undefined;
    case 'MessageSent':
      return foldSent(post, event);
    case 'MessageDelayed':
      for (const receiver of event.data.receivers) open(post, event.agent, event.data, receiver);
      return undefined;
    case 'FaultStruck':
      return foldStrike(post, event.data);
    case 'MessageReinjected':
      return foldReinjected(post, event.data);
    case 'AgentPaused':
    case 'AgentStopped':
    case 'AgentCrashed':
      post.idle.add(event.data.agent);
      return undefined;
    case 'AgentStarted':
    case 'AgentResumed':
    case 'AgentRestarted':
      post.idle.delete(event.data.agent);
      return undefined;
    default:
      return foldFate(post, event);
  }
}

/** What agents say became of a message. */
function foldFate(post: PostLedger, event: LogEvent): PostFault | undefined {
  switch (event.type) {
    case 'MessageQueued':
      if (event.data.isRelay !== true) forEachCopy(post, event.data, (copy) => unarrive(post, copy));
      return undefined;
    case 'MessageTaken':
      return event.data.isRelay === true ? undefined : foldTaken(post, event);
    case 'MessageIgnored':
      forEachCopy(post, event.data, (copy) => {
        if (unarrive(post, copy) && copy.phase === 'pending' && !copy.isKept) move(post, copy, 'dropped');
      });
      return undefined;
    case 'MessageAcknowledged':
      return event.agent === event.data.receiver ? foldAcknowledged(post, event.data) : undefined;
    case 'MessageRefused':
      forEachCopy(post, event.data, (copy) => {
        if (event.agent !== copy.receiver) return;
        unarrive(post, copy);
        if (copy.isKept && copy.phase === 'delivered') move(post, copy, 'pending');
      });
      return undefined;
    case 'MessageExpired':
      return foldExpired(post, event);
    case 'MessageDropped':
      return foldDropped(post, event.agent, event.data, [event.data.receiver]);
    case 'MessageDeadLettered':
      return foldDropped(post, event.agent, event.data, event.data.receivers);
    case 'RequestTimedOut':
      if (event.data.isLast) forEachCopy(post, event.data, (copy) => (copy.phase === 'pending' ? move(post, copy, 'dropped') : undefined));
      return undefined;
    default:
      return undefined;
  }
}

function foldSent(post: PostLedger, event: EventOf<'MessageSent'>): PostFault | undefined {
  const { agent, data, to, offset, topic } = event;
  post.travelling.set(offset, event);
  if (data.origin !== undefined) return undefined;
  const receivers = data.receivers ?? (to.length > 0 ? to : [...post.listeners].filter(([id, patterns]) => id !== agent && patterns.some((pattern) => matchesTopic(pattern, topic))).map(([id]) => id));
  if (data.batch !== undefined) post.batches.set(keyOf(agent, data.number), data.batch.map(({ number }) => number));
  for (const number of numbersOf(post, agent, data.number)) {
    for (const receiver of receivers) {
      const copy = open(post, agent, { ...data, number }, receiver);
      if (copy.phase === 'dropped') move(post, copy, 'pending');
      if (copy.phase === 'expired') return { law: 'lifetime', found: `${nameOf(copy)} is sent though it has expired` };
    }
  }
  return undefined;
}

/** On a way that a fault has struck, what nobody keeps is lost; it may still come when the fault is healed. */
function foldStrike(post: PostLedger, { message, receiver, outcome }: DataOf<'FaultStruck'>): undefined {
  const event = post.travelling.get(message);
  if (event === undefined || !['lost', 'refused', 'held'].includes(outcome)) return;
  const { agent, data } = event;
  for (const copy of copiesOf(post, data.origin ?? agent, data, data.receivers ?? [receiver])) if (copy.phase === 'pending' && !copy.isKept) move(post, copy, 'dropped');
}

function foldReinjected(post: PostLedger, data: DataOf<'MessageReinjected'>): undefined {
  for (const copy of copiesOf(post, data.sender, data, data.receivers)) {
    copy.expiresAt = data.expiresAt;
    if (copy.phase !== 'delivered') move(post, copy, 'pending');
  }
}

function foldTaken(post: PostLedger, { data, time }: EventOf<'MessageTaken'>): PostFault | undefined {
  let fault: PostFault | undefined;
  forEachCopy(post, data, (copy) => {
    if (time >= copy.expiresAt) fault = { law: 'lifetime', found: `${nameOf(copy)} was handed over at ${time}, and lived until ${copy.expiresAt}` };
    else if (copy.phase === 'delivered' && copy.isOnce) fault = { law: 'guarantee', found: `${nameOf(copy)} was handed over twice` };
    move(post, copy, 'delivered');
  });
  return fault;
}

function foldAcknowledged(post: PostLedger, data: DataOf<'MessageAcknowledged'>): PostFault | undefined {
  const copies = copiesOf(post, data.sender, data, [data.receiver]);
  if (copies.length === 0) return { law: 'conservation', found: `${nameOf(data)} is acknowledged and was never sent` };
  for (const copy of copies) {
    const isHere = unarrive(post, copy);
    if (data.again === true) continue;
    if (!isHere && copy.phase !== 'delivered') return { law: 'conservation', found: `${nameOf(copy)} is acknowledged and ${copy.phase}` };
    if (isHere && copy.phase === 'delivered' && copy.isOnce) return { law: 'guarantee', found: `${nameOf(copy)} was handed over twice` };
    move(post, copy, 'delivered');
  }
  return undefined;
}

function foldExpired(post: PostLedger, { data, time }: EventOf<'MessageExpired'>): PostFault | undefined {
  let fault: PostFault | undefined;
  forEachCopy(post, data, (copy) => {
    unarrive(post, copy);
    if (time < copy.expiresAt) fault = { law: 'lifetime', found: `${nameOf(copy)} expired at ${time}, and lives until ${copy.expiresAt}` };
    if (copy.phase === 'pending') move(post, copy, 'expired');
  });
  return fault;
}

function foldDropped(post: PostLedger, agent: AgentId, data: DataOf<'MessageDropped'> | DataOf<'MessageDeadLettered'>, receivers: readonly AgentId[]): PostFault | undefined {
  for (const receiver of receivers) {
    const known = copiesOf(post, data.sender, data, [receiver]);
    if (known.length === 0 && agent !== data.sender) return { law: 'conservation', found: `${nameOf({ ...data, receiver })} is dropped and was never sent` };
    const copies = known.length > 0 ? known : [open(post, data.sender, data, receiver)];
    for (const copy of copies) {
      const isHere = agent === receiver && (unarrive(post, copy) || data.sender !== agent);
      if (copy.phase === 'pending' || (isHere && !copy.isKept && copy.phase === 'delivered')) move(post, copy, 'dropped');
    }
  }
  return undefined;
}

type OpenedBy = Pick<DataOf<'MessageSent'>, 'number'> & Partial<Pick<DataOf<'MessageSent'>, 'guarantee' | 'kind' | 'expiresAt'>>;

/** Returns the copy; a new one is sent and pending. */
function open(post: PostLedger, sender: AgentId, { number, guarantee, kind, expiresAt = 0 }: OpenedBy, receiver: AgentId): Copy {
  const key = keyOf(sender, number, receiver);
  let copy = post.copies.get(key);
  if (copy !== undefined) return copy;
  copy = { sender, number, receiver, phase: 'pending', expiresAt, isOnce: guarantee !== 'at-least-once', isKept: kind === 'request' || (kind !== 'response' && guarantee !== 'at-most-once' && guarantee !== undefined) };
  post.copies.set(key, copy);
  post.counts.sent += 1;
  post.counts.pending += 1;
  return copy;
}

function move({ counts }: PostLedger, copy: Copy, phase: Phase): void {
  counts[copy.phase] -= 1;
  counts[phase] += 1;
  copy.phase = phase;
}

/** Tells whether the copy has just been heard; from then on it is not handed over by silence. */
function unarrive({ arrival }: PostLedger, copy: Copy): boolean {
  const at = arrival?.copies.indexOf(copy) ?? -1;
  if (at >= 0) arrival?.copies.splice(at, 1);
  return at >= 0;
}

function forEachCopy(post: PostLedger, data: { readonly sender: AgentId; readonly number: number; readonly receiver: AgentId }, act: (copy: Copy) => void): void {
  for (const copy of copiesOf(post, data.sender, data, [data.receiver])) act(copy);
}

function copiesOf(post: PostLedger, sender: AgentId, { number }: { readonly number: number }, receivers: readonly AgentId[]): Copy[] {
  return receivers.flatMap((receiver) => numbersOf(post, sender, number).flatMap((one) => post.copies.get(keyOf(sender, one, receiver)) ?? []));
}

function numbersOf({ batches }: PostLedger, sender: AgentId, number: number): readonly number[] {
  return batches.get(keyOf(sender, number)) ?? [number];
}

/** Only who has a courier knows what it was handed before. */
function hasCourier({ listeners }: PostLedger, agent: AgentId): boolean {
  return listeners.get(agent)?.includes('everybody') === true;
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

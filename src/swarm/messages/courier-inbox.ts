/** The receiving end of a courier: what is handed over at once, what waits, what is too much, and what was known already. */
import type { Instant } from '../../core/instant.js';
import type { EventDraft } from '../../domain/catalogue.js';
import { copiesOf, copyOf, forwardsOf, wayTo, type Desk } from './courier-desk.js';
import { handedOf, seenOf, unsee, type CourierState, type Entry, type Handed, type Seen } from './courier-state.js';
import { forget, isTracked } from './courier-own.js';
import { isLowest, putIn, takeFrom, takeLowest, takeOldest } from './priority-inbox.js';

/** Takes in a message that is fit to be handed over: it may be known, it may have to wait, there may be no room. */
export function arrive(desk: Desk, entry: Entry): void {
  const { body: { id, setting: { inbox: policy } }, state, now, step } = desk;
  if (entry.isMine && isKnown(desk, entry)) {
    // What this agent knows may be news to those behind it.
    if (entry.onward.length > 0) arrive(desk, { ...entry, isMine: false });
    return;
  }
  freeSlots(state, now);
  if (state.inbox.size === 0 && (policy.handlingUs === 0 || state.busy.length < policy.concurrency)) return begin(desk, entry);
  if (state.inbox.size >= policy.capacity && !makeRoom(desk, entry)) return;
  putIn(state.inbox, entry);
  if (isOnce(entry)) note(desk, entry, { isHanded: false });
  step.drafts.push({ type: 'MessageQueued', data: { ...copyOf(entry, id), priority: entry.priority, depth: state.inbox.size, ...relayMark(entry) } });
  step.needAt = Math.min(step.needAt, entry.expiresAt, ...state.busy);
}

/** Takes waiting messages, as far as the agent is free. */
export function workOn(desk: Desk): void {
  const { body: { id, setting: { inbox: policy } }, state, now, step } = desk;
  while (state.inbox.size > 0 && (policy.handlingUs === 0 || state.busy.length < policy.concurrency)) {
    const entry = takeFrom(state.inbox, now, policy.ageingUs);
    if (entry === undefined) break;
    step.drafts.push({ type: 'MessageTaken', data: { ...copyOf(entry, id), priority: entry.priority, waitedUs: now - entry.arrivedAt, ...relayMark(entry) } });
    begin(desk, entry);
  }
  if (state.blocked.length > 0 && state.inbox.size <= policy.capacity >> 1) {
    const room = Math.max(1, Math.floor((policy.capacity - state.inbox.size) / state.blocked.length));
    for (const sender of state.blocked) step.drafts.push({ type: 'InboxOpened', to: [sender], data: { receiver: id, room } });
    state.blocked = [];
  }
}

export function freeSlots(state: CourierState, now: Instant): void {
  if (state.busy.length > 0) state.busy = state.busy.filter((until) => until > now);
}

function relayMark({ isMine }: Entry): { readonly isRelay?: true } {
  return isMine ? {} : { isRelay: true };
}

/** Begins with a message: passes it on, or hands it to the agent. */
function begin(desk: Desk, entry: Entry): void {
  const { body: { setting: { inbox: policy } }, state, now, step } = desk;
  if (policy.handlingUs > 0) {
    state.busy.push(now + policy.handlingUs);
    step.needAt = Math.min(step.needAt, now + policy.handlingUs);
  }
  if (entry.onward.length > 0) step.drafts.push(...forwardsOf(desk, entry));
  if (!entry.isMine) return;
  if (isOnce(entry)) note(desk, entry, { isHanded: true });
  // An answer settles its request; one that nobody waits for was known, and never comes here.
  if (entry.content.answers !== undefined) forget(state, entry.content.answers, [entry.sender]);
  hand(step.handed, entry);
}

function hand(handed: Handed[], { sender, content }: Entry): void {
  if (content.batch === undefined) handed.push(handedOf(sender, content));
  else for (const { number, payload } of content.batch) handed.push({ ...handedOf(sender, content), number, payload });
}

/** Handed over once at most, though it may be sent again. */
function isOnce({ content }: Entry): boolean {
  return content.guarantee === 'exactly-once';
}

/** Tells whether it was handed over, waits already, or answers what nobody asks any more; says so, and answers again. */
function isKnown({ body, state, step }: Desk, entry: Entry): boolean {
  const { id } = body;
  const { sender, content } = entry;
  const ignored: EventDraft = { type: 'MessageIgnored', data: copyOf(entry, id) };
  if (content.answers !== undefined && !(Object.hasOwn(state.out, content.answers) && state.out[content.answers].waiting.includes(sender))) {
    step.drafts.push(ignored);
    return true;
  }
  const known = isOnce(entry) ? seenOf(state, sender, content.number) : undefined;
  if (known === undefined) return false;
  if (content.kind === 'request' || content.kind === 'response') {
    step.drafts.push(ignored);
    if (known.answer !== undefined) step.again.push({ receiver: sender, number: content.number });
  } else step.drafts.push(known.isHanded ? { type: 'MessageAcknowledged', ...wayTo(body, state, sender), data: { ...copyOf(entry, id), again: true } } : ignored);
  return true;
}

/** Remembers a message, and forgets those that nobody may send any more. */
function note({ body: { setting }, state, now }: Desk, { sender, content: { number, expiresAt } }: Entry, { isHanded }: { readonly isHanded: boolean }): void {
  const seen = (state.seen[sender] ??= { byNumber: {}, inOrder: [] });
  while (seen.inOrder.length > 0 && (seen.byNumber[seen.inOrder[0]]?.untilAt ?? 0) <= now) delete seen.byNumber[seen.inOrder.shift() ?? 0];
  const before: Seen | undefined = Object.hasOwn(seen.byNumber, number) ? seen.byNumber[number] : undefined;
  if (before !== undefined) {
    before.isHanded = isHanded;
    return;
  }
  seen.byNumber[number] = { untilAt: expiresAt + setting.rememberUs, isHanded };
  seen.inOrder.push(number);
}

/** Returns whether there is room for one more; says what became of the one that there is no room for. */
function makeRoom(desk: Desk, entry: Entry): boolean {
  const { body: { setting: { inbox: policy } }, state } = desk;
  switch (policy.overflow) {
    case 'reject':
      turnAway(desk, entry, 'inbox-full');
      return false;
    case 'block':
      block(desk, entry);
      return false;
    case 'drop-oldest':
      evict(desk, takeOldest(state.inbox), 'oldest');
      return true;
    case 'drop-lowest':
      if (isLowest(state.inbox, entry.priority)) {
        turnAway(desk, entry, 'lowest');
        return false;
      }
      evict(desk, takeLowest(state.inbox), 'lowest');
      return true;
  }
}

function evict(desk: Desk, entry: Entry, reason: 'oldest' | 'lowest'): void {
  if (entry.isMine && isOnce(entry)) unsee(desk.state, entry.sender, entry.content.number);
  turnAway(desk, entry, reason);
}

/** Turns a message away. Whoever keeps it tries again; what nobody keeps is dropped here. */
function turnAway({ body, state, step }: Desk, entry: Entry, reason: 'inbox-full' | 'oldest' | 'lowest'): void {
  const way = wayTo(body, state, entry.sender);
  const { name } = entry.content;
  for (const receiver of copiesOf(entry, body.id)) {
    const copy = copyOf(entry, receiver);
    step.drafts.push(isTracked(entry.content) ? { type: 'MessageRefused', ...way, data: { ...copy, isFull: false, reason } } : { type: 'MessageDropped', ...way, data: { ...copy, name, reason } });
  }
}

/** Tells a neighbour to wait until there is room; what nobody keeps is dropped all the same. */
function block(desk: Desk, entry: Entry): void {
  const { body, state, step } = desk;
  const { sender } = entry;
  if (!entry.isMine || entry.onward.length > 0 || !body.wiring(state).allows(body.id, sender)) return turnAway(desk, entry, 'inbox-full');
  if (!state.blocked.includes(sender)) state.blocked.push(sender);
  const copy = copyOf(entry, body.id);
  if (!isTracked(entry.content)) step.drafts.push({ type: 'MessageDropped', data: { ...copy, name: entry.content.name, reason: 'inbox-full' } });
  step.drafts.push({ type: 'MessageRefused', to: [sender], data: { ...copy, isFull: true, reason: 'inbox-full' } });
}

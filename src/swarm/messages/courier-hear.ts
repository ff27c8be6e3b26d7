/**
 * The courier's fold of what its agent hears: what comes in is handed over, waits, is passed on or is turned away; what
 * others say of its own messages settles them. What there is to say about it stands in the step, for `decide`.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';
import { OPERATOR, REGISTRAR } from '../../domain/office-names.js';
import { messagePriorities } from '../../domain/messages/envelope.js';
import { LAB } from '../../kernel/speaker.js';
import { COURIER_TIMER, type CourierBody } from './courier-body.js';
import { expire, copyOf, type Desk } from './courier-desk.js';
import { forget } from './courier-own.js';
import { handedOf, nothingToDo, type CourierState, type Entry, type Handed, type Held, type Step } from './courier-state.js';
import { arrive, freeSlots, workOn } from './courier-inbox.js';
import { takeExpired } from './priority-inbox.js';

/** Takes in an event that was delivered to the agent. */
export function foldHeard(body: CourierBody, state: CourierState, event: LogEvent, now: Instant): void {
  if (!concernsPost(event, body.id)) {
    if (state.step !== nothingToDo) state.step = nothingToDo;
    return;
  }
  if (event.type === 'MessageSent' && isPlain(event) && body.setting.inbox.handlingUs === 0 && state.inbox.size === 0 && now < event.data.expiresAt && !isStale(state, event)) {
    state.step = justHanded(handedOf(event.agent, event.data));
    return;
  }
  const step: Desk['step'] = { handed: [], drafts: [], again: [], isRing: false, released: [], reinject: undefined, needAt: Infinity };
  const desk: Desk = { body, state, now, step };
  take(desk, event);
  state.step = step;
}

/** Tells whether it is sent once to this agent alone or to its topic: that is most of all messages, and there is little to do about it. */
function isPlain({ data: { guarantee, kind, receivers, origin, batch } }: EventOf<'MessageSent'>): boolean {
  return guarantee === 'at-most-once' && kind !== 'request' && receivers === undefined && origin === undefined && batch === undefined;
}

function concernsPost(event: LogEvent, id: AgentId): boolean {
  switch (event.type) {
    case 'MessageSent':
    case 'MessageAcknowledged':
    case 'MessageRefused':
    case 'MessageDropped':
    case 'InboxOpened':
    case 'OperatorCommanded':
    case 'TopologyChanged':
      return true;
    case 'TimerSet':
      return event.agent === id;
    default:
      return false;
  }
}

function take(desk: Desk, event: LogEvent): void {
  const { body: { id }, state, now, step } = desk;
  switch (event.type) {
    case 'MessageSent':
      return hearMessage(desk, event);
    case 'MessageAcknowledged':
      if (event.data.sender !== id) return passOn(desk, event);
      forget(state, event.data.number, [event.data.receiver]);
      return reopen(desk, event.data.receiver, 1);
    case 'MessageRefused':
      return event.data.sender === id ? hearRefusal(desk, event.data) : passOn(desk, event);
    case 'MessageDropped':
      return event.data.sender === id ? forget(state, event.data.number, [event.data.receiver]) : passOn(desk, event);
    case 'InboxOpened':
      return reopen(desk, event.data.receiver, event.data.room);
    case 'TimerSet':
      if (event.agent === id && event.data.name === COURIER_TIMER && event.data.dueAt === state.alarmAt) ring(desk);
      return;
    case 'OperatorCommanded':
      if (event.agent !== OPERATOR && event.agent !== LAB) return;
      if (event.data.command === 'reinject' && event.data.agent === id) step.reinject = { number: event.data.count ?? 0, order: event.offset };
      return;
    case 'TopologyChanged':
      if (event.agent !== REGISTRAR && event.agent !== LAB) return;
      state.edges = event.data.edges;
      step.needAt = Math.max(now + 1, Math.min(step.needAt, state.alarmAt ?? Infinity));
  }
}

function hearMessage(desk: Desk, event: EventOf<'MessageSent'>): void {
  const { body: { id }, state, now, step } = desk;
  const { data, agent, to } = event;
  const { origin: sender = agent, receivers, priority, expiresAt, attempt } = data;
  const isMine = receivers === undefined || receivers.includes(id);
  const onward = receivers === undefined || to.length === 0 ? NOWHERE : receivers.filter((receiver) => receiver !== id);
  const entry: Entry = { sender, content: data, attempt, isMine, onward, priority, expiresAt, arrivedAt: now };
  if (now >= expiresAt) return expire(step.drafts, entry, id);
  if (data.guarantee === 'at-most-once' && data.kind !== 'request' && data.kind !== 'response' && isStale(state, event)) return void step.drafts.push({ type: 'MessageIgnored', data: copyOf(entry, id) });
  arrive(desk, entry);
}

/** Messages of one neighbour and one priority come in the order they were sent; what does not was repeated or overtaken. */
function isStale({ latest }: CourierState, { agent, offset, data: { priority } }: EventOf<'MessageSent'>): boolean {
  // A table with the usual prototype, so that a snapshot brings it back as it was; what it inherits is nobody's.
  const known = latest[agent];
  const last = Array.isArray(known) ? known : (latest[agent] = messagePriorities.map(() => -1));
  const place = messagePriorities.indexOf(priority);
  if (offset <= last[place]) return true;
  last[place] = offset;
  return false;
}

/** What is said of other agents' messages goes on along the way it came. */
function passOn({ body, state, step }: Desk, { type, data }: EventOf<'MessageAcknowledged'> | EventOf<'MessageRefused'> | EventOf<'MessageDropped'>): void {
  const hop = body.wiring(state).nextHop(body.id, data.sender);
  if (hop !== undefined && data.receiver !== body.id) step.drafts.push({ type, to: [hop], data } as EventDraft);
}

/** A full receiver gets nothing more for a while; what it refused for another reason is tried again at the usual time. */
function hearRefusal({ body: { setting }, state, now, step }: Desk, { number, receiver, isFull }: DataOf<'MessageRefused'>): void {
  const outgoing = Object.hasOwn(state.out, number) ? state.out[number] : undefined;
  if (!isFull) {
    if (outgoing !== undefined) outgoing.wasRefused = true;
    return;
  }
  const until = now + setting.retry.baseUs;
  state.closed[receiver] = until;
  if (outgoing?.waiting.includes(receiver) !== true) return;
  const held: Held = { content: outgoing.content, receivers: [receiver], reason: 'back-pressure', attempt: outgoing.attempt, until };
  forget(state, number, [receiver]);
  state.held.push(held);
  step.needAt = Math.min(step.needAt, until);
}

function ring(desk: Desk): void {
  const { body, state, now, step } = desk;
  state.alarmAt = undefined;
  step.isRing = true;
  for (const entry of takeExpired(state.inbox, now)) expire(step.drafts, entry, body.id);
  freeSlots(state, now);
  workOn(desk);
  probe(desk);
}

/** Lets go of what is held for a receiver as much as it has room for; once nothing is held for it, it counts as open. */
function reopen({ state, step }: Desk, receiver: AgentId, room: number): void {
  if (!Object.hasOwn(state.closed, receiver)) return;
  const waiting = state.held.filter(({ reason, receivers }) => reason === 'back-pressure' && receivers[0] === receiver);
  if (waiting.length <= room) delete state.closed[receiver];
  step.released.push(...waiting.slice(0, room));
}

/** Lets go what was held long enough; of what waits for a full receiver, only the first, to see whether it has room. */
function probe({ body: { setting }, state, now, step }: Desk): void {
  const probed = new Set<AgentId>();
  for (const held of state.held) {
    if (held.until > now || held.content.expiresAt <= now || held.reason === 'batch') continue;
    if (held.reason !== 'back-pressure') step.released.push(held);
    else if (probed.has(held.receivers[0])) held.until = now + setting.retry.baseUs;
    else {
      probed.add(held.receivers[0]);
      step.released.push(held);
    }
  }
}

/** Written out, for this is what most events come to. */
function justHanded(message: Handed): Step {
  return { handed: [message], drafts: NOTHING, again: NOTHING, isRing: false, released: NOTHING, reinject: undefined, needAt: Infinity };
}

const NOTHING: readonly never[] = Object.freeze([]);

const NOWHERE: readonly AgentId[] = Object.freeze([]);

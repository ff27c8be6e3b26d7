/** The courier's fold of what its own agent said: what went out, what is held, what was given up. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventOf, LogEvent } from '../../domain/catalogue.js';
import { COURIER_TIMER, type CourierBody } from './courier-body.js';
import { seenOf, unsee, type Content, type CourierState, type Outgoing } from './courier-state.js';
import { retryWaitUs } from './retry-policy.js';
import { takeToken } from './token-bucket.js';

/** Dead letters beyond this many are only in the log. */
const DEAD_MAX = 1_000;
const MINUTE_US = 60_000_000;

/** Takes in a word of the agent itself, just when it is recorded. */
export function foldOwn(body: CourierBody, state: CourierState, event: LogEvent): void {
  switch (event.type) {
    case 'MessageSent':
      if (event.data.origin === undefined) foldSent(body, state, event);
      return;
    case 'MessageDelayed': {
      const { receivers, reason, until, ...content } = event.data;
      state.sent = Math.max(state.sent, content.number);
      state.held.push({ content, receivers, reason, until, attempt: 0 });
      if (reason === 'rate') charge(body, state, content.number, event.time);
      return;
    }
    case 'MessageExpired':
    case 'MessageDropped':
      if (event.data.sender !== body.id) return;
      state.sent = Math.max(state.sent, event.data.number);
      return forget(state, event.data.number, [event.data.receiver]);
    case 'MessageDeadLettered':
      return foldDead(body, state, event.data);
    case 'MessageReinjected':
      state.dead = state.dead.filter(({ content }) => content.number !== event.data.number);
      return;
    case 'MessageRefused':
      if (event.data.receiver === body.id && !event.data.isFull) unsee(state, event.data.sender, event.data.number);
      return;
    case 'RequestTimedOut':
      if (event.data.isLast) forget(state, event.data.number, [event.data.receiver]);
      return;
    case 'TimerSet':
      if (event.data.name === COURIER_TIMER) state.alarmAt = event.data.dueAt;
  }
}

/** Returns what stands on and in a message, without what belongs to one attempt of it. */
export function contentOf(data: Content): Content {
  const { attempt: _attempt, receivers: _receivers, againAt: _againAt, origin: _origin, ...content } = data as DataOf<'MessageSent'>;
  return content;
}

/** Tells whether the sender keeps it until somebody has acknowledged or answered it. */
export function isTracked({ kind, guarantee }: Pick<Content, 'kind' | 'guarantee'>): boolean {
  return kind === 'request' || (kind !== 'response' && guarantee !== 'at-most-once');
}

/** Takes receivers off a message that is out or held. */
export function forget(state: CourierState, number: number, receivers: readonly AgentId[]): void {
  if (Object.hasOwn(state.out, number)) {
    const outgoing = state.out[number];
    outgoing.waiting = outgoing.waiting.filter((id) => !receivers.includes(id));
    if (outgoing.waiting.length === 0) delete state.out[number];
  }
  if (state.held.length > 0) state.held = state.held.flatMap((held) => {
    if (held.content.number !== number) return [held];
    const left = held.receivers.filter((id) => !receivers.includes(id));
    return left.length === 0 ? [] : [{ ...held, receivers: left }];
  });
}

function foldSent(body: CourierBody, state: CourierState, event: EventOf<'MessageSent'>): void {
  const { data, time: now } = event;
  const { number, batch, attempt, againAt } = data;
  const { rate, batch: policy } = body.setting;
  const isNew = number > state.sent;
  state.sent = Math.max(state.sent, batch === undefined ? number : batch[batch.length - 1].number);
  if (rate !== undefined && (isNew || batch !== undefined)) charge(body, state, number, now);
  // Most messages are sent and forgotten; for them all of the rest is nothing.
  const isKept = isTracked(data) || data.answers !== undefined;
  if (!isKept && state.held.length === 0 && policy === undefined) return;
  const content = contentOf(data);
  const receivers = data.receivers ?? (event.to.length > 0 ? event.to : body.listenersOf(event.topic, state));
  if (state.held.length > 0) releaseHeld(state, content, receivers);
  if (policy !== undefined) countRoute(body, state, { content, receivers, now });
  if (content.answers !== undefined) rememberAnswer(state, content, attempt, receivers[0]);
  if (isTracked(content)) track(body, state, { content, receivers, attempt, now, againAt });
}

interface Departure {
  readonly content: Content;
  readonly receivers: readonly AgentId[];
  readonly attempt: number;
  readonly now: Instant;
  readonly againAt: Instant | undefined;
}

function track(body: CourierBody, state: CourierState, { content, receivers, attempt, now, againAt }: Departure): void {
  const before: Outgoing | undefined = Object.hasOwn(state.out, content.number) ? state.out[content.number] : undefined;
  const waiting = before === undefined ? [...receivers] : [...before.waiting, ...receivers.filter((id) => !before.waiting.includes(id))];
  const dueAt = againAt ?? dueOf(body, content, { attempt, now, chance: 0 });
  state.out[content.number] = { content, waiting, attempt, dueAt, wasRefused: false };
}

/** Returns when a message that goes out now has to be looked at again. */
export function dueOf({ setting }: Pick<CourierBody, 'setting'>, content: Content, { attempt, now, chance }: { readonly attempt: number; readonly now: Instant; readonly chance: number }): Instant {
  if (content.kind === 'request') return now + (content.timeoutUs ?? setting.requestTimeoutUs);
  return Math.min(content.expiresAt, now + retryWaitUs(setting.retry, attempt, chance));
}

function releaseHeld(state: CourierState, { number, batch }: Content, receivers: readonly AgentId[]): void {
  if (batch === undefined) return dropHeld(state, number, receivers);
  const numbers = new Set(batch.map((item) => item.number));
  state.held = state.held.filter(({ content }) => !numbers.has(content.number));
}

function dropHeld(state: CourierState, number: number, receivers: readonly AgentId[]): void {
  state.held = state.held.flatMap((held) => {
    if (held.content.number !== number) return [held];
    const left = held.receivers.filter((id) => !receivers.includes(id));
    return left.length === 0 ? [] : [{ ...held, receivers: left }];
  });
}

function charge({ setting }: CourierBody, state: CourierState, number: number, now: Instant): void {
  if (setting.rate === undefined || state.charged >= number) return;
  state.charged = number;
  takeToken(state.bucket, setting.rate, now);
}

/** Remembers so many of the last departures as the policy asks for. */
function countRoute({ setting }: CourierBody, state: CourierState, { content, receivers, now }: { readonly content: Content; readonly receivers: readonly AgentId[]; readonly now: Instant }): void {
  if (setting.batch === undefined || receivers.length !== 1) return;
  const key = routeKey(content, receivers[0]);
  const times = (state.routes[key] ??= []);
  for (let i = 0; i < (content.batch?.length ?? 1); i += 1) times.push(now);
  const kept = times.filter((at) => at > now - MINUTE_US).slice(-setting.batch.perMinuteAbove - 1);
  times.splice(0, times.length, ...kept);
}

/** Returns what messages have in common that may travel together. Never taken apart. */
export function routeKey({ name, priority, guarantee, kind }: Pick<Content, 'name' | 'priority' | 'guarantee' | 'kind'>, receiver: AgentId): string {
  return JSON.stringify([receiver, name, kind, priority, guarantee]);
}

function rememberAnswer(state: CourierState, content: Content, attempt: number, receiver: AgentId): void {
  const seen = content.answers === undefined ? undefined : seenOf(state, receiver, content.answers);
  if (seen !== undefined) seen.answer = { content, attempt };
}

function foldDead({ id }: CourierBody, state: CourierState, data: DataOf<'MessageDeadLettered'>): void {
  const { sender, receivers, reason, attempts, ...content } = data;
  if (sender !== id) return;
  state.sent = Math.max(state.sent, content.number);
  forget(state, content.number, receivers);
  state.dead.push({ content, receivers, reason, attempts });
  if (state.dead.length > DEAD_MAX) state.dead.shift();
}

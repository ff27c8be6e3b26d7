/**
 * What leaves a courier in one `decide`: new letters, what is sent again, what was held and goes out now. Decides for
 * each whether it goes at once, waits or is given up, and when the courier has to look again.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { EventDraft } from '../../domain/catalogue.js';
import type { DeathReason, DelayReason, DropReason } from '../../domain/messages/envelope.js';
import type { AgentContext } from '../../kernel/agent.js';
import { Batches } from './batches.js';
import type { CourierBody } from './courier-body.js';
import { dueOf, isTracked } from './courier-own.js';
import type { Content, CourierState, Held, Outgoing } from './courier-state.js';
import { firstExpiry } from './priority-inbox.js';
import { nextFreeAt, takeToken, type TokenBucket } from './token-bucket.js';

export class Departures {
  readonly drafts: EventDraft[];
  readonly #now: Instant;
  readonly #batches: Batches | undefined;
  #number: number;
  #needAt: Instant;
  /** The bucket as it will be once this delivery is recorded. */
  #bucket: TokenBucket | undefined;
  /** How many messages are kept beyond those in the state. */
  #kept = 0;

  constructor(
    private readonly body: CourierBody,
    private readonly state: CourierState,
    private readonly context: AgentContext,
  ) {
    const { step } = state;
    this.drafts = step.drafts.length === 0 ? [] : [...step.drafts];
    this.#now = context.now();
    this.#number = state.sent;
    this.#needAt = step.needAt;
    this.#batches = body.setting.batch === undefined ? undefined : new Batches(body.setting.batch, state, this.#now);
    if (step.again.length > 0) this.#answerAgain();
    for (const held of step.released) this.#send(held.content, held.receivers, Math.max(1, held.attempt));
    if (step.reinject !== undefined) this.#reinject(step.reinject);
    if (step.isRing) this.#ring();
  }

  nextNumber(): number {
    this.#number += 1;
    return this.#number;
  }

  /** Returns when the courier has to look again; Infinity where nothing waits for a time. */
  needAt(): Instant {
    const { state } = this;
    if (!state.step.isRing) return this.#needAt;
    // Everything that is due now was dealt with; the rest is looked through once.
    let at = Math.min(this.#needAt, firstExpiry(state.inbox), ...state.busy);
    const look = (due: Instant): void => {
      if (due > this.#now && due < at) at = due;
    };
    for (const { dueAt } of Object.values(state.out)) look(dueAt);
    for (const { until, content } of state.held) look(Math.min(Math.max(until, this.#now), content.expiresAt) === this.#now ? content.expiresAt : Math.min(until, content.expiresAt));
    return at;
  }

  /** Tells whether nothing can keep it from going out to one receiver at once, and nothing need be remembered of it. */
  isPlain({ guarantee, kind }: Pick<Content, 'guarantee' | 'kind'>, receivers: readonly AgentId[]): boolean {
    const { body, state } = this;
    if (guarantee !== 'at-most-once' || kind === 'request' || receivers.length !== 1 || body.setting.rate !== undefined || body.setting.batch !== undefined) return false;
    return body.wiring(state).isMesh && body.neighbourhood.has(receivers[0]) && !Object.hasOwn(state.closed, receivers[0]);
  }

  /** Lets a new letter leave, if it can. */
  leave(content: Content, receivers: readonly AgentId[], topic: string | undefined): void {
    const known = this.#reachable(content, receivers);
    if (known.length === 0) return;
    if (isTracked(content) && this.#isFull()) return this.drop(content, known, 'outbox-full');
    if (content.priority !== 'critical' && !this.#isFree(content, known)) return;
    const open = this.#open(content, known);
    if (open.length === 0) return;
    if (content.priority !== 'critical' && open.length === 1 && topic === undefined && this.#batches?.takes(content, open[0]) === true) return this.#flushed();
    this.#send(content, open, 1, open.length === receivers.length ? topic : undefined);
  }

  /** Gives a message up before it went out. */
  drop(content: Content, receivers: readonly AgentId[], reason: DropReason): void {
    const { number, name } = content;
    for (const receiver of receivers) this.drafts.push({ type: 'MessageDropped', data: { sender: this.body.id, number, receiver, name, reason } });
  }

  #reachable(content: Content, receivers: readonly AgentId[]): readonly AgentId[] {
    const { body, state } = this;
    if (receivers.length === 0) {
      this.#bury(content, receivers, { reason: 'unmatched', attempts: 0 });
      return receivers;
    }
    const wiring = body.wiring(state);
    const strangers = receivers.filter((id) => !body.neighbourhood.has(id));
    const cutOff = wiring.isMesh ? [] : receivers.filter((id) => body.neighbourhood.has(id) && wiring.nextHop(body.id, id) === undefined);
    if (strangers.length > 0) this.#bury(content, strangers, { reason: 'unmatched', attempts: 0 });
    if (cutOff.length > 0) this.#bury(content, cutOff, { reason: 'unreachable', attempts: 0 });
    return strangers.length + cutOff.length === 0 ? receivers : receivers.filter((id) => !strangers.includes(id) && !cutOff.includes(id));
  }

  /** Tells whether the message may go out by the rate; otherwise it waits, or is given up. */
  #isFree(content: Content, receivers: readonly AgentId[]): boolean {
    const { rate } = this.body.setting;
    if (rate === undefined || content.kind === 'response') return true;
    this.#bucket ??= { ...this.state.bucket };
    const freeAt = nextFreeAt(this.#bucket, rate, this.#now);
    const isNow = freeAt <= this.#now;
    if (isNow || rate.over === 'wait') takeToken(this.#bucket, rate, this.#now);
    if (isNow) return true;
    if (rate.over === 'reject') this.drop(content, receivers, 'rate');
    else this.#hold(content, receivers, { reason: 'rate', until: freeAt });
    return false;
  }

  /** Returns those who are not full; for the others it is held. */
  #open(content: Content, receivers: readonly AgentId[]): readonly AgentId[] {
    const { closed } = this.state;
    const full = receivers.filter((id) => Object.hasOwn(closed, id));
    for (const receiver of full) this.#hold(content, [receiver], { reason: 'back-pressure', until: this.#now + this.body.setting.retry.baseUs });
    return full.length === 0 ? receivers : receivers.filter((id) => !full.includes(id));
  }

  #hold(content: Content, receivers: readonly AgentId[], { reason, until }: { readonly reason: DelayReason; readonly until: Instant }): void {
    if (this.#isFull()) return this.drop(content, receivers, 'outbox-full');
    this.#kept += 1;
    this.drafts.push({ type: 'MessageDelayed', data: { ...content, receivers: [...receivers], reason, until } });
    this.#need(Math.min(until, content.expiresAt));
  }

  #isFull(): boolean {
    const { state } = this;
    return state.held.length + Object.keys(state.out).length + this.#kept >= this.body.setting.outboxMax;
  }

  /** Says what the batches have to say since they were asked last. */
  #flushed(): void {
    for (const { content, receiver, until } of this.#batches?.takeNews() ?? []) {
      if (until === undefined) this.#send(content, [receiver], 1);
      else this.#hold(content, [receiver], { reason: 'batch', until });
    }
  }

  /** Sends, by each way that leads to receivers. */
  #send(content: Content, receivers: readonly AgentId[], attempt: number, topic?: string): void {
    const { body, state, drafts } = this;
    const wiring = body.wiring(state);
    const again = isTracked(content) ? this.#track(content, attempt) : undefined;
    const data = { ...content, attempt, ...again };
    this.#batches?.sent(content, receivers);
    if (topic !== undefined) return void drafts.push({ type: 'MessageSent', topic, data });
    if (wiring.isMesh) return void drafts.push({ type: 'MessageSent', to: receivers, data });
    const ways = new Map<AgentId, AgentId[]>();
    for (const receiver of receivers) {
      const hop = wiring.nextHop(body.id, receiver);
      if (hop === undefined) continue;
      const way = ways.get(hop);
      if (way === undefined) ways.set(hop, [receiver]);
      else way.push(receiver);
    }
    for (const [hop, way] of ways) drafts.push({ type: 'MessageSent', to: [hop], data: way.length === 1 && way[0] === hop ? data : { ...data, receivers: way } });
  }

  /** Returns what the log must say of when it is sent again: nothing, where that follows from the policy. */
  #track(content: Content, attempt: number): { readonly againAt?: Instant } {
    this.#kept += 1;
    const { setting } = this.body;
    const hasChance = setting.retry.jitter > 0 && content.kind !== 'request';
    const chance = hasChance ? this.context.random('courier retries').unit() : 0;
    const dueAt = dueOf(this.body, content, { attempt, now: this.#now, chance });
    this.#need(dueAt);
    return hasChance ? { againAt: dueAt } : {};
  }

  #need(at: Instant): void {
    if (at < this.#needAt) this.#needAt = at;
  }

  #ring(): void {
    const { state } = this;
    for (const outgoing of Object.values(state.out)) if (outgoing.dueAt <= this.#now) this.#overdue(outgoing);
    const { expired, due } = sortHeld(state.held, this.#now);
    for (const { content, receivers } of expired) this.#expire(content, receivers);
    if (due && this.#batches !== undefined) {
      this.#batches.age();
      this.#flushed();
    }
  }

  #overdue({ content, waiting, attempt, wasRefused }: Outgoing): void {
    const isOver = this.#now >= content.expiresAt;
    if (content.kind === 'request') {
      const isLast = isOver || attempt > (content.retries ?? this.body.setting.requestRetries);
      for (const receiver of waiting) this.drafts.push({ type: 'RequestTimedOut', data: { sender: this.body.id, number: content.number, receiver, attempt, isLast } });
      if (!isLast) this.#send(content, waiting, attempt + 1);
    } else if (isOver) this.#expire(content, waiting);
    else if (attempt > this.body.setting.retry.retriesMax) this.#bury(content, waiting, { reason: wasRefused ? 'refused' : 'unacknowledged', attempts: attempt });
    else this.#send(content, waiting, attempt + 1);
  }

  #expire({ number }: Content, receivers: readonly AgentId[]): void {
    for (const receiver of receivers) this.drafts.push({ type: 'MessageExpired', data: { sender: this.body.id, number, receiver } });
  }

  #bury(content: Content, receivers: readonly AgentId[], { reason, attempts }: { readonly reason: DeathReason; readonly attempts: number }): void {
    this.drafts.push({ type: 'MessageDeadLettered', data: { ...content, sender: this.body.id, receivers: [...receivers], reason, attempts } });
  }

  #answerAgain(): void {
    for (const { receiver, number } of this.state.step.again) {
      const answer = this.state.seen[receiver]?.byNumber[number]?.answer;
      if (answer !== undefined) this.#send(answer.content, [receiver], answer.attempt + 1);
    }
  }

  /** Sends a dead letter again, as long as its receivers still know whether they were handed it. */
  #reinject({ number, order }: { readonly number: number; readonly order: number }): void {
    const { body: { id, setting }, state } = this;
    const dead = state.dead.find(({ content }) => content.number === number);
    const lastsUntil = dead === undefined ? 0 : (dead.content.lastsUntil ?? dead.content.expiresAt + setting.rememberUs);
    const expiresAt = Math.min(this.#now + setting.ttlUs, lastsUntil);
    if (dead === undefined || dead.receivers.length === 0 || expiresAt <= this.#now) {
      const reason = dead === undefined ? 'there is no such dead letter' : dead.receivers.length === 0 ? 'it has no receivers' : 'its receivers no longer know whether they were handed it';
      this.drafts.push({ type: 'CommandRefused', data: { command: 'reinject', order, reason } });
      return;
    }
    this.drafts.push({ type: 'MessageReinjected', data: { sender: id, number, receivers: [...dead.receivers], expiresAt } });
    this.#send({ ...dead.content, expiresAt, lastsUntil }, dead.receivers, 1);
  }
}

/** Returns what has lived too long, and whether anything of a batch is due. */
function sortHeld(held: readonly Held[], now: Instant): { readonly expired: readonly Held[]; readonly due: boolean } {
  const expired = held.filter(({ content }) => content.expiresAt <= now);
  return { expired, due: held.some(({ reason, until }) => reason === 'batch' && until <= now) };
}

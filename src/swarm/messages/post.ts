/**
 * What an agent says through its courier about one event: the letters it writes, and what the courier has to say by
 * itself. Made for one `decide` and thrown away; it reads the state and changes nothing in it.
 */
import { assert } from '../../core/assert.js';
import type { Json } from '../../core/canonical.js';
import type { AgentId } from '../../core/brand.js';
import type { Draft } from '../../core/event.js';
import type { DataOf, EventDraft } from '../../domain/catalogue.js';
import type { MessageName, PayloadOf } from '../../domain/messages/message-catalogue.js';
import type { AgentContext } from '../../kernel/agent.js';
import { receiversByContent } from './content-route.js';
import { alarmAt, type CourierBody } from './courier-body.js';
import { checkTimeout, type LetterOptions } from './courier-setting.js';
import type { Content, CourierState, Handed } from './courier-state.js';
import { Departures } from './departures.js';
import { jsonSize } from './json-size.js';
import { EVERYBODY } from './neighbourhood.js';

/** A message of the catalogue, before it has an envelope. */
export type Letter = LetterOptions & { readonly [Name in MessageName]: { readonly name: Name; readonly payload: PayloadOf<Name> } }[MessageName];

export interface RequestOptions {
  readonly timeoutUs?: number;
  readonly retries?: number;
}

type Marks = Pick<Content, 'kind' | 'routing' | 'guarantee'> & Partial<Pick<Content, 'timeoutUs' | 'retries' | 'answers'>>;

export class Post {
  #departures: Departures | undefined;
  #refused: Map<number, string> | undefined;

  constructor(
    private readonly body: CourierBody,
    private readonly state: CourierState,
    private readonly context: AgentContext,
  ) {
    // Most events bring nothing that the courier itself has to see to.
    const { step } = state;
    if (step.isRing || step.drafts.length > 0 || step.released.length > 0 || step.again.length > 0 || step.reinject !== undefined) this.#leaving();
  }

  /** What the agent was handed with the event at hand, in order. */
  get handed(): readonly Handed[] {
    return this.state.step.handed;
  }

  /** Writes to one or some. Returns the number of the message. */
  send(letter: Letter, to: AgentId | readonly AgentId[]): number {
    const receivers = typeof to === 'string' ? [to] : to;
    return this.#write(letter, marksOf(letter, receivers.length === 1 ? 'direct' : 'multicast'), receivers);
  }

  /** Writes to everybody who has a courier. */
  broadcast(letter: Letter): number {
    const { body, state } = this;
    const marks: Marks = { ...marksOf(letter, 'broadcast'), kind: letter.kind ?? 'broadcast' };
    const isNear = body.wiring(state).isMesh;
    return this.#write(letter, marks, body.neighbourhood.members.filter((id) => id !== body.id), isNear ? EVERYBODY : undefined);
  }

  /** Writes to whoever listens to a topic, is a neighbour, and lives. */
  publish(letter: Letter, topic: string): number {
    return this.#write(letter, marksOf(letter, 'topic'), this.body.listenersOf(topic, this.state), topic);
  }

  /** Writes to whom the rules of the setting name for what is in the letter. */
  sortOut(letter: Letter): number {
    const receivers = receiversByContent(this.body.setting.rules, letter.name, letter.payload);
    return this.#write(letter, marksOf(letter, 'content'), receivers.filter((id) => id !== this.body.id));
  }

  /** Asks; the answer is handed over with `answers` set to the number that this returns. Throws `message-setting-contradicts`. */
  request(letter: Letter, to: AgentId | readonly AgentId[], { timeoutUs = this.body.setting.requestTimeoutUs, retries = this.body.setting.requestRetries }: RequestOptions = {}): number {
    checkTimeout(timeoutUs, letter.ttlUs ?? this.body.setting.ttlUs);
    const receivers = typeof to === 'string' ? [to] : to;
    return this.#write(letter, { kind: 'request', guarantee: 'exactly-once', routing: receivers.length === 1 ? 'direct' : 'multicast', timeoutUs, retries }, receivers);
  }

  /** Answers a request; whoever asks the same again gets the same answer. */
  respond({ sender, envelope }: Handed, letter: Letter): number {
    return this.#write(letter, { kind: 'response', guarantee: 'exactly-once', routing: 'direct', answers: envelope }, [sender]);
  }

  /** Does not take a message: its sender tries again, and in the end lays it with the dead letters. */
  refuse({ sender, envelope }: Handed, reason: string): void {
    (this.#refused ??= new Map<number, string>()).set(this.state.step.handed.findIndex((one) => one.sender === sender && one.envelope === envelope), reason);
  }

  /** Says that nothing is done about a message. */
  unhandled({ sender, number, name }: Handed): void {
    this.say({ type: 'MessageUnhandled', data: { sender, number, receiver: this.body.id, name } });
  }

  /** Says something else, in its place among the letters. */
  say(draft: EventDraft): void {
    this.#leaving().drafts.push(draft);
  }

  /** Returns everything there is to say. Call it once, at the end. */
  drafts(): readonly EventDraft[] {
    const { body, state, context } = this;
    this.#acknowledge();
    if (this.#departures === undefined && state.step.needAt === Infinity) return SILENT;
    const departures = this.#leaving();
    const { drafts } = departures;
    const dueAt = departures.needAt();
    if (dueAt < (state.alarmAt ?? Infinity)) drafts.push(alarmAt(body.id, Math.max(dueAt, context.now() + 1), context.now()));
    return drafts;
  }

  #write({ name, payload, priority = 'medium', ttlUs, signature }: Letter, marks: Marks, receivers: readonly AgentId[], topic?: string): number {
    const { body: { id, setting }, context } = this;
    assert(!receivers.includes(id), 'Nobody writes to itself', { id, name });
    const departures = this.#leaving();
    const number = departures.nextNumber();
    const expiresAt = context.now() + (ttlUs ?? setting.ttlUs);
    const isTooLarge = jsonSize(payload) > setting.payloadMax;
    if (!isTooLarge && departures.isPlain(marks, receivers)) {
      const { kind, routing, guarantee, answers } = marks;
      // Written out, for this is what most messages come to.
      const data: DataOf<'MessageSent'> = { number, kind, routing, priority, guarantee, name, expiresAt, payload: payload as Json, attempt: 1 };
      if (answers !== undefined) data.answers = answers;
      if (signature !== undefined) data.signature = signature;
      departures.drafts.push(topic === undefined ? { type: 'MessageSent', to: receivers, data } : { type: 'MessageSent', topic, data });
      return number;
    }
    const content: Content = { number, ...marks, priority, name, expiresAt, payload: payload as Json };
    if (signature !== undefined) content.signature = signature;
    if (isTooLarge) departures.drop(content, receivers, 'too-large');
    else departures.leave(content, receivers, topic);
    return number;
  }

  #leaving(): Departures {
    return (this.#departures ??= new Departures(this.body, this.state, this.context));
  }

  /** What was handed over is acknowledged once, where somebody waits to hear it. */
  #acknowledge(): void {
    const { handed } = this;
    for (let i = 0; i < handed.length; i += 1) {
      const one = handed[i];
      const isFollowing = i > 0 && handed[i - 1].sender === one.sender && handed[i - 1].envelope === one.envelope;
      const reason = this.#refused?.get(i);
      if (reason !== undefined) this.#sayRefused(one, reason);
      else if (!isFollowing && one.guarantee !== 'at-most-once' && one.kind !== 'request' && one.kind !== 'response') {
        this.say({ type: 'MessageAcknowledged', ...this.#way(one.sender), data: { sender: one.sender, number: one.envelope, receiver: this.body.id } });
      }
    }
  }

  /** What its sender has forgotten dies here. */
  #sayRefused({ sender, envelope: number, guarantee, kind, priority, name, payload, expiresAt }: Handed, reason: string): void {
    const receiver = this.body.id;
    if (guarantee !== 'at-most-once' || kind === 'request') return this.say({ type: 'MessageRefused', ...this.#way(sender), data: { sender, number, receiver, isFull: false, reason } });
    const content = { number, kind, routing: 'direct', priority, guarantee, name, expiresAt, payload } as Content;
    this.say({ type: 'MessageDeadLettered', data: { ...content, sender, receivers: [receiver], reason: 'refused', attempts: 1 } });
  }

  #way(receiver: AgentId): Pick<Draft, 'to'> {
    const hop = this.body.wiring(this.state).nextHop(this.body.id, receiver);
    return hop === undefined ? {} : { to: [hop] };
  }
}

const SILENT: readonly EventDraft[] = Object.freeze([]);

function marksOf({ kind = 'event', guarantee = 'at-most-once' }: LetterOptions, routing: Marks['routing']): Marks {
  return { kind, guarantee, routing };
}

/**
 * An agent with a life of its own: it can be started, paused, drained, stopped and given other options, one at a time
 * and while the run goes on, by commands that stand in the log. What it does not hear now waits or is turned away,
 * and the log says which. The agent inside knows nothing of it.
 */
import type { AgentId } from '../../core/brand.js';
import { canonicalJson, type Json } from '../../core/canonical.js';
import { SECOND, type Instant } from '../../core/instant.js';
import { catalogue, type EventDraft, type EventOf, type LogEvent } from '../../domain/catalogue.js';
import type { LifeState } from '../../domain/events/life-events.js';
import { OPERATOR, REGISTRAR } from '../../domain/office-names.js';
import type { AgentContext, Decider } from '../../kernel/agent.js';
import { LAB } from '../../kernel/speaker.js';
import { isLifeCommand, obeys } from './life-states.js';

type Inner = Decider<unknown, LogEvent, EventDraft>;

/** The agent with some options. */
export interface Variant {
  readonly options: Json;
  readonly agent: Inner;
}

export interface LifeSetting {
  readonly id: AgentId;
  /** Created: it waits for an operator. Absent: its seat waits to be taken. */
  readonly begins: 'started' | 'created' | undefined;
  /** First with its own options, then with those of each change that is foreseen; each hears everything from the beginning. */
  readonly variants: readonly [Variant, ...Variant[]];
  /** Whose calls to halt it heeds; anybody’s if absent. Only who called lifts a halt again. */
  readonly mayHalt?: (caller: AgentId) => boolean;
  /** How long it may take to end what it has begun, in µs. */
  readonly drainUs?: number;
}

export interface LifeOfAgent {
  life: LifeState | undefined;
  /** Which variant works. */
  step: number;
  /** States of the variants, of those that are past as well. */
  readonly inner: unknown[];
  /** Mail that waits until the agent is resumed, the oldest first. */
  parked: LogEvent[];
  /** The mail that is taken up at this moment, after a pause. */
  taking: LogEvent | undefined;
  /** Calls to halt that hold. */
  halts: { readonly caller: AgentId; readonly halt: number }[];
  /** By caller: the halt that it lifted last, and all before it. A call to one of them that comes late holds nobody. */
  readonly lifted: Record<AgentId, number>;
  /** What the event at hand was for this agent. */
  attention: 'heard' | 'parked' | 'deaf' | 'order';
}

const NEXT = 'life: next';
const DRAINED = 'life: drained';
const DRAIN_US = 5 * SECOND;

/** Returns the agent, living. */
export function living(setting: LifeSetting): Decider<LifeOfAgent, LogEvent, EventDraft> {
  const { id, variants, begins } = setting;
  const topics = variants.flatMap(({ agent }) => agent.listensTo);
  return {
    listensTo: [...new Set([...topics, `commands/${id}`, `life/${id}`, 'halts'])],
    initial: () => ({ life: begins, step: 0, inner: variants.map(({ agent }) => agent.initial()), parked: [], taking: undefined, halts: [], lifted: {}, attention: 'deaf' }),
    evolve(state, event, context) {
      state.taking = undefined;
      if (event.agent === id && event.time === context.now()) foldOwn(setting, state, event, context);
      else foldHeard(setting, state, event, context);
      return state;
    },
    decide: (state, event, context) => decided(setting, state, event, context),
  };
}

function foldOwn(setting: LifeSetting, state: LifeOfAgent, event: LogEvent, context: AgentContext): void {
  // What it may say of the lives of others is nobody’s business, and not its own life.
  if (!('agent' in event.data) || event.data.agent === setting.id) foldLife(state, event);
  tell(setting.variants, state, event, context);
}

function foldLife(state: LifeOfAgent, event: LogEvent): void {
  switch (event.type) {
    case 'AgentStarted':
    case 'AgentResumed':
      state.life = 'started';
      return;
    case 'AgentPaused':
      state.life = 'paused';
      return;
    case 'AgentDraining':
      state.life = 'draining';
      return;
    case 'AgentStopped':
      state.life = 'stopped';
      state.parked = [];
      return;
    case 'ConfigurationChanged':
      state.step = event.data.step;
      return;
    case 'HaltAcknowledged':
      hold(state, event);
  }
}

function hold({ halts, lifted }: LifeOfAgent, { data: { caller, halt } }: EventOf<'HaltAcknowledged'>): void {
  const isOver = halt <= liftedBy(lifted, caller);
  if (!isOver && !halts.some((held) => held.caller === caller && held.halt === halt)) halts.push({ caller, halt });
}

function lift(state: LifeOfAgent, { agent, data: { caller, halt } }: EventOf<'HaltLifted'>): void {
  if (agent !== caller) return;
  state.lifted[caller] = Math.max(halt, liftedBy(state.lifted, caller));
  state.halts = state.halts.filter((held) => held.caller !== caller || held.halt > halt);
}

function liftedBy(lifted: LifeOfAgent['lifted'], caller: AgentId): number {
  return Object.hasOwn(lifted, caller) ? lifted[caller] : 0;
}

function foldHeard({ id, variants }: LifeSetting, state: LifeOfAgent, event: LogEvent, context: AgentContext): void {
  state.attention = attentionTo(id, state, event);
  if (event.type === 'HaltLifted') lift(state, event);
  if (state.attention === 'parked') state.parked.push(event);
  if (isTimer(event, id, NEXT) && (state.life === 'started' || state.life === 'draining')) state.taking = state.parked.shift();
  const told = state.attention === 'heard' ? event : state.taking;
  if (told !== undefined && (told === event || !isTooOld(told, context.now()))) tell(variants, state, told, context);
}

/** Says what an event is for the agent: something to hear, to keep for later, to be deaf to, or a matter of its own life. */
function attentionTo(id: AgentId, { life, parked }: LifeOfAgent, event: LogEvent): LifeOfAgent['attention'] {
  if (isTimer(event, id, NEXT) || isTimer(event, id, DRAINED)) return 'order';
  if (isSpawn(event, id) || (event.type === 'OperatorCommanded' && isFromOutside(event) && event.data.agent === id && (isLifeCommand(event.data.command) || event.data.command === 'configure'))) return 'order';
  if (life === 'paused') return 'parked';
  // Who leaves takes up nothing new.
  if (life !== 'started' && (life !== 'draining' || catalogue[event.type].class === 'market')) return 'deaf';
  return parked.length > 0 ? 'parked' : 'heard';
}

function tell(variants: LifeSetting['variants'], state: LifeOfAgent, event: LogEvent, context: AgentContext): void {
  for (let i = state.step; i < variants.length; i += 1) state.inner[i] = variants[i].agent.evolve(state.inner[i], event, context);
}

function decided(setting: LifeSetting, state: LifeOfAgent, event: LogEvent, context: AgentContext): readonly EventDraft[] {
  const { id, variants } = setting;
  const { agent } = variants[state.step];
  switch (state.attention) {
    case 'heard':
      return heeding(state, [...answerHalt(setting, event), ...agent.decide(state.inner[state.step], event, context)]);
    case 'parked':
      return event.type === 'MessageSent' ? [{ type: 'MessageQueued', data: { ...copyOf(event, id), priority: event.data.priority, depth: state.parked.length } }] : answerHalt(setting, event);
    case 'deaf':
      return lost(id, [event]);
    case 'order':
      return isTimer(event, id, NEXT) ? takeUp(setting, state, context) : obeyed(setting, state, event, context);
  }
}

/** Takes up the oldest of the mail that waited, and then the next. */
function takeUp({ id, variants }: LifeSetting, state: LifeOfAgent, context: AgentContext): readonly EventDraft[] {
  const { taking, parked, step } = state;
  if (taking === undefined) return [];
  const now = context.now();
  const rest = parked.length > 0 ? [soon(id, now)] : [];
  if (taking.type === 'MessageSent' && isTooOld(taking, now)) return [...receiversOf(taking, id).map((receiver): EventDraft => ({ type: 'MessageExpired', data: { ...copyOf(taking, id), receiver } })), ...rest];
  const taken: EventDraft[] = taking.type === 'MessageSent' ? [{ type: 'MessageTaken', data: { ...copyOf(taking, id), priority: taking.data.priority, waitedUs: now - taking.time } }] : [];
  return [...taken, ...heeding(state, variants[step].agent.decide(state.inner[step], taking, context)), ...rest];
}

function isTooOld(event: LogEvent, now: Instant): boolean {
  return event.type === 'MessageSent' && now >= event.data.expiresAt;
}

function obeyed({ id, variants, drainUs = DRAIN_US }: LifeSetting, { life, parked, step }: LifeOfAgent, event: LogEvent, context: AgentContext): readonly EventDraft[] {
  const now = context.now();
  if (event.type === 'AgentSpawned') return life === undefined ? [{ type: 'AgentStarted', data: { agent: id } }] : [];
  if (event.type === 'TimerSet') return life === 'draining' ? [{ type: 'AgentStopped', data: { agent: id, parked: parked.length, wasDrained: true } }, ...lost(id, parked)] : [];
  if (event.type !== 'OperatorCommanded') return [];
  const { command } = event.data;
  if (command === 'configure') return configured(variants, { id, step, life }, event);
  if (!isLifeCommand(command) || life === undefined || !obeys(life, command)) return [refused(event, `${id} is ${life ?? 'not created'}`)];
  switch (command) {
    case 'start':
      return [{ type: 'AgentStarted', data: { agent: id } }];
    case 'pause':
      return [{ type: 'AgentPaused', data: { agent: id } }];
    case 'resume':
      return [{ type: 'AgentResumed', data: { agent: id, parked: parked.length } }, ...(parked.length > 0 ? [soon(id, now)] : [])];
    case 'drain':
      return [{ type: 'AgentDraining', data: { agent: id, untilUs: now + drainUs } }, { type: 'TimerSet', to: [id], afterUs: drainUs, data: { name: DRAINED, dueAt: now + drainUs } }, ...(parked.length > 0 ? [soon(id, now)] : [])];
    case 'stop':
      return [{ type: 'AgentStopped', data: { agent: id, parked: parked.length, wasDrained: false } }, ...lost(id, parked)];
  }
}

interface Stand {
  readonly id: AgentId;
  readonly step: number;
  readonly life: LifeState | undefined;
}

/** Goes on with the options of the next foreseen change; others would find no agent that has been here from the beginning. */
function configured(variants: LifeSetting['variants'], { id, step, life }: Stand, order: EventOf<'OperatorCommanded'>): readonly EventDraft[] {
  if (life === undefined || life === 'stopped') return [refused(order, `${id} is ${life ?? 'not created'}`)];
  const next = variants.findIndex(({ options }, at) => at > step && canonicalJson(options) === canonicalJson(order.data.options ?? null));
  if (next < 0) return [refused(order, `a change of ${id} to these options was not foreseen; a fork can set them`)];
  return [{ type: 'ConfigurationChanged', data: { agent: id, options: variants[next].options, step: next } }];
}

/** Mail that nobody will take up is given up, and said to be. */
function lost(id: AgentId, mail: readonly LogEvent[]): EventDraft[] {
  return mail.flatMap((event): EventDraft[] => {
    if (event.type !== 'MessageSent') return [];
    const { name } = event.data;
    return receiversOf(event, id).map((receiver): EventDraft => ({ type: 'MessageDropped', to: [event.agent], data: { ...copyOf(event, id), receiver, name, reason: 'stopped' } }));
  });
}

function receiversOf({ data }: EventOf<'MessageSent'>, id: AgentId): readonly AgentId[] {
  return data.receivers ?? [id];
}

/** Every agent that is told to halt says at once that it does, whatever it is busy with. */
function answerHalt({ mayHalt }: LifeSetting, event: LogEvent): readonly EventDraft[] {
  return event.type === 'HaltCalled' && mayHalt?.(event.agent) !== false ? [{ type: 'HaltAcknowledged', to: [event.agent], data: { caller: event.agent, halt: event.data.halt } }] : [];
}

/** While a halt holds, what would open or enlarge a position is withheld. */
function heeding({ halts }: LifeOfAgent, drafts: readonly EventDraft[]): readonly EventDraft[] {
  if (halts.length === 0) return drafts;
  const [{ caller, halt }] = halts;
  return drafts.map((draft): EventDraft => {
    if (draft.type !== 'OrderPlaced' || draft.data.order.reduceOnly) return draft;
    const { id: order, instrument } = draft.data.order;
    return { type: 'OrderWithheld', data: { order, instrument, caller, halt } };
  });
}

function refused({ offset, data: { command } }: EventOf<'OperatorCommanded'>, reason: string): EventDraft {
  return { type: 'CommandRefused', data: { command, order: offset, reason } };
}

function copyOf({ agent, data }: EventOf<'MessageSent'>, receiver: AgentId): { readonly sender: AgentId; readonly number: number; readonly receiver: AgentId } {
  return { sender: data.origin ?? agent, number: data.number, receiver };
}

/** Nobody inside the run can steer others by saying what operators say. */
function isFromOutside({ agent }: LogEvent): boolean {
  return agent === OPERATOR || agent === LAB;
}

function isSpawn(event: LogEvent, id: AgentId): boolean {
  return event.type === 'AgentSpawned' && event.data.agent === id && (event.agent === REGISTRAR || event.agent === LAB);
}

function soon(id: AgentId, now: number): EventDraft {
  return { type: 'TimerSet', to: [id], afterUs: 1, data: { name: NEXT, dueAt: now + 1 } };
}

function isTimer(event: LogEvent, id: AgentId, name: string): boolean {
  return event.type === 'TimerSet' && event.agent === id && event.data.name === name;
}

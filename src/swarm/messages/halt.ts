/**
 * A call to halt, and the proof that it was heeded: who calls repeats it to whoever has not answered, and at the end of
 * its time names those who are late. A part of a decider's state on the calling side; the answer is one word.
 */
import type { AgentId } from '../../core/brand.js';
import { MILLISECOND, SECOND, type Instant } from '../../core/instant.js';
import type { EventDraft, LogEvent } from '../../domain/catalogue.js';

export interface HaltSetting {
  /** How long everybody has to acknowledge, in µs. */
  readonly withinUs: number;
  /** After how long silence is asked again, in µs. */
  readonly againUs: number;
}

export const haltSetting: HaltSetting = Object.freeze({ withinUs: SECOND, againUs: 100 * MILLISECOND });

interface OpenHalt {
  readonly calledAt: Instant;
  readonly closesAt: Instant;
  readonly reason: string;
  waiting: AgentId[];
  readonly acknowledged: AgentId[];
  attempt: number;
  isSettled: boolean;
}

/** Halts by number; changed in place. */
export interface HaltState {
  last: number;
  readonly halts: Record<number, OpenHalt>;
}

export function startHalts(): HaltState {
  return { last: 0, halts: {} };
}

interface Caller {
  readonly id: AgentId;
  readonly now: Instant;
}

/** Returns the words of a call. Where nobody is to be called, it is settled at once. */
export function callHalt({ last }: HaltState, { withinUs, againUs }: HaltSetting, { receivers, reason }: { readonly receivers: readonly AgentId[]; readonly reason: string }, { id, now }: Caller): readonly EventDraft[] {
  const halt = last + 1;
  if (receivers.length === 0) return [{ type: 'HaltSettled', data: { halt, acknowledged: [], late: [], tookUs: 0 } }];
  const closesAt = now + withinUs;
  return [{ type: 'HaltCalled', to: receivers, data: { halt, reason, attempt: 1, closesAt } }, timer(id, halt, Math.min(now + againUs, closesAt), now)];
}

/** Takes in what the caller heard or has said. */
export function foldHalt(state: HaltState, event: LogEvent, id: AgentId): void {
  const { halts } = state;
  if (event.type === 'HaltCalled' && event.agent === id) {
    const { halt, closesAt, attempt, reason } = event.data;
    const known = Object.hasOwn(halts, halt) ? halts[halt] : undefined;
    if (known !== undefined) known.attempt = attempt;
    else halts[halt] = { calledAt: event.time, closesAt, reason, waiting: [...event.to], acknowledged: [], attempt, isSettled: false };
  }
  if (event.type === 'HaltSettled' && event.agent === id && Object.hasOwn(halts, event.data.halt)) halts[event.data.halt].isSettled = true;
  if (event.type === 'HaltAcknowledged' && event.data.caller === id && Object.hasOwn(halts, event.data.halt)) {
    const open = halts[event.data.halt];
    if (open.waiting.includes(event.agent)) {
      open.waiting = open.waiting.filter((one) => one !== event.agent);
      open.acknowledged.push(event.agent);
    }
  }
  if ((event.type === 'HaltCalled' || event.type === 'HaltSettled') && event.agent === id) state.last = Math.max(state.last, event.data.halt);
}

/** Returns what the caller has to say about what it heard: settled, or called once more. */
export function haltDrafts({ halts }: HaltState, { againUs }: HaltSetting, event: LogEvent, { id, now }: Caller): readonly EventDraft[] {
  if (event.type === 'HaltAcknowledged' && event.data.caller === id && Object.hasOwn(halts, event.data.halt)) {
    const open = halts[event.data.halt];
    return open.waiting.length === 0 && !open.isSettled ? [settled(event.data.halt, open, now)] : [];
  }
  if (event.type !== 'TimerSet' || event.agent !== id) return [];
  const found = Object.entries(halts).find(([number, { isSettled }]) => !isSettled && timerName(number) === event.data.name);
  if (found === undefined) return [];
  const [halt, open] = [Number(found[0]), found[1]];
  if (now >= open.closesAt) return [settled(halt, open, now)];
  const { waiting, closesAt, attempt, reason } = open;
  return [{ type: 'HaltCalled', to: waiting, data: { halt, reason, attempt: attempt + 1, closesAt } }, timer(id, halt, Math.min(now + againUs, closesAt), now)];
}

function settled(halt: number, { acknowledged, waiting, calledAt }: OpenHalt, now: Instant): EventDraft {
  return { type: 'HaltSettled', data: { halt, acknowledged: [...acknowledged], late: [...waiting], tookUs: now - calledAt } };
}

function timerName(halt: number | string): string {
  return `halt ${halt}`;
}

function timer(id: AgentId, halt: number, dueAt: Instant, now: Instant): EventDraft {
  return { type: 'TimerSet', to: [id], afterUs: dueAt - now, data: { name: timerName(halt), dueAt } };
}

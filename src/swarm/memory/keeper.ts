/**
 * The one who keeps a memory: answers each question once, says again what was answered when it is asked
 * again, and says to the microsecond when something expires.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';
import { answerAsk, noticesOf } from './answer-ask.js';
import { cellsOf, cellsUntil, fade, foldMemory, lastOf, NEVER_EXPIRES, startMemory, type MemoryRules, type MemoryState } from './memory-state.js';

export interface Expiry {
  readonly at: Instant;
  readonly namespace: string;
  readonly key: string;
  readonly version: number;
  readonly writtenAt: Instant;
}

interface Answered {
  readonly by: AgentId;
  readonly request: string;
  /** The word that answered. */
  readonly word: EventDraft;
}

export interface KeeperState {
  readonly memory: MemoryState;
  /** What expires, the next first. */
  readonly expiries: Expiry[];
  answered: Answered[];
  /** When the alarm rings that is set; Infinity for none. */
  alarmAt: Instant;
  /** Offsets of the last questions that were heard: one that comes twice is no news, one that was overtaken is. */
  heard: number[];
  /** The question at hand, if it is news. */
  newAt: number;
  /** What has just expired. */
  due: readonly Expiry[];
}

/** Answers that can be given again. */
const ANSWERED_MAX = 1_000;
const ALARM = 'memory/expiry';

export function startKeeper(): KeeperState {
  return { memory: startMemory(), expiries: [], answered: [], alarmAt: Infinity, heard: [], newAt: -1, due: [] };
}

export function keeperTopics(store: string): readonly string[] {
  return [`memory/${store}/asked`, 'watch'];
}

/** Takes in any event that the keeper hears or says itself. */
export function hearKeeper(rules: MemoryRules, state: KeeperState, event: LogEvent, { id, now }: { readonly id: AgentId; readonly now: Instant }): void {
  state.due = [];
  if (event.type === 'MemoryAsked' && event.data.store === rules.store) noteAsk(state, event);
  else if (event.type === 'TimerSet' && event.agent === id && event.data.name === ALARM) hearAlarm(rules, state, event, now);
  else if (event.agent === id) applyWord(rules, state, event as unknown as EventDraft);
  else noteGone(state.memory, event);
}

/** Returns what is said of the event at hand. */
export function speakKeeper(rules: MemoryRules, state: KeeperState, event: LogEvent, { id, now }: { readonly id: AgentId; readonly now: Instant }): readonly EventDraft[] {
  if (event.type === 'TimerSet' && event.agent === id && event.data.name === ALARM) return [...expiredWords(rules, state, state.due), ...alarm(state, [], { id, now })];
  // What was heard by rumour expires here too.
  if (event.type !== 'MemoryAsked' || state.newAt !== event.offset) return alarm(state, [], { id, now });
  const before = answerBefore(state, event.agent, event.data.request);
  if (before !== undefined) return [before];
  const words = answerAsk(rules, state.memory, { by: event.agent, at: now, data: event.data });
  return [...words, ...alarm(state, words, { id, now })];
}

/** Takes in a word of the memory: what it keeps, when that expires, and what it has answered. */
export function applyWord(rules: MemoryRules, state: KeeperState, word: EventDraft, how: { readonly replaces?: boolean } = {}): void {
  foldMemory(rules, state.memory, word, how);
  if (word.type === 'MemoryWritten') enlist(state.expiries, word.data);
  if (word.type === 'MemoryBranched') enlistBranch(state, word.data.namespace);
  if (word.type === 'MemoryAnswered' || word.type === 'MemoryDenied') noteAnswer(state, word);
}

/** Takes out what has expired until now. Returns that which nothing has replaced; its keys are gone. */
export function takeDue(rules: MemoryRules, { memory, expiries }: KeeperState, now: Instant): readonly Expiry[] {
  const count = expiries.findIndex(({ at }) => at > now);
  const due = expiries.splice(0, count < 0 ? expiries.length : count).filter(({ namespace, key, version, at }) => {
    const last = lastOf(memory, namespace, key);
    return last?.version === version && last.expiresAt === at;
  });
  for (const { namespace, key } of due) fade(rules, memory, namespace, key);
  return due;
}

/** Returns what is said of things that have expired: an event each, and one notice to each subscriber of their namespace. */
export function expiredWords({ store }: MemoryRules, { memory }: KeeperState, due: readonly Expiry[]): readonly EventDraft[] {
  const words = due.map(({ namespace, key, version, writtenAt }): EventDraft => ({ type: 'MemoryExpired', data: { store, namespace, key, version, writtenAt } }));
  const notices = [...new Set(due.map(({ namespace }) => namespace))].flatMap((namespace) => {
    const own = words.filter((word) => word.type === 'MemoryExpired' && word.data.namespace === namespace);
    return noticesOf(memory, { by: '' as AgentId, data: { store, namespace } as DataOf<'MemoryAsked'> }, own);
  });
  return [...words, ...notices];
}

/** Returns the answer that was given to this question; `undefined` for a new one. */
export function answerBefore({ answered }: KeeperState, by: AgentId, request: string): EventDraft | undefined {
  return answered.find((one) => one.by === by && one.request === request)?.word;
}

/** Agents that were detected to be gone hear of no changes until they are back. */
export function noteGone(memory: MemoryState, event: LogEvent): void {
  if (event.type === 'AgentDetectedDown' && !memory.gone.includes(event.data.agent)) memory.gone = [...memory.gone, event.data.agent];
  if (event.type === 'AgentDetectedBack') memory.gone = memory.gone.filter((agent) => agent !== event.data.agent);
}

export function noteAsk(state: KeeperState, { offset }: LogEvent): void {
  const isNews = !state.heard.includes(offset);
  state.newAt = isNews ? offset : -1;
  if (isNews) state.heard = [...state.heard.slice(1 - ANSWERED_MAX), offset];
}

function hearAlarm(rules: MemoryRules, state: KeeperState, { time, data: { dueAt } }: EventOf<'TimerSet'>, now: Instant): void {
  if (now === time) state.alarmAt = dueAt;
  else if (now >= state.alarmAt) {
    state.alarmAt = Infinity;
    state.due = takeDue(rules, state, now);
  }
}

/** Sets an alarm where something expires before the one that is set. */
function alarm(state: KeeperState, words: readonly EventDraft[], { id, now }: { readonly id: AgentId; readonly now: Instant }): readonly EventDraft[] {
  let nextAt = state.expiries.length === 0 ? Infinity : state.expiries[0].at;
  for (const at of words.flatMap((word) => endsOf(state, word))) if (at !== NEVER_EXPIRES) nextAt = Math.min(nextAt, at);
  if (nextAt >= state.alarmAt) return [];
  return [{ type: 'TimerSet', to: [id], afterUs: Math.max(1, nextAt - now), data: { name: ALARM, dueAt: Math.max(now + 1, nextAt) } }];
}

/** Returns when what a word brings expires. */
function endsOf({ memory }: KeeperState, word: EventDraft): readonly Instant[] {
  if (word.type === 'MemoryWritten') return [word.data.expiresAt];
  if (word.type !== 'MemoryBranched') return [];
  return Object.values(cellsUntil(cellsOf(memory, word.data.from), word.data.asOf)).map((cell) => cell[cell.length - 1].expiresAt);
}

function noteAnswer(state: KeeperState, word: EventDraft & { readonly type: 'MemoryAnswered' | 'MemoryDenied' }): void {
  const [by] = word.to ?? [];
  if (by === undefined || answerBefore(state, by, word.data.request) !== undefined) return;
  const kept = { type: word.type, to: [by], data: word.data } as EventDraft;
  state.answered = [...state.answered.slice(1 - ANSWERED_MAX), { by, request: word.data.request, word: kept }];
}

function enlistBranch({ memory, expiries }: KeeperState, namespace: string): void {
  for (const [key, cell] of Object.entries(cellsOf(memory, namespace))) enlist(expiries, { namespace, key, ...cell[cell.length - 1] });
}

function enlist(expiries: Expiry[], { namespace, key, version, writtenAt, expiresAt: at }: Pick<DataOf<'MemoryWritten'>, 'namespace' | 'key' | 'version' | 'writtenAt' | 'expiresAt'>): void {
  if (at === NEVER_EXPIRES) return;
  let low = 0;
  let high = expiries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (expiries[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  expiries.splice(low, 0, { at, namespace, key, version, writtenAt });
}

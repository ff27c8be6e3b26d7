/**
 * What agents know together without a leader: marks under keys, each with a version and who made it. Of two
 * marks the one with the higher version stands, of equal ones that of the higher name; so whoever has heard
 * the same rumours knows the same, in whatever order they came.
 *
 * A change is told to a few others, drawn by chance, who tell it on. It is told again until it is confirmed;
 * who does not answer ten times is left alone until it is heard, or something was healed.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { MILLISECOND, type Instant } from '../../core/instant.js';
import type { EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';
import type { AgentContext } from '../../kernel/agent.js';

export interface BoardFrame {
  readonly group: string;
  readonly id: AgentId;
  readonly members: readonly AgentId[];
  /** How many others are told at a time. */
  readonly fanout: number;
  /** How long after a change it is told again, in µs. */
  readonly roundUs: number;
}

export const usualGossip = { fanout: 2, roundUs: 100 * MILLISECOND } as const;

export interface Mark {
  readonly version: number;
  readonly origin: AgentId;
  readonly value: Json;
}

interface Hearer {
  /** So many of my changes it has confirmed. */
  confirmed: number;
  /** So many changes of it I know. */
  known: number;
  /** How often it was told in vain. */
  tries: number;
  /** Offset of its last word: an older one, or the same again, is no news. */
  heard: number;
}

export interface BoardState {
  readonly marks: Record<string, Mark>;
  /** Keys in the order in which they changed here, without those that everybody has confirmed… */
  readonly changes: string[];
  /** …so many of them. */
  settled: number;
  readonly hearers: Record<AgentId, Hearer>;
  /** Marks made here while the event at hand is handled are told at once. */
  told: number;
  alarmAt: Instant;
  /** Whom to confirm what was heard. */
  owed: AgentId[];
  isRound: boolean;
  /** Whether the event at hand is one to speak at: a timer of the member's own, a rumour it has not had, the end of a fault. */
  isFresh: boolean;
}

const TRIES_MAX = 10;
const RUMOURS_MAX = 200;

export function startBoard({ id, members }: BoardFrame): BoardState {
  const hearers = Object.fromEntries(members.filter((member) => member !== id).map((member) => [member, { confirmed: 0, known: 0, tries: 0, heard: -1 }]));
  return { marks: {}, changes: [], settled: 0, hearers, told: 0, alarmAt: Infinity, owed: [], isRound: false, isFresh: false };
}

/** Topics of what a member hears beside what is sent to it. */
export const boardTopics: readonly string[] = ['chaos'];

/** Makes a mark; call it in a fold only. */
export function mark(state: BoardState, key: string, made: Mark): void {
  if (!takes(state, key, made)) return;
  state.marks[key] = made;
  state.changes.push(key);
  settle(state);
  // Who did not answer is told once more when there is news.
  for (const hearer of Object.values(state.hearers)) hearer.tries = Math.min(hearer.tries, TRIES_MAX - 1);
}

/** Returns the version that the next mark under a key has. */
export function nextVersion({ marks }: BoardState, key: string): number {
  return Object.hasOwn(marks, key) ? marks[key].version + 1 : 1;
}

/** Forgets marks that matter to nobody and that everybody has confirmed: older ones of them, still on their way, are no news any more. */
export function forgetMarks({ marks, changes }: BoardState, isForgettable: (mark: Mark) => boolean): void {
  const awaited = new Set(changes);
  for (const [key, made] of Object.entries(marks)) if (!awaited.has(key) && isForgettable(made)) delete marks[key];
}

/** Counts all changes that ever were. */
export function changesOf({ settled, changes }: BoardState): number {
  return settled + changes.length;
}

/** Takes in any event that the member hears or says itself. Returns keys that changed by it. */
export function hearBoard(frame: BoardFrame, state: BoardState, event: LogEvent, now: Instant): readonly string[] {
  const isAlarm = event.agent === frame.id && event.type === 'TimerSet' && event.data.name === alarmName(frame);
  if (event.agent === frame.id && now === event.time) {
    if (event.type === 'RumourSpread') noteTold(state, event);
    if (isAlarm) state.alarmAt = event.data.dueAt;
    return [];
  }
  state.owed = [];
  state.isRound = isAlarm && now >= state.alarmAt;
  if (state.isRound) state.alarmAt = Infinity;
  state.isFresh = event.agent === frame.id || event.type === 'AgentSeated';
  if (event.type === 'FaultHealed' || event.type === 'AgentRestarted') {
    for (const hearer of Object.values(state.hearers)) hearer.tries = 0;
    state.isRound = true;
    state.isFresh = true;
  }
  if (event.type !== 'RumourSpread' || event.data.group !== frame.group || !Object.hasOwn(state.hearers, event.agent)) return [];
  const hearer = state.hearers[event.agent];
  if (event.offset <= hearer.heard) return [];
  hearer.heard = event.offset;
  state.isFresh = true;
  return hearRumours(state, event);
}

/** Returns what is to be told at the event at hand. */
export function speakBoard(frame: BoardFrame, state: BoardState, context: AgentContext): readonly EventDraft[] {
  if (!state.isFresh) return [];
  const lacking = (Object.keys(state.hearers) as AgentId[]).filter((one) => state.hearers[one].confirmed < changesOf(state) && state.hearers[one].tries < TRIES_MAX);
  const isNews = state.told < changesOf(state);
  const chosen = isNews || state.isRound ? drawn(lacking, frame, context) : [];
  const drafts: EventDraft[] = [...new Set([...chosen, ...state.owed])].map((to) => ({ type: 'RumourSpread', to: [to], data: rumoursFor(frame, state, to, chosen.includes(to)) }));
  const now = context.now();
  if (lacking.length === 0 || state.alarmAt <= now + waitUs(frame, state, lacking)) return drafts;
  const afterUs = waitUs(frame, state, lacking);
  return [...drafts, { type: 'TimerSet', to: [frame.id], afterUs, data: { name: alarmName(frame), dueAt: now + afterUs } }];
}

function hearRumours(state: BoardState, { agent, data: { upTo, confirms, rumours } }: EventOf<'RumourSpread'>): readonly string[] {
  const hearer = state.hearers[agent];
  hearer.tries = 0;
  hearer.confirmed = Math.max(hearer.confirmed, confirms);
  settle(state);
  if (rumours.length === 0) return [];
  // What is told goes on where it was confirmed: a gap is closed when it is told again.
  if (upTo - rumours.length <= hearer.known) hearer.known = Math.max(hearer.known, upTo);
  state.owed = [agent];
  const changed: string[] = [];
  for (const { key, ...made } of rumours) {
    if (!takes(state, key, made)) continue;
    mark(state, key, made);
    changed.push(key);
  }
  return changed;
}

/** Lets go of changes that everybody has confirmed. */
function settle(state: BoardState): void {
  const confirmed = Math.min(changesOf(state), ...Object.values(state.hearers).map((hearer) => hearer.confirmed));
  state.changes.splice(0, confirmed - state.settled);
  state.settled = confirmed;
}

function noteTold(state: BoardState, { to, data }: EventOf<'RumourSpread'>): void {
  state.told = changesOf(state);
  if (data.rumours.length > 0) for (const one of to) if (Object.hasOwn(state.hearers, one)) state.hearers[one].tries += 1;
}

function rumoursFor({ group }: BoardFrame, { marks, changes, settled, hearers }: BoardState, to: AgentId, isTold: boolean): EventOf<'RumourSpread'>['data'] {
  const { confirmed, known } = hearers[to];
  const keys = isTold ? changes.slice(confirmed - settled, confirmed - settled + RUMOURS_MAX) : [];
  return { group, upTo: confirmed + keys.length, confirms: known, rumours: keys.map((key) => ({ key, ...marks[key] })) };
}

/** A few of those that lack something, by chance. */
function drawn(lacking: readonly AgentId[], { fanout, group }: BoardFrame, context: AgentContext): readonly AgentId[] {
  if (lacking.length <= fanout) return lacking;
  return context.random(`rumours of ${group}`).shuffle([...lacking]).slice(0, fanout);
}

/** Waits twice as long after each round in vain. */
function waitUs({ roundUs }: BoardFrame, { hearers }: BoardState, lacking: readonly AgentId[]): number {
  return roundUs * (1 << Math.min(...lacking.map((one) => hearers[one].tries), TRIES_MAX));
}

function takes({ marks }: BoardState, key: string, { version, origin }: Mark): boolean {
  if (key === '__proto__') return false;
  if (!Object.hasOwn(marks, key)) return true;
  const known = marks[key];
  return version > known.version || (version === known.version && origin > known.origin);
}

function alarmName({ group }: BoardFrame): string {
  return `rumours/${group}`;
}

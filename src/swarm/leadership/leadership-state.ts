/**
 * What one member of a group remembers: the term, its vote, the log of commands and how far it stands for
 * ever, and, while it leads, what the others hold. Plain data, changed by the fold alone.
 */
import type { AgentId } from '../../core/brand.js';
import { MILLISECOND, type Instant } from '../../core/instant.js';
import type { DataOf, EventDraft } from '../../domain/catalogue.js';

export type Entry = DataOf<'EntriesAppended'>['entries'][number];
export type OfferedCommand = Pick<Entry, 'id' | 'by' | 'command'>;

/** All in µs of virtual time. */
export interface LeadershipTiming {
  /** How often a leader says that it is there, while that can matter to anybody. */
  readonly heartbeatUs: number;
  /** Silence of the leader after which a member stands for election, drawn anew each time between these. */
  readonly electionUsMin: number;
  readonly electionUsMax: number;
}

export const usualTiming: LeadershipTiming = { heartbeatUs: 100 * MILLISECOND, electionUsMin: 500 * MILLISECOND, electionUsMax: 800 * MILLISECOND };

/** Whose view it is, and what never changes. */
export interface LeadershipFrame extends LeadershipTiming {
  readonly group: string;
  readonly id: AgentId;
  /** All members, this one too; a majority is one of all of them, however many are well. */
  readonly members: readonly AgentId[];
  /** Most entries in one message; {@link BATCH_MAX} if absent. */
  readonly batchMax?: number;
  /** Entries that stay, though all members hold them; {@link KEPT_MAX} if absent. */
  readonly keptMax?: number;
}

/** Most entries in one message, if nothing else is said. */
export const BATCH_MAX = 100;
/** Entries that stay where all members hold them, if nothing else is said: whoever offers a command again finds it there. */
export const KEPT_MAX = 1_000;

export type Role = 'follower' | 'trial' | 'candidate' | 'leader';

/** What a leader knows of another member. */
export interface Peer {
  /** Its log is the leader's up to here. */
  matched: number;
  /** Entries up to here are on their way. */
  sent: number;
  heardAt: Instant;
  /** It has followed a word of the leader that was said then. */
  asOf: Instant;
  /** Beats since it was last heard. */
  silentBeats: number;
}

export interface LeadershipState {
  term: number;
  votedFor: AgentId | undefined;
  role: Role;
  leader: AgentId | undefined;
  /** The log behind what was dropped; its first entry has the index after `dropped`. */
  readonly entries: Entry[];
  /** So many entries were dropped, because all members held them long ago, … */
  dropped: number;
  /** … and the last of them was of this term. */
  droppedTerm: number;
  /** All members hold the log up to here, as far as is known. */
  settled: number;
  /** When how much of the log stood here for ever, for what was not dropped. */
  readonly marks: { readonly index: number; readonly at: Instant }[];
  /** What was offered before may have been dropped: it is not taken again. */
  keptSince: Instant;
  /** Index of each command in the log. */
  readonly places: Record<string, number>;
  /** Entries up to here stand for ever. */
  committed: number;
  /** Committed entries that the leader has told everybody. */
  told: number;
  /** Who said yes in the election or trial at hand. */
  voters: AgentId[];
  peers: Record<AgentId, Peer>;
  /** Commands that were offered and are not committed yet, with when that was heard. */
  readonly waiting: Record<string, OfferedCommand & { readonly since: Instant }>;
  /** Offset of the last word of each sender: an older one, or the same again, is no news. */
  readonly heard: Record<AgentId, number>;
  /** When the leader was last heard, or a vote was given. */
  lastBeatAt: Instant;
  /** Nothing is sent and nothing expected. */
  isResting: boolean;
  /** Since when a leader asks whether it still leads, because something is to be said; until it knows, it does not rest. */
  confirmingSince?: Instant | undefined;
  /** Elections since a leader was last heard. */
  attempts: number;
  timer: { readonly name: string; readonly setAt: Instant; readonly dueAt: Instant } | undefined;
  timers: number;
  /** What is to be said of the event at `handled`. */
  outbox: EventDraft[];
  handled: number;
}

export function startLeadership(): LeadershipState {
  return {
    term: 0, votedFor: undefined, role: 'follower', leader: undefined, entries: [], dropped: 0, droppedTerm: 0, settled: 0, marks: [], keptSince: 0, places: {}, committed: 0, told: 0, voters: [], peers: {},
    waiting: {}, heard: {}, lastBeatAt: 0, isResting: true, attempts: 0, timer: undefined, timers: 0, outbox: [], handled: -1,
  };
}

/** Returns how many of the members are more than half of them. */
export function majorityOf({ members }: Pick<LeadershipFrame, 'members'>): number {
  return Math.floor(members.length / 2) + 1;
}

/** Tells whether the member leads, and knows of everything that was ever committed: an entry of its own term is. */
export function isInCharge(state: LeadershipState): boolean {
  return state.role === 'leader' && termAt(state, state.committed) === state.term;
}

/**
 * Tells whether no other member can lead now: a majority has followed what this one said less than the shortest
 * silence ago, and whoever follows a leader elects no other before that has passed.
 */
export function hasLease(frame: LeadershipFrame, state: LeadershipState, now: Instant): boolean {
  if (!isInCharge(state)) return false;
  const followed = [now, ...Object.values(state.peers).map(({ asOf }) => asOf)].sort((a, b) => b - a);
  return now < followed[majorityOf(frame) - 1] + frame.electionUsMin;
}

/** Returns the index of the last entry; 0 for none. */
export function lastIndexOf({ dropped, entries }: LeadershipState): number {
  return dropped + entries.length;
}

/** Returns the entry at an index that was not dropped. */
export function entryAt({ dropped, entries }: LeadershipState, index: number): Entry {
  return entries[index - dropped - 1];
}

/** Returns the term of the entry at an index; 0 before the first. `undefined` behind the last, and where it was dropped. */
export function termAt(state: LeadershipState, index: number): number | undefined {
  return index === state.dropped ? state.droppedTerm : (entryAt(state, index) as Entry | undefined)?.term;
}

export function lastTermOf(state: LeadershipState): number {
  return termAt(state, lastIndexOf(state)) ?? 0;
}

/** Tells whether a command of that id stands in the log for ever. */
export function isCommitted({ places, committed }: LeadershipState, id: string): boolean {
  return Object.hasOwn(places, id) && places[id] <= committed;
}

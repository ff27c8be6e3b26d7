/**
 * How a leader brings its log to the others, and when it stops: once everybody who answers has everything,
 * it says so and rests, and the members rest with it. Whatever happens next wakes them: a command, a word
 * of another member, a link or a member that is back.
 */
import { assert } from '../../core/assert.js';
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';
import { batchFrom, commitTo, doesFit, pushEntry, takeEntries } from './entry-log.js';
import { entryAt, hasLease, isCommitted, KEPT_MAX, lastIndexOf, majorityOf, termAt, type LeadershipFrame, type LeadershipState, type OfferedCommand, type Peer } from './leadership-state.js';

/** A member that was not heard for so many beats is not waited for. */
const SILENT_BEATS_MAX = 16;

/** Ends the rest: what happens now may matter to the leadership. */
export function wake(state: LeadershipState, now: Instant): void {
  if (!state.isResting) return;
  state.isResting = false;
  state.attempts = 0;
  // Silence during a rest is no sign of anything.
  state.lastBeatAt = now;
  for (const peer of Object.values(state.peers)) peer.heardAt = now;
}

/** Takes in a command that somebody offers; a command that is known already changes nothing. */
export function offer(frame: LeadershipFrame, state: LeadershipState, { id, by, command, now }: OfferedCommand & { readonly now: Instant }): void {
  if (Object.hasOwn(state.waiting, id) || isCommitted(state, id)) return;
  state.waiting[id] = { id, by, command, since: now };
  wake(state, now);
  if (state.role !== 'leader' || Object.hasOwn(state.places, id)) return;
  pushEntry(state, { term: state.term, id, by, command });
  sendEntries(frame, state, Object.keys(state.peers) as AgentId[]);
  commitHeld(frame, state);
}

/** Takes in what the leader of this term sends, and acknowledges it. */
export function hearEntries(frame: LeadershipFrame, state: LeadershipState, leader: AgentId, { sent, asOf, now }: { readonly sent: DataOf<'EntriesAppended'>; readonly asOf: Instant; readonly now: Instant }): void {
  const { group } = frame;
  if (sent.term === state.term) {
    assert(state.role !== 'leader', 'A term has one leader', { term: state.term, leader, member: frame.id });
    state.role = 'follower';
    state.leader = leader;
    state.lastBeatAt = now;
    state.attempts = 0;
  }
  const isFitting = sent.term === state.term && doesFit(state, sent);
  // What is committed is the leader's too, so that is where it can go on.
  const index = isFitting ? takeEntries(state, sent) : state.committed;
  const waiting = Object.values(state.waiting).filter(({ id, since }) => (sent.isRest || now - since >= frame.heartbeatUs) && !Object.hasOwn(state.places, id));
  state.isResting = isFitting && sent.isRest && Object.keys(state.waiting).length === 0;
  if (state.isResting) return;
  state.outbox.push({ type: 'EntriesAcknowledged', to: [leader], data: { group, term: state.term, isFitting, index, asOf, waiting: waiting.map(({ id, by, command }) => ({ id, by, command })) } });
}

/** Takes in how far a member has come, and commits what a majority holds. */
export function hearAcknowledgement(frame: LeadershipFrame, state: LeadershipState, member: AgentId, { answer, now }: { readonly answer: DataOf<'EntriesAcknowledged'>; readonly now: Instant }): void {
  const peer = state.peers[member];
  if (state.role !== 'leader' || answer.term !== state.term || peer === undefined) return;
  peer.heardAt = now;
  peer.asOf = Math.max(peer.asOf, answer.asOf);
  peer.silentBeats = 0;
  // What comes late to a rest is no news, unless somebody lacks something.
  if (state.isResting && answer.isFitting && answer.waiting.length === 0 && peer.matched === lastIndexOf(state)) return;
  wake(state, now);
  for (const command of answer.waiting) offer(frame, state, { ...command, now });
  if (answer.isFitting) {
    peer.matched = Math.max(peer.matched, answer.index);
    peer.sent = Math.max(peer.sent, peer.matched);
  } else peer.sent = Math.max(peer.matched, answer.index);
  commitHeld(frame, state);
  if (peer.sent < lastIndexOf(state)) sendEntries(frame, state, [member]);
  restIfDone(frame, state, now);
}

/** Sends each of these members what it has not been sent, or that the leader is there. */
export function sendEntries(frame: LeadershipFrame, state: LeadershipState, members: readonly AgentId[]): void {
  const bySent = new Map<number, AgentId[]>();
  for (const member of members) {
    const { sent } = state.peers[member];
    const others = bySent.get(sent);
    if (others === undefined) bySent.set(sent, [member]);
    else others.push(member);
  }
  for (const [sent, to] of bySent) send(frame, state, { sent, to, isRest: false });
}

/** Asks the others whether they still follow; until it knows, the leader does not rest. */
export function confirm(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  wake(state, now);
  state.confirmingSince ??= now;
  sendEntries(frame, state, Object.keys(state.peers) as AgentId[]);
}

/** Says that the leader is there; what was not acknowledged since the last time is sent again. Or it finds that it leads nobody. */
export function beat(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  const peers = Object.values(state.peers);
  const near = 1 + peers.filter(({ heardAt }) => now - heardAt <= frame.electionUsMax).length;
  if (near < majorityOf(frame)) {
    state.role = 'follower';
    state.leader = undefined;
    state.lastBeatAt = now;
    state.confirmingSince = undefined;
    state.outbox.push({ type: 'LeaderResigned', data: { group: frame.group, term: state.term, reason: 'no-majority' } });
    return;
  }
  for (const peer of peers) {
    peer.silentBeats += 1;
    if (peer.silentBeats > 1) peer.sent = isAway(peer) ? Math.max(peer.matched, state.committed) : peer.matched;
  }
  sendEntries(frame, state, Object.keys(state.peers) as AgentId[]);
  restIfDone(frame, state, now);
}

/** A leader alone in its group is its own majority. */
export function commitHeld(frame: LeadershipFrame, state: LeadershipState): void {
  const held = [lastIndexOf(state), ...Object.values(state.peers).map(({ matched }) => matched)].sort((a, b) => b - a);
  const index = held[majorityOf(frame) - 1];
  if (index > state.committed && termAt(state, index) === state.term) commitTo(state, index);
  for (; state.told < state.committed; state.told += 1) {
    const { id, by, command } = entryAt(state, state.told + 1);
    if (id !== '') state.outbox.push({ type: 'EntryCommitted', data: { group: frame.group, term: state.term, index: state.told + 1, id, by, command } });
  }
  settle(frame, state);
}

/** Now and then tells the others up to where everybody holds the log, so that they need not keep it. */
function settle(frame: LeadershipFrame, state: LeadershipState): void {
  const { group, keptMax = KEPT_MAX } = frame;
  const to = Object.keys(state.peers) as AgentId[];
  const index = Math.min(state.committed, ...to.map((member) => state.peers[member].matched));
  if (index < state.settled + Math.max(1, keptMax / 2)) return;
  state.settled = index;
  if (to.length > 0) state.outbox.push({ type: 'EntriesSettled', to, data: { group, index } });
}

function restIfDone(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  const last = lastIndexOf(state);
  const peers = Object.values(state.peers);
  if (state.committed < last || !peers.every((peer) => peer.matched === last || isAway(peer)) || isConfirming(frame, state, now)) return;
  state.isResting = true;
  state.confirmingSince = undefined;
  const to = Object.keys(state.peers) as AgentId[];
  if (to.length > 0) send(frame, state, { sent: last, to, isRest: true });
}

/** Tells whether the leader still has to know that it leads: it was asked for something, and could not answer. A network that is too slow ever to tell is not waited for. */
function isConfirming(frame: LeadershipFrame, state: LeadershipState, now: Instant): boolean {
  const { confirmingSince: since } = state;
  if (since === undefined || hasLease(frame, state, now)) return false;
  const followed = 1 + Object.values(state.peers).filter(({ asOf }) => asOf >= since).length;
  return followed < majorityOf(frame) || now - since <= SILENT_BEATS_MAX * frame.heartbeatUs;
}

function isAway({ silentBeats }: Peer): boolean {
  return silentBeats >= SILENT_BEATS_MAX;
}

function send(frame: LeadershipFrame, state: LeadershipState, { sent, to, isRest }: { readonly sent: number; readonly to: readonly AgentId[]; readonly isRest: boolean }): void {
  const batch = batchFrom(frame, state, sent);
  for (const member of to) state.peers[member].sent = batch.previousIndex + batch.entries.length;
  state.outbox.push({ type: 'EntriesAppended', to, data: { group: frame.group, term: state.term, ...batch, isRest } });
}

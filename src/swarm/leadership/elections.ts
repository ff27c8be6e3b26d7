/**
 * How a member comes to lead. Terms only grow; in one term a member votes once, for somebody whose log is
 * not behind its own; a majority of all members elects. Before it begins a term, a member asks in a trial
 * whether it would be elected, so that who is cut off disturbs nobody when it comes back.
 * Source: Ongaro, "Consensus: Bridging Theory and Practice" (2014), chapters 3 and 9.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';
import { pushEntry } from './entry-log.js';
import { isInCharge, lastIndexOf, lastTermOf, majorityOf, type LeadershipFrame, type LeadershipState } from './leadership-state.js';
import { commitHeld, sendEntries, wake } from './replication.js';

/** After so many elections without a leader a member waits to hear of somebody. */
const ATTEMPTS_MAX = 10;

/** Asks whether it would be elected, or waits to be woken where that was asked in vain too often. */
export function beginTrial(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  state.leader = undefined;
  if (state.attempts >= ATTEMPTS_MAX) {
    state.role = 'follower';
    state.isResting = true;
    return;
  }
  state.attempts += 1;
  state.role = 'trial';
  state.voters = [frame.id];
  askForVotes(frame, state, { isTrial: true });
  countVotes(frame, state, now);
}

/** Answers who asks for a vote. */
export function hearAsk(frame: LeadershipFrame, state: LeadershipState, candidate: AgentId, { asked, now }: { readonly asked: DataOf<'LeaderVoteAsked'>; readonly now: Instant }): void {
  const { group } = frame;
  // Who follows a leader helps nobody else, so that a leader knows for how long it has no rival.
  const isFollowing = state.leader !== undefined && state.leader !== candidate && now - state.lastBeatAt < frame.electionUsMin;
  if (!asked.isTrial && !isFollowing) adoptTerm(frame, state, asked.term);
  const isBehind = asked.lastTerm < lastTermOf(state) || (asked.lastTerm === lastTermOf(state) && asked.lastIndex < lastIndexOf(state));
  const isGranted = !isBehind && (isFollowing ? false : asked.isTrial ? asked.term > state.term && !isInCharge(state) : mayVoteFor(state, candidate, asked.term));
  if (isGranted && !asked.isTrial) {
    state.votedFor = candidate;
    state.lastBeatAt = now;
    state.isResting = false;
  }
  if (state.role === 'leader') {
    // Whoever asks misses its leader: it is here.
    wake(state, now);
    sendEntries(frame, state, [candidate]);
  } else if (isBehind && asked.isTrial) wake(state, now);
  state.outbox.push({ type: 'LeaderVoteGiven', to: [candidate], data: { group, term: isGranted ? asked.term : state.term, candidate, isGranted, isTrial: asked.isTrial } });
}

export function hearVote(frame: LeadershipFrame, state: LeadershipState, voter: AgentId, { vote, now }: { readonly vote: DataOf<'LeaderVoteGiven'>; readonly now: Instant }): void {
  if (!vote.isGranted) {
    adoptTerm(frame, state, vote.term);
    return;
  }
  const isAwaited = vote.isTrial ? state.role === 'trial' && vote.term === state.term + 1 : state.role === 'candidate' && vote.term === state.term;
  if (!isAwaited || vote.candidate !== frame.id || state.voters.includes(voter)) return;
  state.voters.push(voter);
  countVotes(frame, state, now);
}

/** Follows a higher term, whoever has begun it. */
export function adoptTerm(frame: LeadershipFrame, state: LeadershipState, term: number): void {
  if (term <= state.term) return;
  if (state.role === 'leader') state.outbox.push({ type: 'LeaderResigned', data: { group: frame.group, term: state.term, reason: 'higher-term' } });
  state.term = term;
  state.votedFor = undefined;
  state.leader = undefined;
  state.role = 'follower';
  state.isResting = false;
}

function countVotes(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  if (state.voters.length < majorityOf(frame)) return;
  if (state.role === 'trial') stand(frame, state, now);
  else if (state.role === 'candidate') lead(frame, state, now);
}

function stand(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  const { group, id } = frame;
  state.term += 1;
  state.role = 'candidate';
  state.votedFor = id;
  state.voters = [id];
  state.outbox.push({ type: 'TermBegan', data: { group, term: state.term } });
  askForVotes(frame, state, { isTrial: false });
  countVotes(frame, state, now);
}

/** Opens the term with an entry of its own: only behind one of these are those of earlier terms committed. */
function lead(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  const { group, id, members } = frame;
  state.role = 'leader';
  state.leader = id;
  state.attempts = 0;
  state.told = state.committed;
  const others = members.filter((member) => member !== id);
  state.peers = Object.fromEntries(others.map((member) => [member, { matched: 0, sent: lastIndexOf(state), heardAt: now, asOf: 0, silentBeats: 0 }]));
  state.outbox.push({ type: 'LeaderElected', data: { group, term: state.term, voters: [...state.voters] } });
  pushEntry(state, { term: state.term, id: '', by: id, command: null });
  for (const { id: command, by, command: what } of Object.values(state.waiting)) {
    if (!Object.hasOwn(state.places, command)) pushEntry(state, { term: state.term, id: command, by, command: what });
  }
  state.isResting = false;
  sendEntries(frame, state, others);
  commitHeld(frame, state);
  state.isResting = others.length === 0;
}

function askForVotes({ group, id, members }: LeadershipFrame, state: LeadershipState, { isTrial }: { readonly isTrial: boolean }): void {
  const to = members.filter((member) => member !== id);
  if (to.length === 0) return;
  const data = { group, term: isTrial ? state.term + 1 : state.term, lastIndex: lastIndexOf(state), lastTerm: lastTermOf(state), isTrial };
  state.outbox.push({ type: 'LeaderVoteAsked', to, data });
}

function mayVoteFor({ term, votedFor }: LeadershipState, candidate: AgentId, asked: number): boolean {
  return asked === term && (votedFor === undefined || votedFor === candidate);
}

/**
 * What a council remembers of one instrument: how its members lean, what was decided, and the vote that
 * is open. Plain data, changed by the fold alone; the questions below only read.
 */
import type { AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventOf } from '../domain/catalogue.js';
import type { Direction, VoteChoice } from '../domain/events/swarm-events.js';
import type { BallotEntry } from '../swarm/ballot.js';
import type { Member } from './council-members.js';

export interface CouncilDesk {
  /** Lean of each member that has raised a signal, −1 to 1. */
  readonly leans: Record<AgentId, number>;
  /** Offset of the last signal of each member: one that comes again, or behind a later one, is none. */
  readonly signalledAt: Record<AgentId, number>;
  decided: Direction;
  /** How many proposals were made. */
  proposals: number;
  /** The last question that was not yet settled by the members' own change of mind, and the lean then. */
  asked?: { readonly direction: Direction; readonly lean: number } | undefined;
  open?: OpenVote | undefined;
}

export interface OpenVote {
  readonly proposal: string;
  readonly direction: Direction;
  /** From here on a vote is late, also if it arrives before the timer rings. */
  readonly closesAt: Instant;
  readonly votes: Record<AgentId, CountedVote>;
  /** Weights as they were when it was opened, where weights are earned. */
  readonly stakes?: DataOf<'ProposalMade'>['stakes'];
}

export interface CountedVote {
  readonly choice: VoteChoice;
  readonly confidence: number;
  readonly ranking?: readonly Direction[] | undefined;
  /** Where it stands in the log. */
  readonly offset: number;
}

export interface LeanBounds {
  /** Weighted lean from which the council wants a side. */
  readonly entryLean: number;
  /** How far below that the lean must fall before it wants to leave. */
  readonly hysteresis: number;
  /** How much the lean must have moved before a question that failed is asked again. */
  readonly leanStep: number;
}

export function startDesk(): CouncilDesk {
  return { leans: {}, signalledAt: {}, decided: 'flat', proposals: 0 };
}

/** Takes in the signal of a member, if it is news. */
export function heardSignal(desk: CouncilDesk, { agent, offset, data: { direction, strength } }: EventOf<'SignalRaised'>): void {
  if (Object.hasOwn(desk.signalledAt, agent) && offset <= desk.signalledAt[agent]) return;
  desk.signalledAt[agent] = offset;
  const size = Math.max(0, Math.min(1, strength));
  desk.leans[agent] = direction === 'long' ? size : direction === 'short' ? 0 - size : 0;
}

/** Counts the vote of a member, unless it is late, for another proposal, or the member's second. */
export function heardVote(desk: CouncilDesk, arrivedAt: Instant, { agent, offset, data }: EventOf<'VoteCast'>): void {
  const { open } = desk;
  const { proposal, choice, confidence, ranking } = data;
  if (open === undefined || open.proposal !== proposal || arrivedAt >= open.closesAt) return;
  if (Object.hasOwn(open.votes, agent)) return;
  open.votes[agent] = { choice, confidence: Math.max(0, Math.min(1, confidence)), offset, ...(ranking === undefined ? {} : { ranking }) };
}

export function openVote(desk: CouncilDesk, { proposal, direction, closesAt, stakes }: DataOf<'ProposalMade'>, lean: number): void {
  desk.proposals += 1;
  desk.asked = { direction, lean };
  desk.open = { proposal, direction, closesAt, votes: {}, ...(stakes === undefined ? {} : { stakes }) };
}

/** Returns Σ weight × lean in the order of the members, −1 to 1; one who has never spoken leans nowhere. */
export function leanOf(desk: CouncilDesk, members: readonly Member[]): number {
  let lean = 0;
  for (const { agent, weight } of members) lean += weight * (desk.leans[agent] ?? 0);
  return lean;
}

/** Returns the side that a lean asks for, given where the council stands. */
export function wantedDirection(decided: Direction, lean: number, { entryLean, hysteresis }: LeanBounds): Direction {
  const stay = Math.max(0, entryLean - hysteresis);
  if (lean > 0 && lean >= (decided === 'long' ? stay : entryLean)) return 'long';
  if (lean < 0 && 0 - lean >= (decided === 'short' ? stay : entryLean)) return 'short';
  return 'flat';
}

/** Returns whether the question was asked before, and too little has changed since to ask it again. */
export function wasAsked({ asked }: CouncilDesk, direction: Direction, lean: number, { leanStep }: LeanBounds): boolean {
  return asked !== undefined && asked.direction === direction && Math.abs(lean - asked.lean) < leanStep;
}

/** Returns one entry per member in the order of the members; who has not answered is silent. Weights are those of the opening. */
export function ballotOf({ votes, stakes }: OpenVote, members: readonly Member[]): BallotEntry[] {
  const frozen = stakes ?? members.map(({ agent, weight }) => ({ agent, weight, silentWeight: weight }));
  return frozen.map(({ agent, weight, silentWeight }): BallotEntry => {
    const vote = votes[agent];
    if (vote === undefined) return { agent, choice: 'abstain', silent: true, confidence: 0, weight: silentWeight };
    const { choice, confidence, ranking } = vote;
    return { agent, choice, confidence, weight, ...(ranking === undefined ? {} : { ranking: [...ranking] }) };
  });
}

/** Returns the offsets of the votes that count, in the order of the members. */
export function evidenceOf({ votes }: OpenVote, members: readonly Member[]): number[] {
  return members.flatMap(({ agent }) => votes[agent]?.offset ?? []);
}

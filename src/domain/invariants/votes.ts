/** The laws of the vote: one answer per agent and round, nothing counted that came late, nothing invented. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventOf, LogEvent } from '../catalogue.js';
import type { Direction, VoteChoice } from '../events/swarm-events.js';
import { invariant, type Invariant } from './invariant.js';

export interface Answer {
  readonly choice: VoteChoice;
  readonly confidence: number;
  readonly ranking?: readonly Direction[] | undefined;
}

export interface Round {
  readonly council: AgentId;
  readonly closesAt: Instant;
  /** First answers that the council heard in time. */
  readonly votes: Map<AgentId, Answer>;
  isClosed: boolean;
}

type Rounds = Map<string, Round>;

interface Chairs {
  readonly rounds: Rounds;
  /** Which group each leader leads. */
  readonly groups: Map<AgentId, string>;
}

/** I50: a recorded ballot is what the council heard. */
export const honestBallots: Invariant = invariant<Rounds>({
  id: 'I50',
  law: 'A ballot holds one entry per agent: its first answer that the council heard before the vote closed, or silence.',
  initial: () => new Map(),
  check(event, rounds) {
    if (event.type === 'ProposalMade') openRound(rounds, event);
    if (event.type !== 'DecisionReached' && event.type !== 'QuorumMissed') return undefined;
    const round = rounds.get(event.data.proposal);
    if (round === undefined) return `${event.agent} decides ${event.data.proposal}, which nobody proposed`;
    if (round.council !== event.agent) return undefined;
    if (round.isClosed) return `${event.data.proposal} is decided twice`;
    round.isClosed = true;
    return problemOf(event.data, round);
  },
  heard(event, receiver, rounds, { now }) {
    if (event.type !== 'VoteCast') return undefined;
    const round = rounds.get(event.data.proposal);
    if (round === undefined || round.council !== receiver || round.isClosed || now >= round.closesAt || round.votes.has(event.agent)) return undefined;
    const { choice, confidence, ranking } = event.data;
    round.votes.set(event.agent, { choice, confidence: Math.max(0, Math.min(1, confidence)), ranking });
    return undefined;
  },
});

/** I55: no round stays open for ever. */
export const closedRounds: Invariant = invariant<Chairs>({
  id: 'I55',
  law: 'Every vote ends in a decision or a missed quorum once its time is up.',
  initial: () => ({ rounds: new Map(), groups: new Map() }),
  check(event: LogEvent, { rounds, groups }) {
    if (event.type === 'ProposalMade') openRound(rounds, event);
    if (event.type === 'LeaderElected') groups.set(event.agent, event.data.group);
    if (event.type === 'DecisionReached' || event.type === 'QuorumMissed') {
      const round = rounds.get(event.data.proposal);
      // Whoever was elected may end what another of its group has opened.
      const isSuccessor = round !== undefined && groups.has(event.agent) && groups.get(event.agent) === groups.get(round.council);
      if (round !== undefined && (round.council === event.agent || isSuccessor)) round.isClosed = true;
    }
    return undefined;
  },
  settled({ rounds }, { now }) {
    for (const [proposal, { isClosed, closesAt }] of rounds) if (!isClosed && closesAt < now) return `${proposal} was to close at ${closesAt}, and is open at ${now}`;
    return undefined;
  },
});

function openRound(rounds: Rounds, { agent, data }: EventOf<'ProposalMade'>): void {
  if (rounds.has(data.proposal)) return;
  rounds.set(data.proposal, { council: agent, closesAt: data.closesAt, votes: new Map(), isClosed: false });
}

function problemOf({ proposal, ballot }: Pick<DataOf<'QuorumMissed'>, 'proposal' | 'ballot'>, { votes }: Round): string | undefined {
  const seen = new Set<AgentId>();
  for (const { agent, choice, confidence, silent, ranking = [] } of ballot) {
    if (seen.has(agent)) return `${proposal} counts ${agent} twice`;
    seen.add(agent);
    const vote = votes.get(agent);
    if (vote === undefined) {
      if (silent !== true) return `${proposal} counts ${agent} ${choice}, which the council did not hear in time`;
    } else if (silent === true) return `${proposal} has ${agent} silent, which answered ${vote.choice}`;
    else if (vote.choice !== choice || vote.confidence !== confidence) return `${proposal} counts ${agent} ${choice} ${confidence}, which answered ${vote.choice} ${vote.confidence}`;
    else if (ranking.join() !== (vote.ranking ?? []).join()) return `${proposal} has ${agent} rank ${ranking.join()}, which ranked ${(vote.ranking ?? []).join()}`;
  }
  return undefined;
}

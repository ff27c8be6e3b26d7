/** The council's record: each proposal with its ballot and outcome, in the order they were made. */
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import type { Direction, VoteChoice } from '../../domain/events/swarm-events.js';
import type { Instant } from '../../core/instant.js';
import type { VoteMethod } from '../../domain/vote-method.js';
import type { Fold } from './fold.js';

export interface VoteRow {
  readonly agent: string;
  readonly choice: VoteChoice;
  readonly confidence: number;
  /** Share of the council's say. */
  readonly weight: number;
  /** In the voter's words; empty where the vote itself did not reach the log before the ballot closed. */
  readonly reason: string;
  /** Offset of the VoteCast, -1 if there is none. */
  readonly offset: number;
}

export interface ProposalRecord {
  readonly proposal: string;
  readonly instrument: string;
  readonly direction: Direction;
  readonly strength: number;
  readonly quorum: number;
  readonly threshold: number;
  readonly operator: string;
  readonly proposedAt: Instant;
  readonly offset: number;
  readonly outcome: 'approved' | 'rejected' | 'quorum-missed' | 'open';
  readonly closedAt: Instant | null;
  /** Offset of the decision or of the missed quorum; -1 while open. */
  readonly closedOffset: number;
  readonly support: number | null;
  readonly turnout: number | null;
  readonly conviction: number | null;
  /** Who asked. */
  readonly council: string;
  /** The rule by name, where one was declared; else it is by weight, of those who take a side. */
  readonly method: VoteMethod | null;
  /** It passed, and its confidence was too low to act on. */
  readonly isHeld: boolean;
  /** Fewer than the quorum decided, for the rule prefers that to no decision. */
  readonly isShort: boolean;
  /** Shares of the council's weight. */
  readonly forWeight: number;
  readonly againstWeight: number;
  readonly abstainWeight: number;
  readonly votes: readonly VoteRow[];
}

interface Draft {
  readonly made: EventOf<'ProposalMade'>;
  readonly votes: Map<string, EventOf<'VoteCast'>>;
  closed: EventOf<'DecisionReached'> | EventOf<'QuorumMissed'> | undefined;
}

export function voteFold(): Fold<readonly ProposalRecord[]> {
  const drafts = new Map<string, Draft>();
  const see = (event: LogEvent): void => {
    switch (event.type) {
      case 'ProposalMade':
        drafts.set(event.data.proposal, { made: event, votes: new Map(), closed: undefined });
        break;
      case 'VoteCast': {
        const votes = drafts.get(event.data.proposal)?.votes;
        // The first vote of an agent counts; a later one is not heard by the council either.
        if (votes !== undefined && !votes.has(event.agent)) votes.set(event.agent, event);
        break;
      }
      case 'DecisionReached':
      case 'QuorumMissed': {
        const draft = drafts.get(event.data.proposal);
        if (draft !== undefined) draft.closed = event;
        break;
      }
      default:
    }
  };
  return { see, result: () => [...drafts.values()].map(recordOf) };
}

function recordOf({ made, votes, closed }: Draft): ProposalRecord {
  const decision = closed?.type === 'DecisionReached' ? closed.data : undefined;
  const rows = closed === undefined ? [...votes.values()].map(openRow) : closed.data.ballot.map((entry): VoteRow => {
    const cast = votes.get(entry.agent);
    return { ...entry, reason: cast?.data.reason ?? '', offset: cast?.offset ?? -1 };
  });
  return {
    ...pick(made),
    outcome: closed === undefined ? 'open' : decision === undefined ? 'quorum-missed' : decision.approved ? 'approved' : 'rejected',
    closedAt: closed?.time ?? null,
    closedOffset: closed?.offset ?? -1,
    support: decision?.support ?? null,
    turnout: closed?.data.turnout ?? null,
    conviction: decision?.conviction ?? null,
    isHeld: decision?.isHeld === true,
    isShort: decision?.isShort === true,
    forWeight: weightOf(rows, 'for'),
    againstWeight: weightOf(rows, 'against'),
    abstainWeight: weightOf(rows, 'abstain'),
    votes: rows,
  };
}

function pick({ agent, data, time, offset }: EventOf<'ProposalMade'>) {
  const { proposal, instrument, direction, strength, quorum, threshold, operator, method = null } = data;
  return { proposal, instrument, direction, strength, quorum, threshold, operator, method, council: agent, proposedAt: time, offset };
}

function openRow({ agent, offset, data: { choice, confidence, reason } }: EventOf<'VoteCast'>): VoteRow {
  return { agent, choice, confidence, weight: 0, reason, offset };
}

function weightOf(rows: readonly VoteRow[], choice: VoteChoice): number {
  return rows.reduce((sum, row) => (row.choice === choice ? sum + row.weight : sum), 0);
}

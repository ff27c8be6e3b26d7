/**
 * How each voter voted and whether the market proved it right. A vote is judged by the close at the
 * decision against the close at the next decision on the same instrument (or the last bar): the time
 * for which the decision stood. Decisions for "flat" and a price that did not move are not judged.
 */
import type { PriceHistory } from './folds/price-fold.js';
import { lastBarAt } from './folds/price-fold.js';
import type { ProposalRecord, VoteRow } from './folds/vote-fold.js';

export interface VoterRecord {
  readonly agent: string;
  readonly votes: number;
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  readonly meanConfidence: number | null;
  /** Latest share of the council's say. */
  readonly weight: number;
  /** Votes for or against that the market has judged, and how many it proved right. */
  readonly judged: number;
  readonly right: number;
  /** Votes against the outcome, those of them that were judged, and those that were right. */
  readonly overruled: number;
  readonly overruledJudged: number;
  readonly overruledRight: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Tally = Mutable<VoterRecord> & { confidenceSum: number };

/** Returns one row per voter, in the order in which they first voted. */
export function voterRecords(proposals: readonly ProposalRecord[], prices: PriceHistory): readonly VoterRecord[] {
  const tallies = new Map<string, Tally>();
  const moves = movesAfter(proposals, prices);
  proposals.forEach((proposal, index) => {
    const verdict = verdictOf(proposal, moves[index]);
    for (const vote of proposal.votes) count(tallyOf(tallies, vote.agent), vote, proposal, verdict);
  });
  return [...tallies.values()].map(({ confidenceSum, ...row }) => ({
    ...row,
    meanConfidence: row.votes === 0 ? null : confidenceSum / row.votes,
  }));
}

/** Returns, per proposal, the change of price while its decision stood; `undefined` where there is none. */
function movesAfter(proposals: readonly ProposalRecord[], prices: PriceHistory): readonly (number | undefined)[] {
  const moves = new Array<number | undefined>(proposals.length).fill(undefined);
  const nextDecision = new Map<string, number>();
  for (let index = proposals.length - 1; index >= 0; index -= 1) {
    const { instrument, closedAt, outcome } = proposals[index];
    const bars = prices.get(instrument);
    if (closedAt === null || bars === undefined || (outcome !== 'approved' && outcome !== 'rejected')) continue;
    const from = lastBarAt(bars, closedAt);
    const until = nextDecision.get(instrument) ?? bars.close.length - 1;
    if (from >= 0 && until > from) moves[index] = bars.close[until] - bars.close[from];
    nextDecision.set(instrument, from);
  }
  return moves;
}

/** Returns which choice the market proved right. */
function verdictOf({ direction }: ProposalRecord, move: number | undefined): 'for' | 'against' | undefined {
  if (move === undefined || move === 0 || direction === 'flat') return undefined;
  return move > 0 === (direction === 'long') ? 'for' : 'against';
}

function tallyOf(tallies: Map<string, Tally>, agent: string): Tally {
  let tally = tallies.get(agent);
  if (tally === undefined) {
    tally = {
      agent, votes: 0, for: 0, against: 0, abstain: 0, meanConfidence: null, weight: 0,
      judged: 0, right: 0, overruled: 0, overruledJudged: 0, overruledRight: 0, confidenceSum: 0,
    };
    tallies.set(agent, tally);
  }
  return tally;
}

function count(tally: Tally, vote: VoteRow, { outcome }: ProposalRecord, verdict: 'for' | 'against' | undefined): void {
  tally.votes += 1;
  tally[vote.choice] += 1;
  tally.confidenceSum += vote.confidence;
  tally.weight = vote.weight;
  if (vote.choice === 'abstain' || (outcome !== 'approved' && outcome !== 'rejected')) return;
  const overruled = (vote.choice === 'for') !== (outcome === 'approved');
  const right = verdict === vote.choice;
  if (overruled) tally.overruled += 1;
  if (verdict === undefined) return;
  tally.judged += 1;
  if (right) tally.right += 1;
  if (!overruled) return;
  tally.overruledJudged += 1;
  if (right) tally.overruledRight += 1;
}

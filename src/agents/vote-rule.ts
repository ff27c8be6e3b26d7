/**
 * How a council counts, as a pure function of the ballot and the rule, so that anyone can recompute a
 * recorded decision. Weights are counted in whole billionths: integers add up to the same sum in any
 * order, so a vote that stands exactly at the threshold is seen as such.
 */
import type { Static } from '@sinclair/typebox';
import { assert } from '../core/assert.js';
import type { ballotEntrySchema, VoteChoice } from '../domain/events/swarm-events.js';

export type BallotEntry = Static<typeof ballotEntrySchema>;

export interface VoteRule {
  /** Share of the weight that must answer, 0 to 1; an explicit abstention is an answer. */
  readonly quorum: number;
  /** Share of what was said for or against that must be for, 0 to 1. */
  readonly threshold: number;
  /** Whether the support must be above the threshold, or may stand at it. */
  readonly operator: '>' | '>=';
}

export type VoteOutcome =
  | { readonly kind: 'quorum-missed'; readonly turnout: number }
  | {
      readonly kind: 'decided';
      readonly approved: boolean;
      /** Weighted share for, of all that was said for or against; 0 where nobody took a side. */
      readonly support: number;
      /** Weighted share of the council that answered. */
      readonly turnout: number;
      /** Confidence of those for less that of those against, per weight that took a side, 0 to 1; 0 unless approved. */
      readonly conviction: number;
    };

const SHARES_PER_UNIT = 1_000_000_000;

/**
 * Returns what the rule makes of a ballot. An abstention never counts as approval: it is left out of the
 * support, and where nobody takes a side nothing is approved, whatever the threshold. One who was silent
 * until the deadline abstains, and does not count for the quorum.
 */
export function tally(ballot: readonly BallotEntry[], { quorum, threshold, operator }: VoteRule): VoteOutcome {
  assert(isShare(quorum) && isShare(threshold), 'Quorum and threshold are shares from 0 to 1', { quorum, threshold });
  const inFavour = sharesOf(ballot, 'for');
  const against = sharesOf(ballot, 'against');
  const sided = inFavour + against;
  const turnout = share(sided + sharesOf(ballot, 'abstain'), totalShares(ballot));
  if (turnout < quorum) return { kind: 'quorum-missed', turnout };

  const support = share(inFavour, sided);
  const isEnough = operator === '>' ? support > threshold : support >= threshold;
  const approved = isEnough && inFavour > 0;
  return { kind: 'decided', approved, support, turnout, conviction: approved ? convictionOf(ballot, sided) : 0 };
}

function convictionOf(ballot: readonly BallotEntry[], sided: number): number {
  let balance = 0;
  for (const { choice, confidence, weight } of ballot) {
    if (choice === 'for') balance += sharesIn(weight) * confidence;
    else if (choice === 'against') balance -= sharesIn(weight) * confidence;
  }
  return Math.max(0, Math.min(1, share(balance, sided)));
}

/** Returns the shares of those who answered so. */
function sharesOf(ballot: readonly BallotEntry[], wanted: VoteChoice): number {
  return totalShares(ballot.filter(({ choice, silent }) => choice === wanted && silent !== true));
}

function totalShares(ballot: readonly BallotEntry[]): number {
  return ballot.reduce((sum, { weight }) => sum + sharesIn(weight), 0);
}

function sharesIn(weight: number): number {
  return Math.round(weight * SHARES_PER_UNIT);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

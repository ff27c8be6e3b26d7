/**
 * What the word of a voter is worth, by how often it was right. A newcomer begins in the middle; being
 * right adds, being wrong takes away, both within bounds, so that nobody is silenced for ever and nobody
 * rules alone. Only outcomes that are known move it: this file never sees anything else.
 */
import { assert } from '../core/assert.js';
import type { Direction, verdicts, VoteChoice } from '../domain/events/swarm-events.js';

export type Verdict = (typeof verdicts)[number];

export const newcomerStake = 0.5;
export const stakeMin = 0.1;
export const stakeMax = 1;
/** Weight of one who does not answer: it missed its part, and must not stop the others. */
export const silentStake = 0.1;

export interface StakeSteps {
  /** What a right answer adds. */
  readonly gain: number;
  /** What a wrong answer takes. */
  readonly loss: number;
}

/** Stakes are whole millionths: many small steps add up to the same in any order. */
const STAKE_GRAIN = 1_000_000;

/** Returns the stake after a verdict, within its bounds. Who took no side keeps what it had. */
export function stakeAfter(stake: number, verdict: Verdict, { gain, loss }: StakeSteps): number {
  assert(stake >= stakeMin && stake <= stakeMax, 'A stake lies within its bounds', { stake });
  const step = verdict === 'right' ? gain : verdict === 'wrong' ? -loss : 0;
  return Math.max(stakeMin, Math.min(stakeMax, Math.round((stake + step) * STAKE_GRAIN) / STAKE_GRAIN));
}

/** A step that was put to the vote, from what was decided before to what was asked, and how the price went after it. */
export interface OutcomeOfStep {
  readonly from: Direction;
  readonly to: Direction;
  /** As a fraction. */
  readonly change: number;
  /** Changes smaller than this, or as small, prove nobody right. */
  readonly changeMin: number;
}

/**
 * Returns who was right: one who was for a step that paid or against one that cost. A step pays when the price goes
 * where the step went: up for flat to long as for short to flat.
 */
export function verdictOf(choice: VoteChoice, { from, to, change, changeMin }: OutcomeOfStep): Verdict {
  const gain = Math.sign(signOf(to) - signOf(from)) * change;
  if (choice === 'abstain' || Math.abs(gain) <= changeMin) return 'no-side';
  return gain > 0 === (choice === 'for') ? 'right' : 'wrong';
}

function signOf(direction: Direction): -1 | 0 | 1 {
  if (direction === 'long') return 1;
  return direction === 'short' ? -1 : 0;
}

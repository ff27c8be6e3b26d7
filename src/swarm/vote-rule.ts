/**
 * How a council counts, as a pure function of the ballot and the rule, so that anyone can recompute a
 * recorded decision. What is not declared counts as it always did: by weight, of those who take a side.
 */
import { assert } from '../core/assert.js';
import type { Direction } from '../domain/events/swarm-events.js';
import type { VoteMethod } from '../domain/vote-method.js';
import { confidenceOf, pollOf, share, type BallotEntry, type Poll } from './ballot.js';
import { instantRunOff, type RunOffRound } from './instant-run-off.js';
import { toleratesLiars, voicesNeeded } from './liars.js';

export interface VoteRule {
  /** Share of the council that must answer, 0 to 1; an explicit abstention is an answer. */
  readonly quorum: number;
  /** Share that must be for, 0 to 1; of what, the method's base says. */
  readonly threshold: number;
  /** Whether the support must be above the threshold, or may stand at it. */
  readonly operator: '>' | '>=';
  /** The rest of the rule; {@link plainMethod} where it is absent. */
  readonly method?: VoteMethod;
}

export type VoteOutcome = QuorumMissedOutcome | DecidedOutcome;

export interface QuorumMissedOutcome {
  readonly kind: 'quorum-missed';
  readonly turnout: number;
  readonly poll: Poll;
}

export interface DecidedOutcome {
  readonly kind: 'decided';
  readonly approved: boolean;
  /** Share that is for, of what the base says; 0 where there is nobody to be a share of. */
  readonly support: number;
  /** Share of the council that answered. */
  readonly turnout: number;
  /** Confidence in what was asked (in a ranked choice: in the winner), 0 to 1. */
  readonly confidence: number;
  /** The confidence, if approved; 0 otherwise. */
  readonly conviction: number;
  /** Whether it passed, and its confidence was not above what the rule acts on. */
  readonly isHeld: boolean;
  /** Whether fewer than the quorum decided, because the rule prefers that to no decision. */
  readonly isShort: boolean;
  /** What was counted. */
  readonly poll: Poll;
  /** Of a ranked choice: every count, and who wins; no winner where a tie is nobody's, or nobody has enough. */
  readonly ranked?: { readonly winner: Direction | undefined; readonly rounds: readonly RunOffRound<Direction>[] };
}

/** The method of a proposal that declares none. */
export const plainMethod: VoteMethod = { rule: 'weighted', voices: 'weighted', base: 'sided', silence: 'absent', prefer: 'consistency', tie: 'nobody', liarsMax: 0 };

/** What a ranked choice is between. Flat first: where a tie goes to what is listed first, it is the one that risks nothing. */
export const rankedDirections: readonly Direction[] = ['flat', 'long', 'short'];

/** Confidences closer than this are the same: sums of fractions differ in their last digits. */
const CONFIDENCE_GRAIN = 1_000_000_000;

/**
 * Returns what the rule makes of a ballot. An abstention never counts as approval, and where nobody is for
 * it nothing is approved, whatever the threshold.
 */
export function tally(ballot: readonly BallotEntry[], rule: VoteRule): VoteOutcome {
  const { quorum, threshold, method = plainMethod } = rule;
  assert(isShare(quorum) && isShare(threshold), 'Quorum and threshold are shares from 0 to 1', { quorum, threshold });
  const poll = pollOf(ballot, method.voices);
  const turnout = share(answeredOf(poll, method), poll.all);
  const isShort = turnout < quorum;
  if (isShort && (method.prefer === 'consistency' || turnout === 0)) return { kind: 'quorum-missed', turnout, poll };

  const count = method.rule === 'ranked' ? countRanks : countSides;
  const { passed, support, confidence, ranked } = count(ballot, poll, { ...rule, method });
  const isHeld = passed && method.holdUpTo !== undefined && !isAbove(confidence, method.holdUpTo);
  const approved = passed && !isHeld;
  const rest = { confidence, conviction: approved ? confidence : 0, isHeld, isShort, poll };
  return { kind: 'decided', approved, support, turnout, ...rest, ...(ranked === undefined ? {} : { ranked }) };
}

interface Counted extends Pick<DecidedOutcome, 'support' | 'confidence' | 'ranked'> {
  readonly passed: boolean;
}

type CountingRule = VoteRule & { readonly method: VoteMethod };

function countSides(ballot: readonly BallotEntry[], poll: Poll, rule: CountingRule): Counted {
  const { method } = rule;
  const support = share(poll.inFavour, baseOf(poll, rule));
  const passed = isEnough(support, rule) && poll.inFavour > 0 && hasHonestMajority(ballot, method);
  return { passed, support, confidence: confidenceOf(ballot, method.voices, ({ choice }) => (choice === 'for' ? 1 : choice === 'against' ? -1 : 0)) };
}

function countRanks(ballot: readonly BallotEntry[], poll: Poll, rule: CountingRule): Counted {
  const { method } = rule;
  assert(method.liarsMax === 0, 'A ranked choice claims nothing about liars', { liarsMax: method.liarsMax });
  const whole = method.base === 'sided' ? undefined : baseOf(poll, rule);
  const runOff = instantRunOff(ballot, { alternatives: rankedDirections, voices: method.voices, tie: method.tie, isEnough: (part) => isEnough(part, rule), whole });
  const { winner, rounds, support, sideOf } = runOff;
  return { passed: winner !== undefined, support, confidence: winner === undefined ? 0 : confidenceOf(ballot, method.voices, sideOf), ranked: { winner, rounds } };
}

/** Returns what the support is a share of. */
function baseOf(poll: Poll, { method }: CountingRule): number {
  switch (method.base) {
    case 'sided':
      return poll.inFavour + poll.against;
    case 'answered':
      return answeredOf(poll, method);
    case 'members':
      return poll.all;
  }
}

function answeredOf(poll: Poll, { silence }: VoteMethod): number {
  return poll.inFavour + poll.against + poll.abstained + (silence === 'abstains' ? poll.silent : 0);
}

/** Tells whether more than half of the honest are for it, however many of the tolerated liars said so too. */
function hasHonestMajority(ballot: readonly BallotEntry[], { liarsMax, voices }: VoteMethod): boolean {
  if (liarsMax === 0) return true;
  assert(voices === 'equal', 'Liars are counted by heads', { voices });
  assert(toleratesLiars(ballot.length, liarsMax), 'A council that tolerates f liars has at least 3 f + 1 members', { members: ballot.length, liarsMax });
  return ballot.filter(({ choice, silent }) => choice === 'for' && silent !== true).length >= voicesNeeded(ballot.length, liarsMax);
}

function isEnough(support: number, { operator, threshold }: Pick<VoteRule, 'operator' | 'threshold'>): boolean {
  return operator === '>' ? support > threshold : support >= threshold;
}

function isAbove(confidence: number, bound: number): boolean {
  return Math.round(confidence * CONFIDENCE_GRAIN) > Math.round(bound * CONFIDENCE_GRAIN);
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

/**
 * Ends a conflict of views without asking anybody again: by vote, by the word of an expert, by
 * confidence, by compromise, or by what was agreed for the case that nothing else helps. Pure functions
 * of the views; one that cannot tell says so, and the next is tried.
 */
import type { AgentId } from '../../core/brand.js';
import type { Direction } from '../../domain/events/swarm-events.js';
import type { Resolution } from '../../domain/events/negotiation-events.js';
import { share, type BallotEntry } from '../ballot.js';
import { tally } from '../vote-rule.js';

export interface View {
  readonly agent: AgentId;
  /** -1 (short) to 1 (long). */
  readonly lean: number;
  readonly weight: number;
}

export interface Settlement {
  /** Where it ended, -1 to 1. */
  readonly position: number;
  /** Share of the weight whose view points there too. */
  readonly support: number;
}

export interface SettleTerms {
  /** Whose word counts most, the first most of all. */
  readonly experts: readonly AgentId[];
  /** Where everybody stands if nothing else helps. */
  readonly fallback: number;
}

/** What can be worked out at once; a negotiation and a person take time. */
export type PromptResolution = Exclude<Resolution, 'negotiate' | 'human'>;

/** Views closer than a billionth are the same. */
const GRAIN = 1_000_000_000;

/** Returns where a way to settle ends, `undefined` where it cannot tell. Views are in the order of their agents' ids. */
export function settleViews(way: PromptResolution, views: readonly View[], terms: SettleTerms): Settlement | undefined {
  const position = positionBy(way, views, terms);
  return position === undefined ? undefined : { position, support: supportOf(position, views) };
}

function positionBy(way: PromptResolution, views: readonly View[], { experts, fallback }: SettleTerms): number | undefined {
  switch (way) {
    case 'vote':
      return byVote(views);
    case 'expert':
      return experts.map((expert) => views.find(({ agent }) => agent === expert)).find((view) => view !== undefined)?.lean;
    case 'confidence':
      return byConfidence(views);
    case 'compromise':
      return meanLean(views);
    case 'fallback':
      return fallback;
  }
}

/** More than half of the weight that takes a side; as far as the mean of those who are for it. A tie decides nothing. */
function byVote(views: readonly View[]): number | undefined {
  for (const direction of ['long', 'short'] as const) {
    const ballot = views.map(({ agent, lean, weight }): BallotEntry => ({ agent, weight, confidence: Math.abs(lean), choice: choiceFor(lean, direction) }));
    const outcome = tally(ballot, { quorum: 0, threshold: 0.5, operator: '>' });
    if (outcome.kind === 'decided' && outcome.approved) return meanLean(views.filter(({ lean }) => (direction === 'long' ? lean > 0 : lean < 0)));
  }
  return undefined;
}

function choiceFor(lean: number, direction: Direction): BallotEntry['choice'] {
  if (lean === 0) return 'abstain';
  return lean > 0 === (direction === 'long') ? 'for' : 'against';
}

/** The strongest view; nobody's where two that differ are as strong. */
function byConfidence(views: readonly View[]): number | undefined {
  const strongest = Math.max(0, ...views.map(({ lean }) => rounded(Math.abs(lean))));
  const leaders = views.filter(({ lean }) => rounded(Math.abs(lean)) === strongest);
  return strongest > 0 && leaders.every(({ lean }) => lean > 0 === leaders[0].lean > 0) ? leaders[0].lean : undefined;
}

/** Returns Σ weight × lean ÷ Σ weight; `undefined` where nobody has weight. */
export function meanLean(views: readonly View[]): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const { lean, weight } of views) {
    sum += weight * lean;
    weights += weight;
  }
  return weights > 0 ? Math.max(-1, Math.min(1, rounded(sum / weights))) + 0 : undefined;
}

/** Returns the share of the weight that leans to the side of a position. */
export function supportOf(position: number, views: readonly View[]): number {
  let behind = 0;
  let all = 0;
  for (const { lean, weight } of views) {
    all += weight;
    if (Math.sign(lean) === Math.sign(rounded(position))) behind += weight;
  }
  return share(behind, all);
}

function rounded(value: number): number {
  return Math.round(value * GRAIN) / GRAIN;
}

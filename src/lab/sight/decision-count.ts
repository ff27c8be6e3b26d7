/** Votes counted: what was proposed, how it ended, and how long that took. */
import type { LogEvent } from '../../domain/catalogue.js';
import type { OpenTime } from './open-time.js';
import { emptySpread, figuresOf, spreadOver, type Spread, type SpreadFigures } from './spread.js';

export interface DecisionFigures {
  readonly proposed: number;
  readonly reached: number;
  readonly approved: number;
  readonly held: number;
  readonly short: number;
  readonly quorumMissed: number;
  readonly open: number;
  /** From the proposal to its outcome, in µs. */
  readonly consensus: SpreadFigures;
}

export interface DecisionCount {
  /** When each open proposal was made. */
  readonly open: Map<string, number>;
  readonly consensus: Spread;
  proposed: number;
  reached: number;
  approved: number;
  held: number;
  short: number;
  quorumMissed: number;
}

export function decisionCount(): DecisionCount {
  return { open: new Map(), consensus: emptySpread(), proposed: 0, reached: 0, approved: 0, held: 0, short: 0, quorumMissed: 0 };
}

/** Returns a count that begins anew with what is open. */
export function nextDecisionCount({ open }: DecisionCount): DecisionCount {
  return { ...decisionCount(), open };
}

export function countDecision(count: DecisionCount, event: LogEvent, atWork: OpenTime): void {
  if (event.type === 'ProposalMade') {
    count.proposed += 1;
    if (!count.open.has(event.data.proposal)) atWork.open(event.time);
    count.open.set(event.data.proposal, event.time);
  } else if (event.type === 'DecisionReached') {
    count.reached += 1;
    if (event.data.approved) count.approved += 1;
    if (event.data.isHeld === true) count.held += 1;
    if (event.data.isShort === true) count.short += 1;
    close(count, event.data.proposal, event.time, atWork);
  } else if (event.type === 'QuorumMissed') {
    count.quorumMissed += 1;
    close(count, event.data.proposal, event.time, atWork);
  }
}

function close({ open, consensus }: DecisionCount, proposal: string, at: number, atWork: OpenTime): void {
  const since = open.get(proposal);
  if (since === undefined) return;
  open.delete(proposal);
  spreadOver(consensus, at - since);
  atWork.close(at);
}

export function decisionFigures({ open, consensus, ...counts }: DecisionCount): DecisionFigures {
  return { ...counts, open: open.size, consensus: figuresOf(consensus) };
}

/**
 * What one who watches bars and answers proposals has heard already. Messages may come twice, or behind
 * later ones: such a bar moves no average, and a question is answered once.
 */
import type { AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { EventOf } from '../domain/catalogue.js';

/** Plain data, changed in place. */
export interface Attention {
  /** Close of the last bar. */
  closedAt: Instant;
  /** Offset of the last proposal, by who asked. */
  readonly askedAt: Record<AgentId, number>;
  /** Whether the proposal at hand was known already. */
  isAskedAgain: boolean;
}

export function startAttention(): Attention {
  return { closedAt: Number.MIN_SAFE_INTEGER, askedAt: {}, isAskedAgain: false };
}

/** Takes note of a bar; tells whether it is news. */
export function noteBar(attention: Attention, { closedAt }: Bar): boolean {
  if (closedAt <= attention.closedAt) return false;
  attention.closedAt = closedAt;
  return true;
}

export function noteProposal(attention: Attention, { agent, offset }: EventOf<'ProposalMade'>): void {
  attention.isAskedAgain = Object.hasOwn(attention.askedAt, agent) && offset <= attention.askedAt[agent];
  if (!attention.isAskedAgain) attention.askedAt[agent] = offset;
}

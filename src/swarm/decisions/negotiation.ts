/**
 * Agreement by offers, in a bounded number of rounds. The chair offers the weighted mean of where the
 * parties stand; each accepts, or says how far it would go; if those who accept weigh enough the offer
 * holds, else the next offer is made from what was stated. After the last round nothing was reached.
 */
import type { AgentId } from '../../core/brand.js';
import { SECOND, type Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';
import { share } from '../ballot.js';
import { meanLean, type View } from './settle-views.js';

export const roundsMax = 5;
export const supportMin = 0.66;
export const roundUs = 2 * SECOND;

export interface Negotiation {
  readonly id: string;
  readonly roundsMax: number;
  readonly supportMin: number;
  /** Where each party stands, in the order of the ids; moves with what it states. */
  readonly parties: { readonly agent: AgentId; readonly weight: number; position: number }[];
  /** 1 for the first. */
  round: number;
  offer: number;
  closesAt: Instant;
  /** Answers to the offer of this round, by party. */
  answers: Record<AgentId, boolean>;
}

export function startNegotiation({ negotiation, parties, roundsMax: rounds, supportMin: support }: DataOf<'NegotiationOpened'>): Negotiation {
  return { id: negotiation, roundsMax: rounds, supportMin: support, parties: parties.map(({ agent, weight, position }) => ({ agent, weight, position })), round: 0, offer: 0, closesAt: 0, answers: {} };
}

export function hearOffer(state: Negotiation, { round, offer, closesAt }: DataOf<'OfferMade'>): void {
  state.round = round;
  state.offer = offer;
  state.closesAt = closesAt;
  state.answers = {};
}

/** Counts the answer of a party, unless it is late, for another round, or its second. */
export function hearPosition(state: Negotiation, { party, round, accepts, position }: DataOf<'PositionStated'>, arrivedAt: Instant): void {
  const row = state.parties.find(({ agent }) => agent === party);
  if (row === undefined || round !== state.round || arrivedAt >= state.closesAt || Object.hasOwn(state.answers, party)) return;
  state.answers[party] = accepts;
  row.position = Math.max(-1, Math.min(1, position));
}

export function hasEveryAnswer({ parties, answers }: Negotiation): boolean {
  return parties.every(({ agent }) => Object.hasOwn(answers, agent));
}

/** Returns the share of the weight of all parties that accepts the offer; who is silent does not. */
export function supportOfOffer({ parties, answers }: Negotiation): number {
  let behind = 0;
  let all = 0;
  for (const { agent, weight } of parties) {
    all += weight;
    if (Object.hasOwn(answers, agent) && answers[agent]) behind += weight;
  }
  return share(behind, all);
}

/** Returns the offer that the parties' positions ask for. */
export function offerFrom(parties: readonly { readonly agent: AgentId; readonly weight: number; readonly position: number }[]): number {
  return meanLean(parties.map(({ agent, weight, position }): View => ({ agent, weight, lean: position }))) ?? 0;
}

export type RoundEnd = { readonly kind: 'reached' | 'failed'; readonly support: number } | { readonly kind: 'next'; readonly round: number; readonly offer: number };

/** Returns what follows a round whose answers are in, or whose time is up. */
export function endRound(state: Negotiation): RoundEnd {
  const support = supportOfOffer(state);
  if (support >= state.supportMin) return { kind: 'reached', support };
  if (state.round >= state.roundsMax) return { kind: 'failed', support };
  return { kind: 'next', round: state.round + 1, offer: offerFrom(state.parties) };
}

export interface Willingness {
  /** How much further it goes in each round. */
  readonly concession: number;
  /** The furthest from its own view that it ever goes. */
  readonly reserve: number;
}

/** Returns how one with this lean answers the offer of a round: it accepts what it would go to, and otherwise goes as far as it would. */
export function answerTo(offer: number, lean: number, round: number, { concession, reserve }: Willingness): { readonly accepts: boolean; readonly position: number } {
  const distance = Math.abs(offer - lean);
  const reach = Math.min(reserve, concession * round);
  if (distance <= reach + 1e-9) return { accepts: true, position: offer };
  return { accepts: false, position: lean + Math.sign(offer - lean) * reach };
}

/** How a trader takes the word of a portfolio optimiser: each share of equity becomes a number of lots, all at one moment. */
import type { EventOf } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { fundsBehind, fundsFactor } from '../portfolio/currencies.js';
import type { Ledger } from '../portfolio/ledger.js';
import { equityOf, lotMicrosOf } from '../portfolio/position.js';
import { targetLots } from '../portfolio/sizing.js';
import type { Miss, PartnerOf } from './agent-kind.js';
import { allocators, deciders, misplaced } from './partners.js';
import { reducedTarget, type TraderDesk } from './trader-desk.js';
import type { TraderOptions } from './trader-options.js';

/** So many later statements an order may outlive before others go on without it. */
const OUTLIVED_MAX = 2;

/** What is changed by a statement. */
export interface AllocationBooks {
  readonly ledger: Ledger;
  readonly desks: Readonly<Record<InstrumentId, TraderDesk>>;
  readonly isHalted: boolean;
}

/** Returns what a trader counts on in vain of those whom it follows. */
export function missesOf({ council, allocation }: TraderOptions, partnerOf: PartnerOf): readonly Miss[] {
  if (allocation === undefined) return misplaced('council', [council], deciders, partnerOf);
  const idle = council === '' ? [] : [{ option: 'council', sentence: `it follows ${allocation}, whatever ${council} decides. Leave one of them out.` }];
  return [...misplaced('allocation', [allocation], allocators, partnerOf), ...idle];
}

/** Tells whether a statement is one that the trader follows. */
export function followsAllocation({ agent }: EventOf<'AllocationStated'>, { allocation }: TraderOptions): boolean {
  return allocation !== undefined && agent === allocation;
}

/** Sets the target of each instrument that is named and heard of for the first time with this statement, in place. */
export function takeAllocation({ ledger, desks, isHalted }: AllocationBooks, { offset, agent, data }: EventOf<'AllocationStated'>, { allowShort, tradeShareMin, flattenOnHalt }: TraderOptions): void {
  for (const { instrument, weight } of data.weights) {
    const desk = desks[instrument];
    const position = ledger.positions[ledger.placeOf[instrument]];
    if (desk === undefined || position === undefined || offset <= desk.decidedAt) continue;
    desk.decidedAt = offset;
    if (desk.order !== undefined) desk.order.outlived = (desk.order.outlived ?? 0) + 1;
    const mayStand = weight >= 0 || (allowShort && position.instrument.shortable);
    const direction = weight === 0 || !mayStand ? 'flat' : weight > 0 ? 'long' : 'short';
    const equityMicros = equityOf(fundsBehind(ledger, position));
    const lotMicros = lotMicrosOf(position) * fundsFactor(ledger, position.account);
    const target = targetLots({ kind: 'percent', share: Math.abs(weight) }, { direction, conviction: 1, equityMicros, lotMicros });
    const isWorthIt = target === 0 || Math.abs(target - desk.heldLots) * lotMicros >= tradeShareMin * equityMicros;
    desk.targetLots = isWorthIt ? target : desk.heldLots;
    desk.tag = `${agent}/${data.number}`;
    if (isHalted) desk.targetLots = flattenOnHalt ? 0 : reducedTarget(desk);
  }
}

/**
 * Returns the instruments whose orders may go out now: while something is still to be reduced, only that. The gate counts an order
 * that enlarges as if it were filled, and one that reduces as if it never were. What is not done two
 * statements later is not waited for: a market that fell silent would hold up all others.
 */
export function dueNow(instruments: readonly InstrumentId[], desks: AllocationBooks['desks']): readonly InstrumentId[] {
  const reduced = instruments.filter((id) => desks[id] !== undefined && (desks[id].order?.outlived ?? 0) < OUTLIVED_MAX && Math.abs(desks[id].targetLots) < Math.abs(desks[id].heldLots));
  return reduced.length > 0 ? reduced : instruments;
}

/**
 * I56: what the gate approves keeps the limits of exposure and concentration, all open orders counted at
 * their worst. Holdings and open orders are taken from the log, prices and equity from what the gate knew.
 */
import type { GateState } from '../../../agents/risk-gate.js';
import type { LogEvent } from '../../../domain/catalogue.js';
import type { OrderId } from '../../../domain/order.js';
import { invariant, type Authorities, type Invariant } from '../../../domain/invariants/invariant.js';
import { stepOf } from '../../../domain/invariants/order-life.js';
import { emptyBooks, foldBooks, type TrueBooks } from '../../../domain/invariants/true-books.js';
import { isFinal } from '../../../domain/order.js';
import { fundsBehind, fundsFactor, sharesFunds } from '../../../portfolio/currencies.js';
import { openOrderOf, type RiskLimits } from '../../../portfolio/limits.js';
import { adjusted, worstCaseOf, worstValue, type OpenOrder } from '../../../portfolio/open-orders.js';
import { equityOf, type Position } from '../../../portfolio/position.js';

interface Guarded {
  readonly books: TrueBooks;
  readonly open: Map<OrderId, OpenOrder>;
}

export function limitsKept(authorities: Authorities, limits: RiskLimits): Invariant {
  return invariant<Guarded>({
    id: 'I56',
    law: 'No approved order can lead to more exposure or concentration than the limits allow, even if all open orders fill.',
    initial: () => ({ books: emptyBooks(), open: new Map() }),
    check(event, guarded, world) {
      foldBooks(guarded.books, event, authorities);
      settle(guarded, event, authorities);
      if (event.type !== 'OrderApproved' || event.agent !== authorities.gate) return undefined;
      const gate = world.stateOf(authorities.gate) as GateState;
      const { order } = event.data;
      const asked = openOrderOf(order, gate, { limits, now: event.time });
      if ('reason' in asked) return `order ${order.id} was approved, though it can be refused: ${asked.reason}`;
      const before = shareOf(guarded, gate, asked.place);
      guarded.open.set(order.id, asked);
      if (order.reduceOnly) return undefined;
      const after = shareOf(guarded, gate, asked.place);
      if (after.lots <= before.lots) return undefined;
      if (after.own > limits.concentrationMax) return `order ${order.id} could make the position ${after.own} of equity, above ${limits.concentrationMax}`;
      return after.all > limits.exposureMax ? `order ${order.id} could make the exposure ${after.all} of equity, above ${limits.exposureMax}` : undefined;
    },
  });
}

function settle({ open }: Guarded, event: LogEvent, authorities: Authorities): void {
  if (event.type === 'OrderAdjusted' && event.agent === authorities.venue) {
    const before = open.get(event.data.orderId);
    if (before !== undefined) open.set(event.data.orderId, adjusted(before, event.data));
  }
  const step = stepOf(event, authorities);
  if (step === undefined) return;
  if (isFinal(step.to)) open.delete(step.id);
  const order = open.get(step.id);
  if (event.type === 'OrderFilled' && order !== undefined) order.lots = event.data.fill.remainingLots;
}

interface Shares {
  /** Most lots that the instrument can come to. */
  readonly lots: number;
  readonly own: number;
  readonly all: number;
}

/** Returns the worst that can come of one instrument and of all, as shares of the equity that the gate knows. */
function shareOf({ books, open }: Guarded, { ledger }: GateState, place: number): Shares {
  const equity = equityOf(fundsBehind(ledger, ledger.positions[place]));
  let lots = 0;
  let own = 0;
  let all = 0;
  ledger.positions.forEach((known, index) => {
    if (!sharesFunds(ledger, known.account, ledger.positions[place].account)) return;
    const position: Position = { ...known, lots: books.lots.get(known.instrument.id) ?? 0 };
    const worst = worstCaseOf(position, [...open.values()].filter((order) => order.place === index));
    const value = worstValue(position, worst) * fundsFactor(ledger, known.account);
    all += value;
    if (index !== place) return;
    own = value;
    lots = Math.max(worst.longLots, worst.shortLots, Math.abs(position.lots));
  });
  return { lots, own: own / equity, all: all / equity };
}

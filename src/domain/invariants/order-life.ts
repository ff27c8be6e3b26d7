/** The laws of an order's life: only legal steps, one end, and never more lots than were asked for. */
import type { Lots } from '../../core/fixed-point.js';
import type { DataOf, LogEvent } from '../catalogue.js';
import { isFinal, isLegalStep, type OrderId, type OrderState } from '../order.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

export interface OrderLife {
  state: OrderState;
  /** Offset of its last step, and when that was. */
  since: number;
  at: number;
  /** Absent for a share of funds, and for a child, which wakes for what its parent fills. */
  orderedLots: Lots | undefined;
  filledLots: Lots;
}

export type OrderLives = Map<OrderId, OrderLife>;

interface Step {
  readonly id: OrderId;
  readonly to: OrderState;
}

/** Returns where an event takes an order; `undefined` for events that are no step, or not said by who may say them. */
export function stepOf(event: LogEvent, { venue, gate }: Authorities): Step | undefined {
  // An answer to one agent alone concerns a repeated or foreign id, not the order of that name.
  if (event.to.length > 0) return undefined;
  const speaker = event.agent;
  switch (event.type) {
    case 'OrderApproved':
      return speaker === gate ? { id: event.data.order.id, to: 'approved' } : undefined;
    case 'OrderDenied':
      return speaker === gate || speaker === venue ? { id: event.data.orderId, to: 'denied' } : undefined;
    case 'OrderAccepted':
      return speaker === venue ? { id: event.data.orderId, to: 'accepted' } : undefined;
    case 'OrderRejected':
      return speaker === venue ? { id: event.data.orderId, to: 'rejected' } : undefined;
    case 'OrderCancelled':
      return speaker === venue ? { id: event.data.orderId, to: 'cancelled' } : undefined;
    case 'OrderExpired':
      return speaker === venue ? { id: event.data.orderId, to: 'expired' } : undefined;
    case 'OrderFilled':
      if (speaker !== venue) return undefined;
      return { id: event.data.fill.orderId, to: event.data.fill.remainingLots === 0 ? 'filled' : 'partially-filled' };
    default:
      return undefined;
  }
}

/** Notes an order that is asked for; a second one of the same name is the gate's to refuse. */
export function noteOrder(lives: OrderLives, event: LogEvent): void {
  if (event.type !== 'OrderPlaced' || lives.has(event.data.order.id)) return;
  const { id, quantityLots, parent } = event.data.order;
  lives.set(id, { state: 'placed', since: event.offset, at: event.time, orderedLots: parent === undefined ? quantityLots : undefined, filledLots: 0 });
}

/** A split counts what is open anew, and leaves what was filled. */
function noteAdjusted(lives: OrderLives, { orderId, openLots }: DataOf<'OrderAdjusted'>): void {
  const life = lives.get(orderId);
  if (life?.orderedLots !== undefined && openLots >= 0) life.orderedLots = life.filledLots + openLots;
}

/** I17 and I18: no fill before acceptance or after the end; a final state is final. */
export function legalSteps(authorities: Authorities): Invariant {
  return invariant<OrderLives>({
    id: 'I18',
    law: 'Orders take legal steps only, and end once.',
    initial: () => new Map(),
    check(event, lives) {
      noteOrder(lives, event);
      const step = stepOf(event, authorities);
      if (step === undefined) return undefined;
      const life = lives.get(step.id);
      if (life === undefined) return `order ${step.id} is ${step.to} and was never placed`;
      const { state } = life;
      life.state = step.to;
      if (isLegalStep(state, step.to)) return undefined;
      return `order ${step.id} goes from ${state} to ${step.to}${isFinal(state) ? ', and had ended' : ''}`;
    },
  });
}

/** I13: what is filled and what is left make what was ordered. */
export function filledWithinOrder(authorities: Authorities): Invariant {
  return invariant<OrderLives>({
    id: 'I13',
    law: 'The fills of an order add up to no more than was ordered, and what is left is what is missing.',
    initial: () => new Map(),
    check(event, lives) {
      noteOrder(lives, event);
      if (event.type === 'OrderAdjusted' && event.agent === authorities.venue) noteAdjusted(lives, event.data);
      if (event.type !== 'OrderFilled' || event.agent !== authorities.venue) return undefined;
      const { orderId, quantityLots, remainingLots } = event.data.fill;
      const life = lives.get(orderId);
      if (life === undefined) return `a fill of order ${orderId}, which was never placed`;
      life.filledLots += quantityLots;
      if (life.orderedLots === undefined) return undefined;
      const sound = remainingLots >= 0 && life.filledLots + remainingLots === life.orderedLots;
      return sound ? undefined : `order ${orderId} of ${life.orderedLots} lots: ${life.filledLots} filled, ${remainingLots} left`;
    },
  });
}

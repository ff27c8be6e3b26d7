/** The laws of halts: nothing passes that must not, from the moment its guardian knows. */
import { OPERATOR } from '../office-names.js';
import type { Authorities, Invariant } from './invariant.js';
import { invariant } from './invariant.js';

interface Knowledge {
  isHalted: boolean;
  /** The kill switch, as the gate and as the venue have heard of it. */
  gateKnowsKill: boolean;
  venueKnowsKill: boolean;
}

const nothingKnown = (): Knowledge => ({ isHalted: false, gateKnowsKill: false, venueKnowsKill: false });

/** I19: while trading is halted the gate approves only what reduces a position. */
export function nothingOpensWhileHalted({ gate, lab }: Authorities): Invariant {
  return invariant<Knowledge>({
    id: 'I19',
    law: 'While trading is halted, no order is approved that may open or enlarge a position.',
    initial: nothingKnown,
    check(event, knowledge) {
      if (event.agent !== gate) return undefined;
      if (event.type === 'TradingHalted') knowledge.isHalted = true;
      if (event.type !== 'OrderApproved' || !knowledge.isHalted || event.data.order.reduceOnly) return undefined;
      return `order ${event.data.order.id} was approved`;
    },
    heard(event, receiver, knowledge) {
      if (receiver !== gate) return undefined;
      if (event.type === 'TradingHalted' && event.agent === lab) knowledge.isHalted = true;
      if (event.type === 'TradingResumed' && event.agent === lab && !knowledge.gateKnowsKill) knowledge.isHalted = false;
      if (event.type === 'KillSwitchPulled' && (event.agent === lab || event.agent === OPERATOR)) knowledge.gateKnowsKill = true;
      return undefined;
    },
  });
}

/** I57: the kill switch is for good. */
export function nothingPassesWhenKilled({ gate, venue, lab }: Authorities): Invariant {
  return invariant<Knowledge>({
    id: 'I57',
    law: 'After the kill switch nothing is approved by a gate that heard of it, nor accepted by a venue that did.',
    initial: nothingKnown,
    check(event, { gateKnowsKill, venueKnowsKill }) {
      if (event.type === 'OrderApproved' && event.agent === gate && gateKnowsKill) return `order ${event.data.order.id} was approved`;
      if (event.type === 'OrderAccepted' && event.agent === venue && venueKnowsKill) return `order ${event.data.orderId} was accepted`;
      return undefined;
    },
    heard(event, receiver, knowledge) {
      if (event.type !== 'KillSwitchPulled' || (event.agent !== lab && event.agent !== OPERATOR)) return undefined;
      if (receiver === gate) knowledge.gateKnowsKill = true;
      if (receiver === venue) knowledge.venueKnowsKill = true;
      return undefined;
    },
  });
}

/** A trader whose orders an executor works over time: what it hands over, and what it keeps of it. */
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Fill } from '../domain/fill.js';
import type { InstrumentId } from '../domain/instrument.js';
import { agentId, type AgentId } from '../core/brand.js';
import type { Order, OrderId } from '../domain/order.js';
import { durationUs } from '../market/import-options.js';
import type { AgentSetting } from './agent-kind.js';
import { endOrder, type TraderDesk } from './trader-desk.js';
import type { TraderOptions } from './trader-options.js';

interface Desks {
  readonly desks: Record<InstrumentId, TraderDesk>;
  orders: number;
}

export interface HandOver {
  readonly execution: NonNullable<TraderOptions['execution']>;
  readonly now: number;
  /** Last known price. */
  readonly arrivalPrice: number;
}

/** Returns the parent order that stands for an order which the trader would otherwise send itself. */
export function parentDraft({ id, instrument, owner, side, quantityLots = 0, reduceOnly, tag }: Order, { execution, now, arrivalPrice }: HandOver): EventDraft {
  const parent = { id, instrument, owner, side, quantityLots, reduceOnly, arrivalPrice, executor: agentId(execution.by), startAt: now, endAt: now + durationUs(execution.over) };
  return { type: 'ParentOrderPlaced', data: { parent: tag === undefined ? parent : { ...parent, tag } } };
}

export function cancelParent(parentId: OrderId, executor: AgentId, instrument: InstrumentId): EventDraft {
  return { type: 'ParentOrderCancelRequested', data: { parentId, executor, instrument } };
}

/** Tells whether a fill belongs to the parent order that is under way: its children carry its id as their tag. */
export function isFillOfParent({ owner, tag }: Fill, { order }: TraderDesk, { execution }: TraderOptions): boolean {
  return execution !== undefined && owner === execution.by && order?.executor !== undefined && tag === order.id;
}

/** Takes note of what happens to its parent orders, in place. */
export function noteParent(state: Desks, event: LogEvent, { id }: AgentSetting): void {
  switch (event.type) {
    case 'ParentOrderPlaced': {
      const { parent } = event.data;
      const desk = state.desks[parent.instrument];
      if (event.agent !== id || desk === undefined) return;
      state.orders += 1;
      desk.order = { id: parent.id, forTarget: desk.targetLots, isAccepted: true, isCancelAsked: false, executor: parent.executor };
      return;
    }
    case 'ParentOrderCancelRequested': {
      const order = state.desks[event.data.instrument]?.order;
      if (event.agent === id && order?.id === event.data.parentId) order.isCancelAsked = true;
      return;
    }
    case 'ParentOrderEnded': {
      const desk = state.desks[event.data.instrument];
      if (desk?.order?.executor === event.agent) endOrder(desk, event.data.parentId);
      return;
    }
    default:
  }
}

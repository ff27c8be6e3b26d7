/** What a strategy of the `backtrader` profile may see and do. */
import type { ProfileBar } from '../profile-bar.js';
import { createOrder, type BacktraderWish, type BookOrder } from './book-order.js';
import { cancelOrder, submitOrder, timeOf, type BacktraderBroker } from './broker.js';
import { toTargetShare, toTargetSize, toTargetValue, type TargetOrder } from './target-orders.js';

export interface BacktraderDesk {
  readonly index: number;
  readonly bars: readonly ProfileBar[];
  readonly close: number;
  readonly cash: number;
  readonly value: number;
  /** Signed units held. */
  readonly position: number;
  readonly buy: (wish: BacktraderWish) => BookOrder;
  readonly sell: (wish: BacktraderWish) => BookOrder;
  /** Sends a market order for all that is held, if anything is. */
  readonly closePosition: () => void;
  readonly cancel: (order: BookOrder) => void;
  /** Sends what is missing to so many units, to a value, or to a share of the account; nothing if nothing is. */
  readonly targetSize: (size: number, terms?: Omit<BacktraderWish, 'size'>) => BookOrder | undefined;
  readonly targetValue: (value: number, terms?: Omit<BacktraderWish, 'size'>) => BookOrder | undefined;
  readonly targetShare: (share: number, terms?: Omit<BacktraderWish, 'size'>) => BookOrder | undefined;
  /** An entry with children that become active on the bar after it is complete; one cancels the other. */
  readonly bracket: (direction: 1 | -1, entry: BacktraderWish, children: { readonly stopLoss?: number; readonly takeProfit?: number }) => BookOrder;
}

export interface BacktraderStrategy {
  /** Index of the first bar on which it is asked. */
  readonly warmUp: number;
  readonly onBar: (desk: BacktraderDesk) => void;
  /** Called before the broker's step of every bar after the first it was asked on; only with `cheatOnOpen`. It may look at this bar's open and nothing later. */
  readonly onOpen?: (desk: BacktraderDesk) => void;
}

export function openDesk(broker: BacktraderBroker): BacktraderDesk {
  const send = (direction: 1 | -1, wish: BacktraderWish): BookOrder => {
    broker.orders += 1;
    const { index, bars } = broker;
    const order = createOrder(wish, { id: broker.orders, direction, bar: index, time: timeOf(broker, index), close: bars[index].close });
    submitOrder(broker, order);
    return order;
  };
  const sendTarget = (target: TargetOrder | undefined): BookOrder | undefined => (target === undefined ? undefined : send(target.direction, target.wish));
  return {
    bars: broker.bars,
    get index() {
      return broker.index;
    },
    get close() {
      return broker.bars[broker.index].close;
    },
    get cash() {
      return broker.cash;
    },
    get value() {
      return broker.value;
    },
    get position() {
      return broker.holding.size;
    },
    buy: (wish) => send(1, wish),
    sell: (wish) => send(-1, wish),
    closePosition: () => {
      const { size } = broker.holding;
      if (size !== 0) send(size > 0 ? -1 : 1, { size: Math.abs(size), kind: 'exit' });
    },
    cancel: (order) => cancelOrder(broker, order),
    targetSize: (size, terms) => sendTarget(toTargetSize(broker, size, terms)),
    targetValue: (value, terms) => sendTarget(toTargetValue(broker, value, terms)),
    targetShare: (share, terms) => sendTarget(toTargetShare(broker, share, terms)),
    bracket: (direction, entry, { stopLoss, takeProfit }) => {
      const children: BacktraderWish[] = [];
      const { size } = entry;
      if (stopLoss !== undefined) children.push({ size, type: 'stop', price: stopLoss, kind: 'stop-loss' });
      if (takeProfit !== undefined) children.push({ size, type: 'limit', price: takeProfit, kind: 'take-profit' });
      const parent = send(direction, { ...entry, transmit: children.length === 0 });
      children.forEach((child, place) => send(direction > 0 ? -1 : 1, { ...child, parent, transmit: place === children.length - 1 }));
      return parent;
    },
  };
}

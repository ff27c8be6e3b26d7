/** One bar of the `backtrader` profile's broker: check what was sent, book interest, try what waits, settle, value. */
import { isAlive, type BookOrder } from './book-order.js';
import { acceptOrder, endFamily, endOrder, familyOf, settleFamily, settleGroup, timeOf, type BacktraderBroker } from './broker.js';
import { heldValue, profitOf, settlement, signedValue } from './commission.js';
import { tryCash } from './execute.js';
import { tryOrder } from './try-order.js';

const DAY_MS = 86_400_000;

export function stepBroker(broker: BacktraderBroker): void {
  for (const order of broker.toActivate.splice(0)) order.isActive = true;
  checkSubmitted(broker);
  bookInterest(broker);
  workPending(broker);
  const { holding, costs, bars, index } = broker;
  const { close } = bars[index];
  if (holding.size !== 0) {
    broker.cash += settlement(costs, holding.size, { from: holding.settledAt, to: close });
    holding.settledAt = close;
  }
  broker.value = broker.cash + holdingValue(broker, close);
}

/** All that was sent is tried in sequence against one purse; what it cannot pay for ends here. */
function checkSubmitted(broker: BacktraderBroker): void {
  let { cash } = broker;
  const holding = { size: broker.holding.size, price: broker.holding.price };
  while (broker.submitted.length > 0) {
    const [order] = broker.submitted.splice(0, 1);
    if (familyOf(broker, order) === undefined) {
      endOrder(broker, order, 'Rejected');
      continue;
    }
    cash = tryCash(broker, order, { cash, holding });
    if (cash >= 0) {
      acceptOrder(broker, order);
      continue;
    }
    endOrder(broker, order, 'Margin');
    settleGroup(broker, order);
    endFamily(broker, order);
  }
}

/** What is tried leaves the queue and comes back behind the rest; an order that another one cancelled is not tried. */
function workPending(broker: BacktraderBroker): void {
  const { pending } = broker;
  const tried = new Set<BookOrder>();
  while (pending.length > 0 && !tried.has(pending[0])) {
    const [order] = pending.splice(0, 1);
    tried.add(order);
    workOrder(broker, order);
  }
}

function workOrder(broker: BacktraderBroker, order: BookOrder): void {
  if (order.type !== 'market' && order.valid !== undefined && timeOf(broker, broker.index) > order.valid) {
    endOrder(broker, order, 'Expired');
    settleGroup(broker, order);
    endFamily(broker, order);
    return;
  }
  if (order.isActive) tryOrder(broker, order);
  if (isAlive(order)) broker.pending.push(order);
  else if (order.status === 'Completed') settleFamily(broker, order);
}

/** Interest by calendar days, on the average price. */
function bookInterest(broker: BacktraderBroker): void {
  const { holding, costs } = broker;
  const today = Math.floor(timeOf(broker, broker.index) / DAY_MS);
  const days = today - holding.creditDay;
  holding.creditDay = Math.max(today, holding.creditDay);
  if (costs.interest === 0 || holding.size === 0 || days <= 0 || (holding.size > 0 && !costs.interestLong)) return;
  const credit = days * (costs.interest / 365) * Math.abs(holding.size) * holding.price;
  broker.cash -= credit;
  broker.interest += credit;
}

function holdingValue({ holding, costs, options }: BacktraderBroker, close: number): number {
  if (holding.size === 0) return 0;
  const value = (options.shortCash ?? true) ? signedValue(costs, holding.size, close) : heldValue(costs, holding, close);
  if (value <= 0) return value;
  const open = profitOf(costs, holding.size, { from: holding.price, to: close });
  return (value - open) / costs.leverage + open;
}

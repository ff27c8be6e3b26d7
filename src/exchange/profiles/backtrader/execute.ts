/**
 * The execution of an order in the `backtrader` profile, for real and as a trial run against cash. What
 * it closes is always possible; what it opens needs cash, or the order ends with status Margin.
 */
import { endFamily, reportOrder, endOrder, settleGroup, type BacktraderBroker } from './broker.js';
import { restOf, type BookOrder } from './book-order.js';
import { boundValue, commissionFor, profitOf, settlement, signedValue } from './commission.js';
import { fillable } from './filler.js';
import { changeHolding, type Holding } from './holding.js';
import { noteTrade } from './trade-book.js';

/** Returns the cash that would be left if the order were executed at the price it was created at. */
export function tryCash(broker: BacktraderBroker, order: BookOrder, trial: { readonly cash: number; readonly holding: Pick<Holding, 'size' | 'price'> }): number {
  const { bars, index, options, costs } = broker;
  const takesOpen = options.cheatOnOpen === true && order.type === 'market';
  const price = takesOpen ? bars[index].open : order.price;
  const { opened, closed } = changeHolding(trial.holding, restOf(order), price);
  let { cash } = trial;
  if (closed !== 0) cash += closeCash(broker, closed, price) - commissionFor(costs, closed, price);
  if (opened !== 0) cash -= openCash(broker, opened, price) + commissionFor(costs, opened, price);
  return cash;
}

/** Where an execution is stamped: on its bar, but for one at the close of the order's own bar, whose volume is that of the bar it is tried on. */
export interface Stamp {
  readonly price: number;
  readonly bar: number;
  readonly volumeBar?: number;
}

/** Executes an order at a price, as far as volume and cash allow. */
export function execute(broker: BacktraderBroker, order: BookOrder, { price, bar, volumeBar = bar }: Stamp): void {
  const { holding, costs } = broker;
  const size = order.direction * fillable(broker.options.filler, broker.bars[volumeBar], Math.abs(restOf(order)));
  const entry = holding.price;
  const after = { size: holding.size, price: holding.price };
  const { opened: wanted, closed } = changeHolding(after, size, price);

  let closedCommission = 0;
  let pnl = 0;
  if (closed !== 0) {
    pnl = profitOf(costs, -closed, { from: entry, to: price });
    closedCommission = commissionFor(costs, closed, price);
    broker.cash += closeCash(broker, closed, entry) + (costs.isStockLike ? pnl : 0) - closedCommission;
    broker.cash += settlement(costs, -closed, { from: holding.settledAt, to: price });
  }
  const opened = wanted !== 0 ? open(broker, wanted, { price, sizeAfter: after.size }) : 0;
  const openedCommission = opened === 0 ? 0 : commissionFor(costs, opened, price);
  if (closed + opened !== 0) {
    changeHolding(holding, closed + opened, price);
    note(broker, order, { price, bar, closed, opened, closedCommission, openedCommission, pnl });
    settleGroup(broker, order);
  }
  if (wanted !== 0 && opened === 0) {
    endOrder(broker, order, 'Margin');
    settleGroup(broker, order);
    endFamily(broker, order);
  }
}

/** Pays for what is opened; returns 0 if the cash does not suffice. */
function open(broker: BacktraderBroker, wanted: number, { price, sizeAfter }: { readonly price: number; readonly sizeAfter: number }): number {
  const { costs, holding } = broker;
  const cash = broker.cash - openCash(broker, wanted, price) - commissionFor(costs, wanted, price);
  if (cash < 0) return 0;
  broker.cash = cash;
  // What was held before is settled at this price too, so that all of it is settled from one price later.
  if (Math.abs(sizeAfter) > Math.abs(wanted)) broker.cash += settlement(costs, sizeAfter - wanted, { from: holding.settledAt, to: price });
  holding.settledAt = price;
  return wanted;
}

interface Execution {
  readonly price: number;
  readonly bar: number;
  readonly closed: number;
  readonly opened: number;
  readonly closedCommission: number;
  readonly openedCommission: number;
  readonly pnl: number;
}

function note(broker: BacktraderBroker, order: BookOrder, { price, bar, closed, opened, pnl, ...paid }: Execution): void {
  const { costs, trades } = broker;
  const { done } = order;
  // Interest that ran up counts as a cost of what is closed; the cash has paid it already.
  const closedCommission = paid.closedCommission + (closed === 0 ? 0 : broker.interest);
  if (closed !== 0) broker.interest = 0;
  const size = closed + opened;
  done.price = (done.price * done.size + price * size) / (done.size + size);
  done.size += size;
  done.commission += closedCommission + paid.openedCommission;
  done.pnl += pnl;
  order.status = restOf(order) === 0 ? 'Completed' : 'Partial';
  broker.fills.push({ kind: order.kind ?? (opened === 0 ? 'exit' : 'entry'), bar, price, size });
  if (order.status === 'Completed') reportOrder(broker, order, bar);
  if (closed !== 0) noteTrade(trades, costs, { size: closed, price, commission: closedCommission, bar: broker.index });
  if (opened !== 0) noteTrade(trades, costs, { size: opened, price, commission: paid.openedCommission, bar: broker.index });
}

/** Cash that closing brings back: of longs less the part that was borrowed. */
function closeCash({ costs, options }: BacktraderBroker, closed: number, price: number): number {
  const value = (options.shortCash ?? true) ? signedValue(costs, -closed, price) : boundValue(costs, closed, price);
  return value > 0 ? value / costs.leverage : value;
}

function openCash({ costs, options }: BacktraderBroker, opened: number, price: number): number {
  const value = (options.shortCash ?? true) ? signedValue(costs, opened, price) : boundValue(costs, opened, price);
  return value > 0 ? value / costs.leverage : value;
}

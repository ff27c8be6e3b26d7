/** Whether and at which price one bar executes one order of the `backtrader` profile, type by type. */
import type { ProfileBar } from '../profile-bar.js';
import { followMarket, isAlive, type BacktraderOrderType, type BookOrder } from './book-order.js';
import { timeOf, type BacktraderBroker } from './broker.js';
import { execute } from './execute.js';
import { slip, type Slip } from './slippage.js';

const rules: Readonly<Record<BacktraderOrderType, (broker: BacktraderBroker, order: BookOrder) => void>> = {
  market: tryMarket,
  close: tryClose,
  limit: tryLimit,
  stop: tryStop,
  'stop-limit': tryStopLimit,
  'stop-trail': (broker, order) => {
    tryStop(broker, order);
    if (isAlive(order)) followMarket(order, barOf(broker).close);
  },
  'stop-trail-limit': (broker, order) => {
    tryStopLimit(broker, order);
    if (isAlive(order)) followMarket(order, barOf(broker).close);
  },
};

/** Tries an order on the bar at hand. */
export function tryOrder(broker: BacktraderBroker, order: BookOrder): void {
  if (order.isTriggered) tryLimit(broker, order);
  else rules[order.type](broker, order);
}

function tryMarket(broker: BacktraderBroker, order: BookOrder): void {
  const { cheatOnClose, cheatOnOpen } = broker.options;
  const { open } = barOf(broker);
  if (cheatOnClose === true) return fillAt(broker, order, { price: order.createdClose, isOpen: true }, order.createdBar);
  if (cheatOnOpen !== true && broker.index <= order.createdBar) return;
  fillAt(broker, order, { price: open, isOpen: true });
}

const DAY_MS = 86_400_000;

/** At the close of the session that the order came in, of the next one if it came after its end; known only when a bar at or after it comes. */
function tryClose(broker: BacktraderBroker, order: BookOrder): void {
  const { close } = barOf(broker);
  const now = timeOf(broker, broker.index);
  const endOfDay = Math.floor(order.createdTime / DAY_MS) * DAY_MS + (broker.options.sessionEndMs ?? DAY_MS - 0.01);
  const sessionEnd = endOfDay < order.createdTime ? endOfDay + DAY_MS : endOfDay;
  if (now > order.createdTime && now >= sessionEnd) {
    const wasBefore = order.notedClose !== undefined && now > sessionEnd;
    execute(broker, order, { price: wasBefore && order.notedClose !== undefined ? order.notedClose : close, bar: wasBefore ? broker.index - 1 : broker.index });
    return;
  }
  order.notedClose = close;
}

function tryLimit(broker: BacktraderBroker, order: BookOrder): void {
  const { open, high, low } = barOf(broker);
  const { limit, direction } = order;
  const buys = direction > 0;
  if (buys ? limit >= open : limit <= open) {
    const bound = buys ? Math.min(high, limit) : Math.max(low, limit);
    fillAt(broker, order, { price: open, bound, isOpen: true, isLimit: true });
  } else if (buys ? limit >= low : limit <= high) {
    execute(broker, order, { price: limit, bar: broker.index });
  }
}

function tryStop(broker: BacktraderBroker, order: BookOrder): void {
  const { open, high, low } = barOf(broker);
  const { price, direction } = order;
  const buys = direction > 0;
  if (buys ? open >= price : open <= price) fillAt(broker, order, { price: open, isOpen: true });
  else if (buys ? high >= price : low <= price) fillAt(broker, order, { price });
}

/** On the bar of the trigger the limit counts only where the close tells that it was reached afterwards. */
function tryStopLimit(broker: BacktraderBroker, order: BookOrder): void {
  const { open, high, low, close } = barOf(broker);
  const { price, limit, direction } = order;
  const buys = direction > 0;
  if (buys ? open >= price : open <= price) {
    order.isTriggered = true;
    return tryLimit(broker, order);
  }
  if (buys ? high < price : low > price) return;
  order.isTriggered = true;
  const cameBack = buys ? open > close : open <= close;
  if (buys ? limit >= price : limit <= price) fillAt(broker, order, { price, isLimit: true });
  else if (cameBack && (buys ? limit >= close : limit <= close)) execute(broker, order, { price: limit, bar: broker.index });
}

function fillAt(broker: BacktraderBroker, order: BookOrder, wish: Omit<Slip, 'direction' | 'bound'> & { readonly bound?: number }, bar = broker.index): void {
  const { high, low } = barOf(broker);
  const { direction } = order;
  const price = slip(broker.options.slippage ?? {}, { direction, bound: direction > 0 ? high : low, ...wish });
  if (price !== undefined) execute(broker, order, { price, bar, volumeBar: broker.index });
}

function barOf({ bars, index }: BacktraderBroker): ProfileBar {
  return bars[index];
}

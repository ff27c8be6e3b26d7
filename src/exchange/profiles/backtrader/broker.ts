/**
 * The state of the `backtrader` profile's broker, and how orders come and go: they wait for the check of
 * the next bar, then in one queue, first come first tried; families of brackets and groups of which one
 * cancels the other end together.
 */
import { demandOfProfile, type ProfileBar, type ProfileFill } from '../profile-bar.js';
import type { BacktraderStatus, BookOrder } from './book-order.js';
import { costRule, type BacktraderCommission, type CostRule } from './commission.js';
import type { BacktraderFiller } from './filler.js';
import type { Holding } from './holding.js';
import type { BacktraderSlippage } from './slippage.js';
import { emptyTrades, type TradeBook } from './trade-book.js';

export interface BacktraderOptions {
  readonly cash?: number;
  readonly commission?: BacktraderCommission;
  readonly slippage?: BacktraderSlippage;
  readonly filler?: BacktraderFiller;
  /** Strategies may act before the broker's step, and market orders then take this bar's open. */
  readonly cheatOnOpen?: boolean;
  /** Market orders take the close of the bar on which they were sent. */
  readonly cheatOnClose?: boolean;
  /** Whether orders are checked against cash before they are accepted. */
  readonly checkSubmit?: boolean;
  /** Whether short sales of stocks bring cash. */
  readonly shortCash?: boolean;
  /** End of the session in milliseconds after midnight, for orders at the close. */
  readonly sessionEndMs?: number;
}

/** What an order came to, noted whenever it ends. */
export interface OrderReport {
  readonly status: BacktraderStatus;
  readonly bar: number;
  /** Executed so far, signed; average price; costs; profit of what it closed. */
  readonly size: number;
  readonly price: number;
  readonly commission: number;
  readonly pnl: number;
}

/** Changed in place while a run goes on. */
export interface BacktraderBroker {
  readonly bars: readonly ProfileBar[];
  readonly options: BacktraderOptions;
  readonly costs: CostRule;
  cash: number;
  value: number;
  index: number;
  orders: number;
  readonly holding: Holding;
  readonly submitted: BookOrder[];
  readonly pending: BookOrder[];
  /** Members of a bracket by the id of its parent; single orders are families of one. */
  readonly families: Map<number, BookOrder[]>;
  /** Members of a group by the id of its first; single orders are groups of one. */
  readonly groups: Map<number, Set<BookOrder>>;
  readonly toActivate: BookOrder[];
  interest: number;
  readonly reports: OrderReport[];
  readonly fills: ProfileFill[];
  readonly trades: TradeBook;
}

export function openBroker(bars: readonly ProfileBar[], options: BacktraderOptions): BacktraderBroker {
  const { cash = 10_000 } = options;
  demandOfProfile(Number.isFinite(cash), `Cash is a number (found ${cash}).`, { cash });
  return {
    bars, options, cash,
    costs: costRule(options.commission),
    value: cash, index: 0, orders: 0, interest: 0,
    holding: { size: 0, price: 0, settledAt: 0, creditDay: 0 },
    submitted: [], pending: [], families: new Map(), groups: new Map(), toActivate: [], reports: [], fills: [],
    trades: emptyTrades(),
  };
}

/** Stamp of a bar; its index where it has none, so that only the order of bars counts. */
export function timeOf({ bars }: BacktraderBroker, index: number): number {
  return bars[index].time ?? index;
}

/** Takes an order in; a bracket goes on its way with the last of its family. */
export function submitOrder(broker: BacktraderBroker, order: BookOrder): void {
  joinGroup(broker, order);
  if (order.parent === undefined) broker.families.set(order.id, []);
  const family = familyOf(broker, order);
  if (family === undefined) return endOrder(broker, order, 'Rejected');
  family.push(order);
  if (!order.transmit) return;
  for (const member of family) {
    if (broker.options.checkSubmit ?? true) {
      member.status = 'Submitted';
      broker.submitted.push(member);
    } else {
      acceptOrder(broker, member);
    }
  }
}

export function acceptOrder({ pending }: BacktraderBroker, order: BookOrder): void {
  order.notedClose = undefined;
  order.status = 'Accepted';
  pending.push(order);
}

/** Notes how an order ended. */
export function endOrder(broker: BacktraderBroker, order: BookOrder, status: BacktraderStatus): void {
  order.status = status;
  reportOrder(broker, order, broker.index);
}

export function reportOrder({ reports }: BacktraderBroker, { status, done }: BookOrder, bar: number): void {
  reports.push({ status, bar, size: done.size, price: done.price, commission: done.commission, pnl: done.pnl });
}

/** Cancels an order that waits in the queue, and its family with it. Others cannot be cancelled. */
export function cancelOrder(broker: BacktraderBroker, order: BookOrder): void {
  if (dropPending(broker, order)) endFamily(broker, order);
}

/** An order of the family was executed or has ended: its kin is cancelled, or its children become active. */
export function settleFamily(broker: BacktraderBroker, order: BookOrder): void {
  if (order.parent !== undefined) return endFamily(broker, order);
  const family = familyOf(broker, order) ?? [];
  family.shift();
  broker.toActivate.push(...family);
}

export function endFamily(broker: BacktraderBroker, order: BookOrder): void {
  const family = familyOf(broker, order) ?? [];
  broker.families.delete((order.parent ?? order).id);
  for (const member of family.splice(0)) dropPending(broker, member);
}

export function familyOf({ families }: BacktraderBroker, order: BookOrder): BookOrder[] | undefined {
  return families.get((order.parent ?? order).id);
}

/** Cancels the others of an order's group. */
export function settleGroup(broker: BacktraderBroker, order: BookOrder): void {
  const first = leaderOf(order);
  const group = broker.groups.get(first.id);
  if (group === undefined) return;
  broker.groups.delete(first.id);
  for (const other of [...broker.pending].reverse()) {
    if (other === order || !group.has(other)) continue;
    broker.pending.splice(broker.pending.indexOf(other), 1);
    endOrder(broker, other, 'Canceled');
  }
}

function joinGroup({ groups }: BacktraderBroker, order: BookOrder): void {
  const first = leaderOf(order);
  // A group that has ended begins anew without its first.
  const group = groups.get(first.id) ?? new Set();
  groups.set(first.id, group.add(order));
}

/** The first of a group, also where members name one another in a chain. */
function leaderOf(order: BookOrder): BookOrder {
  let first = order;
  while (first.oco !== undefined) first = first.oco;
  return first;
}

function dropPending(broker: BacktraderBroker, order: BookOrder): boolean {
  const place = broker.pending.indexOf(order);
  if (place < 0) return false;
  broker.pending.splice(place, 1);
  endOrder(broker, order, 'Canceled');
  settleGroup(broker, order);
  return true;
}

/**
 * A second reading of how backtesting.py works its queue, written from its documentation and behaviour and not from
 * the profile: one list of orders, one of trades, prices worked out case by case. For whole runs of many orders.
 */
import type { ProfileBar } from '../../../src/exchange/profiles/profile-bar.js';

export interface ReadingOptions {
  readonly cash: number;
  readonly spread: number;
  readonly commission: (size: number, price: number) => number;
  readonly margin: number;
  readonly tradeOnClose: boolean;
  readonly hedging: boolean;
  readonly exclusiveOrders: boolean;
  readonly finalizeTrades: boolean;
}

/** What is done after the broker's step of a bar; sizes are unsigned, `trade` counts open trades. */
export type Act =
  | { readonly kind: 'order'; readonly side: 1 | -1; readonly size: number; readonly limit?: number; readonly stop?: number; readonly stopLoss?: number; readonly takeProfit?: number }
  | { readonly kind: 'close'; readonly share: number }
  | { readonly kind: 'close-trade'; readonly trade: number; readonly share: number }
  | { readonly kind: 'stop-loss' | 'take-profit'; readonly trade: number; readonly price: number }
  | { readonly kind: 'cancel-all' };

interface Ticket {
  size: number;
  stop: number;
  readonly limit: number;
  readonly sl: number;
  readonly tp: number;
  readonly of: Held | null;
  role: 'entry' | 'close' | 'sl' | 'tp';
}

interface Held {
  size: number;
  readonly at: number;
  readonly entry: number;
  sl: Ticket | null;
  tp: Ticket | null;
}

export type Row = readonly [size: number, entryBar: number, exitBar: number, entryPrice: number, exitPrice: number, pnl: number];

/** Prices that are not there are NaN: every comparison with them is false. */
const NONE = Number.NaN;

export function readBacktestingPy(bars: readonly ProfileBar[], acts: ReadonlyMap<number, readonly Act[]>, o: ReadingOptions): { readonly equity: number[]; readonly rows: Row[]; readonly left: number } {
  let cash = o.cash;
  let queue: Ticket[] = [];
  let held: Held[] = [];
  const rows: Row[] = [];
  const equity: number[] = [];
  let now = 0;

  // The order of the sums is the engine's: what a share buys can hang on the last bit.
  const lever = 1 / o.margin;
  const worth = (): number => cash + held.reduce((sum, { size, entry }) => sum + size * (bars[now].close - entry), 0);
  const room = (): number => Math.max(0, worth() - held.reduce((sum, { size }) => sum + (Math.abs(size) * bars[now].close) / lever, 0)) * lever;
  const without = <Item>(list: readonly Item[], item: Item | null): Item[] => list.filter((one) => one !== item);

  const ticket = (fields: Partial<Ticket>): Ticket => ({ size: 0, stop: NONE, limit: NONE, sl: NONE, tp: NONE, of: null, role: 'entry', ...fields });
  const guard = (trade: Held, role: 'sl' | 'tp', price: number): void => {
    queue = without(queue, trade[role]);
    const one = ticket({ size: -trade.size, of: trade, role, ...(role === 'sl' ? { stop: price } : { limit: price }) });
    trade[role] = one;
    queue = role === 'sl' ? [one, ...queue] : [...queue, one];
  };
  const askClose = (trade: Held, share: number): void => {
    const exact = Math.abs(trade.size) * share;
    const rounded = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
    queue = [ticket({ size: -Math.sign(trade.size) * Math.max(1, rounded), of: trade, role: 'close' }), ...queue];
  };
  const shut = (trade: Held, price: number, bar: number): void => {
    held = without(held, trade);
    queue = without(without(queue, trade.sl), trade.tp);
    const { size, at, entry } = trade;
    cash += size * (price - entry) - o.commission(size, price);
    rows.push([size, at, bar, entry, price, size * (price - entry) - o.commission(size, price) - o.commission(size, entry)]);
  };
  const cut = (trade: Held, units: number, price: number, bar: number): void => {
    if (Math.abs(units) >= Math.abs(trade.size)) return shut(trade, price, bar);
    trade.size += units;
    for (const one of [trade.sl, trade.tp]) if (one !== null) one.size = -trade.size;
    shut({ ...trade, size: -units, sl: null, tp: null }, price, bar);
  };

  /** Price and bar of what the bar gives, if anything; takes the stop off when it is hit. */
  function chance(one: Ticket): { price: number; bar: number; hit: number } | null {
    const { open, high, low } = bars[now];
    const up = one.size > 0;
    const hit = one.stop;
    if (!Number.isNaN(hit)) {
      if (up ? high < hit : low > hit) return null;
      one.stop = NONE;
    }
    const atClose = o.tradeOnClose && (one.role === 'entry' || one.role === 'close');
    if (Number.isNaN(one.limit)) {
      const base = atClose ? bars[now - 1].close : open;
      if (Number.isNaN(hit)) return { price: base, bar: atClose ? now - 1 : now, hit };
      return { price: up ? Math.max(base, hit) : Math.min(base, hit), bar: now, hit };
    }
    if (up ? low > one.limit : high < one.limit) return null;
    if (up ? one.limit <= hit : one.limit >= hit) return null;
    const from = Number.isNaN(hit) ? open : hit;
    return { price: up ? Math.min(from, one.limit) : Math.max(from, one.limit), bar: now, hit };
  }

  /** Returns whether exits can act on this bar yet. */
  function enter(one: Ticket, { price, bar, hit }: { price: number; bar: number; hit: number }): boolean {
    const { high, low } = bars[now];
    const side = Math.sign(one.size);
    const paid = price * (1 + side * o.spread);
    const each = paid + o.commission(one.size, price) / Math.abs(one.size);
    let units = one.size;
    if (Math.abs(units) < 1) units = side * pythonFloor(room() * Math.abs(units), each);
    queue = without(queue, one);
    if (units === 0) return false;
    if (!o.hedging) {
      for (const trade of held.filter(({ size }) => Math.sign(size) === -side)) {
        if (units === 0) break;
        const part = side * Math.min(Math.abs(units), Math.abs(trade.size));
        cut(trade, part, price, bar);
        units -= part;
      }
    }
    if (units === 0 || Math.abs(units) * each > room()) return false;
    const trade: Held = { size: units, at: bar, entry: paid, sl: null, tp: null };
    held = [...held, trade];
    cash -= o.commission(units, paid);
    if (!Number.isNaN(one.tp)) guard(trade, 'tp', one.tp);
    if (!Number.isNaN(one.sl)) guard(trade, 'sl', one.sl);
    if (Number.isNaN(one.tp) && Number.isNaN(one.sl)) return false;
    if (!Number.isNaN(one.limit)) return false;
    if (Number.isNaN(hit)) return true;
    if (Number.isNaN(one.tp)) return false;
    return side > 0 ? one.tp <= high && !(one.sl >= low) : one.tp >= low && !(one.sl <= high);
  }

  function work(): void {
    let again = false;
    for (const one of [...queue]) {
      const found = queue.includes(one) ? chance(one) : null;
      if (found === null) continue;
      if (one.of === null) again = enter(one, found) || again;
      else {
        if (held.includes(one.of)) cut(one.of, one.size, found.price, found.bar);
        queue = without(queue, one);
      }
    }
    if (again) work();
  }

  function step(): boolean {
    work();
    equity[now] = worth();
    if (equity[now] > 0) return true;
    // Every second one is forgotten: the list shrinks while it is walked.
    for (const trade of held.filter((_, place) => place % 2 === 0)) shut(trade, bars[now].close, now);
    for (let bar = now; bar < bars.length; bar += 1) equity[bar] = 0;
    return false;
  }

  function act(one: Act): void {
    if (one.kind === 'cancel-all') {
      queue = [];
      for (const trade of held) trade.sl = trade.tp = null;
    } else if (one.kind === 'close') for (const trade of held) askClose(trade, one.share);
    else if (one.kind === 'order') {
      if (o.exclusiveOrders) {
        for (let place = 0; place < queue.length; place += 1) {
          const { role } = queue[place];
          if (role === 'entry' || role === 'close') queue = queue.filter((_, index) => index !== place);
        }
        for (const trade of held) askClose(trade, 1);
      }
      const { side, size, limit = NONE, stop = NONE, stopLoss = NONE, takeProfit = NONE } = one;
      queue = [...queue, ticket({ size: side * size, limit, stop, sl: stopLoss, tp: takeProfit })];
    } else if (one.trade < held.length) {
      if (one.kind === 'close-trade') askClose(held[one.trade], one.share);
      else guard(held[one.trade], one.kind === 'stop-loss' ? 'sl' : 'tp', one.price);
    }
  }

  let goesOn = true;
  for (now = 1; now < bars.length && goesOn; now += 1) {
    goesOn = step();
    if (goesOn) (acts.get(now) ?? []).forEach(act);
  }
  if (goesOn && o.finalizeTrades) {
    now = bars.length - 1;
    for (const trade of [...held].reverse()) askClose(trade, 1);
    step();
  }
  equity[0] = equity[1];
  return { equity, rows, left: held.length };
}

/** Floor division that does not round the quotient up first. */
function pythonFloor(a: number, b: number): number {
  return Math.round((a - (a % b)) / b);
}

/**
 * A second reading of how backtrader's broker works a bar, written from its documentation and behaviour and not from
 * the profile: orders are records in one list, and every rule is written for purchases and turned over for sales.
 */
import type { ProfileBar } from '../../../src/exchange/profiles/profile-bar.js';

export interface ReadingOptions {
  readonly cash: number;
  readonly rate: number;
  /** 0 for stocks. */
  readonly margin: number;
  readonly mult: number;
  readonly leverage: number;
  readonly interest: number;
  readonly interestLong: boolean;
  readonly slip: { readonly perc: number; readonly fixed: number; readonly atOpen: boolean; readonly match: boolean; readonly limit: boolean; readonly out: boolean };
  /** Units of a bar's volume that can be had; all of an order if absent. */
  readonly gives: ((bar: ProfileBar, rest: number) => number) | undefined;
  readonly cheatOnOpen: boolean;
  readonly cheatOnClose: boolean;
  readonly checkSubmit: boolean;
  readonly shortCash: boolean;
  readonly sessionEndMs: number;
}

export type OrderType = 'market' | 'close' | 'limit' | 'stop' | 'stop-limit' | 'stop-trail' | 'stop-trail-limit';

export type Act =
  | { readonly kind: 'order'; readonly side: 1 | -1; readonly type: OrderType; readonly size: number; readonly price?: number; readonly limit?: number; readonly trail?: number; readonly trailRatio?: number; readonly valid?: number; readonly oco?: number; readonly exits?: readonly { readonly type: 'stop' | 'limit' | 'stop-trail'; readonly price?: number; readonly trail?: number }[] }
  | { readonly kind: 'cancel'; readonly order: number }
  | { readonly kind: 'flat' };

interface Line {
  readonly id: number;
  readonly side: 1 | -1;
  readonly type: OrderType;
  readonly bar: number;
  readonly head: number;
  readonly group: number;
  readonly valid: number | undefined;
  readonly by: number;
  readonly byRatio: number;
  rest: number;
  price: number;
  limit: number;
  readonly gap: number;
  isAwake: boolean;
  isTriggered: boolean;
  noted: number | undefined;
  state: 'sent' | 'waits' | 'done' | 'over';
}

const DAY = 86_400_000;

export interface Reading {
  readonly values: number[];
  readonly cashes: number[];
  readonly fills: (readonly [bar: number, price: number, size: number])[];
  readonly ends: string[];
}

export function readBacktrader(bars: readonly ProfileBar[], acts: ReadonlyMap<number, readonly Act[]>, atOpen: ReadonlyMap<number, readonly Act[]>, o: ReadingOptions): Reading {
  const isStock = o.margin === 0;
  const out: Reading = { values: [], cashes: [], fills: [], ends: [] };
  const all: Line[] = [];
  let sent: Line[] = [];
  let book: Line[] = [];
  let wakes: Line[] = [];
  const kin = new Map<number, Line[]>();
  const groups = new Map<number, number[]>();
  let cash = o.cash;
  let size = 0;
  let average = 0;
  let settled = 0;
  let day = 0;
  let now = 0;
  const time = (bar: number): number => bars[bar].time ?? 0;

  // What things cost.
  const fee = (units: number, price: number): number => Math.abs(units) * o.rate * (isStock ? price : 1);
  const binds = (units: number, price: number): number => {
    const value = isStock ? (o.shortCash ? units : Math.abs(units)) * price : Math.abs(units) * o.margin;
    return value > 0 ? value / o.leverage : value;
  };
  const gain = (units: number, from: number, to: number): number => units * (to - from) * o.mult;
  const parts = (before: number, units: number): { opens: number; closes: number } => {
    if (before === 0 || Math.sign(before) === Math.sign(units)) return { opens: units, closes: 0 };
    if (Math.abs(units) <= Math.abs(before)) return { opens: 0, closes: units };
    return { opens: before + units, closes: -before };
  };

  // How orders end.
  const end = (line: Line, how: string): void => {
    line.state = 'over';
    out.ends.push(`${now}:${line.id}:${how}`);
  };
  const endGroup = (line: Line): void => {
    const members = groups.get(line.group);
    groups.delete(line.group);
    for (const other of [...book].reverse()) {
      if (members?.includes(other.id) !== true) continue;
      book = book.filter((one) => one !== other);
      end(other, 'Canceled');
    }
  };
  const pull = (line: Line): boolean => {
    if (!book.includes(line)) return false;
    book = book.filter((one) => one !== line);
    end(line, 'Canceled');
    endGroup(line);
    return true;
  };
  const endKin = (line: Line): void => {
    const family = kin.get(line.head) ?? [];
    kin.delete(line.head);
    for (const member of family) pull(member);
  };
  const refuse = (line: Line, how: string): void => {
    end(line, how);
    endGroup(line);
    endKin(line);
  };

  /** Executes at a price; `stamp` is the bar that it is told to have happened on. */
  function execute(line: Line, price: number, stamp: number, volumeBar: number): void {
    const wanted = line.side * (o.gives === undefined ? line.rest : o.gives(bars[volumeBar], line.rest));
    const { opens, closes } = wanted === 0 ? { opens: 0, closes: 0 } : parts(size, wanted);
    if (closes !== 0) {
      cash += binds(-closes, average) + (isStock ? gain(-closes, average, price) : 0) - fee(closes, price);
      if (!isStock) cash += gain(-closes, settled, price);
    }
    const kept = size + closes;
    let opened = 0;
    if (opens !== 0) {
      const left = cash - binds(opens, price) - fee(opens, price);
      if (left >= 0) {
        opened = opens;
        cash = left;
        if (!isStock && kept !== 0 && Math.abs(kept + opens) > Math.abs(opens)) cash += gain(kept, settled, price);
        settled = price;
      }
    }
    const moved = closes + opened;
    if (moved !== 0) {
      if (opened !== 0) average = kept === 0 ? price : (average * kept + price * opened) / (kept + opened);
      size = kept + opened;
      if (size === 0) average = 0;
      line.rest -= Math.abs(moved);
      out.fills.push([stamp, price, moved]);
      if (line.rest === 0) {
        line.state = 'done';
        out.ends.push(`${now}:${line.id}:Completed`);
      }
      endGroup(line);
    }
    if (opens !== 0 && opened === 0) refuse(line, 'Margin');
  }

  /** Price after slippage, for a purchase at `price` that may cost `bound` at most; sales come in turned over. */
  function slipped(side: 1 | -1, price: number, bound: number, isOpen: boolean, isLimit: boolean): number | undefined {
    const { perc, fixed, atOpen: opens, match, limit, out: beyond } = o.slip;
    if ((isOpen && !opens) || (perc === 0 && fixed === 0)) return price;
    const worse = perc !== 0 ? price * (1 + side * perc) : price + side * fixed;
    if (side * worse <= side * bound) return worse;
    if (!match && !(isLimit && limit)) return undefined;
    return beyond ? worse : bound;
  }

  function tryLine(line: Line): void {
    const { side, type, isTriggered: wasTriggered } = line;
    const bar = bars[now];
    const worst = side > 0 ? bar.high : bar.low;
    const best = side > 0 ? bar.low : bar.high;
    const reaches = (level: number, price: number): boolean => side * level >= side * price;
    const fill = (price: number, bound: number, isOpen: boolean, isLimit: boolean, stamp = now): void => {
      const found = slipped(side, price, bound, isOpen, isLimit);
      if (found !== undefined) execute(line, found, stamp, now);
    };
    const asLimit = (level: number): void => {
      if (reaches(level, bar.open)) fill(bar.open, side * Math.min(side * worst, side * level), true, true);
      else if (reaches(level, best)) execute(line, level, now, now);
    };
    if (type === 'market') {
      if (o.cheatOnClose) fill(bars[line.bar].close, worst, true, false, line.bar);
      else if (o.cheatOnOpen || now > line.bar) fill(bar.open, worst, true, false);
    } else if (type === 'close') {
      const midnight = Math.floor(time(line.bar) / DAY) * DAY;
      const bell = midnight + o.sessionEndMs >= time(line.bar) ? midnight + o.sessionEndMs : midnight + DAY + o.sessionEndMs;
      if (now > line.bar && time(now) >= bell) {
        if (line.noted !== undefined && time(now) > bell) execute(line, line.noted, now - 1, now - 1);
        else execute(line, bar.close, now, now);
      } else line.noted = bar.close;
    } else if (type === 'limit' || wasTriggered) asLimit(line.limit);
    else if (type === 'stop' || type === 'stop-trail') {
      if (side * bar.open >= side * line.price) fill(bar.open, worst, true, false);
      else if (side * worst >= side * line.price) fill(line.price, worst, false, false);
    } else {
      if (side * bar.open >= side * line.price) {
        line.isTriggered = true;
        asLimit(line.limit);
      } else if (side * worst >= side * line.price) {
        line.isTriggered = true;
        const fell = side > 0 ? bar.open > bar.close : bar.open <= bar.close;
        if (reaches(line.limit, line.price)) fill(line.price, worst, false, true);
        else if (fell && (side > 0 ? line.limit >= bar.close : line.limit <= bar.close)) execute(line, line.limit, now, now);
      }
    }
    if ((type === 'stop-trail' || type === 'stop-trail-limit') && line.state === 'waits' && !wasTriggered) follow(line, bar.close);
  }

  function follow(line: Line, price: number): void {
    const away = line.by !== 0 ? line.by : price * line.byRatio;
    const level = price + line.side * away;
    if (line.side * level >= line.side * line.price) return;
    line.price = level;
    if (line.type === 'stop-trail-limit') line.limit = level - line.gap;
  }

  function take(line: Line): void {
    line.state = 'waits';
    if (line.type === 'close') line.noted = undefined;
    book.push(line);
  }

  /** Everything that was sent is tried at its own price against one purse. */
  function check(): void {
    let purse = cash;
    let units = size;
    let price = average;
    for (const line of sent) {
      if (!kin.has(line.head)) {
        end(line, 'Rejected');
        continue;
      }
      const at = o.cheatOnOpen && line.type === 'market' ? bars[now].open : line.price;
      const { opens, closes } = parts(units, line.side * line.rest);
      if (closes !== 0) purse += binds(-closes, at) - fee(closes, at);
      if (opens !== 0) purse -= binds(opens, at) + fee(opens, at);
      price = units + line.side * line.rest === 0 ? 0 : closes === 0 ? (price * units + at * opens) / (units + opens) : opens === 0 ? price : at;
      units += line.side * line.rest;
      if (purse >= 0) take(line);
      else refuse(line, 'Margin');
    }
    sent = [];
  }

  function step(): void {
    for (const line of wakes) line.isAwake = true;
    wakes = [];
    check();
    const today = Math.floor(time(now) / DAY);
    if (size !== 0 && today > day && (size < 0 || o.interestLong)) cash -= (today - day) * (o.interest / 365) * Math.abs(size) * average;
    day = Math.max(day, today);
    const turn = [...book];
    for (const line of turn) {
      if (!book.includes(line)) continue;
      book = book.filter((one) => one !== line);
      if (line.type !== 'market' && line.valid !== undefined && time(now) > line.valid) {
        refuse(line, 'Expired');
        continue;
      }
      if (line.isAwake) tryLine(line);
      if (line.state === 'waits') book.push(line);
      else if (line.state === 'done') {
        if (line.head !== line.id) endKin(line);
        else wakes.push(...(kin.get(line.id) ?? []).filter((one) => one !== line));
      }
    }
    const { close } = bars[now];
    if (size !== 0 && !isStock) cash += gain(size, settled, close);
    if (size !== 0) settled = close;
    out.values.push(cash + valueHeld(close));
    out.cashes.push(cash);
  }

  function valueHeld(close: number): number {
    if (size === 0) return 0;
    const worth = !isStock ? Math.abs(size) * o.margin : size > 0 ? size * close : o.shortCash ? size * close : -size * (2 * average - close);
    const open = gain(size, average, close);
    const held = !o.shortCash ? Math.abs(worth) : worth;
    return held > 0 ? (held - open) / o.leverage + open : held;
  }

  function create(act: Extract<Act, { kind: 'order' }>, head?: number): Line {
    const { close } = bars[now];
    const price = act.price ?? close;
    const limit = act.type === 'limit' ? price : (act.limit ?? price);
    const id = all.length + 1;
    const line: Line = {
      id, side: act.side, type: act.type, bar: now, head: head ?? id, group: act.oco === undefined || act.oco >= all.length ? id : all[act.oco].group,
      valid: act.valid, by: act.trail ?? 0, byRatio: act.trailRatio ?? 0, rest: act.size, price, limit, gap: price - limit, isAwake: head === undefined, isTriggered: false, noted: undefined, state: 'sent',
    };
    if (act.type === 'stop-trail' || act.type === 'stop-trail-limit') {
      line.price = act.side * Infinity;
      follow(line, price);
    }
    all.push(line);
    groups.set(line.group, [...(groups.get(line.group) ?? []), id]);
    if (head === undefined) kin.set(id, []);
    kin.get(line.head)?.push(line);
    return line;
  }

  function submit(lines: readonly Line[]): void {
    for (const line of lines) {
      if (o.checkSubmit) sent.push(line);
      else take(line);
    }
  }

  function perform(act: Act): void {
    if (act.kind === 'flat') {
      if (size !== 0) submit([create({ kind: 'order', side: size > 0 ? -1 : 1, type: 'market', size: Math.abs(size) })]);
    } else if (act.kind === 'cancel') {
      const line = all[act.order];
      if (line !== undefined && pull(line)) endKin(line);
    } else {
      const parent = create(act);
      const exits = (act.exits ?? []).map((exit) => create({ kind: 'order', side: act.side > 0 ? -1 : 1, size: act.size, ...exit }, parent.id));
      submit([parent, ...exits]);
    }
  }

  for (now = 0; now < bars.length; now += 1) {
    if (o.cheatOnOpen && now > 0) (atOpen.get(now) ?? []).forEach(perform);
    step();
    (acts.get(now) ?? []).forEach(perform);
  }
  return out;
}

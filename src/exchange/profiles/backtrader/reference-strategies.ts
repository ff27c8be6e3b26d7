/**
 * The strategies that reference figures of backtrader were made with, by name: crossings of two simple
 * moving averages, told from the last difference that was not zero.
 */
import { averageSigns, lastingCrosses, type Averages } from '../crosses.js';
import type { ProfileBar } from '../profile-bar.js';
import type { BookOrder } from './book-order.js';
import { isAlive } from './book-order.js';
import type { BacktraderDesk, BacktraderStrategy } from './desk.js';

export const backtraderRules = ['market', 'bracket', 'limit', 'stop', 'stoplimit', 'trail'] as const;
export type BacktraderRule = (typeof backtraderRules)[number];

export interface BacktraderRuleOptions extends Partial<Averages> {
  /** Units of every entry; absent: all the cash at the open, which needs `cheatOnOpen`. */
  readonly size?: number;
  /** Whether `market` sells short on a cross downwards. */
  readonly short?: boolean;
}

/** Returns a reference strategy over given bars, with averages of 10 and 30 bars. */
export function backtraderStrategy(rule: BacktraderRule, bars: readonly ProfileBar[], options: BacktraderRuleOptions = {}): BacktraderStrategy {
  const { fast = 10, slow = 30, size, short = false } = options;
  const crosses = lastingCrosses(averageSigns(bars, { fast, slow }));
  // The averages are known on bar slow − 1; a crossing needs one more.
  const warmUp = slow;
  if (size === undefined) return { warmUp, onBar: () => undefined, onOpen: (desk) => allIn(desk, crosses[desk.index - 1]) };
  let entry: BookOrder | undefined;
  return {
    warmUp,
    onBar: (desk) => {
      const cross = crosses[desk.index];
      if (cross === 0) return;
      if (rule === 'market') return turn(desk, cross, { size, short });
      if (desk.position !== 0) {
        if (cross < 0 && (rule === 'limit' || rule === 'stop' || rule === 'stoplimit')) desk.closePosition();
        return;
      }
      if (cross < 0) return;
      if (entry !== undefined && isAlive(entry)) desk.cancel(entry);
      entry = enter(desk, rule, size);
    },
  };
}

function allIn(desk: BacktraderDesk, cross: number | undefined): void {
  if (cross === 1 && desk.position === 0) {
    const size = Math.floor(desk.cash / desk.bars[desk.index].open);
    if (size > 0) desk.buy({ size });
  } else if (cross === -1 && desk.position !== 0) {
    desk.closePosition();
  }
}

function turn(desk: BacktraderDesk, cross: number, { size, short }: { readonly size: number; readonly short: boolean }): void {
  const { position } = desk;
  if (cross > 0) {
    if (position < 0) desk.closePosition();
    if (position <= 0) desk.buy({ size });
    return;
  }
  if (position > 0) desk.closePosition();
  if (short && position >= 0) desk.sell({ size });
}

function enter(desk: BacktraderDesk, rule: Exclude<BacktraderRule, 'market'>, size: number): BookOrder {
  const { close } = desk;
  switch (rule) {
    case 'bracket':
      return desk.bracket(1, { size }, { stopLoss: close * 0.98, takeProfit: close * 1.03 });
    case 'limit':
      return desk.buy({ size, type: 'limit', price: close * 0.99 });
    case 'stop':
      return desk.buy({ size, type: 'stop', price: close * 1.01 });
    case 'stoplimit':
      return desk.buy({ size, type: 'stop-limit', price: close * 1.01, limit: close * 1.015 });
    case 'trail': {
      const parent = desk.buy({ size, transmit: false });
      desk.sell({ size, type: 'stop-trail', trailRatio: 0.02, parent, kind: 'stop-loss' });
      return parent;
    }
  }
}

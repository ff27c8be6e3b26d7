/**
 * The strategies that reference figures of backtesting.py were made with, by name: crossings of two simple
 * moving averages, strict on both sides, traded in nine ways.
 */
import { averageSigns, strictCrosses, type Averages } from '../crosses.js';
import type { ProfileBar } from '../profile-bar.js';
import type { BacktestingPyDesk, BacktestingPyStrategy } from './desk.js';
import { averageRanges } from './average-ranges.js';

/** What is done on a bar; `cross` is 1 up, -1 down. */
type Rule = (desk: BacktestingPyDesk, cross: 1 | -1) => void;

const rules = {
  LongOnly: (desk, cross) => {
    if (cross > 0 && desk.position === 0) desk.buy();
    else if (cross < 0 && desk.position !== 0) desk.closePosition();
  },
  LongShort: (desk, cross) => {
    desk.closePosition();
    if (cross > 0) desk.buy();
    else desk.sell();
  },
  Flip: (desk, cross) => {
    if (cross > 0) desk.buy();
    else desk.sell();
  },
  Half: (desk, cross) => {
    if (cross > 0) desk.buy({ size: 0.5 });
    else desk.sell({ size: 0.25 });
  },
  Bracket: (desk, cross) => {
    const { close } = desk;
    if (desk.position !== 0) return;
    if (cross > 0) desk.buy({ stopLoss: 0.98 * close, takeProfit: 1.03 * close });
    else desk.sell({ stopLoss: 1.02 * close, takeProfit: 0.97 * close });
  },
  LimitEntry: (desk, cross) => {
    const { close } = desk;
    if (desk.position !== 0) return;
    desk.cancelOrders();
    if (cross > 0) desk.buy({ limit: 0.99 * close, stopLoss: 0.96 * close, takeProfit: 1.03 * close });
    else desk.sell({ limit: 1.01 * close, stopLoss: 1.04 * close, takeProfit: 0.97 * close });
  },
  StopEntry: (desk, cross) => {
    const { close } = desk;
    if (desk.position !== 0) return;
    desk.cancelOrders();
    if (cross > 0) desk.buy({ stop: 1.01 * close, stopLoss: 0.98 * close, takeProfit: 1.04 * close });
    else desk.sell({ stop: 0.99 * close, stopLoss: 1.02 * close, takeProfit: 0.96 * close });
  },
  StopLimitEntry: (desk, cross) => {
    const { close, position } = desk;
    if (position !== 0) {
      if (position > 0 !== cross > 0) desk.closePosition();
      return;
    }
    desk.cancelOrders();
    if (cross > 0) desk.buy({ stop: 1.01 * close, limit: 1.012 * close });
    else desk.sell({ stop: 0.99 * close, limit: 0.988 * close });
  },
  Trail: (desk, cross) => {
    if (cross > 0 && desk.position === 0) desk.buy();
  },
} as const satisfies Record<string, Rule>;

export type BacktestingPyRule = keyof typeof rules;
export const backtestingPyRules = Object.keys(rules) as readonly BacktestingPyRule[];

export interface BacktestingPyRuleOptions extends Partial<Averages> {
  /** Of `Trail`: bars of the average range, and how many of it the stop keeps from the close. */
  readonly rangeBars?: number;
  readonly ranges?: number;
}

/** Returns a reference strategy over given bars. Averages of 10 and 30 bars, stops of 3 ranges of 100 bars. */
export function backtestingPyStrategy(rule: BacktestingPyRule, bars: readonly ProfileBar[], options: BacktestingPyRuleOptions = {}): BacktestingPyStrategy {
  const { fast = 10, slow = 30, rangeBars = 100, ranges = 3 } = options;
  const crosses = strictCrosses(averageSigns(bars, { fast, slow }));
  const range = rule === 'Trail' ? averageRanges(bars, rangeBars) : [];
  return {
    warmUp: slow - 1,
    onBar: (desk) => {
      if (rule === 'Trail') trail(desk, ranges * range[desk.index]);
      const cross = crosses[desk.index];
      if (cross === 1 || cross === -1) rules[rule](desk, cross);
    },
  };
}

/** Moves the stop of every trade to so far from the close, in its favour only. */
function trail(desk: BacktestingPyDesk, distance: number): void {
  for (const trade of desk.trades) {
    const stop = trade.stopLoss?.stop;
    const moved = trade.size > 0 ? Math.max(stop ?? -Infinity, desk.close - distance) : Math.min(stop ?? Infinity, desk.close + distance);
    desk.setStopLoss(trade, moved);
  }
}

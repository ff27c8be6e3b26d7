/**
 * A limit order earns its own limit and no better, except at the open. A bar that only touches the limit
 * does not say whether the queue before us was worked off: the rule of the venue decides, and says so.
 */
import type { BarTicks } from './bar-ticks.js';
import type { BaseFill, Want } from './base-fill.js';

export function fillLimit({ side, levelTicks, queue }: Want, bar: BarTicks): BaseFill | undefined {
  const buying = side === 'buy';
  const gapped = buying ? bar.open <= levelTicks : bar.open >= levelTicks;
  if (gapped) return { ticks: bar.open, basis: 'open', label: 'open-gap', liquidity: 'taker' };

  const through = buying ? bar.low < levelTicks : bar.high > levelTicks;
  if (through) return { ticks: levelTicks, basis: 'level', label: 'exact', liquidity: 'maker' };

  const touched = buying ? bar.low === levelTicks : bar.high === levelTicks;
  if (!touched || queue === 'through') return undefined;
  return { ticks: levelTicks, basis: 'level', label: 'intrabar-ambiguous', ambiguity: 'touch-only', liquidity: 'maker' };
}

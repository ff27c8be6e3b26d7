/** What a bar gives an order before quantity and cost: a price inside the bar, and how sure it is. */
import type { Ticks } from '../core/fixed-point.js';
import type { Ambiguity, FillBasis, FillLabel } from '../domain/fill.js';

export interface BaseFill {
  readonly ticks: Ticks;
  readonly basis: FillBasis;
  readonly label: FillLabel;
  readonly ambiguity?: Ambiguity;
  readonly liquidity: 'maker' | 'taker';
}

/** Returns what trading at once gives at the open: a gap if the order waited for a price that was jumped. */
export function fillAtOpen(open: Ticks, hasWaited: boolean): BaseFill {
  return { ticks: open, basis: 'open', label: hasWaited ? 'open-gap' : 'exact', liquidity: 'taker' };
}

export function fillAtClose(close: Ticks): BaseFill {
  return { ticks: close, basis: 'close', label: 'exact', liquidity: 'taker' };
}

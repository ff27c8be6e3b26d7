/** Slippage of the `backtrader` profile: percent or fixed, within the bar and within a limit. */

export interface BacktraderSlippage {
  readonly perc?: number;
  readonly fixed?: number;
  /** Whether fills at the open slip too; the setters of the original say yes. */
  readonly atOpen?: boolean;
  /** Whether a price beyond the bar becomes the bar's end; otherwise there is no fill. */
  readonly match?: boolean;
  /** Whether a limit order slips up to its limit. */
  readonly limit?: boolean;
  /** Whether the price may leave the bar after all. */
  readonly out?: boolean;
}

export interface Slip {
  /** 1 for buys, -1 for sales. */
  readonly direction: 1 | -1;
  readonly price: number;
  /** Highest price of a buy, lowest of a sale. */
  readonly bound: number;
  readonly isOpen?: boolean;
  readonly isLimit?: boolean;
}

/** Returns the price after slippage, `undefined` where none can be had. */
export function slip(rule: BacktraderSlippage, { direction, price, bound, isOpen = false, isLimit = false }: Slip): number | undefined {
  const { perc = 0, fixed = 0, atOpen = true, match = true, limit = true, out = false } = rule;
  if (isOpen && !atOpen) return price;
  if (perc === 0 && fixed === 0) return price;
  const slipped = perc !== 0 ? price * (1 + direction * perc) : price + direction * fixed;
  if (direction > 0 ? slipped <= bound : slipped >= bound) return slipped;
  if (match || (isLimit && limit)) return out ? slipped : bound;
  return undefined;
}

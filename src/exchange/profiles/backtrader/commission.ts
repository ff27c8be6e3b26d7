/**
 * What trading costs and binds in the `backtrader` profile. Without a margin an instrument is like a
 * stock: its value is paid, and shorts bring cash. With one it is like a future: the margin is bound per
 * contract, and gains and losses move cash on every bar.
 */

export interface BacktraderCommission {
  /** Share of the notional; per contract if a margin is set. */
  readonly commission?: number;
  readonly margin?: number;
  readonly mult?: number;
  readonly leverage?: number;
  /** Yearly rate on shorts, booked by the day. */
  readonly interest?: number;
  /** Whether longs pay it too. */
  readonly interestLong?: boolean;
}

export interface CostRule {
  readonly isStockLike: boolean;
  readonly rate: number;
  readonly margin: number;
  readonly mult: number;
  readonly leverage: number;
  readonly interest: number;
  readonly interestLong: boolean;
}

export function costRule({ commission = 0, margin, mult = 1, leverage = 1, interest = 0, interestLong = false }: BacktraderCommission = {}): CostRule {
  return { isStockLike: margin === undefined, rate: commission, margin: margin ?? 0, mult, leverage, interest, interestLong };
}

/** Signed for stocks, so that a short sale brings cash; |size| × margin for futures. */
export function signedValue({ isStockLike, margin }: CostRule, size: number, price: number): number {
  return isStockLike ? size * price : Math.abs(size) * margin;
}

/** What a size binds, whatever its direction. */
export function boundValue({ isStockLike, margin }: CostRule, size: number, price: number): number {
  return Math.abs(size) * (isStockLike ? price : margin);
}

export function commissionFor({ isStockLike, rate }: CostRule, size: number, price: number): number {
  return isStockLike ? Math.abs(size) * rate * price : Math.abs(size) * rate;
}

export function profitOf({ mult }: CostRule, size: number, { from, to }: { readonly from: number; readonly to: number }): number {
  return size * (to - from) * mult;
}

/** What a change of price moves in cash: only futures settle. */
export function settlement(rule: CostRule, size: number, move: { readonly from: number; readonly to: number }): number {
  return rule.isStockLike ? 0 : profitOf(rule, size, move);
}

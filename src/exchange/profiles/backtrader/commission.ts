/**
 * What trading costs and binds in the `backtrader` profile. Without a margin an instrument is like a
 * stock: its value is paid, and shorts bring cash. With one it is like a future: the margin is bound per
 * contract, and gains and losses move cash on every bar.
 */

export interface BacktraderCommission {
  /** Share of the notional; per contract if a margin is set. */
  readonly commission?: number;
  /** Per contract; 0 is none. */
  readonly margin?: number;
  /** The margin follows the price: so many times of it, or the multiplier times if below 0. */
  readonly autoMargin?: number;
  readonly mult?: number;
  readonly leverage?: number;
  /** Whether the commission is a share or per unit, and whether it is like a stock; both are told from the margin if `per` is absent. */
  readonly per?: 'notional' | 'unit';
  readonly stockLike?: boolean;
  /** False for a commission in percent. */
  readonly isRatio?: boolean;
  /** Yearly rate on shorts, booked by the day. */
  readonly interest?: number;
  /** Whether longs pay it too. */
  readonly interestLong?: boolean;
}

export interface CostRule {
  readonly isStockLike: boolean;
  readonly isPerUnit: boolean;
  readonly rate: number;
  readonly margin: number;
  readonly autoMargin: number;
  readonly mult: number;
  readonly leverage: number;
  readonly interest: number;
  readonly interestLong: boolean;
}

export function costRule(wish: BacktraderCommission = {}): CostRule {
  const { commission = 0, margin = 0, autoMargin = 0, mult = 1, leverage = 1, per, stockLike = false, isRatio = true, interest = 0, interestLong = false } = wish;
  const isStockLike = per === undefined ? margin === 0 : stockLike;
  const isPerUnit = per === undefined ? margin !== 0 : per === 'unit';
  return {
    isStockLike, isPerUnit, autoMargin, mult, leverage, interest, interestLong,
    rate: isPerUnit || isRatio ? commission : commission / 100,
    margin: !isStockLike && margin === 0 ? 1 : margin,
  };
}

/** Signed for stocks, so that a short sale brings cash; |size| × margin for futures. */
export function signedValue(rule: CostRule, size: number, price: number): number {
  return rule.isStockLike ? size * price : boundValue(rule, size, price);
}

/** What a size binds, whatever its direction. */
export function boundValue(rule: CostRule, size: number, price: number): number {
  return Math.abs(size) * (rule.isStockLike ? price : marginAt(rule, price));
}

/** What a holding is worth where shorts bring no cash: shorts are worth more as the price falls. */
export function heldValue(rule: CostRule, { size, price: entry }: { readonly size: number; readonly price: number }, price: number): number {
  if (!rule.isStockLike || size >= 0) return boundValue(rule, size, price);
  return Math.abs(entry * size + (entry - price) * size);
}

function marginAt({ margin, autoMargin, mult }: CostRule, price: number): number {
  if (autoMargin === 0) return margin;
  return price * (autoMargin < 0 ? mult : autoMargin);
}

export function commissionFor({ isPerUnit, rate }: CostRule, size: number, price: number): number {
  return isPerUnit ? Math.abs(size) * rate : Math.abs(size) * rate * price;
}

export function profitOf({ mult }: CostRule, size: number, { from, to }: { readonly from: number; readonly to: number }): number {
  return size * (to - from) * mult;
}

/** What a change of price moves in cash: only futures settle. */
export function settlement(rule: CostRule, size: number, move: { readonly from: number; readonly to: number }): number {
  return rule.isStockLike ? 0 : profitOf(rule, size, move);
}

/** The one position of the `backtrader` profile: size, average price, and what a fill opens and closes of it. */

export interface Holding {
  size: number;
  price: number;
  /** Price that futures were settled at last. */
  settledAt: number;
  /** Day number that interest was booked for last. */
  creditDay: number;
}

export interface Split {
  readonly opened: number;
  readonly closed: number;
}

/** Takes a fill in, in place, and returns which part of it opened and which closed. */
export function changeHolding(holding: Pick<Holding, 'size' | 'price'>, size: number, price: number): Split {
  const before = holding.size;
  holding.size = before + size;
  if (holding.size === 0) {
    holding.price = 0;
    return { opened: 0, closed: size };
  }
  if (before === 0) {
    holding.price = price;
    return { opened: size, closed: 0 };
  }
  if (before > 0 === size > 0) {
    holding.price = (holding.price * before + size * price) / holding.size;
    return { opened: size, closed: 0 };
  }
  if (holding.size > 0 === before > 0) return { opened: 0, closed: size };
  holding.price = price;
  return { opened: holding.size, closed: -before };
}

/** One side of an order book as a list of prices: in order, the best last, for most changes are near it. */

/** Returns the first place whose price is at least as good; `sign` is 1 for bids and -1 for asks. */
export function placeOnLadder(prices: readonly number[], sign: 1 | -1, price: number): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (prices[middle] * sign < price * sign) low = middle + 1;
    else high = middle;
  }
  return low;
}

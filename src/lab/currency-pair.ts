/** The two currencies of a pair as scenarios write it: EURUSD, or BTC/USDT where a name is not three letters long. */
export interface CurrencyPair {
  readonly base: string;
  readonly quote: string;
}

export function currenciesOf(pair: string): CurrencyPair {
  const slash = pair.indexOf('/');
  return slash < 0 ? { base: pair.slice(0, 3), quote: pair.slice(3) } : { base: pair.slice(0, slash), quote: pair.slice(slash + 1) };
}

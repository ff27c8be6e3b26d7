/** What must break the law of currencies, and what must not. */
import type { DataOf } from '../../../src/domain/catalogue.js';
import type { Canary } from './canary.js';
import { opened, type Court } from './law-court.js';

/** 100 euro for 110 dollars and one of cost, at the rate of the event that {@link rated} says last. */
const bought: DataOf<'CurrencyExchanged'> = {
  paid: 'USD', paidMicros: 111_000_000, got: 'EUR', gotMicros: 100_000_000, rate: 1.1, rateOffset: 3, costMicros: 1_000_000, cause: 'fill', exchangedAt: 10,
};

function rated(court: Court): void {
  opened(court);
  for (const [at, rate] of [[0, 1.2], [5, 1.1]]) court.said('RateSeen', { base: 'EUR', quote: 'USD', rate, at }, { by: 'feed' });
}

function exchanged(court: Court, change: Partial<DataOf<'CurrencyExchanged'>> = {}): void {
  court.said('CurrencyExchanged', { ...bought, ...change }, { by: 'venue' });
}

function canaryOf(deed: string, change: Partial<DataOf<'CurrencyExchanged'>>, found: string): Canary {
  return {
    law: 'I11', deed, found,
    commit: (court) => { rated(court); exchanged(court, change); },
    behave: (court) => { rated(court); exchanged(court); },
  };
}

export const currencyCanaries: readonly Canary[] = [
  { law: 'I11', deed: 'a rate older than the one before', found: 'USD became EUR at 1.2, which is older than the rate before',
    commit: (court) => { rated(court); exchanged(court); exchanged(court, { paidMicros: 121_000_000, rate: 1.2, rateOffset: 2 }); },
    behave: (court) => { rated(court); exchanged(court, { paidMicros: 121_000_000, rate: 1.2, rateOffset: 2 }); exchanged(court); } },
  canaryOf('a rate that nobody recorded', { paidMicros: 101_000_000, rate: 1 }, 'USD became EUR at 1, which is no rate that was recorded'),
  canaryOf('a micro that is lost', { gotMicros: 99_999_999 }, '111000000 micros of USD became 99999999 of EUR'),
  canaryOf('a cost below nothing', { paidMicros: 109_000_000, costMicros: -1_000_000 }, 'a cost of -1000000'),
  { law: 'I11', deed: 'a rate that the venue made up', found: 'USD became EUR at 1, which is no rate that was recorded',
    commit: (court) => { rated(court); court.said('RateSeen', { base: 'EUR', quote: 'USD', rate: 1, at: 6 }, { by: 'venue' }); exchanged(court, { paidMicros: 101_000_000, rate: 1, rateOffset: 4 }); },
    behave: (court) => { rated(court); court.said('RateSeen', { base: 'EUR', quote: 'USD', rate: 1, at: 6 }, { by: 'feed' }); exchanged(court, { paidMicros: 101_000_000, rate: 1, rateOffset: 4 }); } },
];

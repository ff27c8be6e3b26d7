/** The law of currencies, and that it finds money which was made up. */
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { DataOf, LogEvent } from '../../src/domain/catalogue.js';
import { currenciesMixByRate } from '../../src/domain/invariants/currency-exchange.js';

const authorities = { venue: agentId('venue'), gate: agentId('risk-gate'), feed: agentId('feed'), lab: agentId('lab') };
const opened = { type: 'AccountOpened', agent: 'lab', offset: 0, data: { currency: 'USD', cashMicros: 1 } };
const rate = (offset: number, value: number, at: number): unknown => ({ type: 'RateSeen', agent: 'feed', offset, data: { base: 'EUR', quote: 'USD', rate: value, at } });
const sound: DataOf<'CurrencyExchanged'> = { paid: 'USD', paidMicros: 126, got: 'EUR', gotMicros: 100, rate: 1.25, rateOffset: 1, costMicros: 1, cause: 'fill', exchangedAt: 9 };
const exchange = (change: Partial<DataOf<'CurrencyExchanged'>> = {}): unknown => ({ type: 'CurrencyExchanged', agent: 'venue', offset: 9, data: { ...sound, ...change } });

function verdicts(events: readonly unknown[]): readonly (string | undefined)[] {
  const law = currenciesMixByRate(authorities);
  const state = law.initial?.();
  return events.map((event) => law.check?.(event as LogEvent, state, undefined as never) ?? undefined);
}

describe('I11: money of two currencies', () => {
  test('may meet at a recorded rate, either way, and at a rate that has just been followed by another', () => {
    const back = exchange({ paid: 'EUR', paidMicros: 100, got: 'USD', gotMicros: 124 });
    expect(verdicts([opened, rate(1, 1.25, 5), exchange(), back, rate(2, 1.3, 6), exchange()]).every((found) => found === undefined)).toBe(true);
  });

  test.each([
    ['a rate that nobody recorded', { rateOffset: 7 }, /no rate that was recorded/],
    ['another rate than the one it names', { rate: 1.2 }, /no rate that was recorded/],
    ['a micro-unit too little', { paidMicros: 125 }, /it would be 126, not 125/],
    ['a cost below nothing', { paidMicros: 124, costMicros: -1 }, /it would be/],
    ['a third currency', { got: 'JPY', paid: 'EUR' }, /the account is in USD/],
  ])('does not meet at %s', (_, change, message) => {
    expect(verdicts([opened, rate(1, 1.25, 5), exchange(change)])[2]).toMatch(message);
  });

  test('never goes back to an older rate', () => {
    expect(verdicts([opened, rate(1, 1.25, 5), rate(2, 1.5, 6), exchange({ rate: 1.5, rateOffset: 2, paidMicros: 151 }), exchange()])[4]).toMatch(/older than the rate before/);
  });
});

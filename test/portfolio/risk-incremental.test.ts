/** Exposure, concentration and drawdown are kept mark by mark; whatever happened, they are what a batch over the whole history gives. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { NOBODY, NO_CAUSE } from '../../src/core/event.js';
import type { DataOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import type { Fill } from '../../src/domain/fill.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Side } from '../../src/domain/order.js';
import { baseAccount, emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { defaultRiskLimits } from '../../src/portfolio/limits.js';
import { equityOf, exposureOf } from '../../src/portfolio/position.js';
import { clearNews, drawdownOf, emptyWatch, restartDrawdown, watchMark } from '../../src/portfolio/risk-watch.js';

const CASH = 1_000_000_000_000;
const TICK = 10_000;
const instruments = ['ACME', 'BOLT', 'CORE'].map((name): Instrument => ({ id: instrumentId(name), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true }));

let offset = 0;
function said<Type extends EventType>(type: Type, data: DataOf<Type>): LogEvent {
  offset += 1;
  return { offset, type, version: 1, time: offset, deliverAt: offset + 1, agent: agentId('venue'), topic: '', to: NOBODY, correlation: NO_CAUSE, causation: NO_CAUSE, data } as unknown as LogEvent;
}

const steps = fc.array(
  fc.record({ what: fc.constantFrom('mark', 'mark', 'fill', 'resume'), place: fc.integer({ min: 0, max: 2 }), side: fc.constantFrom<Side>('buy', 'sell'), lots: fc.integer({ min: 1, max: 20_000 }), ticks: fc.integer({ min: 1, max: 20_000 }), fee: fc.integer({ min: 0, max: 5_000_000 }) }),
  { maxLength: 80 },
);

test('N2: after every event of any history, incremental = batch', () => {
  fc.assert(fc.property(steps, (history) => {
    const ledger = emptyLedger();
    foldLedger(ledger, said('AccountOpened', { currency: 'USD', cashMicros: CASH }));
    for (const instrument of instruments) foldLedger(ledger, said('InstrumentListed', { instrument }));
    const watch = emptyWatch();
    // The batch: what was bought, what was paid, the last price of each, and every equity since the last resumption.
    const lots = [0, 0, 0];
    const marks = [0, 0, 0];
    let cash = CASH;
    let seen: number[] = [];
    let wasHigh = false;
    history.forEach(({ what, place, side, lots: count, ticks, fee }, index) => {
      const instrument = instruments[place];
      if (what === 'mark') {
        const price = ticks / 100;
        foldLedger(ledger, said('BarClosed', { bar: { instrument: instrument.id, openedAt: index, closedAt: index + 1, open: price, high: price, low: price, close: price, volume: -1 } }));
        marks[place] = ticks;
        clearNews(watch);
        watchMark({ watch, ledger }, place, defaultRiskLimits);
      } else if (what === 'fill') {
        const fill = { orderId: orderId('a:1'), instrument: instrument.id, owner: agentId('a'), side, quantityLots: count, remainingLots: 0, basePrice: ticks / 100, halfSpread: 0, slippage: 0, price: ticks / 100, feeMicros: fee, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: index } satisfies Fill;
        foldLedger(ledger, said('OrderFilled', { fill }));
        const sign = side === 'buy' ? 1 : -1;
        lots[place] += sign * count;
        // A first fill is its own mark, until a bar comes.
        if (marks[place] === 0) marks[place] = ledger.positions[place].markTicks;
        cash -= sign * count * ticks * TICK + fee;
      }
      const values = lots.map((held, at) => held * marks[at] * TICK);
      const equity = cash + values.reduce((sum, value) => sum + value, 0);
      const gross = values.reduce((sum, value) => sum + Math.abs(value), 0);
      const account = baseAccount(ledger);
      if (account === undefined) throw new TypeError('The account is open');
      expect([equityOf(account), account.grossMicros]).toEqual([equity, gross]);
      if (equity > 0) expect(exposureOf(account)).toBeCloseTo(gross / equity, 12);
      if (what === 'mark') {
        seen.push(equity);
        const peak = Math.max(0, ...seen);
        expect(drawdownOf(watch, equity)).toBe(peak > 0 ? 1 - equity / peak : 0);
        const share = lots[place] === 0 || equity <= 0 ? undefined : Math.abs(values[place]) / equity;
        const told = watch.news.find(({ metric }) => metric === 'concentration');
        if (told !== undefined && share !== undefined) expect(told.found).toBeCloseTo(share, 12);
        if (share !== undefined && share <= defaultRiskLimits.concentrationMax) expect(told).toBeUndefined();
        const exposureNews = watch.news.find(({ metric }) => metric === 'exposure');
        if (exposureNews !== undefined) {
          expect(wasHigh).toBe(false);
          expect(gross > defaultRiskLimits.exposureMax * equity).toBe(true);
        }
        wasHigh = watch.exposureIsHigh;
      }
      if (what === 'resume' && equity > 0) {
        restartDrawdown(watch, equity);
        seen = [equity];
      }
    });
  }), { numRuns: 300 });
});

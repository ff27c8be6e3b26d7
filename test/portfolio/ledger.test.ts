/** The ledger, by its laws: exact under any fills and marks, the same for repeated deliveries, first in first out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { NOBODY, NO_CAUSE } from '../../src/core/event.js';
import type { DataOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import type { Fill } from '../../src/domain/fill.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Side } from '../../src/domain/order.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { baseAccount, emptyLedger, foldLedger, positionOf, type Ledger } from '../../src/portfolio/ledger.js';
import { equityOf, exposureOf } from '../../src/portfolio/position.js';

const share: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
const coin: Instrument = { id: instrumentId('COIN'), currency: 'USD', ticksPerUnit: 3, lotsPerUnit: 100_000_000, multiplier: 7, shortable: true };

let offset = 0;
function said<Type extends EventType>(type: Type, data: DataOf<Type>): LogEvent {
  offset += 1;
  const event = { offset, type, version: 1, time: offset, deliverAt: offset + 1, agent: agentId('venue'), topic: '', to: NOBODY, correlation: NO_CAUSE, causation: NO_CAUSE, data };
  return event as unknown as LogEvent;
}

interface FillWish {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
  readonly fee?: number;
  readonly at?: number;
}

function filled({ instrument, side, lots, ticks, fee = 0, at = 0 }: FillWish): LogEvent {
  const price = ticks / instrument.ticksPerUnit;
  const fill: Fill = {
    orderId: orderId('a:1'), instrument: instrument.id, owner: agentId('a'), side, quantityLots: lots, remainingLots: 0,
    basePrice: price, halfSpread: 0, slippage: 0, price, feeMicros: fee, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: at,
  };
  return said('OrderFilled', { fill });
}

function bar(instrument: Instrument, [open, high, low, close]: readonly number[], closedAt: number): LogEvent {
  const unit = instrument.ticksPerUnit;
  return said('BarClosed', {
    bar: { instrument: instrument.id, openedAt: closedAt - 1, closedAt, open: open / unit, high: high / unit, low: low / unit, close: close / unit, volume: -1 },
  });
}

function opened(cashMicros = 1_000_000_000_000): Ledger {
  const ledger = emptyLedger({ keepsRoundTrips: true });
  foldLedger(ledger, said('AccountOpened', { currency: 'USD', cashMicros }));
  foldLedger(ledger, said('InstrumentListed', { instrument: share }));
  return foldLedger(ledger, said('InstrumentListed', { instrument: coin }));
}

const step = fc.record({
  isMark: fc.boolean(),
  instrument: fc.constantFrom(share, coin),
  side: fc.constantFrom<Side>('buy', 'sell'),
  lots: fc.integer({ min: 1, max: 2_000_000 }),
  ticks: fc.integer({ min: 1, max: 50_000 }),
  fee: fc.integer({ min: -500, max: 1_000_000 }),
});

describe('the ledger', () => {
  test('L6: conserves cash, lots and profit exactly after every event of any history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = opened();
        steps.forEach((one, index) => {
          const { instrument, ticks } = one;
          foldLedger(ledger, one.isMark ? bar(instrument, [ticks, ticks + 2, ticks, ticks + 1], index) : filled({ ...one, at: index }));
          expect(checkConservation(ledger)).toEqual([]);
        });
        const fees = ledger.roundTrips.reduce((sum, trip) => sum + trip.feesMicros, 0) + ledger.positions.reduce((sum, { trip }) => sum + (trip?.feesMicros ?? 0), 0);
        expect(fees).toBe(ledger.positions.reduce((sum, { feesMicros }) => sum + feesMicros, 0));
        const gross = ledger.roundTrips.reduce((sum, trip) => sum + trip.grossMicros, 0) + ledger.positions.reduce((sum, { trip }) => sum + (trip?.grossMicros ?? 0), 0);
        expect(gross).toBe(ledger.positions.reduce((sum, { realisedMicros }) => sum + realisedMicros, 0));
      }),
    );
  });

  test('closing everything at the mark makes equity equal to cash', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const ledger = opened();
        steps.forEach((one, index) => foldLedger(ledger, filled({ ...one, at: index })));
        for (const { instrument, lots, markTicks } of [...ledger.positions]) {
          if (lots !== 0) foldLedger(ledger, filled({ instrument, side: lots > 0 ? 'sell' : 'buy', lots: Math.abs(lots), ticks: markTicks }));
        }
        const account = baseAccount(ledger);
        expect(account && equityOf(account)).toBe(account?.cashMicros);
        expect(account && exposureOf(account)).toBe(0);
      }),
    );
  });

  test('notices money that was made out of nothing', () => {
    const ledger = opened();
    ledger.accounts[0].cashMicros += 1;
    expect(checkConservation(ledger).map(({ law }) => law)).toEqual(['I01', 'I08', 'I06']);
  });

  test('books a repeated delivery of one fill once', () => {
    const ledger = opened();
    const fill = filled({ instrument: share, side: 'buy', lots: 10, ticks: 10_000 });
    foldLedger(foldLedger(ledger, fill), fill);
    expect(positionOf(ledger, share.id)?.lots).toBe(10);
    expect(ledger.fills).toBe(1);
  });

  test('is plain data: a copy through JSON goes on as the original does', () => {
    const ledger = opened();
    foldLedger(ledger, filled({ instrument: share, side: 'buy', lots: 10, ticks: 10_000 }));
    const copy = JSON.parse(JSON.stringify(ledger)) as Ledger;
    const next = filled({ instrument: share, side: 'sell', lots: 15, ticks: 11_000, fee: 7 });
    expect(JSON.parse(JSON.stringify(foldLedger(copy, next)))).toEqual(JSON.parse(JSON.stringify(foldLedger(ledger, next))));
  });

  test('closes first in, first out, and cuts a fill that turns the position round', () => {
    const ledger = opened();
    foldLedger(ledger, filled({ instrument: share, side: 'buy', lots: 10, ticks: 10_000, fee: 10, at: 1 }));
    foldLedger(ledger, filled({ instrument: share, side: 'buy', lots: 10, ticks: 11_000, fee: 10, at: 2 }));
    foldLedger(ledger, filled({ instrument: share, side: 'sell', lots: 10, ticks: 12_000, fee: 10, at: 3 }));
    expect(positionOf(ledger, share.id)).toMatchObject({ lots: 10, realisedMicros: 200_000_000, heldLots: [{ lots: 10, costMicros: 1_100_000_000 }] });
    foldLedger(ledger, filled({ instrument: share, side: 'sell', lots: 15, ticks: 10_500, fee: 15, at: 4 }));
    expect(positionOf(ledger, share.id)).toMatchObject({ lots: -5, costMicros: -525_000_000, trip: { direction: 'short', feesMicros: 5, lots: 5 } });
    expect(ledger.roundTrips).toMatchObject([
      { direction: 'long', lots: 20, openedAt: 1, closedAt: 4, entryPrice: 105, exitPrice: 112.5, grossMicros: 150_000_000, feesMicros: 40, profitMicros: 149_999_960 },
    ]);
  });

  test('measures excursions alike whether a bar is heard before its fills or after them', () => {
    const entry = filled({ instrument: share, side: 'buy', lots: 1, ticks: 100, at: 10 });
    const exit = filled({ instrument: share, side: 'sell', lots: 1, ticks: 110, at: 30 });
    const bars = [bar(share, [100, 150, 50, 100], 10), bar(share, [100, 120, 95, 100], 20), bar(share, [100, 190, 10, 110], 30)];
    const asLogged = [bars[0], entry, bars[1], bars[2], exit];
    const asDelivered = [entry, bars[0], bars[1], exit, bars[2]];
    for (const order of [asLogged, asDelivered]) {
      const ledger = opened();
      for (const event of order) foldLedger(ledger, event);
      expect(ledger.roundTrips).toMatchObject([{ maxAdverse: (0.95 - 1) / 1, maxFavourable: (1.2 - 1) / 1 }]);
    }
  });
});

test('books an instrument of any name', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const odd: Instrument = { ...share, id: instrumentId(name) };
    const ledger = emptyLedger();
    expect(positionOf(ledger, odd.id)).toBeUndefined();
    for (const event of [said('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000 }), said('InstrumentListed', { instrument: odd })]) foldLedger(ledger, event);
    const copy = structuredClone(ledger);
    for (const books of [ledger, copy]) {
      foldLedger(books, filled({ instrument: odd, side: 'buy', lots: 3, ticks: 1_000 }));
      expect(positionOf(books, odd.id)?.lots).toBe(3);
    }
  }
});

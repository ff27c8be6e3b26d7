import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instrumentId, type Instrument } from '../../../src/domain/instrument.js';
import { otherFine, otherQuotes } from '../../../src/lab/audit/other-fine.js';
import { perturbations } from '../../../src/lab/audit/other-future.js';
import { printTable } from '../../../src/market/prints.js';

const acme: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };

test('property: of finer data nothing that is known by the cut changes, and what comes after does, on the grid and in order', () => {
  const rows = fc.array(fc.record({ after: fc.integer({ min: 0, max: 9 }), ticks: fc.integer({ min: 50, max: 500 }) }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.constantFrom(...perturbations), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 99 }), (steps, how, cut, seed) => {
      let at = 0;
      const prints = steps.map(({ after, ticks }) => ({ at: (at += after), price: ticks / 100, size: 1 }));
      const quotes = prints.map((print) => ({ instrument: acme.id, at: print.at, bid: print.price, ask: print.price + 0.02, bidQuantity: 1, askQuantity: 1 }));
      const future = { how, cut, seed };
      const other = otherFine({ prints: printTable(acme, prints) }, acme, future).prints;
      const asked = otherQuotes({ quotes, digest: '', locked: 0, notes: [] }, acme, future).quotes;
      const known = prints.filter((print) => print.at <= cut).length;
      expect([...(other?.price ?? [])].slice(0, known)).toEqual(prints.slice(0, known).map(({ price }) => price));
      expect(asked.slice(0, known)).toEqual(quotes.slice(0, known));
      for (const { bid, ask } of asked) expect(bid <= ask && Number.isSafeInteger(Math.round(bid * 100))).toBe(true);
      if (how === 'truncate') expect([other?.length, asked.length]).toEqual([known, known]);
      if (how === 'scale') expect([...(other?.price ?? [])].slice(known)).toEqual(prints.slice(known).map(({ price }) => Math.round(price * 300) / 100));
    }),
  );
});

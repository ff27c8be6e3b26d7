import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candle, CandleRequest, ExchangeAnswer, ExchangeClient } from '../../../src/host/exchange-client.js';
import { fetchBars } from '../../../src/market/fetch/fetch-bars.js';
import { importBarTable } from '../../../src/market/import-bars.js';
import { temporaryFiles } from '../temporary-files.js';

const files = temporaryFiles();
const MINUTE_MS = 60_000;
const START_MS = 1_700_000_040_000;
let made = 0;

const candleOf = (minute: number): Candle => [START_MS + minute * MINUTE_MS, 10, 11 + (minute % 5), 9, 10, minute];

interface World {
  readonly minutes: number;
  readonly missing: readonly number[];
  /** What each question gets: how many bars, how many of them before what was asked for, or trouble. */
  readonly moods: readonly { readonly size: number; readonly overlap: number; readonly trouble: 'none' | 'busy' | 'absent' }[];
}

/** An exchange of any temper, that after its moods answers as it should. */
function clientOf({ minutes, missing, moods }: World): ExchangeClient {
  const all = Array.from({ length: minutes }, (_, minute) => minute).filter((minute) => !missing.includes(minute)).map(candleOf);
  let question = 0;
  const candles = ({ sinceMs, limit }: CandleRequest): ExchangeAnswer<readonly Candle[]> => {
    const { size, overlap, trouble } = moods[question++] ?? { size: limit, overlap: 0, trouble: 'none' as const };
    if (trouble !== 'none') return { trouble: { kind: trouble, message: 'planted' } };
    const first = all.findIndex(([at]) => Number(at) >= sinceMs);
    return { value: first < 0 ? [] : all.slice(Math.max(0, first - overlap), first + size) };
  };
  return {
    exchange: 'planted', library: 'planted 1', pauseMs: 0, limit: 20, timeframes: ['1m'],
    symbols: () => Promise.resolve({ value: ['A/B'] }),
    candles: (request) => Promise.resolve(candles(request)),
    clockMs: () => Promise.resolve({ value: START_MS + minutes * MINUTE_MS }),
  };
}

const patience = { nowMs: () => 0, waitMs: () => Promise.resolve() };

const worlds = fc.record({
  minutes: fc.integer({ min: 1, max: 120 }),
  missing: fc.array(fc.integer({ min: 0, max: 119 }), { maxLength: 30 }),
  moods: fc.array(fc.record({ size: fc.integer({ min: 1, max: 20 }), overlap: fc.integer({ min: 0, max: 5 }), trouble: fc.constantFrom('none', 'none', 'none', 'busy', 'absent') }), { maxLength: 12 }),
});

test('whatever the pages, wherever it is stopped and gone on with: every bar once, in order, none lost', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), async (world, stops) => {
      const expected = Array.from({ length: world.minutes }, (_, minute) => minute).filter((minute) => !world.missing.includes(minute));
      fc.pre(expected.length > 0);
      made += 1;
      const options = { client: clientOf(world), symbol: 'A/B', timeframe: '1m', since: START_MS * 1_000, out: files.path(`planted-${made}.csv`), patience };
      for (const stop of stops) {
        let pages = 0;
        await fetchBars({ ...options, shouldStop: () => (pages += 1) >= stop });
      }
      const { provenance } = await fetchBars(options);
      const table = await importBarTable(options.out);
      expect([...table.volume]).toEqual(expected);
      const missing = expected[expected.length - 1] - expected[0] + 1 - expected.length;
      expect(provenance.found).toMatchObject({ bars: expected.length, missingBars: missing, revised: 0 });
      expect(readFileSync(options.out, 'utf8').split('\n')).toHaveLength(expected.length + 2);
    }),
    { numRuns: 60 },
  );
});

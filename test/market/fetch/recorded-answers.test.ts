/** A download from answers that an exchange once gave, where a machine has them: `HIVETAPE_TRIAL_DATA` names their directory. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openExchange } from '../../../src/host/exchange-client.js';
import { fetchBars } from '../../../src/market/fetch/fetch-bars.js';
import { importBarTable } from '../../../src/market/import-bars.js';
import { temporaryFiles } from '../temporary-files.js';
import { openLoopbackExchange } from './loopback-exchange.js';

const files = temporaryFiles();
const path = join(process.env['HIVETAPE_TRIAL_DATA'] ?? '', 'rest_binance_klines.json');
const patience = { nowMs: () => 0, waitMs: () => Promise.resolve() };

describe.skipIf(process.env['HIVETAPE_TRIAL_DATA'] === undefined || !existsSync(path))('recorded answers', () => {
  test.each([1_000, 4, 3])('in pages of %i bars give the bars of the file that an import reads, stopped in between or not', async (pageMax) => {
    const recorded = JSON.parse(readFileSync(path, 'utf8')) as (readonly unknown[])[];
    const exchange = await openLoopbackExchange({ bars: 0, recorded, pageMax });
    try {
      exchange.clockMs = Number(recorded[recorded.length - 1][6]) + 1;
      const client = await openExchange({ exchange: 'binance', endpoint: exchange.url, timeoutMs: 5_000 });
      const request = { client, symbol: 'BTC/USDT', timeframe: '1m', since: Number(recorded[0][0]) * 1_000, out: files.path(`recorded-${pageMax}.csv`), patience };
      let pages = 0;
      const stopped = await fetchBars({ ...request, onPage: () => (pages += 1), shouldStop: () => pages >= 1 });
      const { provenance } = stopped.stopped ? await fetchBars(request) : stopped;
      const whole = await importBarTable(path, { instrument: 'BTC-USDT' });
      expect(provenance.found).toMatchObject({ bars: recorded.length, gapCount: 0, rowsDigest: whole.digest });
      expect((await importBarTable(files.path(`recorded-${pageMax}.csv`))).digest).toBe(whole.digest);
    } finally {
      await exchange.close();
    }
  });
});

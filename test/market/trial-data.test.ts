/**
 * Real recorded files, where a machine has them: `HIVETAPE_TRIAL_DATA` names their directory. They are not
 * part of the repository; without them only the table of what is expected is checked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../src/core/instant.js';
import { isHivetapeError } from '../../src/core/errors.js';
import { importBars } from '../../src/market/import-bars.js';
import type { ImportOptions } from '../../src/market/import-options.js';
import { qualityNotes } from '../../src/market/quality.js';

const directory = process.env['HIVETAPE_TRIAL_DATA'] ?? '';
const newYork: ImportOptions = { timeZone: 'America/New_York', session: { open: '09:30', close: '16:00' } };
const hourly: ImportOptions = { stamp: 'open', barDuration: '1h' };

interface Trial {
  readonly file: string;
  readonly options: ImportOptions;
  readonly instruments: number;
  readonly bars: number;
  /** Kinds of notes that say what is wrong with it, or what was done about it. */
  readonly notes: readonly string[];
}

/** Every file with bars, how it is read, and what is in it. */
const trials: readonly Trial[] = [
  { file: 'us_equities_daily.csv.gz', options: newYork, instruments: 30, bars: 37_740, notes: [] },
  { file: 'etf_daily.csv.gz', options: newYork, instruments: 8, bars: 13_953, notes: [] },
  { file: 'goog_daily.csv', options: { ...newYork, instrument: 'GOOG' }, instruments: 1, bars: 2_148, notes: [] },
  { file: 'us_equities_daily_raw.csv.gz', options: newYork, instruments: 4, bars: 21_511, notes: [] },
  { file: 'us_equities_hour_raw.csv.gz', options: { ...hourly, timeZone: 'America/New_York' }, instruments: 2, bars: 81_663, notes: [] },
  { file: 'wiki_daily_actions.csv.gz', options: newYork, instruments: 4, bars: 2_013, notes: [] },
  { file: 'daily_with_dividends.csv.gz', options: newYork, instruments: 4, bars: 3_016, notes: [] },
  { file: 'msft_daily_actions.tsv.gz', options: { ...newYork, instrument: 'MSFT', shortRows: true, repair: true }, instruments: 1, bars: 7_743, notes: ['repaired'] },
  { file: 'aapl_minute.tsv.gz', options: { instrument: 'AAPL', stamp: 'open', barDuration: '1m' }, instruments: 1, bars: 8_211, notes: [] },
  { file: 'spy_minute_trade.csv.gz', options: { timeZone: 'America/New_York', stamp: 'open', barDuration: '1m' }, instruments: 1, bars: 4_128, notes: [] },
  { file: 'eurusd_hourly.csv', options: { ...hourly, instrument: 'EURUSD', timeZone: 'UTC' }, instruments: 1, bars: 5_000, notes: [] },
  { file: 'btcusd_1m_2016.csv.gz', options: { instrument: 'BTCUSD', stamp: 'open', barDuration: '1m' }, instruments: 1, bars: 293_230, notes: [] },
  { file: 'crypto_1m_2017q4.csv.gz', options: { stamp: 'open', barDuration: '1m' }, instruments: 3, bars: 344_447, notes: [] },
  { file: 'xbtusd_1m_2016q1.csv.gz', options: { instrument: 'XBTUSD', timeZone: 'UTC', stamp: 'open', barDuration: '1m', sort: true }, instruments: 1, bars: 50_669, notes: ['sorted'] },
  { file: 'btc_perp_1m_202201.csv.gz', options: { instrument: 'BTCPERP', timeZone: 'UTC', stamp: 'open', barDuration: '1m' }, instruments: 1, bars: 45_031, notes: [] },
  { file: 'crypto_5m_btc_pairs.csv.gz', options: { symbol: 'ETH/BTC', instrument: 'ETH-BTC', stamp: 'open', barDuration: '5m' }, instruments: 1, bars: 5_760, notes: [] },
  { file: 'ethusd_coinbase_daily.json.gz', options: { instrument: 'ETHUSD', barDuration: '1d' }, instruments: 1, bars: 3_582, notes: [] },
  { file: 'ethusd_coinbase_4h.json.gz', options: { instrument: 'ETHUSD', barDuration: '4h' }, instruments: 1, bars: 20_675, notes: [] },
  { file: 'ethusd_binanceus_5m.json', options: { instrument: 'ETHUSD', barDuration: '5m', inclusiveClose: true }, instruments: 1, bars: 580, notes: [] },
  { file: 'btcusd_monthly.csv', options: { instrument: 'BTCUSD', timeZone: 'UTC' }, instruments: 1, bars: 156, notes: [] },
  { file: 'xrpusdt_perp_1h.json.gz', options: { ...hourly, instrument: 'XRP', columns: ['time', 'open', 'high', 'low', 'close', 'volume'] }, instruments: 1, bars: 100, notes: [] },
  { file: 'xrpusdt_perp_mark_1h.csv', options: { ...hourly, instrument: 'XRP-MARK' }, instruments: 1, bars: 100, notes: [] },
  { file: 'rest_binance_klines.json', options: { instrument: 'BTCUSDT' }, instruments: 1, bars: 10, notes: [] },
  { file: 'rest_coinbase_candles.json', options: { ...hourly, instrument: 'BTCUSD', sort: true }, instruments: 1, bars: 2, notes: ['sorted'] },
  { file: 'rest_okx_candles.json', options: { instrument: 'BTCUSDT', stamp: 'open', barDuration: '1m', columns: ['time', 'open', 'high', 'low', 'close', 'volume', '-', '-', '-'] }, instruments: 1, bars: 2, notes: [] },
];

test('the table of trial files names each once', () => {
  expect(new Set(trials.map(({ file }) => file)).size).toBe(trials.length);
});

const present = trials.filter(({ file }) => directory !== '' && existsSync(join(directory, file)));

if (present.length > 0) {
  describe('trial data', () => {
    test.each(present)('$file is read as it is', async ({ file, options, instruments, bars, notes }) => {
      const { tables } = await importBars(join(directory, file), options);
      expect([tables.length, tables.reduce((sum, { length }) => sum + length, 0)]).toEqual([instruments, bars]);
      const kinds = tables.flatMap((table) => table.notes).map(({ kind }) => kind);
      expect(kinds.filter((kind) => ['sorted', 'repaired', 'duplicate'].includes(kind))).toEqual(notes);
    });

    test.each(present)('$file is refused where its options leave a doubt', async ({ file, options }) => {
      const { timeZone, stamp, barDuration, session, sort, ...rest } = options;
      if ([timeZone, stamp, barDuration, session, sort].every((option) => option === undefined)) return;
      const error: unknown = await importBars(join(directory, file), rest).then(() => undefined, (thrown: unknown) => thrown);
      expect(isHivetapeError(error), `${file} needs ${JSON.stringify(options)}`).toBe(true);
    });

    test('a dump of klines is taken as an exchange answered it', async () => {
      const klines = JSON.parse(readFileSync(join(directory, 'rest_binance_klines.json'), 'utf8')) as (string | number)[][];
      const { tables: [table] } = await importBars(join(directory, 'rest_binance_klines.json'), { instrument: 'BTCUSDT' });
      expect([table.openedAt[0], table.closedAt[0], table.close[9]]).toEqual([Number(klines[0][0]) * 1_000, Number(klines[0][0]) * 1_000 + 60_000_000, Number(klines[9][4])]);
    });

    test('gaps that the source tells of are found', async () => {
      const { tables: [bitcoin] } = await importBars(join(directory, 'btcusd_1m_2016.csv.gz'), { instrument: 'BTCUSD', stamp: 'open', barDuration: '1m' });
      const gap = qualityNotes(bitcoin).find(({ kind }) => kind === 'gap');
      expect(gap?.count).toBe(63_912);
      expect(formatInstant(bitcoin.openedAt[0])).toBe('2016-01-01');
    });
  });
}

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorCodes } from '../../../src/core/error-codes.js';
import { openExchange } from '../../../src/host/exchange-client.js';
import { takeLock } from '../../../src/host/process-lock.js';
import type { Patience } from '../../../src/market/fetch/asking.js';
import { fetchBars, type FetchOptions, type FetchedBars } from '../../../src/market/fetch/fetch-bars.js';
import { readProvenance } from '../../../src/market/fetch/provenance.js';
import { importBarTable } from '../../../src/market/import-bars.js';
import { temporaryFiles } from '../temporary-files.js';
import { klineOf, MINUTE_MS, openLoopbackExchange, START_MS, type LoopbackExchange, type LoopbackOptions } from './loopback-exchange.js';
import { laterCodeOf } from '../../core/code-of.js';

const files = temporaryFiles();
let exchange: LoopbackExchange | undefined;
let waits: number[] = [];
let name = 0;

beforeEach(() => {
  waits = [];
  name += 1;
});
afterEach(async () => {
  await exchange?.close();
  exchange = undefined;
});

const SINCE = START_MS * 1_000;
const outFile = (): string => files.path(`bars-${name}.csv`);

/** A clock that moves only by waiting: no test waits for the wall. */
function turnedClock(): Patience {
  let now = 0;
  return {
    nowMs: () => now,
    waitMs: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

async function started(options: LoopbackOptions): Promise<LoopbackExchange> {
  exchange = await openLoopbackExchange(options);
  return exchange;
}

async function fetched(from: LoopbackExchange, options: Partial<FetchOptions> = {}): Promise<FetchedBars> {
  const client = await openExchange({ exchange: 'binance', endpoint: from.url, timeoutMs: 5_000 });
  return fetchBars({ client, symbol: 'BTC/USDT', timeframe: '1m', since: SINCE, out: outFile(), patience: turnedClock(), ...options });
}

const klinesAsked = (from: LoopbackExchange): string[] => from.asked.filter((path) => path.startsWith('/api/v3/klines'));

describe('an ordinary download', () => {
  test('asks page after page and keeps every bar once, with sidecar and checksum', async () => {
    const from = await started({ bars: 2_500 });
    const { provenance } = await fetched(from);
    expect(klinesAsked(from)).toHaveLength(3);
    const table = await importBarTable(outFile());
    expect(table.length).toBe(2_500);
    expect([table.openedAt[0], table.closedAt[2_499]]).toEqual([SINCE, SINCE + 2_500 * MINUTE_MS * 1_000]);
    expect([table.open[7], table.high[7], table.low[7], table.close[7], table.volume[7]]).toEqual(klineOf(7).slice(1, 6).map(Number));
    expect(provenance.found).toMatchObject({ bars: 2_500, gapCount: 0, missingBars: 0, revised: 0, rowsDigest: table.digest });
    expect(readProvenance(outFile())).toEqual(provenance);
    expect(provenance.library).toMatch(/^ccxt \d/);
    expect(readdirSync(files.path('.')).filter((file) => /\.(part|lock|new)$/.test(file))).toEqual([]);
  });

  test('leaves out the bar that is still under way by the clock of the exchange', async () => {
    const from = await started({ bars: 10 });
    from.clockMs = START_MS + 9 * MINUTE_MS + 59_999;
    expect((await fetched(from)).provenance.found?.bars).toBe(9);
  });

  test('counts gaps and says where they are', async () => {
    const from = await started({ bars: 50, missing: new Set([10, 11, 12, 40]) });
    const { provenance } = await fetched(from);
    expect(provenance.found).toMatchObject({ bars: 46, gapCount: 2, missingBars: 4 });
    expect(provenance.found?.gaps[0]).toEqual({ from: '2024-03-01T00:10:00Z', to: '2024-03-01T00:13:00Z', bars: 3 });
  });

  test('ends before --until', async () => {
    const from = await started({ bars: 50 });
    expect((await fetched(from, { until: SINCE + 20 * MINUTE_MS * 1_000 })).provenance.found?.bars).toBe(20);
  });

  test('never asks faster than the exchange allows', async () => {
    const from = await started({ bars: 5_000 });
    const { questions } = await fetched(from);
    expect(questions).toBe(7);
    expect(waits).toEqual([50, 50, 50, 50, 50, 50]);
  });
});

describe('an exchange that misbehaves', () => {
  test('429 with retry-after is waited for as long as it says', async () => {
    const from = await started({ bars: 10 });
    from.next.push({ status: 429, body: '{"code":-1003,"msg":"Too many requests"}', headers: { 'retry-after': '7' } });
    const { provenance, repeats } = await fetched(from);
    expect(waits).toContain(7_000);
    expect([provenance.found?.bars, repeats]).toEqual([10, 1]);
  });

  test('5xx, a broken-off JSON and a connection that is dropped are asked for again, and lose no bar', async () => {
    const from = await started({ bars: 1_500 });
    const whole = JSON.stringify(Array.from({ length: 1_000 }, (_, minute) => klineOf(minute)));
    from.next.push({ status: 503, body: 'try later' }, { status: 200, body: whole.slice(0, 40_000) }, 'hang-up');
    const { provenance, repeats } = await fetched(from);
    expect(provenance.found).toMatchObject({ bars: 1_500, gapCount: 0 });
    expect(repeats).toBe(3);
    expect(waits.filter((ms) => ms >= 900)).toEqual([1_000, 2_000, 4_000]);
  });

  test('an exchange that never answers is given up, and what was fetched is kept', async () => {
    const from = await started({ bars: 1_500, pageMax: 500 });
    from.next.push({ klines: Array.from({ length: 500 }, (_, minute) => klineOf(minute)) }, ...Array.from({ length: 8 }, () => ({ status: 500, body: '' })));
    expect(await laterCodeOf(fetched(from))).toBe('exchange-unreachable');
    expect(errorCodes['exchange-unreachable'].exit).toBe(7);
    const { provenance, barsBefore } = await fetched(from);
    expect([provenance.found?.bars, barsBefore]).toEqual([1_500, 500]);
  });

  test('a ban of an hour is not waited for', async () => {
    const from = await started({ bars: 10 });
    from.next.push({ status: 418, body: '{"code":-1003,"msg":"banned"}', headers: { 'retry-after': '3600' } });
    expect(await laterCodeOf(fetched(from))).toBe('exchange-unreachable');
  });

  test('pages that overlap, repeat and come unsorted give each bar once', async () => {
    const from = await started({ bars: 12 });
    from.next.push({ klines: [3, 1, 0, 2, 2].map(klineOf) }, { klines: [2, 3, 4, 5].map(klineOf) }, { klines: [5, 3].map(klineOf) });
    expect((await fetched(from)).provenance.found).toMatchObject({ bars: 12, gapCount: 0 });
  });

  test('an empty page is asked for twice before it is believed', async () => {
    const from = await started({ bars: 12 });
    from.next.push({ klines: [] });
    expect((await fetched(from)).provenance.found).toMatchObject({ bars: 12, gapCount: 0 });
    expect(klinesAsked(from)).toHaveLength(2);
  });

  test('a stretch without bars is stepped over', async () => {
    const from = await started({ bars: 1_200 });
    from.next.push({ klines: [] }, { klines: [] });
    expect((await fetched(from)).provenance.found).toMatchObject({ bars: 200, first: '2024-03-01T16:40:00Z' });
  });

  test('bars that cannot be are refused, and nothing of their page is kept', async () => {
    const from = await started({ bars: 12 });
    const twice = [...klineOf(3).slice(0, 2), '999', ...klineOf(3).slice(3)];
    for (const klines of [[klineOf(2), klineOf(3), twice], [[START_MS, 'x', '1', '1', '1', '1', 0]], [[START_MS, '1', '1', '1', '1', '1'], [START_MS + 30_000, '1', '1', '1', '1', '1']]]) {
      from.next.push({ klines });
      expect(await laterCodeOf(fetched(from))).toBe('exchange-answer-invalid');
    }
    expect((await fetched(from)).provenance.found?.bars).toBe(12);
  });

  test('what the exchange refuses is not asked again', async () => {
    const from = await started({ bars: 12 });
    from.next.push({ status: 400, body: '{"code":-1100,"msg":"Illegal characters found in parameter"}' });
    expect(await laterCodeOf(fetched(from))).toBe('exchange-refused');
    expect(klinesAsked(from)).toHaveLength(1);
  });

  test('no bars at all is an error, not an empty file', async () => {
    expect(await laterCodeOf(fetched(await started({ bars: 0 }), { since: SINCE - 60_000_000 }))).toBe('data-empty');
  });
});

describe('going on', () => {
  test('a download that is stopped goes on without doubling or losing a bar, and gives the same bytes', async () => {
    const from = await started({ bars: 2_300, pageMax: 300 });
    await fetched(from, { out: files.path('whole.csv') });
    let pages = 0;
    const first = await fetched(from, { shouldStop: () => (pages += 1) === 3 });
    expect([first.stopped, first.provenance.state]).toEqual([true, 'partial']);
    const second = await fetched(from);
    expect([second.stopped, second.barsBefore]).toEqual([false, 900]);
    expect(readFileSync(outFile(), 'utf8')).toBe(readFileSync(files.path('whole.csv'), 'utf8'));
  });

  test.each([1, 17, 60])('a line torn %i bytes before its end is cut off and fetched again', async (bytes) => {
    const from = await started({ bars: 700, pageMax: 300 });
    await fetched(from, { shouldStop: () => true });
    const part = `${outFile()}.part`;
    writeFileSync(part, readFileSync(part).subarray(0, -bytes));
    expect((await fetched(from)).provenance.found).toMatchObject({ bars: 700, gapCount: 0, revised: 0 });
  });

  test('a finished file grows when more bars have closed', async () => {
    const from = await started({ bars: 700 });
    from.clockMs = START_MS + 500 * MINUTE_MS;
    const out = files.path('growing.csv.gz');
    expect((await fetched(from, { out })).provenance.found?.bars).toBe(500);
    from.clockMs = START_MS + 700 * MINUTE_MS;
    const { provenance, barsBefore } = await fetched(from, { out });
    expect([provenance.found?.bars, barsBefore, provenance.found?.gapCount]).toEqual([700, 500, 0]);
    expect(klinesAsked(from)[1]).toContain(`startTime=${START_MS + 499 * MINUTE_MS}`);
    expect((await importBarTable(out)).digest).toBe(provenance.found?.rowsDigest);
  });

  test('a bar that the exchange tells otherwise the second time is counted, and the first telling kept', async () => {
    const from = await started({ bars: 700 });
    from.clockMs = START_MS + 500 * MINUTE_MS;
    await fetched(from);
    from.clockMs = START_MS + 700 * MINUTE_MS;
    from.next.push({ klines: [[...klineOf(499).slice(0, 4), '101.0', ...klineOf(499).slice(5)], ...[500, 501].map(klineOf)] });
    expect((await fetched(from)).provenance.found).toMatchObject({ bars: 700, revised: 1 });
  });

  test('another request, a changed file, or a file of unknown origin is not gone on with', async () => {
    const from = await started({ bars: 20 });
    await fetched(from);
    expect(await laterCodeOf(fetched(from, { since: SINCE + 60_000_000 }))).toBe('download-mismatch');
    expect(await laterCodeOf(fetched(from, { symbol: 'ETH/USDT' }))).toBe('download-mismatch');
    writeFileSync(outFile(), `${readFileSync(outFile(), 'utf8')}\n`);
    expect(await laterCodeOf(fetched(from))).toBe('download-mismatch');
    expect(await laterCodeOf(fetched(from, { out: files.write('stranger.csv', 'time,open\n') }))).toBe('download-mismatch');
  });
});

test('two processes do not download into one file', async () => {
  const from = await started({ bars: 20 });
  const lock = takeLock(`${outFile()}.lock`);
  expect(await laterCodeOf(fetched(from))).toBe('download-busy');
  if (lock.taken) lock.release();
  expect((await fetched(from)).provenance.found?.bars).toBe(20);
});

describe('what is not there', () => {
  test('exchange, symbol, timeframe and address are refused with the nearest word', async () => {
    expect(await laterCodeOf(openExchange({ exchange: 'binanse' }))).toBe('exchange-unknown');
    expect(await laterCodeOf(openExchange({ exchange: 'binance', endpoint: 'ftp://somewhere' }))).toBe('exchange-address-invalid');
    const from = await started({ bars: 20 });
    expect(await laterCodeOf(fetched(from, { symbol: 'BTC/USDTT' }))).toBe('exchange-symbol-unknown');
    expect(await laterCodeOf(fetched(from, { timeframe: '7m' }))).toBe('exchange-timeframe-unknown');
    expect(await laterCodeOf(fetched(from, { timeframe: '1M' }))).toBe('exchange-timeframe-unknown');
  });
});

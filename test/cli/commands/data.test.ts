import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLoopbackExchange, START_MS, type LoopbackExchange } from '../../market/fetch/loopback-exchange.js';
import { openStage, type Stage } from '../stage.js';
import { walkCsv } from '../../../src/market/walk.js';
import '../../../src/cli/commands/data.js';

let stage: Stage;
let exchange: LoopbackExchange;

beforeAll(async () => {
  stage = openStage();
  exchange = await openLoopbackExchange({ bars: 30, missing: new Set([11, 12]) });
});
afterAll(async () => {
  stage.clear();
  await exchange.close();
});

const since = new Date(START_MS).toISOString();

test('data fetch writes a file that data check, data show and a scenario can read', async () => {
  const { code, out } = await stage.run(['data', 'fetch', 'binance', 'BTC/USDT', '1m', '--since', since, '--endpoint', exchange.url]);
  expect(code).toBe(0);
  expect(out).toContain('binance-BTC-USDT-1m.csv.gz: 28 bars of BTC/USDT 1m');
  expect(out).toContain('1, 2 bars missing');
  const shown = await stage.run(['data', 'show', 'binance-BTC-USDT-1m.csv.gz']);
  expect(shown.out).toContain('from binance, BTC/USDT 1m, fetched');
  const checked = await stage.run(['data', 'check', 'binance-BTC-USDT-1m.csv.gz', '--json']);
  expect(checked.code).toBe(1);
  expect(JSON.parse(checked.out)).toMatchObject({ schema: 'hivetape.data-check/1', sound: false, instruments: [{ instrument: 'BTC-USDT', bars: 28, notes: expect.arrayContaining([expect.objectContaining({ kind: 'gap', count: 1, defect: true })]) }] });
  stage.write('btc.yaml', 'hivetape: 1\nname: btc\nseed: 1\ndata: [{ instrument: BTC-USDT, file: ./binance-BTC-USDT-1m.csv.gz }]\nvenue: { participation: full }\nagents: { one: { kind: sma-crossover, options: { fastBars: 2, slowBars: 4 } } }\n');
  expect((await stage.run(['run', 'btc.yaml'])).code).toBe(0);
});

test('data fetch says as JSON what it did, and goes on when it is said again', async () => {
  const { out } = await stage.run(['data', 'fetch', 'binance', 'BTC/USDT', '1m', '--since', since, '--endpoint', exchange.url, '--json']);
  expect(JSON.parse(out)).toMatchObject({ schema: 'hivetape.fetched/1', state: 'complete', barsBefore: 28, stopped: false, found: { bars: 28 } });
});

test('data fetch stopped by the user keeps what it has and ends with the code of that', async () => {
  const stopped = AbortSignal.abort();
  const words = ['data', 'fetch', 'binance', 'ETH/USDT', '1m', '--since', since, '--endpoint', exchange.url];
  const first = await stage.run(words, { signal: stopped });
  expect([first.code, first.err]).toEqual([130, expect.stringContaining('say the same again to go on')]);
  expect((await stage.run(words)).code).toBe(0);
});

test('data fetch needs --since, and refuses what is not there', async () => {
  expect((await stage.run(['data', 'fetch', 'binance', 'BTC/USDT', '1m'])).code).toBe(2);
  const unknown = await stage.run(['data', 'fetch', 'binanze', 'BTC/USDT', '1m', '--since', since]);
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('Did you mean binance')]);
});

test('data list shows the bundled sets, as a table and as JSON', async () => {
  expect((await stage.run(['data', 'list'])).out).toContain('sp500-daily');
  expect(JSON.parse((await stage.run(['data', 'list', '--json'])).out)).toMatchObject({ schema: 'hivetape.data-sets/1' });
});

test('data check tells what is wrong from what is odd, by its exit code', async () => {
  const sound = await stage.run(['data', 'check', 'if-1m']);
  expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('sound: 1 instrument, 48,000 bars')]);
  const repaired = await stage.run(['data', 'check', 'sse-daily']);
  expect([repaired.code, repaired.out]).toEqual([1, expect.stringContaining('repaired')]);
});

test('data check and data show read any file, with options, and name what the file does not', async () => {
  stage.write('walk.csv', walkCsv(50));
  const refused = await stage.run(['data', 'check', 'walk.csv']);
  expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('stamp')]);
  const checked = await stage.run(['data', 'check', 'walk.csv', '--set', 'stamp=open', '--set', 'barDuration=1m']);
  expect([checked.code, checked.out]).toEqual([0, expect.stringContaining('walk: 50 bars')]);
  const shown = await stage.run(['data', 'show', 'walk.csv', '--set', 'stamp=open', '--set', 'barDuration=1m', '--bars', '1', '--json']);
  expect(JSON.parse(shown.out)).toMatchObject({ schema: 'hivetape.data/1', instruments: [{ instrument: 'walk', bars: 50, stepUs: 60_000_000 }] });
});

test('J3: data check with a calendar counts sessions, names the days that are missing and the split that nobody told of, in words and as JSON', async () => {
  const days = ['2024-07-01', '2024-07-02', '2024-07-03', '2024-07-05', '2024-07-08', '2024-07-10', '2024-07-11', '2024-07-12', '2024-07-15', '2024-07-16'];
  stage.write('daily.csv', `symbol,date,open,high,low,close,volume\n${days.map((day, row) => `SPLIT,${day},${row < 6 ? '40,41,39,40.2' : '10,10.2,9.8,10'},100\n`).join('')}`);
  const told = await stage.run(['data', 'check', 'daily.csv', '--calendar', 'XNYS']);
  expect(told.code).toBe(1);
  expect(told.out).toContain('sessions: 10 of 11 trading days, 1 holiday, 1 half day');
  expect(told.out).toContain('without bars: 2024-07-09');
  expect(told.out).toMatch(/unadjusted-split +1 +refuse +2024-07-11T20:00:00Z/);
  const json = JSON.parse((await stage.run(['data', 'check', 'daily.csv', '--calendar', 'XNYS', '--json'])).out) as { readonly instruments: readonly object[] };
  expect(json.instruments[0]).toMatchObject({ sessions: { expected: 11, found: 10, missing: ['2024-07-09'], holidays: 1, shortDays: 1 }, notes: [{ kind: 'gap', policy: 'warn' }, { kind: 'unadjusted-split', policy: 'refuse', defect: true }] });
  expect((await stage.run(['data', 'check', 'daily.csv', '--calendar', 'XLON'])).err).toContain('XNYS');
});

// Re-creates data/*.csv.gz and data/manifest.json from the two npm packages they were taken from, byte
// for byte. The packages are large (42 and 134 MB), so they are sources, never dependencies.
//
//   node scripts/extract-data.mjs [FOLDER] [--check]
//
// FOLDER holds `node_modules` with both packages; without it they are installed into a temporary one.
// --check writes nothing: it compares what would be written with what lies in data/, and exits 1 on a
// difference. The texts beside the data (SOURCES.md, NOTICE, licences/) are written by hand.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const DAY_MS = 86_400_000;
const VEGA = { name: 'vega-datasets', version: '3.2.1' };
const HQCHART = { name: 'hqchart', version: '1.1.15808' };
const HQCHART_FOLDER = 'src/jscommon/umychart.testdata';
const CHINA_HOURS = [
  { open: '09:30', close: '11:30' },
  { open: '13:00', close: '15:00' },
];
const ROLLS =
  'The main contract, prices as traded: on a roll the price jumps with the contract, and open interest jumps at the first minute. Rolls seen: ';

const dataSets = [
  {
    id: 'sp500-daily',
    title: 'S&P 500 index, daily, 2000-01-03 to 2020-04-17',
    package: VEGA,
    source: 'data/sp500-2000.csv',
    sourceSha256: '9409e9342d0657c747324e4cfabce8a8c7f663bc485b95a3378f36b0a160f8c8',
    read: vegaDays,
    instrument: { id: 'SP500', currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true },
    tradable: false,
    step: '1d',
    timeZone: 'America/New_York',
    sessions: [{ open: '09:30', close: '16:00' }],
    volumeUnit: 'shares traded in the index members, as the source states them',
    repair: false,
    anomalies: [
      'Until 2015-01-02 the open often equals the close of the day before (1,760 days): opens of these years are not opening auctions.',
      'Half days (about three a year, close at 13:00) carry the regular close of 16:00 New York time.',
      'No bars from 2001-09-11 to 2001-09-14 and on 2012-10-29 and 2012-10-30: the exchange was closed.',
    ],
  },
  future('if-1m', 'IF', 'IFL8', 'f14297e9e00239ede1a42a82ff50bbc47fc5788515d634496d6ef4d7c62dc2c4', 300, [
    'CSI 300',
    '2023-12-18, 2024-01-19, 2024-02-07, 2024-03-18, 2024-04-19, 2024-05-16, 2024-06-24, 2024-07-22, 2024-08-16, 2024-09-23',
  ]),
  future('ic-1m', 'IC', 'ICL8', 'fc02c02716e00b508ad6bac1f05165d225e06186f0392abffe15d6b3eddfab00', 200, [
    'CSI 500',
    '2023-12-18, 2024-01-19, 2024-02-07, 2024-03-18, 2024-04-19, 2024-05-16, 2024-06-24, 2024-07-19, 2024-08-15, 2024-09-23',
  ]),
  future('im-1m', 'IM', 'IML8', '065e370bc6f5ed7bed0e8e4526424c4aa961b6823404a4a1c7b7f4ce6914993a', 200, [
    'CSI 1000',
    '2023-12-18, 2024-01-19, 2024-02-07, 2024-03-18, 2024-04-19, 2024-06-21, 2024-07-19, 2024-08-15, 2024-09-23 (the roll of May 2024 does not show in open interest)',
  ]),
  index('csi300-daily', 'CSI300', '000300.sh', '327e465c916c5ff3444b7a27523fa36796115cc6265691e8c6db61812f207f37', {
    title: 'CSI 300 index, daily, 2005-01-04 to 2024-09-19',
    repair: false,
    anomalies: ['The longest breaks are the Spring Festivals (12 days between closes in 2005 and 2006).'],
  }),
  index('sse-daily', 'SSE', '000001.sh', '5dbbcd39394e9c475e53d814d41f3290211c4b6e3aea559e09389b6be39b3797', {
    title: 'Shanghai Composite index, daily, 1991-03-26 to 2024-09-19',
    repair: true,
    anomalies: [
      'Sixteen days of 1991 to 1995 break high >= open, close >= low. They are kept as found; the bundled loader repairs them and says so.',
      'On 1992-05-21 the price limits were lifted: the index more than doubled in a day. Not an error.',
      'Breaks of up to 25 days between closes around holidays in the 1990s.',
      'The hours 09:30 to 15:00 are applied to all years; the exchange kept other hours in its first years.',
      'In the summer of 1991 China observed daylight saving (UTC+9 from 1991-04-14 to 1991-09-14); the stamps follow it.',
    ],
  }),
];

function future(id, symbol, file, sourceSha256, multiplier, [underlying, rolls]) {
  return {
    id,
    title: `${symbol} future on the ${underlying} index, main contract, one-minute bars, 2023-12-04 to 2024-09-27`,
    package: HQCHART,
    source: `${HQCHART_FOLDER}/M1KLine/${file}.cfe.minute.kline.json`,
    sourceSha256,
    read: (bytes) => chinaMinutes(bytes, 5),
    instrument: { id: symbol, currency: 'CNY', ticksPerUnit: 5, lotsPerUnit: 1, multiplier, shortable: true },
    tradable: true,
    step: '1m',
    timeZone: 'Asia/Shanghai',
    sessions: CHINA_HOURS,
    volumeUnit: 'contracts',
    repair: false,
    anomalies: [`${ROLLS}${rolls}.`],
  };
}

function index(id, symbol, file, sourceSha256, { title, repair, anomalies }) {
  return {
    id,
    title,
    package: HQCHART,
    source: `${HQCHART_FOLDER}/DayKLine/${file}.day.kline.json`,
    sourceSha256,
    read: (bytes) => chinaDays(bytes, 100),
    instrument: { id: symbol, currency: 'CNY', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true },
    tradable: false,
    step: '1d',
    timeZone: 'Asia/Shanghai',
    sessions: CHINA_HOURS,
    volumeUnit: 'not stated by the source (probably board lots of 100 shares)',
    repair,
    anomalies,
  };
}

main(process.argv.slice(2));

function main(args) {
  const check = args.includes('--check');
  const given = args.find((arg) => !arg.startsWith('--'));
  const folder = given ?? install();
  try {
    const files = build(folder);
    const failures = check ? compare(files) : write(files);
    process.exitCode = failures === 0 ? 0 : 1;
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function install() {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-data-'));
  const wanted = [VEGA, HQCHART].map(({ name, version }) => `${name}@${version}`);
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...wanted], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

/** Returns every generated file as name and bytes. */
function build(folder) {
  const files = new Map();
  const entries = dataSets.map((set) => {
    const bytes = readFileSync(join(folder, 'node_modules', set.package.name, set.source));
    expectDigest(set, bytes);
    const rows = set.read(bytes);
    const file = `${set.id}.csv.gz`;
    const zipped = gzip(csvOf(set.instrument.id, rows));
    files.set(file, zipped);
    return manifestEntry(set, { file, zipped, rows });
  });
  const manifest = { version: 1, dataSets: entries };
  files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return files;
}

function manifestEntry(set, { file, zipped, rows }) {
  return {
    id: set.id,
    title: set.title,
    file,
    bytes: zipped.length,
    fileSha256: sha256(zipped),
    rows: rows.length,
    rowsDigest: `sha256:${rowsDigest(set.instrument.id, rows)}`,
    first: isoOf(rows[0].openedAt),
    last: isoOf(rows[rows.length - 1].closedAt),
    instrument: set.instrument,
    tradable: set.tradable,
    step: set.step,
    timeZone: set.timeZone,
    sessions: set.sessions,
    volumeUnit: set.volumeUnit,
    repair: set.repair,
    anomalies: set.anomalies,
    source: { package: set.package.name, version: set.package.version, file: set.source, sha256: set.sourceSha256 },
  };
}

// --- the sources ---------------------------------------------------------------------------------

function vegaDays(bytes) {
  const lines = bytes.toString('utf8').trim().split('\n');
  if (lines[0] !== 'date,open,high,low,close,adjclose,volume') throw new Error(`Unexpected header: ${lines[0]}`);
  return lines.slice(1).map((line) => {
    const [date, open, high, low, close, , volume] = line.split(',');
    const midnight = Date.parse(`${date}T00:00:00Z`);
    const offset = newYorkOffsetHours(midnight) * 3_600_000;
    return {
      openedAt: midnight + 9.5 * 3_600_000 - offset,
      closedAt: midnight + 16 * 3_600_000 - offset,
      ...prices([open, high, low, close].map(Number), 100),
      volume: Number(volume),
    };
  });
}

/** The rows are [date, previous close, open, high, low, close, volume, amount, HHMM of the end, open interest]. */
function chinaMinutes(bytes, ticksPerUnit) {
  return rowsOfJson(bytes).map(([date, , open, high, low, close, volume, , hhmm, openInterest]) => {
    const minutes = Math.floor(hhmm / 100) * 60 + (hhmm % 100);
    const closedAt = midnightOf(date) + minutes * 60_000 - 8 * 3_600_000;
    return { openedAt: closedAt - 60_000, closedAt, ...prices([open, high, low, close], ticksPerUnit), volume, openInterest };
  });
}

/** The rows are [date, previous close, open, high, low, close, volume, amount]. */
function chinaDays(bytes, ticksPerUnit) {
  return rowsOfJson(bytes).map(([date, , open, high, low, close, volume]) => {
    const offset = (date >= 19910414 && date < 19910915 ? 9 : 8) * 3_600_000;
    const midnight = midnightOf(date);
    return {
      openedAt: midnight + 9.5 * 3_600_000 - offset,
      closedAt: midnight + 15 * 3_600_000 - offset,
      ...prices([open, high, low, close], ticksPerUnit),
      volume,
    };
  });
}

function rowsOfJson(bytes) {
  return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '').trim()).data;
}

/** Float noise of the sources (992.5600000000001, 1438.359985) is rounded away to the instrument's tick. */
function prices(values, ticksPerUnit) {
  const [open, high, low, close] = values.map((value) => {
    const rounded = Math.round(value * ticksPerUnit) / ticksPerUnit;
    if (Math.abs(rounded - value) > 2e-4) throw new Error(`${value} does not lie on the grid of 1/${ticksPerUnit}`);
    return rounded;
  });
  return { open, high, low, close };
}

function midnightOf(yyyymmdd) {
  return Date.UTC(Math.floor(yyyymmdd / 10_000), (Math.floor(yyyymmdd / 100) % 100) - 1, yyyymmdd % 100);
}

/**
 * US rules: until 2006 from the first Sunday of April to the last of October, since 2007 from the second
 * Sunday of March to the first of November. The change is at 2 in the morning, so a day has one offset.
 */
function newYorkOffsetHours(midnight) {
  const year = new Date(midnight).getUTCFullYear();
  const begin = year < 2007 ? sundayFrom(year, 3, 1) : sundayFrom(year, 2, 8);
  const end = year < 2007 ? sundayFrom(year, 9, 25) : sundayFrom(year, 10, 1);
  return midnight >= begin && midnight < end ? -4 : -5;
}

function sundayFrom(year, month, day) {
  const start = Date.UTC(year, month, day);
  return start + ((7 - new Date(start).getUTCDay()) % 7) * DAY_MS;
}

// --- the layout ----------------------------------------------------------------------------------

function csvOf(instrument, rows) {
  const withInterest = rows[0].openInterest !== undefined;
  const header = `instrument,openedAt,closedAt,open,high,low,close,volume${withInterest ? ',openInterest' : ''}`;
  const lines = rows.map((row) => {
    const cells = [instrument, isoOf(row.openedAt), isoOf(row.closedAt), row.open, row.high, row.low, row.close, row.volume];
    if (withInterest) cells.push(row.openInterest);
    return cells.join(',');
  });
  return `${header}\n${lines.join('\n')}\n`;
}

function isoOf(milliseconds) {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** Returns gzip with no time and no system in its header, so that equal rows give equal files. */
function gzip(text) {
  const zipped = gzipSync(text, { level: 9 });
  zipped.fill(0, 4, 8);
  zipped[9] = 255;
  return zipped;
}

/** The digest of the importer over normalised rows, written a second time: `src/market/bar-table.ts`. */
function rowsDigest(instrument, rows) {
  const hash = createHash('sha256').update(`hivetape/bars/v1\n${instrument}\n`);
  for (const { openedAt, closedAt, open, high, low, close, volume } of rows) {
    const row = Buffer.alloc(56);
    [openedAt * 1_000, closedAt * 1_000, open, high, low, close, volume].forEach((value, at) => row.writeDoubleLE(value, at * 8));
    hash.update(row);
  }
  return hash.digest('hex');
}

// --- writing and comparing -----------------------------------------------------------------------

function write(files) {
  for (const [name, bytes] of files) writeFileSync(join('data', name), bytes);
  console.log(`Wrote ${files.size} files into data/ (${[...files.values()].reduce((sum, bytes) => sum + bytes.length, 0)} bytes).`);
  return 0;
}

function compare(files) {
  let failures = 0;
  for (const [name, bytes] of files) {
    const path = join('data', name);
    const verdict = existsSync(path) ? verdictOn(readFileSync(path), bytes) : 'missing';
    if (verdict !== 'equal') failures += 1;
    console.log(`${verdict.padEnd(40)} ${path}`);
  }
  return failures;
}

function verdictOn(found, expected) {
  if (found.equals(expected)) return 'equal';
  const zipped = found[0] === 0x1f && expected[0] === 0x1f;
  if (zipped && gunzipSync(found).equals(gunzipSync(expected))) return 'same rows, another zlib';
  return 'different';
}

function expectDigest(set, bytes) {
  const found = sha256(bytes);
  if (found !== set.sourceSha256) throw new Error(`${set.source} is not the file it was: expected ${set.sourceSha256}, found ${found}`);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

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
import { HQCHART, VEGA, dataSets } from './bundled-data-sets.mjs';

const DAY_MS = 86_400_000;
const READERS = { 'vega-days': vegaDays, 'china-minutes': chinaMinutes, 'china-days': chinaDays };

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
    const rows = READERS[set.layout](bytes, set.instrument.ticksPerUnit);
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

function vegaDays(bytes, ticksPerUnit) {
  const lines = bytes.toString('utf8').trim().split('\n');
  if (lines[0] !== 'date,open,high,low,close,adjclose,volume') throw new Error(`Unexpected header: ${lines[0]}`);
  return lines.slice(1).map((line) => {
    const [date, open, high, low, close, , volume] = line.split(',');
    const midnight = Date.parse(`${date}T00:00:00Z`);
    const offset = newYorkOffsetHours(midnight) * 3_600_000;
    return {
      openedAt: midnight + 9.5 * 3_600_000 - offset,
      closedAt: midnight + 16 * 3_600_000 - offset,
      ...prices([open, high, low, close].map(Number), ticksPerUnit),
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

// The store alone: how fast events of the swarm's mix are appended and read back, in which bytes, and how that
// compares with the same bytes raw and with one row per event in SQLite. See README.md beside this file.
//
//   node --expose-gc bench/store.mjs [--events 500000] [--rounds 5] [--sqlite-node path/of/a/node/22+] [--json]
import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portions, swarmEvents } from './repeated-log.mjs';
import { timed } from './timed.mjs';

const load = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const [{ embeddedRunStore }, { memoryRunStore }, { catalogue }, { machineFileCalls }, { logFiles }] = await Promise.all([
  load('store/embedded-run-store.js'), load('store/memory-run-store.js'), load('domain/catalogue.js'), load('host/file-calls.js'), load('host/log-files.js'),
]);
const total = Number(valueOf('--events') ?? 500_000);
const rounds = Number(valueOf('--rounds') ?? 5);
const everyTotal = Math.min(total, 3_000);
const rowTotal = Math.min(total, 200_000);
const CHUNK = 256 * 1024;
const swarm = await swarmEvents(load, fileURLToPath(new URL('../scenarios/sp500-swarm.yaml', import.meta.url)));
const manifest = { runId: 'bench', name: 'bench', identity: {} };

/** Of every round, by name: seconds on the clock, and of the processor, which a busy machine does not change much. */
let figures = {};
/** What a figure is a rate of, if not of all events. */
const counts = { 'append, every (synced one by one)': everyTotal };
const note = (name, taken) => (figures[name] ??= []).push(taken);
let bytes = 0;
let fingerprint = '';
let rows;
for (let round = 0; round < rounds + 1; round += 1) {
  if (round === 1) figures = {}; // The first round warms up.
  inDirectory((directory) => {
    const machine = timedCalls();
    const appended = append(embeddedRunStore(catalogue, directory, { files: logFiles(machine.calls) }), total);
    fingerprint = appended.fingerprint;
    bytes = blockBytes(directory);
    note('append, batch', appended.taken);
    note('  of it in calls of the file system', { clock: machine.seconds() });
    note('raw write of the same bytes', rawWrite(directory, bytes));
    note('raw read of the same bytes', rawRead(directory));
    const store = embeddedRunStore(catalogue, directory);
    note('open', timed(() => store.open('bench').count));
    note('scan, all events as objects', timed(() => count(store.open('bench').events())));
    note('scan, one type in eight', timed(() => count(store.open('bench').events({ types: ['SignalRaised'] }))));
    note('verify', timed(() => store.verify('bench')));
    renameSync(join(directory, 'runs/bench/head.json'), join(directory, 'runs/bench/was-head'));
    note('recovery of an unsealed log', timed(() => embeddedRunStore(catalogue, directory).open('bench').count));
  });
  inDirectory((directory) => note('append, memory (nothing forced out)', append(embeddedRunStore(catalogue, directory, { durability: 'memory' }), total).taken));
  inDirectory((directory) => note('append, batch, packed', append(embeddedRunStore(catalogue, directory, { compression: 'deflate' }), total).taken));
  inDirectory((directory) => note('append, every (synced one by one)', append(embeddedRunStore(catalogue, directory, { durability: 'every' }), everyTotal).taken));
  note('append, store in memory', append(memoryRunStore(catalogue), total).taken);
  rows = sqlite();
}
report();

/** Events are made in portions, outside the time that is taken. */
function append(store, howMany) {
  const writer = store.create(manifest);
  const taken = { clock: 0, processor: 0 };
  const take = (work) => {
    const { clock, processor } = timed(work);
    taken.clock += clock;
    taken.processor += processor;
  };
  for (const events of portions(swarm, howMany)) take(() => { for (const event of events) writer.append(event); });
  let seal;
  take(() => { seal = writer.finish(null); });
  return { taken, fingerprint: seal.fingerprint };
}

/** The machine's own calls, and how long they took. */
function timedCalls() {
  let milliseconds = 0;
  const calls = Object.fromEntries(Object.entries(machineFileCalls).map(([name, call]) => [name, (...what) => {
    const from = performance.now();
    try {
      return call(...what);
    } finally {
      milliseconds += performance.now() - from;
    }
  }]));
  return { calls, seconds: () => milliseconds / 1_000 };
}

function rawWrite(directory, size) {
  const chunk = Buffer.alloc(CHUNK, 7);
  const file = openSync(join(directory, 'raw'), 'w');
  const taken = timed(() => {
    for (let left = size; left > 0; left -= CHUNK) writeSync(file, chunk, 0, Math.min(left, CHUNK));
    fsyncSync(file);
  });
  closeSync(file);
  return taken;
}

function rawRead(directory) {
  const chunk = Buffer.alloc(CHUNK);
  const file = openSync(join(directory, 'raw'), 'r');
  const taken = timed(() => {
    while (readSync(file, chunk, 0, CHUNK, null) > 0);
  });
  closeSync(file);
  return taken;
}

/** One round of rows in SQLite; returns the bytes of a row of each kind. */
function sqlite() {
  const node = valueOf('--sqlite-node');
  if (node === undefined) return undefined;
  const child = spawnSync(node, ['--no-warnings', fileURLToPath(new URL('./sqlite-rows.mjs', import.meta.url)), String(rowTotal)], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  const { bare, asked } = JSON.parse(child.stdout);
  for (const [name, { append: write, scan }] of [['SQLite rows', bare], ['SQLite rows with four indexes', asked]]) {
    for (const [what, taken] of [['append', write], ['scan', scan]]) {
      counts[`${name}, ${what}`] = rowTotal;
      note(`${name}, ${what}`, taken);
    }
  }
  return { bare: bare.bytes / rowTotal, asked: asked.bytes / rowTotal };
}

function report() {
  const medianOf = (kind) => Object.fromEntries(Object.entries(figures).filter(([, [first]]) => first[kind] !== undefined).map(([name, list]) => [name, median(list.map((taken) => taken[kind]))]));
  const ratesOf = (seconds) => Object.fromEntries(Object.entries(seconds).map(([name, taken]) => [name, (counts[name] ?? total) / taken]));
  const seconds = medianOf('clock');
  const [rates, processorRates] = [ratesOf(seconds), ratesOf(medianOf('processor'))];
  const over = (one, other) => ratio(rates[one], rates[other]);
  const ratios = {
    'bytes per event': bytes / total,
    'bytes per SQLite row, bare and with indexes': rows && [rows.bare, rows.asked],
    'append (batch), encoding taken off, to the raw write': ratio(median(figures['raw write of the same bytes'].map(({ clock }, round) => clock / figures['  of it in calls of the file system'][round].clock)), 1),
    'append (batch) to the raw write': over('append, batch', 'raw write of the same bytes'),
    'scan to the raw read': over('scan, all events as objects', 'raw read of the same bytes'),
    'recovery, seconds per 100,000 events': seconds['recovery of an unsealed log'] * (100_000 / total),
    'append (batch) to SQLite rows': over('append, batch', 'SQLite rows, append'),
    'append (batch) to SQLite rows with four indexes': over('append, batch', 'SQLite rows with four indexes, append'),
    'scan to SQLite rows': over('scan, all events as objects', 'SQLite rows, scan'),
  };
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  if (process.argv.includes('--json')) return console.log(JSON.stringify({ schema: 'hivetape.bench-store/2', machine, events: total, rounds, fingerprint, seconds, rates, processorRates, ratios }, null, 2));
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${number(total)} events of the swarm's mix, medians of ${rounds} rounds`);
  console.log(`fingerprint ${fingerprint}`);
  const width = Math.max(...Object.keys(rates).map((name) => name.length), ...Object.keys(ratios).map((name) => name.length));
  const isOurs = (name) => !name.startsWith('SQLite') && counts[name] === undefined;
  for (const [name, rate] of Object.entries(rates)) {
    console.log(`${name.padEnd(width)}  ${number(rate).padStart(13)} events/s  ${(processorRates[name] === undefined ? '' : number(processorRates[name])).padStart(13)} a processor second${isOurs(name) ? `  ${number((rate * bytes) / total / 1e6, 1).padStart(9)} MB/s` : ''}`);
  }
  for (const [name, value] of Object.entries(ratios)) {
    const text = value === undefined ? 'left out: no --sqlite-node' : Array.isArray(value) ? value.map((one) => number(one, 1)).join(', ') : number(value, 3);
    console.log(`${name.padEnd(width)}  ${text.padStart(13)}`);
  }
}

function inDirectory(work) {
  const directory = mkdtempSync(join(tmpdir(), 'hivetape-bench-'));
  try {
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function blockBytes(directory) {
  const run = join(directory, 'runs/bench');
  return readdirSync(run).filter((name) => name.startsWith('segment-')).reduce((sum, name) => sum + statSync(join(run, name)).size, 0);
}

function count(iterable) {
  let found = 0;
  for (const _ of iterable) found += 1;
  return found;
}

function ratio(one, other) {
  return one === undefined || other === undefined ? undefined : one / other;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function number(value, digits = 0) {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

function valueOf(flag) {
  const at = process.argv.indexOf(flag);
  return at === -1 ? undefined : process.argv[at + 1];
}

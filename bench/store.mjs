// The store alone: how fast events of the swarm's mix are appended and read back, in which bytes, and how that
// compares with the same bytes raw and with one row per event in SQLite. See README.md beside this file.
//
//   node bench/store.mjs [--events 300000] [--rounds 5] [--sqlite-node path/of/a/node/22+] [--json]
import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repeated, swarmEvents } from './repeated-log.mjs';

const load = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const [{ embeddedRunStore }, { memoryRunStore }, { catalogue }, { BlockEncoder }, { TypeLayouts }, { chainNext, chainStart }] = await Promise.all([
  load('store/embedded-run-store.js'), load('store/memory-run-store.js'), load('domain/catalogue.js'), load('store/block-encoder.js'), load('store/type-layouts.js'), load('store/chain.js'),
]);
const total = Number(valueOf('--events') ?? 300_000);
const rounds = Number(valueOf('--rounds') ?? 5);
const everyTotal = Math.min(total, 3_000);
const CHUNK = 256 * 1024;

const swarm = await swarmEvents(load, fileURLToPath(new URL('../scenarios/sp500-swarm.yaml', import.meta.url)));
const events = [...repeated(swarm, total)];
const layouts = new TypeLayouts(catalogue);
const manifest = { runId: 'bench', name: 'bench', identity: {} };

const figures = {};
const note = (name, count, seconds, bytes) => {
  (figures[name] ??= []).push({ perSecond: count / seconds, mbPerSecond: bytes === undefined ? undefined : bytes / 1e6 / seconds, seconds });
};

let bytes = 0;
let fingerprint = '';
for (let round = 0; round < rounds + 1; round += 1) {
  if (round === 1) for (const name of Object.keys(figures)) delete figures[name]; // The first round warms up.
  inDirectory((directory) => {
    const batch = timed(() => append(embeddedRunStore(catalogue, directory), events));
    fingerprint = batch.result.fingerprint;
    bytes = blockBytes(directory);
    note('append, batch', total, batch.seconds, bytes);
    note('raw write of the same bytes', total, rawWrite(directory, bytes), bytes);
    note('raw read of the same bytes', total, rawRead(directory), bytes);
    const store = embeddedRunStore(catalogue, directory);
    note('open', total, timed(() => store.open('bench').count).seconds, bytes);
    note('scan, all events as objects', total, timed(() => count(store.open('bench').events())).seconds, bytes);
    note('scan, one type in eight', total, timed(() => count(store.open('bench').events({ types: ['SignalRaised'] }))).seconds, bytes);
    note('verify', total, timed(() => store.verify('bench')).seconds, bytes);
    renameSync(join(directory, 'runs/bench/head.json'), join(directory, 'runs/bench/was-head'));
    note('recovery of an unsealed log', total, timed(() => embeddedRunStore(catalogue, directory).open('bench').count).seconds, bytes);
  });
  inDirectory((directory) => note('append, memory (nothing forced out)', total, timed(() => append(embeddedRunStore(catalogue, directory, { durability: 'memory' }), events)).seconds, bytes));
  inDirectory((directory) => note('append, batch, packed', total, timed(() => append(embeddedRunStore(catalogue, directory, { compression: 'deflate' }), events)).seconds, bytes));
  inDirectory((directory) => note('append, every (synced one by one)', everyTotal, timed(() => append(embeddedRunStore(catalogue, directory, { durability: 'every' }), events.slice(0, everyTotal))).seconds));
  note('append, store in memory', total, timed(() => append(memoryRunStore(catalogue), events)).seconds, bytes);
  note('encoding and chain alone', total, timed(() => encodeAll()).seconds, bytes);
}
sqlite();
report();

function append(store, list) {
  const writer = store.create(manifest);
  for (const event of list) writer.append(event);
  return writer.finish(null);
}

/** What the store does before anything is written: checks, columns, blocks. */
function encodeAll() {
  const encoder = new BlockEncoder(layouts, 0);
  let head = chainStart(manifest);
  for (const event of events) {
    encoder.add(event);
    if (!encoder.isFull) continue;
    head = chainNext(head, encoder.encode().bytes);
    encoder.clear();
  }
  return head;
}

function rawWrite(directory, size) {
  const chunk = Buffer.alloc(CHUNK, 7);
  const file = openSync(join(directory, 'raw'), 'w');
  const { seconds } = timed(() => {
    for (let left = size; left > 0; left -= CHUNK) writeSync(file, chunk, 0, Math.min(left, CHUNK));
    fsyncSync(file);
  });
  closeSync(file);
  return seconds;
}

function rawRead(directory) {
  const chunk = Buffer.alloc(CHUNK);
  const file = openSync(join(directory, 'raw'), 'r');
  const { seconds } = timed(() => {
    while (readSync(file, chunk, 0, CHUNK, null) > 0);
  });
  closeSync(file);
  return seconds;
}

/** One row per event, 1,000 rows a transaction, by a Node that has SQLite in it. */
function sqlite() {
  const node = valueOf('--sqlite-node');
  if (node === undefined) return;
  inDirectory((directory) => {
    const file = join(directory, 'events.ndjson');
    const some = events.slice(0, Math.min(total, 100_000));
    writeFileSync(file, some.map((event) => JSON.stringify(event)).join('\n'));
    const child = spawnSync(node, [fileURLToPath(new URL('./sqlite-rows.mjs', import.meta.url)), file, join(directory, 'rows.db'), String(rounds)], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    const { append: write, scan, size } = JSON.parse(child.stdout);
    for (const seconds of write) note('SQLite, one row per event, append', some.length, seconds, size);
    for (const seconds of scan) note('SQLite, one row per event, scan', some.length, seconds, size);
  });
}

function report() {
  const medians = Object.fromEntries(Object.entries(figures).map(([name, list]) => [name, Object.fromEntries(['perSecond', 'mbPerSecond', 'seconds'].map((key) => [key, median(list.map((one) => one[key]))]))]));
  const rate = (name) => medians[name]?.perSecond;
  const writing = medians['append, batch'].seconds - medians['encoding and chain alone'].seconds;
  const ratios = {
    'bytes per event': bytes / total,
    'append (batch) to the raw write, encoding taken off': writing <= 0 ? Infinity : medians['raw write of the same bytes'].seconds / writing,
    'append (batch) to the raw write': medians['raw write of the same bytes'].seconds / medians['append, batch'].seconds,
    'scan to the raw read': medians['raw read of the same bytes'].seconds / medians['scan, all events as objects'].seconds,
    'recovery, seconds per 100,000 events': medians['recovery of an unsealed log'].seconds * (100_000 / total),
    'append (batch) to SQLite rows': ratio(rate('append, batch'), rate('SQLite, one row per event, append')),
    'scan to SQLite rows': ratio(rate('scan, all events as objects'), rate('SQLite, one row per event, scan')),
  };
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  if (process.argv.includes('--json')) return console.log(JSON.stringify({ schema: 'hivetape.bench-store/1', machine, events: total, rounds, fingerprint, medians, ratios }, null, 2));
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${number(total)} events of the swarm's mix, medians of ${rounds} rounds`);
  console.log(`fingerprint ${fingerprint}`);
  const width = Math.max(...Object.keys(medians).map((name) => name.length), ...Object.keys(ratios).map((name) => name.length));
  for (const [name, { perSecond, mbPerSecond }] of Object.entries(medians)) console.log(`${name.padEnd(width)}  ${number(perSecond).padStart(13)} events/s  ${mbPerSecond === undefined ? '' : `${number(mbPerSecond, 1).padStart(9)} MB/s`}`);
  for (const [name, value] of Object.entries(ratios)) console.log(`${name.padEnd(width)}  ${value === undefined ? 'left out: no --sqlite-node' : number(value, 3).padStart(13)}`);
}

function inDirectory(work) {
  const directory = mkdtempSync(join(tmpdir(), 'hivetape-bench-'));
  try {
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function timed(work) {
  globalThis.gc?.();
  const from = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - from) / 1_000 };
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
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function number(value, digits = 0) {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

function valueOf(flag) {
  const at = process.argv.indexOf(flag);
  return at === -1 ? undefined : process.argv[at + 1];
}

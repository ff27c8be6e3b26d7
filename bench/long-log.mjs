// A log of ten million events: how long it takes to open it, to show its last page, to find a chain, a day, somebody
// who speaks seldom, and to recover it when its writer has died; and how much of it is read to do so.
//
//   node bench/long-log.mjs [--events 10000000] [--in directory] [--json]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repeated, swarmEvents } from './repeated-log.mjs';

const load = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const [{ embeddedRunStore }, { catalogue }, { machineFileCalls }, { logFiles }] = await Promise.all([
  load('store/embedded-run-store.js'), load('domain/catalogue.js'), load('host/file-calls.js'), load('host/log-files.js'),
]);
const swarm = await swarmEvents(load, fileURLToPath(new URL('../scenarios/sp500-swarm.yaml', import.meta.url)));
const total = Number(valueOf('--events') ?? 10_000_000);
const directory = mkdtempSync(join(valueOf('--in') ?? tmpdir(), 'hivetape-bench-'));
const run = join(directory, 'runs/long');
const rows = [];
try {
  write();
  ask();
  askByCommand();
  recover();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (process.argv.includes('--json')) console.log(JSON.stringify({ schema: 'hivetape.bench-long-log/1', node: process.version, events: total, rows }, null, 2));
else for (const { what, ms, processorMs, found, readShare } of rows) {
  const share = readShare === undefined ? '' : `${(readShare * 100).toFixed(3)} % of it read`;
  console.log(`${what.padEnd(48)} ${ms.toFixed(0).padStart(8)} ms ${processorMs === undefined ? ''.padStart(18) : `${processorMs.toFixed(0).padStart(8)} processor`}  ${String(found).padStart(9)}  ${share}`);
}

function write() {
  const writer = embeddedRunStore(catalogue, directory).create({ runId: 'long', name: 'long', identity: {} });
  measure('written, with what making the events takes', () => {
    for (const event of repeated(swarm, total)) writer.append(event);
    return writer.finish(null).events;
  });
}

function ask() {
  let bytes = 0;
  const calls = { ...machineFileCalls, read: (...what) => {
    const read = machineFileCalls.read(...what);
    bytes += read;
    return read;
  } };
  const size = bytesIn(run);
  const store = embeddedRunStore(catalogue, directory, { files: logFiles(calls) });
  const asked = (what, work) => {
    bytes = 0;
    measure(what, work, () => bytes / size);
  };
  asked('opened', () => store.open('long').count);
  asked('its last 20 events', () => count(store.open('long').events({ backwards: true }), 20));
  const step = Math.floor(total / 7);
  for (const place of [1, 3, 5]) asked(`the chain of ${place * step}, by the index`, () => count(store.open('long').events({ correlation: place * step })));
  const [middle] = store.open('long').events({ from: Math.floor(total / 2) });
  asked('an hour in the middle', () => count(store.open('long').events({ fromTime: middle.time, toTime: middle.time + 3_600_000_000 })));
  asked('twenty offsets in the middle', () => count(store.open('long').events({ from: middle.offset, to: middle.offset + 20 })));
  asked('an agent who never speaks', () => count(store.open('long').events({ agents: ['nobody'] })));
  asked('one type in all of it', () => count(store.open('long').events({ types: ['OrderFilled'] })));
  asked('all of it', () => count(store.open('long').events()));
}

/** What somebody at a terminal waits for, the start of Node in it. */
function askByCommand() {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const spoken = (what, ...words) => measure(`hivetape events long ${what}`, () => {
    const child = spawnSync(process.execPath, [main, 'events', 'long', ...words, '--store', directory, '--format', 'csv'], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return child.stdout.trim().split('\n').length - 1;
  });
  spoken('--last 20', '--last', '20');
  spoken('--correlation N', '--correlation', String(Math.floor(total / 7)));
  spoken('--from N --to N + 20', '--from', String(Math.floor(total / 2)), '--to', String(Math.floor(total / 2) + 20));
}

/** As a dead writer leaves it: no seal, and the end torn. */
function recover() {
  renameSync(join(run, 'head.json'), join(run, 'was-head'));
  const taken = measure('recovered after its writer died', () => embeddedRunStore(catalogue, directory).open('long').count);
  rows.push({ what: '  for every 100,000 events', ms: taken.ms * (100_000 / total), processorMs: taken.processorMs * (100_000 / total), found: '' });
}

function measure(what, work, readShare) {
  const before = process.cpuUsage();
  const from = performance.now();
  const found = work();
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  const row = { what, ms, processorMs: (user + system) / 1_000, found, ...(readShare && { readShare: readShare() }) };
  rows.push(row);
  return row;
}

function count(iterable, atMost = Infinity) {
  let found = 0;
  for (const _ of iterable) {
    found += 1;
    if (found >= atMost) break;
  }
  return found;
}

function bytesIn(place) {
  return readdirSync(place).reduce((sum, name) => sum + statSync(join(place, name)).size, 0);
}

function valueOf(flag) {
  const at = process.argv.indexOf(flag);
  return at === -1 ? undefined : process.argv[at + 1];
}

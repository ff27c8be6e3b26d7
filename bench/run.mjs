// Runs every case in a process of its own and prints one table; keeps it and compares it where asked. See README.md beside this file.
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { keep, ratesOf } from './history.mjs';

const cases = ['baseline', 'crossover-100k', 'crossover-100k-no-log', 'crossover-1m', 'crossover-1m-no-log', 'swarm', 'swarm-no-log', 'intraday', 'prints', 'prints-no-log', 'messages', 'messages-plain'];
const valueOf = (flag) => (process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : undefined);
const [only, rounds, history] = ['--only', '--rounds', '--history'].map(valueOf);
const chosen = only === undefined ? cases : ['baseline', ...only.split(',')];
const unknown = chosen.filter((name) => !cases.includes(name));
if (unknown.length > 0) refuse(`There is no case ${unknown.join(', ')}. The cases are: ${cases.slice(1).join(', ')}.`);
if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds)) refuse(`--rounds is a whole number, 1 or more (found ${rounds}).`);
const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

const measured = chosen.map((name) => ({ name, ...(name.startsWith('messages') ? messages(name) : told([fileOf('./case.mjs'), name, ...(rounds === undefined ? [] : [rounds])], name)) }));
const [baseline] = measured;
// A case without bars is compared by its events.
const rows = measured.map((row) => ({ ...row, ratio: (row.barsPerProcessorSecond ?? row.eventsPerProcessorSecond) / baseline.barsPerProcessorSecond }));
const host = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
const suite = { schema: 'hivetape.bench/2', at: new Date().toISOString(), host, rows };

if (process.argv.includes('--json')) console.log(JSON.stringify(suite, null, 2));
else report();
if (history !== undefined) {
  keep(history, suite);
  process.exitCode = spawnSync(process.execPath, [fileOf('./compare.mjs'), history], { stdio: ['ignore', process.argv.includes('--json') ? 2 : 1, 2] }).status ?? 1;
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}

function told(words, name) {
  const child = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (child.status !== 0) throw new Error(`Case ${name} failed:\n${child.stderr}`);
  return JSON.parse(child.stdout);
}

/** Messages between a thousand agents, by couriers or as plain events, the log on; each round a process of its own. */
function messages(name) {
  const words = ['--expose-gc', fileOf('./swarm-messages.mjs'), '--case', '1000', '--messages', '300000', ...(name === 'messages-plain' ? ['--plain'] : [])];
  const took = Array.from({ length: Number(rounds ?? 3) }, () => told(words, name));
  const [{ messages: events, bytesPerMessage: bytesPerEvent }] = took;
  return { events, ...ratesOf(took.map(({ seconds, processorSeconds }) => ({ clock: seconds, processor: processorSeconds })), { events }), bytesPerEvent, peakMb: Math.max(...took.map(({ peakMb }) => peakMb)) };
}

function report() {
  console.log(`${host.cpu}, ${host.cores} cores, ${host.memoryGb} GB, Node ${host.node}; rates are those of the median round, by the clock; of baseline: by processor time`);
  const text = (value, digits = 0) => (value === undefined ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits }));
  const lines = rows.map((row) => [row.name, text(row.bars), text(row.events), text(row.rounds), text(row.p50Ms, 1), text(row.p95Ms, 1), text(row.p99Ms, 1), text(row.barsPerSecond), text(row.eventsPerSecond), text(row.ratio, 5), text(row.peakMb), text(row.bytesPerEvent, 1)]);
  const table = [['case', 'bars', 'events', 'rounds', 'p50 ms', 'p95 ms', 'p99 ms', 'bars/s', 'events/s', 'of baseline', 'peak MB', 'bytes/event'], ...lines];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table) console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
}

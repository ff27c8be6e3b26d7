// Runs every case in a process of its own and prints one table. See README.md beside this file.
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const cases = ['baseline', 'crossover-100k', 'crossover-100k-no-log', 'crossover-1m', 'crossover-1m-no-log', 'swarm', 'swarm-no-log', 'intraday', 'prints', 'prints-no-log'];
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const chosen = only === undefined ? cases : ['baseline', only];
const file = fileURLToPath(new URL('./case.mjs', import.meta.url));

const rows = chosen.map((name) => {
  const child = spawnSync(process.execPath, [file, name], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (child.status !== 0) throw new Error(`Case ${name} failed:\n${child.stderr}`);
  return { name, ...JSON.parse(child.stdout) };
});
const baseline = rows[0].barsPerSecond;
const host = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ schema: 'hivetape.bench/1', host, rows: rows.map((row) => ({ ...row, ratio: row.barsPerSecond / baseline })) }, null, 2));
} else {
  console.log(`${host.cpu}, ${host.cores} cores, ${host.memoryGb} GB, Node ${host.node}; each figure is the median of the rounds of its case`);
  const text = (value, digits = 0) => (value === undefined ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits }));
  const lines = rows.map((row) => [
    row.name,
    text(row.bars),
    text(row.events),
    text(row.barsPerSecond),
    text(row.eventsPerSecond),
    text(row.barsPerSecond / baseline, 4),
    text(row.peakMb),
    text(row.bytesPerEvent, 1),
  ]);
  const table = [['case', 'bars', 'events', 'bars/s', 'events/s', 'of baseline', 'peak MB', 'bytes/event'], ...lines];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table) console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
}

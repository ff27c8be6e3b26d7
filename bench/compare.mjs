// Compares the newest suite of a history with those before it: `node bench/compare.mjs FILE`. Ends with 1 if any case is slower than it may be.
import { existsSync } from 'node:fs';
import { compared, SLOWER_MAX, suitesIn } from './history.mjs';

const [, , file] = process.argv;
if (file === undefined || !existsSync(file)) {
  console.error(`A comparison is of a history that is there (found ${file ?? 'none'}): node bench/compare.mjs FILE`);
  process.exit(2);
}
const suites = suitesIn(file);
const newest = suites.at(-1);
const rows = newest === undefined ? [] : compared(newest, suites.slice(0, -1));
if (rows.length === 0) console.log('Nothing was kept on such a machine before: there is nothing to compare with.');
for (const { name, before, now, change, isSlower } of rows) {
  console.log(`${isSlower ? '✖' : '✔'} ${name.padEnd(24)} ${before.toPrecision(3)} → ${now.toPrecision(3)} of baseline (${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(1)} %)`);
}
const slower = rows.filter(({ isSlower }) => isSlower);
if (slower.length > 0) {
  console.log(`Slower by more than ${SLOWER_MAX * 100} %: ${slower.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}

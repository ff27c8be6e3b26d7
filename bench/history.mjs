/**
 * What rounds come to, and whether a suite has become slower. Suites are kept as lines of JSON, the newest last; a case is
 * compared by its ratio to the baseline loop of its own suite, in processor time, with the middle one of up to five
 * earlier suites of the same machine and Node.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** By how much of its former rate a case may be slower. */
export const SLOWER_MAX = 0.15;
const COMPARED_MAX = 5;

/** Returns the value that so much of all values does not exceed: nearest rank. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Returns percentiles of the rounds in ms by the clock, and rates at the median round, by the clock and of the processor. */
export function ratesOf(rounds, { bars, events }) {
  const [clock, processor] = [rounds.map((round) => round.clock), rounds.map((round) => round.processor)];
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(clock, share) * 1_000);
  const rates = (name, seconds) => ({ [`bars${name}`]: bars === undefined ? undefined : bars / seconds, [`events${name}`]: events === undefined ? undefined : events / seconds });
  return { rounds: rounds.length, p50Ms: p50, p95Ms: p95, p99Ms: p99, ...rates('PerSecond', p50 / 1_000), ...rates('PerProcessorSecond', percentile(processor, 0.5)) };
}

/** Returns the suites that are kept in a file, the oldest first. */
export function suitesIn(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
}

export function keep(file, suite) {
  appendFileSync(file, `${JSON.stringify(suite)}\n`);
}

/** Returns a case of each suite beside what it was, and whether it is slower than it may be; none where nothing was kept on such a machine. */
export function compared(suite, earlier) {
  const alike = earlier.filter(({ host }) => hostOf(host) === hostOf(suite.host));
  return suite.rows.flatMap(({ name, ratio }) => {
    const before = alike.flatMap(({ rows }) => rows.filter((row) => row.name === name).map((row) => row.ratio)).slice(-COMPARED_MAX);
    if (name === 'baseline' || before.length === 0) return [];
    const usual = percentile(before, 0.5);
    return [{ name, before: usual, now: ratio, change: ratio / usual - 1, isSlower: ratio < usual * (1 - SLOWER_MAX) }];
  });
}

function hostOf({ cpu, cores, node }) {
  return [cpu, cores, node.split('.')[0]].join('/');
}

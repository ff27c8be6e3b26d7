/** Returns the seconds that work takes, by the clock and of the processor. */
export function timed(work) {
  const before = process.cpuUsage();
  const from = performance.now();
  work();
  const clock = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return { clock, processor: (user + system) / 1e6 };
}

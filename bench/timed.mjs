/** The seconds that work takes, by the clock and of the processor. */
export function timed(work) {
  const from = startOf();
  work();
  return since(from);
}

export function startOf() {
  return { processor: process.cpuUsage(), clock: performance.now() };
}

export function since(from) {
  const clock = (performance.now() - from.clock) / 1_000;
  const { user, system } = process.cpuUsage(from.processor);
  return { clock, processor: (user + system) / 1e6 };
}

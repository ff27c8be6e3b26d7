/** The step of an index of times as backtesting.py takes it: the median of the last hundred differences. */

const DAY_MS = 86_400_000;

/** Returns the median step in milliseconds; NaN for fewer than two times. */
export function medianStep(times: readonly number[]): number {
  const last = times.slice(-100);
  const steps = last.slice(1).map((time, index) => time - last[index]).sort((a, b) => a - b);
  const middle = steps.length >> 1;
  if (steps.length === 0) return Number.NaN;
  return steps.length % 2 === 1 ? steps[middle] : (steps[middle - 1] + steps[middle]) / 2;
}

/** Returns the duration rounded up to the coarsest of day, hour, minute and second that divides the step. */
export function ceilToStep(durationMs: number, stepMs: number): number {
  const unit = [DAY_MS, 3_600_000, 60_000, 1_000, 1].find((one) => stepMs % one === 0) ?? 1;
  return Math.ceil(durationMs / unit - 1e-9) * unit;
}

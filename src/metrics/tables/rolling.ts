/** Rolling figures for charts, O(n) whatever the window. Each entry covers one full window of returns. */
import { rootOfYear } from '../numbers/compounding.js';
import { slideWindow, type Mergeable } from '../numbers/sliding-window.js';
import { inExcessOf, type Annual, type Returns } from '../returns/sample.js';
import type { SharpeOptions } from '../returns/sharpe.js';

export interface RollingOptions extends Annual {
  /** Length of the window in returns. */
  readonly windowPeriods: number;
}

/** Entry i covers returns i to i + window − 1; `null` where a return is missing or nothing varies. */
export type Rolling = readonly (number | null)[];

/** Returns mean ÷ σ(ddof 1)·√p of each window of excess returns. */
export function rollingSharpe(returns: Returns, options: RollingOptions & SharpeOptions): Rolling {
  const root = rootOfYear(options.periodsPerYear);
  const excess = inExcessOf(returns, options.riskFree ?? 0);
  return spreads(excess, options.windowPeriods).map(({ mean, deviation }) =>
    deviation === 0 ? null : numberOrNull((mean / deviation) * root),
  );
}

/** Returns σ(ddof 1)·√p of each window. */
export function rollingVolatility(returns: Returns, { windowPeriods, periodsPerYear }: RollingOptions): Rolling {
  const root = rootOfYear(periodsPerYear);
  return spreads(returns, windowPeriods).map(({ deviation }) => numberOrNull(deviation * root));
}

/** Returns the maximum drawdown within each window, its start value included, from −1 to 0. */
export function rollingMaxDrawdown(returns: Returns, { windowPeriods }: Pick<RollingOptions, 'windowPeriods'>): Rolling {
  return slideWindow(returns, windowPeriods, STRETCH).map(({ drawdown }) => numberOrNull(drawdown));
}

interface Spread {
  readonly n: number;
  readonly mean: number;
  /** Σ(x − mean)². */
  readonly squares: number;
}

/** Source: Chan, Golub and LeVeque (1979), "Updating formulae and a pairwise algorithm for computing sample variances". */
const SPREAD: Mergeable<Spread> = {
  one: (value) => ({ n: 1, mean: value, squares: 0 }),
  merge: (earlier, later) => {
    const n = earlier.n + later.n;
    const step = later.mean - earlier.mean;
    return {
      n,
      mean: earlier.mean + (step * later.n) / n,
      squares: earlier.squares + later.squares + (step * step * earlier.n * later.n) / n,
    };
  },
};

function spreads(values: readonly number[], windowPeriods: number): readonly { mean: number; deviation: number }[] {
  return slideWindow(values, windowPeriods, SPREAD).map(({ n, mean, squares }) => {
    const deviation = n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1));
    return { mean, deviation: deviation <= 1e-12 * Math.abs(mean) ? 0 : deviation };
  });
}

/** A stretch of an equity curve, relative to the value it starts from, which counts. */
interface Stretch {
  readonly growth: number;
  readonly peak: number;
  readonly low: number;
  readonly drawdown: number;
}

const STRETCH: Mergeable<Stretch> = {
  one: (value) => {
    const growth = value <= -1 ? 0 : 1 + value;
    return { growth, peak: Math.max(1, growth), low: Math.min(1, growth), drawdown: Math.min(0, growth - 1) };
  },
  merge: (earlier, later) => {
    const low = earlier.growth * later.low;
    return {
      growth: earlier.growth * later.growth,
      peak: Math.max(earlier.peak, earlier.growth * later.peak),
      low: Math.min(earlier.low, low),
      drawdown: Math.min(earlier.drawdown, later.drawdown, low / earlier.peak - 1),
    };
  },
};

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

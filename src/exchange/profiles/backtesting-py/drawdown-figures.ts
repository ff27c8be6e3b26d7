/** Drawdowns as backtesting.py counts them: from peak to the bar on which the peak is reached again, or to the end. */
import { ceilToStep, medianStep } from './index-step.js';

export interface DrawdownFigures {
  readonly 'Max. Drawdown [%]': number;
  readonly 'Avg. Drawdown [%]': number;
  readonly 'Max. Drawdown Duration': number;
  readonly 'Avg. Drawdown Duration': number;
}

export function drawdownFigures(times: readonly number[], equity: readonly number[]): DrawdownFigures {
  let peak = -Infinity;
  const depths = equity.map((value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
  const episodes = episodesOf(depths);
  const worst = depths.reduce((most, depth) => Math.max(most, depth), 0);
  const lengths = episodes.map(({ from, to }) => times[to] - times[from]);
  const deepest = episodes.map(({ from, to }) => depths.slice(from, to).reduce((most, depth) => Math.max(most, depth), 0));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const isNone = episodes.length === 0;
  return {
    'Max. Drawdown [%]': -worst * 100,
    'Avg. Drawdown [%]': isNone ? Number.NaN : -mean(deepest) * 100,
    'Max. Drawdown Duration': isNone ? Number.NaN : ceilToStep(Math.max(...lengths), medianStep(times)) / 1_000,
    'Avg. Drawdown Duration': isNone ? Number.NaN : ceilToStep(mean(lengths), medianStep(times)) / 1_000,
  };
}

interface Episode {
  readonly from: number;
  readonly to: number;
}

/** Stretches between two bars at the peak with something below it between them; the last bar ends one too. */
function episodesOf(depths: readonly number[]): readonly Episode[] {
  const episodes: Episode[] = [];
  let from: number | undefined;
  depths.forEach((depth, to) => {
    if (depth !== 0 && to !== depths.length - 1) return;
    if (from !== undefined && to > from + 1) episodes.push({ from, to });
    from = to;
  });
  return episodes;
}

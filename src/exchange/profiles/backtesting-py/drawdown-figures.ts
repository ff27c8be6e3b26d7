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
  const deepest = episodes.map(({ from, to }) => depths.slice(from, to + 1).reduce((most, depth) => Math.max(most, depth), 0));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (episodes.length === 0) return withoutEpisodes(worst);
  return {
    'Max. Drawdown [%]': -worst * 100,
    'Avg. Drawdown [%]': -mean(deepest) * 100,
    'Max. Drawdown Duration': ceilToStep(lengths.reduce((most, length) => Math.max(most, length), 0), medianStep(times)) / 1_000,
    'Avg. Drawdown Duration': ceilToStep(mean(lengths), medianStep(times)) / 1_000,
  };
}

/** Only the last bar can then lie below the peak; the original says its depth for its duration too. */
function withoutEpisodes(worst: number): DrawdownFigures {
  const depth = worst === 0 ? Number.NaN : worst;
  return { 'Max. Drawdown [%]': -worst * 100, 'Avg. Drawdown [%]': -depth * 100, 'Max. Drawdown Duration': depth, 'Avg. Drawdown Duration': depth };
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

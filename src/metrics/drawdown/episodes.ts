/** Drawdowns as episodes: from a peak through a trough to the recovery of the peak, or to the end of the curve. */
import { drawdownPath, type Equity } from './drawdown-path.js';

export interface Episode {
  /** Index into the curve of the last value at the peak. */
  readonly peakIndex: number;
  /** Index of the first lowest value. */
  readonly troughIndex: number;
  /** Index of the first value at or above the peak; `undefined` while the drawdown is open. */
  readonly recoveryIndex: number | undefined;
  /** equity ÷ peak − 1 at the trough, below 0. */
  readonly depth: number;
}

/** Returns the episodes in order of time. */
export function episodesOf(equity: Equity): readonly Episode[] {
  const path = drawdownPath(equity);
  const episodes: Episode[] = [];
  let from = 0;
  for (let index = 1; index <= path.length; index += 1) {
    const surfaced = index === path.length || path[index] === 0;
    if (!surfaced) continue;
    if (index - from > 1) episodes.push(episodeBetween(path, from, index));
    from = index;
  }
  return episodes;
}

/** Returns the deepest episodes, deepest first; of equals the earlier one. */
export function worstEpisodes(equity: Equity, count: number): readonly Episode[] {
  return [...episodesOf(equity)].sort((a, b) => a.depth - b.depth || a.peakIndex - b.peakIndex).slice(0, count);
}

/** Returns the index at which the episode ends: its recovery, or the end of the curve while it is open. */
export function lastIndexOf(episode: Episode, equity: Equity): number {
  return episode.recoveryIndex ?? equity.length - 1;
}

function episodeBetween(path: readonly number[], peakIndex: number, end: number): Episode {
  let troughIndex = peakIndex + 1;
  for (let index = troughIndex + 1; index < end; index += 1) if (path[index] < path[troughIndex]) troughIndex = index;
  return { peakIndex, troughIndex, recoveryIndex: end < path.length ? end : undefined, depth: path[troughIndex] };
}

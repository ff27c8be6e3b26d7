/** How long the account stayed below its peak, in periods and in calendar days. An open drawdown counts, and is flagged. */
import { assert } from '../../core/assert.js';
import { DAY, type Instant } from '../../core/instant.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { defectOfEquity, type Equity } from './drawdown-path.js';
import { episodesOf, lastIndexOf, type Episode } from './episodes.js';

const heads = {
  periods: { id: 'drawdown-duration-periods', unit: 'periods', convention: 'longest, peak to recovery, open ones count' },
  days: { id: 'drawdown-duration', unit: 'days', convention: 'longest in calendar days, peak to recovery, open ones count' },
  open: { id: 'drawdown-open', unit: 'count', convention: '1 if the curve ends below its peak' },
} as const satisfies Record<string, FigureHead>;

/** Returns the longest episode in periods; 0 for a curve that never falls. */
export function drawdownDurationPeriods(equity: Equity): Figure {
  return longest(heads.periods, equity, (episode) => lastIndexOf(episode, equity) - episode.peakIndex);
}

/** Returns the longest episode in calendar days and parts of days; `times` stand beside the values. */
export function drawdownDurationDays(equity: Equity, times: readonly Instant[]): Figure {
  assert(times.length === equity.length, 'Each value of a curve has its time', { values: equity.length, times: times.length });
  return longest(heads.days, equity, (episode) => (times[lastIndexOf(episode, equity)] - times[episode.peakIndex]) / DAY);
}

/** Returns 1 if the last episode has not recovered, else 0. */
export function openDrawdown(equity: Equity): Figure {
  const defect = defectOfEquity(equity);
  if (defect) return missing(heads.open, 0, defect);
  const episodes = episodesOf(equity);
  return figure(heads.open, episodes.length, episodes.some((episode) => episode.recoveryIndex === undefined) ? 1 : 0);
}

function longest(head: FigureHead, equity: Equity, lengthOf: (episode: Episode) => number): Figure {
  const defect = defectOfEquity(equity);
  if (defect) return missing(head, 0, defect);
  const episodes = episodesOf(equity);
  return figure(head, episodes.length, episodes.reduce((most, episode) => Math.max(most, lengthOf(episode)), 0));
}

/** How long a swarm takes from the word of the market that set it off to the order: what coordination costs in virtual time. */
import type { LogEvent } from '../../domain/catalogue.js';
import { recentEvents } from './recent-events.js';
import type { SightFold } from './sight-fold.js';
import { emptySpread, figuresOf, spreadOver, type SpreadFigures } from './spread.js';

export function decisionDelayFold(): SightFold<SpreadFigures> {
  const recent = recentEvents();
  const delay = emptySpread();
  return {
    see(event: LogEvent) {
      recent.keep(event);
      if (event.type !== 'OrderPlaced') return;
      const opened = recent.at(event.correlation);
      if (opened !== undefined) spreadOver(delay, event.time - opened.time);
    },
    result: () => figuresOf(delay),
  };
}

/** What the desks around a market say, in words for people: doubts about data, strategies, sources, and what is to be held. */
import type { DataOf, LogEvent } from '../domain/catalogue.js';
import { counted, decimal, percent } from './number-text.js';

/** Returns the line; empty for an event of another desk. */
export function deskWords(event: LogEvent): string {
  switch (event.type) {
    case 'DataDoubted':
      return `${event.data.instrument} ${event.data.doubt}: ${event.data.evidence}`;
    case 'RowsLoaded':
      return `${counted(event.data.rows.length, 'row')}${event.data.missing.length === 0 ? '' : `, missing ${event.data.missing.join(', ')}`}`;
    case 'FeaturesExtracted':
      return `${event.data.instrument} ${event.data.features.map(({ name, value }) => `${name} ${decimal(value, 4)}`).join(', ')}`.trim();
    case 'StrategyChosen':
      return strategyWords(event.data);
    case 'SignalQualityMeasured': {
      const { source, instrument, coefficient, pairs, horizonBars, worth } = event.data;
      return `${source} on ${instrument}: information coefficient ${decimal(coefficient, 2)} over ${counted(pairs, 'pair')} of ${counted(horizonBars, 'bar')}, worth ${decimal(worth, 2)}`;
    }
    case 'AllocationStated': {
      const { number, reason, weights, drift } = event.data;
      const parts = weights.map(({ instrument, weight, held }) => `, ${instrument} ${percent(weight)} (held ${percent(held)})`).join('');
      return `no. ${number} (${reason})${parts}, drift ${percent(drift)}`;
    }
    default:
      return '';
  }
}

function strategyWords({ instrument, strategy, options, bars, tried }: DataOf<'StrategyChosen'>): string {
  const scores = tried.map(({ score }) => score);
  const best = scores.length === 0 ? '' : `, best score ${decimal(Math.max(...scores), 2)}`;
  const chosen = options === null ? 'none' : optionWords(options);
  return `${instrument} ${strategy}: ${chosen} of ${counted(tried.length, 'way')} tried on ${counted(bars, 'bar')}${best}`;
}

function optionWords(options: DataOf<'StrategyChosen'>['options']): string {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return 'one';
  return Object.entries(options).map(([name, value]) => `${name} ${typeof value === 'object' ? '…' : String(value)}`).join(', ');
}

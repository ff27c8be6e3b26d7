/** What the desks around a market say reads as a sentence. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { deskEvents } from '../../src/domain/events/desk-events.js';
import { deskWords } from '../../src/report/desk-words.js';

const words = (type: keyof typeof deskEvents, data: object): string => deskWords({ type, data } as unknown as LogEvent);

test('what was doubted, tried, measured and allotted is said with its figures', () => {
  expect(words('DataDoubted', { instrument: 'ES', doubt: 'gap', evidence: '10.00 days without a bar, at most 3.00 days is usual' })).toBe('ES gap: 10.00 days without a bar, at most 3.00 days is usual');
  expect(words('RowsLoaded', { rows: [{}], missing: ['NQ'] })).toBe('1 row, missing NQ');
  expect(words('FeaturesExtracted', { instrument: 'ES', features: [{ name: 'rsi', value: 0.25 }, { name: 'momentum', value: -0.01 }] })).toBe('ES rsi 0.2500, momentum −0.0100');
  const tried = [{ score: 0.5 }, { score: 2.25 }];
  expect(words('StrategyChosen', { instrument: 'ES', strategy: 'momentum', options: { bars: 20, trendBars: 5 }, bars: 250, tried })).toBe('ES momentum: bars 20, trendBars 5 of 2 ways tried on 250 bars, best score 2.25');
  expect(words('StrategyChosen', { instrument: 'ES', strategy: 'breakout', options: null, bars: 250, tried })).toBe('ES breakout: none of 2 ways tried on 250 bars, best score 2.25');
  expect(words('SignalQualityMeasured', { source: 'ann', instrument: 'ES', coefficient: 0.123, pairs: 60, horizonBars: 5, worth: 0.5 })).toBe('ann on ES: information coefficient 0.12 over 60 pairs of 5 bars, worth 0.50');
  expect(words('AllocationStated', { number: 2, reason: 'drift', drift: 0.06, weights: [{ instrument: 'ES', weight: 0.45, held: 0.51 }, { instrument: 'NQ', weight: -0.1, held: 0 }] })).toBe('no. 2 (drift), ES 45.0 % (held 51.0 %), NQ −10.0 % (held 0.0 %), drift 6.0 %');
});

test('of other desks it says nothing', () => {
  expect(deskWords({ type: 'TimerSet', data: { name: 'x', dueAt: 0 } } as unknown as LogEvent)).toBe('');
});

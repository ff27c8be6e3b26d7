/** The feature extractor: the numbers of networks and three more, from rows of its loader alone, each set once. */
import { describe, expect, test } from 'vitest';
import { featureExtractor, rowFeatures, type RowFeature } from '../../src/agents/feature-extractor.js';
import { ownFeatures, startFeatures, stepFeatures } from '../../src/agents/pattern-features.js';
import { DAY } from '../../src/core/instant.js';
import type { DataOf, EventDraft } from '../../src/domain/catalogue.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { given } from '../../src/testing/given.js';
import { bar, said, type TestEvent } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { chanceOf } from './lean-profit.js';

function closesOf(count: number): number[] {
  const chance = chanceOf(3);
  let price = 100;
  return Array.from({ length: count }, () => (price *= Math.exp(0.01 * chance.normal())));
}

function rowsOf(close: number, index: number, { from = 'loader', instrument = 'ES' } = {}): TestEvent {
  return said(from, 'RowsLoaded', { at: index * DAY, rows: [{ instrument: instrumentId(instrument), open: close, high: close + 1, low: close - 1, close, volume: 10 + index }], missing: [], sources: [index] });
}

const extractedIn = (drafts: readonly EventDraft[]): DataOf<'FeaturesExtracted'>[] => drafts.flatMap((draft) => (draft.type === 'FeaturesExtracted' ? [draft.data] : []));

describe('D5: the feature extractor', () => {
  test('gives what networks see, by the same code, and how far a price came, how far it stands, how much it moves', () => {
    const closes = closesOf(60);
    const all = extractedIn(given(agentOf(featureExtractor, { features: [...rowFeatures], bars: 10 })).whenAll(closes.map((close, index) => rowsOf(close, index))));
    const own = startFeatures();
    const seen = closes.map((close, index) => stepFeatures(own, bar(close, { high: close + 1, low: close - 1, volume: 10 + index, closedAt: index * DAY }), false));
    const last = Object.fromEntries(all[all.length - 1].features.map(({ name, value }) => [name, value])) as Record<RowFeature, number>;
    ownFeatures.forEach((name, place) => expect(last[name], name).toBe(seen[59]?.[place]));
    expect(last.momentum).toBeCloseTo(closes[59] / closes[49] - 1, 12);
    const window = closes.slice(50);
    const mean = window.reduce((sum, close) => sum + close, 0) / 10;
    expect(last.distance).toBeCloseTo((closes[59] - mean) / Math.sqrt(window.reduce((sum, close) => sum + (close - mean) * (close - mean), 0) / 10), 9);
    const returns = window.map((close, index) => Math.log(close / closes[49 + index]));
    const drift = returns.reduce((sum, one) => sum + one, 0) / 10;
    expect(last.volatility).toBeCloseTo(Math.sqrt(returns.reduce((sum, one) => sum + (one - drift) * (one - drift), 0) / 10), 12);
  });

  test('is silent until all that is asked for is warm, and names the rows that it worked on', () => {
    const stage = given(agentOf(featureExtractor, { features: ['momentum'], bars: 5 }));
    const said = closesOf(8).map((close, index) => extractedIn(stage.when(rowsOf(close, index))));
    expect(said.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    expect(said[5][0]).toMatchObject({ instrument: 'ES', at: 5 * DAY, rows: 5 });
  });

  test('hears no other loader, no instant twice, and no instrument but its own', () => {
    const stage = given(agentOf(featureExtractor, { features: ['momentum'], bars: 2 }), closesOf(5).map((close, index) => rowsOf(close, index)));
    expect(stage.when(rowsOf(1, 9, { from: 'liar' }))).toEqual([]);
    expect(stage.when(rowsOf(1, 4))).toEqual([]);
    expect(stage.when(rowsOf(1, 9, { instrument: 'NQ' }))).toEqual([]);
  });
});

/** Data sets from logs: every row says where it comes from, and nothing in it knows more than it could. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { pattern } from '../../src/agents/pattern.js';
import type { Bar } from '../../src/domain/bar.js';
import { defaultDataSetOptions, rowCount, windowOf, type DataSet } from '../../src/learning/data-set.js';
import { dataSetText, readDataSet } from '../../src/learning/data-set-text.js';
import { foldDataSet, type LogToLearn } from '../../src/learning/fold-data-set.js';
import { given } from '../../src/testing/given.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { randomModel } from '../agents/random-model.js';
import { logOfBars, marketBars } from './markets.js';

const options = { ...defaultDataSetOptions, windowBars: 12, horizonBars: 4 };
const bars = marketBars({ bars: 120, drift: 0.5 });
const set = foldDataSet([logOfBars(bars)], options);

function rowsUntil({ rows, ...of }: DataSet, time: number): unknown[] {
  return rows.bar.flatMap((bar, row) =>
    rows.decidedAt[row] > time
      ? []
      : [{ bar, window: windowOf({ rows, ...of }, row), labels: rows.labelKnownAt[row] > time ? 'not known yet' : Object.entries(rows.labels).map(([label, values]) => [label, values[row]]) }],
  );
}

describe('a data set', () => {
  test('has a row for every bar with a full window before and a full horizon behind it, with its offsets and times', () => {
    expect(rowCount(set)).toBe(120 - 19 - 11 - 4);
    const { rows } = set;
    rows.bar.forEach((bar, row) => {
      expect(rows.windowFrom[row]).toBe(10 + bar - 11);
      expect(rows.windowTo[row]).toBe(10 + bar);
      expect(rows.labelAt[row]).toBe(10 + bar + 4);
      expect(rows.decidedAt[row]).toBe(bars[bar].closedAt);
      expect(rows.labelKnownAt[row]).toBe(bars[bar + 4].closedAt);
      expect(rows.decidedAt[row]).toBeLessThan(rows.labelKnownAt[row]);
      expect(windowOf(set, row)).toHaveLength(12 * 6);
    });
    expect(set.labels).toEqual(['direction', 'reversal', 'breakout', 'consolidation', 'divergence']);
  });

  test('O1: knows nothing of a future that is changed: windows decided and labels known until then stay the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 118 }), fc.integer({ min: 1, max: 1_000 }), (cut, seed) => {
        const [last] = bars.slice(cut - 1, cut);
        const scale = last.close / 100;
        const other = marketBars({ bars: 120, seed: seed + 1 }).slice(cut).map((bar) => ({ ...bar, open: bar.open * scale, high: bar.high * scale, low: bar.low * scale, close: bar.close * scale }));
        const changed = foldDataSet([logOfBars([...bars.slice(0, cut), ...other])], options);
        const truncated = cut > 60 ? foldDataSet([logOfBars(bars.slice(0, cut))], options) : undefined;
        expect(rowsUntil(changed, last.closedAt)).toEqual(rowsUntil(set, last.closedAt));
        if (truncated !== undefined) {
          const known = rowsUntil(truncated, last.closedAt);
          expect(known).toEqual(rowsUntil(set, last.closedAt).slice(0, known.length));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('shows a row exactly what the agent in a run sees at that bar', () => {
    const model = randomModel({ windowBars: 12 });
    const agent = agentOf(pattern, { models: [model.hash] }, { ...agentSetting(), artefact: () => model.bytes });
    const stage = given(agent);
    for (const [place, bar] of bars.entries()) {
      stage.when({ type: 'BarClosed', data: { bar } });
      const row = set.rows.bar.indexOf(place);
      if (row < 0) continue;
      const { desks } = stage.state() as { readonly desks: Record<string, { readonly memory: { readonly window: readonly number[] } }> };
      expect(desks['ES'].memory.window).toEqual(windowOf(set, row));
    }
  });

  test('takes bars that two logs share once', () => {
    const twice = foldDataSet([logOfBars(bars, 'one'), logOfBars(bars, 'two')], options);
    expect(rowCount(twice)).toBe(rowCount(set));
    const different = foldDataSet([logOfBars(bars, 'one'), logOfBars(marketBars({ bars: 120, seed: 9 }), 'two')], options);
    expect(rowCount(different)).toBe(2 * rowCount(set));
    expect(different.rows.decidedAt).toEqual([...different.rows.decidedAt].sort((a, b) => a - b));
  });

  test('believes bars from the feed only', () => {
    const log = logOfBars(bars);
    const lies = [...log.events].map((event): Recorded => ({ ...event, agent: agentId('liar') }));
    expect(foldDataSet([{ ...log, events: [...log.events, ...lies] }], options).digest).toBe(set.digest);
  });

  test('sees of the peer only what was known before the bar closed, whoever of the two is told first', () => {
    const peerBars = marketBars({ bars: 120, seed: 4, instrument: 'NQ' });
    const withPeer = { ...options, peer: 'NQ' };
    const told = (order: readonly Bar[]): LogToLearn => {
      const log = logOfBars([]);
      return { ...log, events: order.map((bar, index) => ({ ...[...logOfBars([bar]).events][0], offset: index })) };
    };
    const ownFirst = foldDataSet([told(bars.flatMap((bar, index) => [bar, peerBars[index]]))], withPeer);
    const peerFirst = foldDataSet([told(bars.flatMap((bar, index) => [peerBars[index], bar]))], withPeer);
    expect(ownFirst.features.at(-1)).toBe('peer');
    expect(ownFirst.series.map(({ features }) => features)).toEqual(peerFirst.series.map(({ features }) => features));
    expect(ownFirst.rows.labels.correlation).toEqual(peerFirst.rows.labels.correlation);
    const last = windowOf(ownFirst, 0).at(-1);
    const bar = ownFirst.rows.bar[0];
    expect(last).toBeCloseTo(Math.log(peerBars[bar - 1].close / peerBars[bar - 2].close), 12);
  });

  test('is refused where no window has both its bars and its labels', () => {
    expect(() => foldDataSet([logOfBars(bars.slice(0, 34))], options)).toThrow(expect.objectContaining({ code: 'data-set-empty' }));
    expect(() => foldDataSet([logOfBars(bars)], { ...options, instruments: ['NQ'] })).toThrow(expect.objectContaining({ code: 'data-set-empty' }));
    expect(rowCount(foldDataSet([logOfBars(bars.slice(0, 35))], options))).toBe(1);
  });

  test('is read from text as it was written, and refused when a digit of it was changed', () => {
    const text = dataSetText(set);
    expect(readDataSet(text, 'a.json')).toEqual(set);
    expect(dataSetText(foldDataSet([logOfBars(bars)], options))).toBe(text);
    const refusal = expect.objectContaining({ code: 'data-set-damaged' }) as unknown;
    expect(() => readDataSet(text.replace(/"close":\[(\d)/, '"close":[9$1'), 'a.json')).toThrow(refusal);
    expect(() => readDataSet('{}', 'a.json')).toThrow(refusal);
    expect(() => readDataSet('no json', 'a.json')).toThrow(refusal);
  });
});

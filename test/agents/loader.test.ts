/** The loader: rows of one instant side by side, whole or with what is missing, each once and in order of time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loader } from '../../src/agents/loader.js';
import { MINUTE, parseInstant } from '../../src/core/instant.js';
import type { DataOf, EventDraft } from '../../src/domain/catalogue.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { given } from '../../src/testing/given.js';
import { barClosed, said, testInstrument, type TestEvent } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

const START = parseInstant('2020-01-01');
const names = ['ES', 'GC', 'NQ'];
const three = agentSetting({ instruments: names.map((id) => testInstrument({ id })) });
const at = (minute: number): number => START + minute * MINUTE;
const barOf = (instrument: string, minute: number, close = 100): TestEvent => barClosed(close, { instrument, closedAt: at(minute) });
const rowsIn = (drafts: readonly EventDraft[]): DataOf<'RowsLoaded'>[] => drafts.flatMap((draft) => (draft.type === 'RowsLoaded' ? [draft.data] : []));

describe('D5: the loader', () => {
  test('says a set of rows when it is whole, in the order of the run, with the places of the bars', () => {
    const stage = given(agentOf(loader, {}, three));
    expect(rowsIn(stage.when(barOf('NQ', 1, 300)))).toEqual([]);
    expect(rowsIn(stage.when(barOf('ES', 1, 100)))).toEqual([]);
    const [rows] = rowsIn(stage.when(barOf('GC', 1, 200)));
    expect(rows).toMatchObject({ at: at(1), missing: [], rows: [{ instrument: 'ES', close: 100 }, { instrument: 'GC', close: 200 }, { instrument: 'NQ', close: 300 }] });
    // Between them stands the alarm that it set at the first.
    expect(rows.sources).toEqual([2, 3, 0]);
  });

  test('says what is missing when its time is up, and takes nothing that comes too late', () => {
    const stage = given(agentOf(loader, {}, three), [barOf('ES', 1)]);
    expect(rowsIn(stage.whenTimerRings())).toMatchObject([{ at: at(1), missing: ['GC', 'NQ'], rows: [{ instrument: 'ES' }] }]);
    expect(stage.now() - at(1)).toBe(1_003);
    expect(stage.when(barOf('GC', 1))).toEqual([]);
    expect(stage.state()).toMatchObject({ open: [] });
  });

  test('says an older set before a newer one', () => {
    const stage = given(agentOf(loader, { waitUs: 10 * MINUTE }, three), [barOf('ES', 1), barOf('ES', 2), barOf('GC', 2)]);
    expect(rowsIn(stage.when(barOf('NQ', 2))).map(({ at: instant, missing }) => [instant, missing.length])).toEqual([[at(2), 0]]);
  });

  test('alone it says each bar at once, on adjusted prices', () => {
    const stage = given(agentOf(loader, {}, agentSetting({ instruments: [testInstrument({ isAdjusted: true })] })), [barOf('ES', 1)]);
    stage.when(said('feed', 'AdjustmentChanged', { instrument: instrumentId('ES'), kind: 'split', scale: 2, units: 2, dueAt: 0 }));
    expect(rowsIn(stage.when(barOf('ES', 2, 50)))).toMatchObject([{ at: at(2), rows: [{ close: 100 }] }]);
  });

  test('whatever comes, twice or not at all: each instant is said at most once, in order, and no bar is lost that came in time', () => {
    const events = fc.array(fc.record({ name: fc.constantFrom(...names), minute: fc.integer({ min: 1, max: 12 }) }), { maxLength: 60 });
    fc.assert(fc.property(events, (list) => {
      const sorted = [...list].sort((a, b) => a.minute - b.minute);
      const stage = given(agentOf(loader, {}, three));
      const all: DataOf<'RowsLoaded'>[] = [];
      const came = new Map<number, Set<string>>();
      sorted.forEach(({ name, minute }, index) => {
        came.set(minute, (came.get(minute) ?? new Set()).add(name));
        all.push(...rowsIn(stage.when(barOf(name, minute))));
        // Each instant has one alarm, whether it is needed or not.
        if (sorted[index + 1]?.minute !== minute) all.push(...rowsIn(stage.whenTimerRings()));
      });
      expect(all.map((rows) => rows.at)).toEqual([...came.keys()].map(at));
      for (const { at: instant, rows, missing } of all) {
        expect(new Set(rows.map(({ instrument }) => String(instrument)))).toEqual(came.get((instant - START) / MINUTE));
        expect(rows.length + missing.length).toBe(3);
      }
    }), { numRuns: 100 });
  });
});

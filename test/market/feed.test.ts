/** The feed: everything once, in order, at its close, and nothing about what is to come. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { barTable, type BarTable } from '../../src/market/bar-table.js';
import { barFeed, type BarDraft, type BarFeed } from '../../src/market/feed.js';

const agent = agentId('feed');

function tableOf(name: string, closes: readonly number[]): BarTable {
  const sorted = [...new Set(closes)].sort((a, b) => a - b);
  return barTable(instrumentId(name), sorted.map((closedAt) => ({ openedAt: closedAt - 1, closedAt, open: 1, high: 2, low: 1, close: 2, volume: 3 })));
}

function drain(feed: BarFeed): { at: number | undefined; draft: BarDraft }[] {
  const said = [];
  for (let at = feed.nextAt(); at !== undefined; at = feed.nextAt()) said.push({ at, draft: feed.take() });
  return said;
}

const someTables = fc
  .uniqueArray(fc.constantFrom('A', 'B', 'b', 'C', 'Z9'), { minLength: 1 })
  .chain((names) => fc.tuple(...names.map((name) => fc.array(fc.nat(60), { maxLength: 30 }).map((closes) => tableOf(name, closes)))));

test('says every bar once, by close and then by instrument, when it is due', () => {
  fc.assert(
    fc.property(someTables, (tables) => {
      const said = drain(barFeed({ agent, tables }));
      const expected = tables
        .flatMap((table) => [...table.closedAt].map((closedAt) => ({ closedAt, instrument: table.instrument })))
        .sort((a, b) => a.closedAt - b.closedAt || (a.instrument < b.instrument ? -1 : 1));
      expect(said.map(({ draft }) => ({ closedAt: draft.data.bar.closedAt, instrument: draft.data.bar.instrument }))).toEqual(expected);
      for (const { at, draft } of said) {
        expect(draft.data.bar.closedAt).toBe(at);
        expect(draft.topic).toBe(`bars/${draft.data.bar.instrument}`);
      }
    }),
  );
});

test('does not depend on the order in which tables are given', () => {
  fc.assert(
    fc.property(someTables, (tables) => {
      expect(drain(barFeed({ agent, tables: [...tables].reverse() }))).toEqual(drain(barFeed({ agent, tables })));
    }),
  );
});

test('continues where another run left off', () => {
  fc.assert(
    fc.property(someTables, fc.nat(40), (tables, skip) => {
      expect(drain(barFeed({ agent, tables, skip }))).toEqual(drain(barFeed({ agent, tables })).slice(skip));
    }),
  );
});

test('keeps to its window', () => {
  fc.assert(
    fc.property(someTables, fc.nat(60), fc.nat(60), (tables, from, until) => {
      const all = drain(barFeed({ agent, tables }));
      expect(drain(barFeed({ agent, tables, from, until }))).toEqual(all.filter(({ at }) => at !== undefined && at >= from && at < until));
    }),
  );
});

test('says the same up to any moment, whatever the data hold after it', () => {
  fc.assert(
    fc.property(someTables, fc.nat(60), (tables, cut) => {
      const early = tables.map((table) => tableOf(table.instrument, [...table.closedAt].filter((closedAt) => closedAt <= cut)));
      const whole = drain(barFeed({ agent, tables })).filter(({ at }) => at !== undefined && at <= cut);
      expect(drain(barFeed({ agent, tables: early }))).toEqual(whole);
    }),
  );
});

test('refuses to speak when nothing is due, and two tables of one instrument', () => {
  expect(() => barFeed({ agent, tables: [] }).take()).toThrow('only while one is due');
  expect(() => barFeed({ agent, tables: [tableOf('A', [1]), tableOf('A', [2])] })).toThrow('one table per instrument');
});

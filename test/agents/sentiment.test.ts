import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noteFigure, scoreOf, sentiment, type Figure } from '../../src/agents/sentiment.js';
import { DAY, HOUR, parseInstant } from '../../src/core/instant.js';
import { given } from '../../src/testing/given.js';
import { barClosed, said, testInstrument, type TestEvent } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';
import { chanceOf, earningScore, expectChanceOnly, type MadeStep } from './lean-profit.js';

const START = parseInstant('2020-01-01');

interface Published {
  readonly day: number;
  readonly value: number;
  readonly subject?: string;
  readonly aboutDay?: number;
  readonly revision?: number;
  readonly from?: string;
}

function published({ day, value, subject = 'ES', aboutDay = day, revision = 0, from = 'feed' }: Published): TestEvent {
  const availableAt = START + day * DAY;
  return { ...said(from, 'FactSeen', { figure: 'sentiment', subject, value, availableAt, about: START + aboutDay * DAY, revision }), at: availableAt };
}

/** A bar of that day, after what was published. */
function barOf(day: number): TestEvent {
  return barClosed(100, { closedAt: START + day * DAY + HOUR });
}

const usual = closesBy(30, (_, index) => (index % 2 === 0 ? 100 : 102));

testAnalyst({
  kind: sentiment,
  tell: (value, day) => [published({ day, value }), barOf(day)],
  speaksIn: [
    ['a mood far above those before', [...usual, 110], 'long'],
    ['a mood far below those before', [...usual, 92], 'short'],
  ],
  isSilentIn: [
    ['a mood that never changes', closesBy(60, (before) => before)],
    ['two moods by turns, neither of them far', usual],
  ],
  warmUpBars: 9,
});

/** A price that follows the surprise of the day before, or does not. */
function madeMarket(seed: number, follows: boolean): MadeStep[] {
  const chance = chanceOf(seed);
  let mood = 0;
  return Array.from({ length: 1_000 }, (_, day) => {
    const change = (follows ? 0.004 * mood : 0) + 0.01 * chance.normal();
    mood = chance.normal();
    return { change, events: [published({ day, value: mood }), barOf(day)] };
  });
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

test('K2: sentiment earns where prices follow the figure, and loses leaning against it', () => {
  for (const seed of seeds) {
    expect(earningScore(agentOf(sentiment), madeMarket(seed, true)), `seed ${seed}`).toBeGreaterThan(3);
    expect(earningScore(agentOf(sentiment, { lean: 'against' }), madeMarket(seed, true)), `seed ${seed}`).toBeLessThan(-3);
  }
});

test('K2: sentiment earns nothing where prices do not know of the figure', () => {
  expectChanceOnly(seeds.map((seed) => earningScore(agentOf(sentiment), madeMarket(seed, false))));
});

test('K2: whatever is restated, in whatever order, it measures as if the last revisions had been read at once', () => {
  const row = fc.record({ about: fc.integer({ min: 0, max: 12 }), revision: fc.integer({ min: 0, max: 3 }), value: fc.integer({ min: -50, max: 50 }) });
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ about, revision }) => `${about} ${revision}`, maxLength: 40 }), fc.integer({ min: 3, max: 8 }), (rows, size) => {
      const kept: Figure[] = [];
      rows.forEach((one, availableAt) => {
        noteFigure(kept, { ...one, availableAt }, size);
        noteFigure(kept, { ...one, availableAt: availableAt + 100 }, size);
      });
      const last = new Map<number, Figure>();
      rows.forEach((one, availableAt) => {
        if ((last.get(one.about)?.revision ?? -1) < one.revision) last.set(one.about, { ...one, availableAt });
      });
      const batch = [...last.values()].sort((a, b) => a.about - b.about).slice(-size);
      expect(kept).toEqual(batch);
      const before = batch.slice(0, -1).map(({ value }) => value);
      const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
      const deviation = Math.sqrt(before.reduce((sum, value) => sum + value * value, 0) / before.length - mean * mean);
      if (before.length > 0 && deviation > 1e-6) expect(scoreOf(kept)).toBeCloseTo((batch[batch.length - 1].value - mean) / deviation, 6);
      else expect(scoreOf(kept)).toBe(0);
    }),
  );
});

const calm = Array.from({ length: 9 }, (_, day) => published({ day, value: day % 2 === 0 ? 10 : 12 }));
const told = (events: readonly TestEvent[]) => signalsOf(events.length === 0 ? [] : given(agentOf(sentiment, { staleAfter: '5d' }), calm).whenAll(events)).map(({ direction }) => direction);

test('a restatement takes the place of what it restates, and an older revision that comes late does not', () => {
  expect(told([published({ day: 9, value: 15 }), published({ day: 10, aboutDay: 9, value: 11, revision: 1 })])).toEqual(['long', 'flat']);
  expect(told([published({ day: 9, value: 11, revision: 1 }), published({ day: 10, aboutDay: 9, value: 15 })])).toEqual([]);
  // What is restated of an older period moves the measure only.
  expect(told([published({ day: 9, value: 15 }), published({ day: 10, aboutDay: 8, value: 60, revision: 1 })])).toEqual(['long', 'flat']);
});

test('a figure counts from when it could be known until it is stale, and a restatement of it anew', () => {
  const high = published({ day: 9, value: 15 });
  const stage = given(agentOf(sentiment, { staleAfter: '5d' }), [...calm, high]);
  expect(stage.whenAll([10, 11, 12, 13].map(barOf))).toEqual([]);
  expect(signalsOf(stage.when(barOf(14)))).toMatchObject([{ direction: 'flat', strength: 0, evidence: 'sentiment 15.00 is older than 5d' }]);
  expect(signalsOf(stage.when(published({ day: 15, aboutDay: 9, value: 14, revision: 1 })))).toMatchObject([{ direction: 'long', evidence: expect.stringContaining('(revision 1)') as string }]);
  // Told when the run begins, long after it could be known.
  expect(told([{ ...high, at: START + 30 * DAY }])).toEqual([]);
});

test('only the feed may publish, and each instrument has its own figure, or all one of the world', () => {
  expect(told([published({ day: 9, value: 15, from: 'a-liar' })])).toEqual([]);
  expect(told([published({ day: 9, value: 15, subject: 'NQ' })])).toEqual([]);
  const two = agentSetting({ instruments: [testInstrument(), testInstrument({ id: 'NQ' })] });
  const world = agentOf(sentiment, { of: 'world' }, two);
  expect(world.listensTo).toContain('facts/sentiment');
  const ofWorld = [10, 12, 10, 12, 10, 12, 10, 12, 10, 15].map((value, day) => published({ day, value, subject: '' }));
  expect(signalsOf(given(world).whenAll(ofWorld)).map(({ instrument }) => instrument)).toEqual(['ES', 'NQ']);
  const named = agentOf(sentiment, { subject: 'NQ' });
  expect(named.listensTo).toContain('facts/sentiment/NQ');
  expect(() => agentOf(sentiment, { of: 'world', subject: 'NQ' })).toThrow(expect.objectContaining({ code: 'agent-options-contradict' }));
});

/** The signal judge: knows who foresaw from who did not, by returns that are known, and never sooner. */
import { describe, expect, test } from 'vitest';
import { signalJudge } from '../../src/agents/signal-judge.js';
import { agentId } from '../../src/core/brand.js';
import { DAY, parseInstant } from '../../src/core/instant.js';
import type { DataOf } from '../../src/domain/catalogue.js';
import { given } from '../../src/testing/given.js';
import { barClosed, signalRaised, type TestEvent } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { chanceOf } from './lean-profit.js';

const START = parseInstant('2020-01-01');
type Quality = DataOf<'SignalQualityMeasured'>;

interface Made {
  readonly seed: number;
  readonly bars?: number;
  /** How much of the next return `seer` sees. */
  readonly sight?: number;
}

/** A market, one who sees something of the next bar, one who throws dice, and one who always leans the same way. */
function made({ seed, bars = 600, sight = 0.3 }: Made): { readonly events: readonly TestEvent[]; readonly changes: readonly number[]; readonly leans: readonly number[] } {
  const chance = chanceOf(seed);
  const changes = Array.from({ length: bars + 1 }, () => 0.01 * chance.normal());
  const leans: number[] = [];
  let price = 100;
  const events = changes.slice(0, bars).flatMap((change, index): TestEvent[] => {
    price *= 1 + change;
    const seen = Math.max(-1, Math.min(1, sight * 100 * changes[index + 1] + chance.normal() / 3));
    leans.push(seen);
    return [barClosed(price, { closedAt: START + index * DAY }), lean('seer', seen), lean('dice', (chance.below(201) - 100) / 100), lean('bull', 1)];
  });
  return { events, changes, leans };
}

function lean(from: string, value: number): TestEvent {
  return signalRaised(from, { direction: value > 0 ? 'long' : value < 0 ? 'short' : 'flat', strength: Math.abs(value) });
}

function measures(events: readonly TestEvent[], options: object = {}): Quality[] {
  const agent = agentOf(signalJudge, { sources: ['seer', 'dice', 'bull'].map(agentId), horizonBars: 1, ...options });
  return given(agent).whenAll(events).flatMap((draft) => (draft.type === 'SignalQualityMeasured' ? [draft.data] : []));
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe('J5: the quality of signals', () => {
  test('is around 0 for one who throws dice, whose worth is cut, and is seen in one who sees', () => {
    const last = seeds.map((seed) => Object.fromEntries(measures(made({ seed }).events).slice(-2).map((one) => [one.source, one])));
    const dice = last.map((one) => one['dice'].coefficient);
    expect(Math.abs(dice.reduce((sum, one) => sum + one, 0) / dice.length) * Math.sqrt(250 * dice.length)).toBeLessThan(3);
    for (const one of last) {
      expect(Math.abs(one['dice'].coefficient)).toBeLessThan(4 / Math.sqrt(250));
      expect(one['seer'].coefficient).toBeGreaterThan(0.4);
      expect(one['seer'].worth).toBe(1);
    }
    expect(last.reduce((sum, one) => sum + one['dice'].worth, 0) / last.length).toBeLessThan(0.25);
  });

  test('is the correlation of what was leant with what came after, taken all at once', () => {
    const { events, changes, leans } = made({ seed: 3, bars: 200 });
    const found = measures(events, { bars: 1_000, everyBars: 1, pairsMin: 100 }).filter(({ source }) => source === 'seer').at(-1);
    const pairs = leans.slice(0, -1).map((one, index) => [one, changes[index + 1]] as const);
    expect(found?.pairs).toBe(pairs.length);
    expect(found?.coefficient).toBeCloseTo(correlation(pairs), 9);
  });

  test('over a longer horizon holds a lean against the whole return until then', () => {
    const { events, changes, leans } = made({ seed: 5, bars: 150 });
    const found = measures(events, { horizonBars: 5, bars: 1_000, everyBars: 1, pairsMin: 50 }).filter(({ source }) => source === 'seer').at(-1);
    const pairs = leans.slice(0, -5).map((one, index) => [one, changes.slice(index + 1, index + 6).reduce((product, change) => product * (1 + change), 1) - 1] as const);
    expect(found?.coefficient).toBeCloseTo(correlation(pairs), 9);
    expect(found?.worth).toBeCloseTo(Math.max(0, Math.min(1, (correlation(pairs) * Math.sqrt(pairs.length / 5) - 1) / 2)), 9);
  });

  test('of one who has never changed its mind is not told', () => {
    expect(measures(made({ seed: 1 }).events).some(({ source }) => source === 'bull')).toBe(false);
  });

  test('is told no sooner than its pairs are known, every so many bars, and counts nothing twice', () => {
    const { events } = made({ seed: 2, bars: 200 });
    const said = measures(events, { pairsMin: 60, everyBars: 20, horizonBars: 10 });
    expect(said[0]).toMatchObject({ pairs: 60, validFrom: START + 69 * DAY });
    expect([...new Set(said.map(({ validFrom }) => (validFrom - START) / DAY))].every((bar) => (bar - 69) % 20 === 0)).toBe(true);
    expect(measures(events.flatMap((event): TestEvent[] => (event.type === 'BarClosed' ? [event, event] : [event])), { pairsMin: 60, everyBars: 20, horizonBars: 10 })).toEqual(said);
  });

  test.each([
    ['nobody', { sources: [] }, 'Write sources: [AGENT].'],
    ['less than nothing', { zeroScore: 3 }, 'Lower zeroScore.'],
  ])('refuses to measure %s, and says what would do', (_, options, help) => {
    expect(() => measures([], options)).toThrow(expect.objectContaining({ code: 'agent-options-contradict', details: expect.objectContaining({ help }) as unknown }));
  });
});

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (place: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[place], 0) / pairs.length;
  const [left, right] = [mean(0), mean(1)];
  const sum = (of: (a: number, b: number) => number): number => pairs.reduce((total, [a, b]) => total + of(a - left, b - right), 0);
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
}

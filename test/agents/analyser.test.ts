/** The analyser: an analyst like others, whose market is the features of an extractor. */
import { describe, expect, test } from 'vitest';
import { analyser } from '../../src/agents/analyser.js';
import { DAY } from '../../src/core/instant.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { given } from '../../src/testing/given.js';
import { said, type TestEvent } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy, signalsOf, testAnalyst } from './analyst-contract.js';

function features(values: Readonly<Record<string, number>>, index: number, from = 'feature-extractor'): TestEvent {
  const list = Object.entries(values).map(([name, value]) => ({ name, value }));
  return said(from, 'FeaturesExtracted', { instrument: instrumentId('ES'), at: index * DAY, features: list, rows: 0 });
}

/** Far from 100 is much momentum. */
const tell = (close: number, index: number): TestEvent[] => [features({ momentum: close - 100 }, index)];
const small = closesBy(80, (_, index) => (index % 2 === 0 ? 101 : 99));

testAnalyst({
  kind: analyser,
  options: { entryScore: 1.5 },
  tell,
  speaksIn: [
    ['features that grow beyond their usual size', [...small, 103, 104], 'long'],
    ['features that fall below it', [...small, 97, 96], 'short'],
  ],
  isSilentIn: [
    ['features that are nothing', closesBy(100, (before) => before)],
    ['features that are small where they were large', [...closesBy(61, (_, index) => (index % 2 === 0 ? 110 : 90)).slice(0, 59), 100, 101]],
  ],
  warmUpBars: 60,
});

describe('D5: the analyser', () => {
  test('weighs each feature in its own usual size, and says where they stand', () => {
    const stage = given(agentOf(analyser, { weights: { momentum: 3, rsi: -1 }, bars: 2, entryScore: 0.1, fullScore: 4, signalStep: 0 }));
    stage.when(features({ momentum: 0.01, rsi: 100 }, 1));
    const [signal] = signalsOf(stage.when(features({ momentum: 0.01, rsi: -100 }, 2)));
    // 0.01 and −100 are both of their usual size: (3 × 1 + 1 × 1) ÷ 4 ÷ 4.
    expect(signal).toMatchObject({ direction: 'long', evidence: 'momentum 1.00, rsi -1.00', sources: [1] });
    expect(signal.strength).toBeCloseTo(0.25, 12);
  });

  test('says the same whatever the order of its weights', () => {
    const signals = [{ momentum: 1, distance: -1, rsi: 0.5 }, { rsi: 0.5, distance: -1, momentum: 1 }].map((weights) =>
      signalsOf(given(agentOf(analyser, { weights, bars: 10 })).whenAll(Array.from({ length: 60 }, (_, index) => features({ momentum: Math.sin(index), distance: Math.cos(index / 3), rsi: index % 7 }, index)))));
    expect(signals[0].length).toBeGreaterThan(3);
    expect(signals[1]).toEqual(signals[0]);
  });

  test('hears its own extractor only, no instant twice, and nothing where a feature is not told', () => {
    const stage = given(agentOf(analyser), [...small, 103].flatMap(tell));
    expect(stage.when(features({ momentum: -50 }, 200, 'liar'))).toEqual([]);
    expect(stage.when(features({ momentum: -50 }, 80))).toEqual([]);
    expect(stage.when(features({ rsi: -50 }, 200))).toEqual([]);
  });

  test.each([
    ['a feature that nobody extracts', { momentun: 1 }, 'Did you mean "momentum"?'],
    ['nothing at all', { momentum: 0 }, 'Write weights: { momentum: 1 }.'],
  ])('refuses to weigh %s, and says what would do', (_, weights, help) => {
    expect(() => agentOf(analyser, { weights })).toThrow(expect.objectContaining({ code: 'agent-options-contradict', details: expect.objectContaining({ help }) as unknown }));
  });
});

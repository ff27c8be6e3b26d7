/** The aggregator: one view of several, by weight and by what each was worth, with the words that it is made of. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregator } from '../../src/agents/aggregator.js';
import { agentId } from '../../src/core/brand.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { given } from '../../src/testing/given.js';
import { proposalMade, said, signalRaised, type TestEvent } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { signalsOf } from './analyst-contract.js';

const sources = { ann: 0.3, bob: 0.25, cy: 0.25, dan: 0.2 };
const lean = (from: string, value: number): TestEvent => signalRaised(from, { direction: value > 0 ? 'long' : value < 0 ? 'short' : 'flat', strength: Math.abs(value) });
const worth = (source: string, value: number, from = 'judge'): TestEvent =>
  said(from, 'SignalQualityMeasured', { source: agentId(source), instrument: instrumentId('ES'), coefficient: value, pairs: 100, horizonBars: 5, worth: value, validFrom: 0 });

describe('D5: the aggregator', () => {
  test('says the weighted mean of all, of the .30, .25, .25 and .20 of an ensemble too, and where their words stand', () => {
    const stage = given(agentOf(aggregator, { sources, sourcesMin: 4 }));
    expect(stage.whenAll([lean('ann', 1), lean('bob', 0.8), lean('cy', -0.4)])).toEqual([]);
    const [signal] = signalsOf(stage.when(lean('dan', 0.5)));
    expect(signal).toMatchObject({ direction: 'long', evidence: 'ann 1.00, bob 0.80, cy -0.40, dan 0.50', sources: [0, 1, 2, 3] });
    expect(signal.strength).toBeCloseTo(0.3 + 0.2 - 0.1 + 0.1, 12);
  });

  test('whatever is said in whatever order: its view is that of the last words, and so is its vote', () => {
    const words = fc.array(fc.record({ from: fc.constantFrom('ann', 'bob', 'cy', 'dan', 'liar'), value: fc.integer({ min: -10, max: 10 }) }), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(words, (list) => {
      const stage = given(agentOf(aggregator, { sources, signalStep: 0 }));
      stage.whenAll(list.map(({ from, value }) => lean(from, value / 10)));
      const last = Object.fromEntries(list.map(({ from, value }) => [from, value / 10]));
      const expected = Object.entries(sources).reduce((sum, [name, weight]) => sum + weight * (last[name] ?? 0), 0);
      const [vote] = stage.when(proposalMade({ direction: 'long' }));
      const hasHeard = Object.keys(sources).some((name) => name in last);
      expect(vote).toMatchObject({ type: 'VoteCast', data: { choice: !hasHeard || Math.abs(expected) < 1e-12 ? 'abstain' : expected > 0 ? 'for' : 'against' } });
    }), { numRuns: 200 });
  });

  test('has no view where views cancel out, whatever the arithmetic leaves of them', () => {
    const stage = given(agentOf(aggregator, { sources }), [lean('cy', -0.7), lean('dan', 1), lean('bob', -0.1)]);
    expect(stage.when(proposalMade({ direction: 'long' }))).toMatchObject([{ data: { choice: 'abstain' } }]);
  });

  test('is one and the same whatever the order of its sources', () => {
    const words = [lean('ann', 0.9), lean('dan', -0.7), lean('bob', 0.2), lean('cy', 0.4)];
    const turned = Object.fromEntries(Object.entries(sources).reverse());
    expect(given(agentOf(aggregator, { sources: turned })).whenAll(words)).toEqual(given(agentOf(aggregator, { sources })).whenAll(words));
  });

  test('does not take its own words for those of a source', () => {
    const stage = given(agentOf(aggregator, { sources: { ann: 1 } }), [lean('ann', 0.9)]);
    expect(stage.when(lean('tested', -1))).toEqual([]);
    expect(stage.when(proposalMade({ direction: 'long' }))).toMatchObject([{ data: { choice: 'for', confidence: 0.9 } }]);
  });

  test('J5: a source that is worth nothing counts for nothing, and the whole becomes smaller by it', () => {
    const stage = given(agentOf(aggregator, { sources: { ann: 0.5, bob: 0.5 }, judge: 'judge' }));
    expect(signalsOf(stage.whenAll([lean('ann', 1), lean('bob', 1)])).at(-1)).toMatchObject({ strength: 1 });
    expect(signalsOf(stage.when(worth('bob', 0)))).toMatchObject([{ direction: 'long', strength: 0.5, evidence: 'ann 1.00 × 1.00, bob 1.00 × 0.00' }]);
    expect(stage.when(worth('ann', 0, 'liar'))).toEqual([]);
    expect(signalsOf(stage.when(worth('ann', 0)))).toMatchObject([{ direction: 'flat', strength: 0 }]);
  });

  test.each([
    ['nobody', { sources: {} }, 'Write sources: { AGENT: 1 }.'],
    ['itself', { sources: { tested: 1 } }, 'Leave its own name out of sources.'],
    ['more than there are', { sources: { ann: 1 }, sourcesMin: 2 }, 'Lower sourcesMin.'],
  ])('refuses to wait for %s, and says what would do', (_, options, help) => {
    expect(() => agentOf(aggregator, options)).toThrow(expect.objectContaining({ code: 'agent-options-contradict', details: expect.objectContaining({ help }) as unknown }));
  });
});

import { expect, test } from 'vitest';
import { nextRegime, volatilityRegime } from '../../src/agents/volatility-regime.js';
import { canonicalJson } from '../../src/core/canonical.js';
import type { EventDraft } from '../../src/domain/catalogue.js';
import { given } from '../../src/testing/given.js';
import { barsClosed, proposalMade } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { closesBy } from './analyst-contract.js';

/** A market that goes up and down by the same fraction at every bar. */
function swings(count: number, size: number): number[] {
  return closesBy(count, (before, index) => (index % 2 === 0 ? before * (1 + size) : before / (1 + size)));
}

const quiet = swings(300, 0.005);
const storm = [...quiet, ...swings(30, 0.03)];

function regimesOf(drafts: readonly EventDraft[]): string[] {
  return drafts.flatMap((draft) => (draft.type === 'RegimeChanged' ? [draft.data.regime] : []));
}

test('says nothing of a market whose swings stay the same, nor of one that stands still', () => {
  expect(given(agentOf(volatilityRegime)).whenAll(barsClosed(swings(800, 0.01)))).toEqual([]);
  expect(given(agentOf(volatilityRegime)).whenAll(barsClosed(closesBy(800, (before) => before)))).toEqual([]);
});

test('K6: tells of a storm within ten bars, and of its end', () => {
  const stage = given(agentOf(volatilityRegime), barsClosed(quiet));
  const bars = barsClosed(swings(30, 0.03));
  expect(regimesOf(stage.whenAll(bars.slice(0, 10)))).toEqual(['stormy']);
  expect(regimesOf(stage.whenAll(bars.slice(10)))).toEqual([]);
  expect(regimesOf(stage.whenAll(barsClosed(swings(60, 0.005))))).toContain('normal');
});

test('tells of a calm', () => {
  expect(regimesOf(given(agentOf(volatilityRegime), barsClosed(quiet)).whenAll(barsClosed(swings(30, 0.001))))).toEqual(['calm']);
});

test.each([
  ['long', storm, 'against', 1],
  ['short', storm, 'against', 1],
  ['flat', storm, 'for', 1],
  ['long', quiet, 'abstain', 0],
  ['long', [], 'abstain', 0],
] as const)('asked for %s, votes by the weather', (direction, closes, choice, confidence) => {
  const [draft] = given(agentOf(volatilityRegime), barsClosed(closes)).when(proposalMade({ direction }));
  expect(draft).toMatchObject({ type: 'VoteCast', data: { choice, confidence, proposal: 'council/ES/1' } });
});

test('stays in a regime until the ratio has gone well back over its bound', () => {
  const bounds = { stormyRatio: 1.5, calmRatio: 0.6, hysteresis: 0.1 };
  expect([1.4, 1.5, 1.36, 1.34].map(((regime) => (ratio: number) => (regime = nextRegime(regime, ratio, bounds)))('normal' as ReturnType<typeof nextRegime>))).toEqual([
    'normal', 'stormy', 'stormy', 'normal',
  ]);
  expect([0.61, 0.6, 0.65, 0.67].map(((regime) => (ratio: number) => (regime = nextRegime(regime, ratio, bounds)))('normal' as ReturnType<typeof nextRegime>))).toEqual([
    'normal', 'calm', 'calm', 'normal',
  ]);
});

test('remembers plain data only', () => {
  const state = given(agentOf(volatilityRegime), barsClosed(storm)).state();
  expect(JSON.parse(canonicalJson(state))).toEqual(state);
});

test('refuses a usual volatility over fewer bars than the present one', () => {
  expect(() => agentOf(volatilityRegime, { bars: 50, usualBars: 20 })).toThrow(expect.objectContaining({ code: 'agent-options-contradict' }));
});

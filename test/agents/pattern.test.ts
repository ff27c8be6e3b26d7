/** The agent that asks a trained network: never before the model could exist, in shadow without a vote, by its view otherwise. */
import { describe, expect, test } from 'vitest';
import { pattern } from '../../src/agents/pattern.js';
import { FEATURE_WARM_UP_BARS } from '../../src/agents/pattern-features.js';
import { canonicalJson } from '../../src/core/canonical.js';
import { MINUTE, parseInstant } from '../../src/core/instant.js';
import type { EventDraft } from '../../src/domain/catalogue.js';
import { given } from '../../src/testing/given.js';
import { barClosed, barsClosed, proposalMade } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { testInstrument } from '../../src/testing/events.js';
import { randomModel, type RandomModelOptions } from './random-model.js';

const closes = Array.from({ length: 60 }, (_, index) => 100 + 3 * Math.sin(index / 3) + (index % 5));
/** Bars until the window of eight is full. */
const FIRST = FEATURE_WARM_UP_BARS + 7;
const START = parseInstant('2020-01-01');

function agentWith(models: readonly RandomModelOptions[], options: object = {}) {
  const made = models.map(randomModel);
  const byName = new Map(made.map(({ hash, bytes }) => [hash, bytes]));
  const setting = { ...agentSetting({ instruments: [testInstrument(), testInstrument({ id: 'NQ' })] }), artefact: (name: string) => byName.get(name) };
  return { agent: agentOf(pattern, { instruments: [testInstrument().id], models: made.map(({ hash }) => hash), ...options }, setting), made };
}

const speechIn = (said: readonly (readonly EventDraft[])[]): number[] => said.flatMap((drafts, index) => (drafts.length === 0 ? [] : [index]));

describe('an agent that asks a network', () => {
  test('is silent until its window is full, and then leans with the probability of a higher close', () => {
    const { agent, made } = agentWith([{ bias: 5 }]);
    const stage = given(agent);
    const said = barsClosed(closes).map((event) => stage.when(event));
    expect(speechIn(said)[0]).toBe(FIRST - 1);
    const [signal] = said[FIRST - 1];
    expect(signal).toMatchObject({ type: 'SignalRaised', data: { instrument: 'ES', direction: 'long' } });
    expect(signal.type === 'SignalRaised' && signal.data.evidence).toContain(made[0].hash.slice(0, 8));
    expect(JSON.parse(canonicalJson(stage.state()))).toEqual(stage.state());
  });

  test('votes for its own direction, against the other, and abstains while it has no view', () => {
    const voteAfter = (bars: number, direction: 'long' | 'short'): unknown => given(agentWith([{ bias: 5 }]).agent, barsClosed(closes.slice(0, bars))).when(proposalMade({ direction }))[0];
    expect(voteAfter(60, 'long')).toMatchObject({ type: 'VoteCast', data: { choice: 'for' } });
    expect(voteAfter(60, 'short')).toMatchObject({ data: { choice: 'against' } });
    expect(voteAfter(10, 'long')).toMatchObject({ data: { choice: 'abstain', confidence: 0 } });
  });

  test('takes no side below the probability it asks for', () => {
    const { agent } = agentWith([{ bias: 5 }], { entryProbability: 1 });
    expect(given(agent).whenAll(barsClosed(closes)).filter(({ type }) => type === 'SignalRaised')).toEqual([]);
  });

  test('O3: asks no model before it could exist, and the newest from then on', () => {
    const late = START + 45 * MINUTE;
    const { agent, made } = agentWith([{ bias: -9, validFrom: late }, { bias: 9, validFrom: START }]);
    const stage = given(agent);
    const signals = barsClosed(closes).flatMap((event) => {
      const drafts = stage.when(event);
      return drafts.flatMap((draft) => (draft.type === 'SignalRaised' ? [{ at: stage.now(), ...draft.data }] : []));
    });
    expect(signals.filter(({ at }) => at < late).every(({ direction, evidence }) => direction === 'long' && evidence.includes(made[1].hash.slice(0, 8)))).toBe(true);
    expect(signals.filter(({ at }) => at >= late).every(({ direction, evidence }) => direction === 'short' && evidence.includes(made[0].hash.slice(0, 8)))).toBe(true);
    expect(new Set(signals.map(({ direction }) => direction))).toEqual(new Set(['long', 'short']));
  });

  test('Trap 22: is silent for good where its only model belongs to a later time', () => {
    const { agent } = agentWith([{ bias: 9, validFrom: parseInstant('2030-01-01') }]);
    expect(given(agent).whenAll([...barsClosed(closes)])).toEqual([]);
  });

  test('tells of a pattern once, when it becomes likely', () => {
    const { agent, made } = agentWith([{ labels: ['breakout', 'direction'], bias: 9 }]);
    const seen = given(agent).whenAll(barsClosed(closes)).filter(({ type }) => type === 'PatternSeen');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ data: { instrument: 'ES', pattern: 'breakout', horizonBars: 5, model: made[0].hash } });
  });

  test('in shadow says the same on a topic of its own, and is not asked for votes', () => {
    const loud = agentWith([{ bias: 5 }]).agent;
    const shadow = agentWith([{ bias: 5 }], { mode: 'shadow' }).agent;
    expect(shadow.listensTo).toEqual(['bars/ES']);
    expect(loud.listensTo).toEqual(['bars/ES', 'proposals/ES']);
    const told = given(loud).whenAll(barsClosed(closes));
    expect(given(shadow).whenAll(barsClosed(closes))).toEqual(told.map((draft) => ({ ...draft, topic: 'shadow/ES' })));
    expect(told.length).toBeGreaterThan(0);
  });

  test('hears its peer, and speaks only of its own instruments', () => {
    const { agent } = agentWith([{ hasPeer: true, bias: 5 }], { peer: 'NQ' });
    expect(agent.listensTo).toContain('bars/NQ');
    const stage = given(agent);
    const said = closes.flatMap((close, index) => [...stage.when(barClosed(200 + (index % 3), { instrument: 'NQ' })), ...stage.when(barClosed(close))]);
    expect(said.length).toBeGreaterThan(0);
    for (const draft of said) expect(draft).toMatchObject({ data: { instrument: 'ES' } });
  });
});

test.each([
  ['no model', 'model-not-found', [], {}],
  ['a model that looks at a peer, and no peer', 'agent-options-contradict', [{ hasPeer: true }], {}],
  ['windows of two lengths', 'agent-options-contradict', [{}, { windowBars: 10 }], {}],
  ['a model without a direction', 'agent-options-contradict', [{ labels: ['breakout'] }], {}],
  ['a model that is not there', 'model-not-found', [], { models: ['0'.repeat(64)] }],
] as const)('refuses %s', (_, code, models, options) => {
  expect(() => agentWith(models, options)).toThrow(expect.objectContaining({ code }));
});

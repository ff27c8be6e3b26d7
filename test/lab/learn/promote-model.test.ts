/** Taking a model into a scenario: one agent more, the others' say in proportion, the comments untouched. */
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { defaultDataSetOptions } from '../../../src/learning/data-set.js';
import { promotedScenario, promotionSnippet } from '../../../src/lab/learn/promote-model.js';
import type { ModelCard } from '../../../src/lab/learn/model-card.js';

const card = { model: 'ab'.repeat(32), dataOptions: defaultDataSetOptions } as ModelCard;
const text = `# What it is about.
hivetape: 1
name: x
agents:
  trend: { kind: momentum } # the trend
  turn: { kind: mean-reversion }
  council:
    kind: council
    options:
      members: { trend: 0.75, turn: 0.25 } # their say
`;

test('in shadow adds an agent, and changes nothing else', () => {
  const changed = promotedScenario(text, card, { agent: 'net', mode: 'shadow' });
  expect(changed.startsWith(text)).toBe(true);
  expect(parse(changed)).toMatchObject({ agents: { net: { kind: 'pattern', options: { models: [card.model], mode: 'shadow' } } } });
  expect(promotedScenario(changed, card, { agent: 'net', mode: 'shadow' })).toBe(changed);
});

test('with a share takes from the other members in proportion, again and again', () => {
  const once = promotedScenario(text, card, { agent: 'net', mode: 'vote', share: 0.2 });
  const members = (of: string): unknown => (parse(of) as { agents: { council: { options: { members: unknown } } } }).agents.council.options.members;
  expect(members(once)).toEqual({ trend: 0.6, turn: 0.2, net: 0.2 });
  expect(members(promotedScenario(once, card, { agent: 'net', mode: 'vote', share: 0.5 }))).toEqual({ trend: 0.375, turn: 0.125, net: 0.5 });
  expect(once).toContain('# the trend');
  expect(once).toContain('# What it is about.');
});

test('a snippet is YAML that says the same, with the peer where the model has one', () => {
  const snippet = promotionSnippet({ ...card, dataOptions: { ...defaultDataSetOptions, peer: 'IF', instruments: ['IC'] } }, { agent: 'net', mode: 'vote' });
  expect(parse(snippet)).toEqual({ agents: { net: { kind: 'pattern', options: { models: [card.model], mode: 'vote', peer: 'IF', instruments: ['IC'] } } } });
});

test('a name that another agent has is refused, and a share without a council', () => {
  const refusal = expect.objectContaining({ code: 'scenario-contradiction' }) as unknown;
  expect(() => promotedScenario(text, card, { agent: 'trend', mode: 'shadow' })).toThrow(refusal);
  expect(() => promotedScenario('agents: {}\n', card, { agent: 'net', mode: 'vote', share: 0.2 })).toThrow(refusal);
});

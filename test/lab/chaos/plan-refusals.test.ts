/** What is wrong with a plan of faults is said with its place and the way out; what names nobody is passed over. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../../src/core/errors.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { readFaultPlan } from '../../../src/lab/scenario/read-fault-plan.js';
import { closeUs, faultyRun, ofType, planOf, stage, swarmText } from './faulty-run.js';

function refusal(text: string): HivetapeError {
  try {
    readFaultPlan(text, 'night.plan.json');
  } catch (cause) {
    if (isHivetapeError(cause)) return cause;
    throw cause;
  }
  throw new Error('Nothing was refused');
}

const around = (fault: string): string => `{\n  "hivetape-plan": 1,\n  "faults": [\n    ${fault}\n  ]\n}\n`;

test.each([
  ['an unknown kind', '{ "kind": "drob" }', 'faults[0].kind', '"drob"', 'drop', 4],
  ['a misspelt key', '{ "kind": "drop", "probabilty": 0.5 }', 'no key "probabilty"', 'probabilty', 'probability', 4],
  ['a key of another kind', '{ "kind": "drop", "agent": "venue" }', 'no key "agent"', 'agent', '', 4],
  ['a negative time', '{ "kind": "drop", "atUs": -1 }', 'faults[0].atUs', '-1', '', 4],
  ['half a microsecond', '{ "kind": "drop", "atUs": 0.5 }', 'faults[0].atUs', '0.5', '', 4],
  ['a probability above 1', '{ "kind": "drop", "probability": 1.5 }', 'faults[0].probability', '1.5', '', 4],
  ['a probability of nothing', '{ "kind": "drop", "probability": 0 }', 'faults[0].probability', '0', '', 4],
  ['a count of nothing', '{ "kind": "feed-gap", "count": 0 }', 'faults[0].count', '0', '', 4],
  ['a span of nothing', '{ "kind": "hang", "agent": "venue", "durationUs": 0 }', 'faults[0].durationUs', '0', '', 4],
  ['a crash of nobody', '{ "kind": "crash" }', 'faults[0].agent', '', '', 4],
  ['a delay without its length', '{ "kind": "delay" }', 'faults[0].delayUs', '', '', 4],
  ['a number as text', '{ "kind": "drop", "count": "5" }', 'faults[0].count', '"5"', '', 4],
  ['a share of everything', '{ "kind": "venue-partial", "share": 1 }', 'faults[0].share', '1', '', 4],
  ['mail that is burnt', '{ "kind": "crash", "agent": "venue", "mail": "burnt" }', 'faults[0].mail', '"burnt"', '', 4],
  ['a partition of nobody', '{ "kind": "partition", "agents": [] }', 'faults[0].agents', '', '', 4],
])('%s is refused at its place', (_, fault, message, found, help, line) => {
  const { code, message: said, details } = refusal(around(fault));
  expect(code).toMatch(/^scenario-/);
  expect(said).toContain(message);
  expect(said).toContain(found);
  expect(details.help ?? '').toContain(help);
  expect(details.place).toMatchObject({ file: 'night.plan.json', line });
  expect(details.place?.column).toBeGreaterThan(4);
});

test('all that is wrong with a plan is said at once', () => {
  const { details } = refusal(around('{ "kind": "drob" }, { "kind": "drop", "atUs": -1 }'));
  expect(details.values).toMatchObject({ problems: 2 });
});

test.each([
  ['no version', '{ "faults": [] }', 'hivetape-plan'],
  ['a version of tomorrow', '{ "hivetape-plan": 2 }', 'hivetape-plan'],
  ['no JSON at all', '{ "hivetape-plan": 1, ', ''],
  ['a list', '[]', ''],
  ['two documents', '{ "hivetape-plan": 1 }\n---\n{}', ''],
  ['nothing', '', ''],
])('a plan that is %s is refused', (_, text, named) => {
  const { message, details } = refusal(text);
  expect(message).toContain(named);
  expect(details.place?.file).toBe('night.plan.json');
});

test('a plan in the scenario itself is checked as one in a file', async () => {
  const scenario = `${swarmText}\nchaos:\n  plan:\n    hivetape-plan: 1\n    faults:\n      - { kind: drob }\n`;
  await expect(stage({ scenario })).rejects.toMatchObject({ message: expect.stringContaining('"drob"') as string, details: { place: { file: 'scenario.yaml', line: scenario.split('\n').findIndex((line) => line.includes('drob')) + 1 } } });
});

test.each([
  ['is missing', 'plan: ./no.plan.json', 'path-not-found'],
  ['lies outside the project', 'plan: ../../x.json', 'path-outside-project'],
  ['is a folder', 'plan: .', 'path-not-found'],
  ['of laws is missing', 'invariants: ./no.mjs', 'path-not-found'],
])('a file that %s is refused where the scenario names it', async (_, line, code) => {
  const scenario = `${swarmText}\nchaos:\n  ${line}\n`;
  await expect(stage({ scenario })).rejects.toMatchObject({ code, details: { place: { file: 'scenario.yaml', line: scenario.trimEnd().split('\n').length } } });
});

test('a plan in a file and the same plan in the scenario are the same run', async () => {
  const fault = { kind: 'drop', atUs: closeUs(10), probability: 0.5 };
  const inFile = await stage({ plan: { 'hivetape-plan': 1, faults: [fault] } });
  const inPlace = await stage({ scenario: `${swarmText}\nchaos:\n  plan: ${JSON.stringify({ faults: [fault], 'hivetape-plan': 1 })}\n` });
  expect(inFile.loaded.digest).toBe(inPlace.loaded.digest);
  expect(inFile.loaded.scenario).toEqual(inPlace.loaded.scenario);
  writeFileSync(join(inFile.folder, 'faults.plan.json'), '{ "hivetape-plan": 1 }');
  const changed = await loadScenario(join(inFile.folder, 'scenario.yaml'));
  expect(changed.digest).not.toBe(inPlace.loaded.digest);
  inFile.remove();
  inPlace.remove();
});

test('a fault that names nobody of the run is passed over, and the others are worked', async () => {
  const nobody = [
    { kind: 'crash', agent: 'nobody' }, { kind: 'hang', agent: 'nobody' }, { kind: 'partition', agents: ['nobody'] }, { kind: 'drop', from: 'nobody' },
    { kind: 'duplicate', to: 'feed', delayUs: 1 }, { kind: 'feed-gap', instrument: 'NONE' }, { kind: 'venue-reject', instrument: 'NONE' },
  ];
  const { events, outcome, remove } = await faultyRun({ plan: planOf([...nobody, { kind: 'partition', agents: ['nobody', 'trend'] }, { kind: 'drop', from: 'feed', count: 3, probability: 1 }]) });
  expect(outcome.broken).toBeUndefined();
  expect(ofType(events, 'FaultInjected').map(({ data }) => [data.fault, data.kind])).toEqual([[7, 'partition'], [8, 'drop']]);
  remove();
});

/** Failure files refuse what they are not, and are promoted to scenarios that are the same run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../../src/core/errors.js';
import { faultText } from '../../../src/lab/campaign/fault-text.js';
import { failureText, readFailure } from '../../../src/lab/campaign/failure-file.js';
import type { Failure } from '../../../src/lab/campaign/failure.js';
import { promotedText } from '../../../src/lab/campaign/promote-failure.js';
import type { Fault } from '../../../src/lab/chaos/fault-plan.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { campaign, sampleProject, type SampleProject } from './sample-campaign.js';

let project: SampleProject;
let failure: Failure;
beforeAll(async () => {
  project = sampleProject();
  const { laws } = await campaign(await project.load('period.until=2000-01-01T04:00:00Z'), { runs: 60 });
  const found = laws.find(({ invariant }) => invariant === 'A02')?.failure;
  if (found === undefined) throw new Error('the sample has no failure');
  failure = found;
}, 60_000);
afterAll(() => project.remove());

function refusalOf(text: string): HivetapeError {
  try {
    readFailure(text, 'some.json');
  } catch (cause) {
    if (isHivetapeError(cause)) return cause;
    throw cause;
  }
  throw new Error('it was read');
}

const textWith = (change: (json: Record<string, unknown>) => void): string => {
  const json = JSON.parse(failureText({ failure, scenarioFile: 'double-order.yaml' })) as Record<string, unknown>;
  change(json);
  return JSON.stringify(json, null, 2);
};

const planOf = (json: Record<string, unknown>) => (json['scenario'] as { chaos: { plan: { faults: Record<string, unknown>[] } } }).chaos.plan;

test.each<[string, () => string]>([
  ['no JSON at all', () => 'hello'],
  ['an empty file', () => ''],
  ['another JSON file', () => '{"name": "x"}'],
  ['a list', () => '[]'],
  ['another version of the format', () => textWith((json) => (json['hivetape-failure'] = 2))],
  ['a key that nobody knows', () => textWith((json) => (json['extra'] = 1))],
  ['a missing law', () => textWith((json) => delete json['invariant'])],
  ['an offset that is none', () => textWith((json) => (json['at'] = 1.5))],
  ['a drawn plan that is none', () => textWith((json) => (json['drawn'] = { faults: [] }))],
  ['a scenario that is none', () => textWith((json) => (json['scenario'] = { hivetape: 1 }))],
  ['a plan with a fault that nobody knows', () => textWith((json) => planOf(json).faults.push({ kind: 'meteor' }))],
])('refuses %s', (_what, text) => {
  const refusal = refusalOf(text());
  expect(refusal.code).toBe('failure-file-invalid');
  expect(refusal.details.place?.file).toBe('some.json');
  expect(refusal.details.help).toContain('Run the campaign again');
});

test('is promoted to what its origin says, with name, period and plan, and nothing that was left away', async () => {
  const text = promotedText(failure, { text: project.read('double-order.yaml'), file: 'double-order.yaml' });
  expect(text).toMatch(/^# This plan of faults breaks A02: /);
  expect(text).not.toContain('latency');
  project.write('promoted.yaml', text);
  expect((await loadScenario(`${project.folder}/promoted.yaml`)).scenario).toEqual(failure.scenario);
});

test.each([
  ['says something else by now', (text: string) => text.replace('volatility: 0.01', 'volatility: 0.02')],
  ['is no scenario any more', () => 'hivetape: 9'],
  ['cannot be read', () => '{'],
])('is promoted whole where its origin %s', async (_what, change) => {
  const text = promotedText(failure, { text: change(project.read('double-order.yaml')), file: 'double-order.yaml' });
  expect(text).toContain('latency');
  project.write('whole.yaml', text);
  expect((await loadScenario(`${project.folder}/whole.yaml`)).scenario).toEqual(failure.scenario);
});

test.each<[Fault, string]>([
  [{ kind: 'duplicate', atUs: 0, probability: 1, count: 1, delayUs: 5, to: 'council', message: 'VoteCast' }, 'duplicate: VoteCast from anybody to council, from 1970-01-01, once, the second within 5 µs'],
  [{ kind: 'drop', atUs: 1_000_000, probability: 0.1, count: 1_000_000_000, durationUs: 86_400_000_000 }, 'drop: messages from anybody to anybody, from 1970-01-01T00:00:01Z, for 1 d, each with chance 0.1'],
  [{ kind: 'crash', atOffset: 17, atUs: 0, agent: 'trader', mail: 'lost' }, 'crash: trader, from offset 17, its mail is lost meanwhile'],
  [{ kind: 'bad-tick', atUs: 0, count: 3, factor: 10 }, 'bad-tick: bars of any instrument, from 1970-01-01, 3 times, times 10'],
  [{ kind: 'kill-switch', atUs: 0 }, 'kill-switch: trading, from 1970-01-01'],
])('tells a fault in words: %o', (fault, words) => {
  expect(faultText(fault, 0)).toBe(words);
});

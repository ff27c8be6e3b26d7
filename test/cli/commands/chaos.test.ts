/** The commands about chaos: what they refuse, and how they tell what they found. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaignJson, campaignLines } from '../../../src/cli/commands/chaos/chaos-story.js';
import { paintFor } from '../../../src/cli/paint.js';
import { failureText } from '../../../src/lab/campaign/failure-file.js';
import type { Failure } from '../../../src/lab/campaign/failure.js';
import type { CampaignOutcome } from '../../../src/lab/campaign/run-campaign.js';
import { campaign, sampleProject, type SampleProject } from '../../lab/campaign/sample-campaign.js';
import { openStage, smallScenario, type Stage } from '../stage.js';

let stage: Stage;
let project: SampleProject;
let outcome: CampaignOutcome;
let failure: Failure;
beforeAll(async () => {
  stage = openStage();
  stage.write('scenario.yaml', smallScenario);
  project = sampleProject();
  outcome = await campaign(await project.load(), { runs: 60 });
  const found = outcome.laws.find(({ invariant }) => invariant === 'A02')?.failure;
  if (found === undefined) throw new Error('the sample has no failure');
  failure = found;
  project.write('failure.json', failureText({ failure, scenarioFile: 'double-order.yaml' }));
}, 60_000);
afterAll(() => {
  stage.clear();
  project.remove();
});

test.each([
  [['chaos', 'run', 'scenario.yaml', '--runs', '0'], 2, '--runs must be a whole number from 1 to 1,000,000'],
  [['chaos', 'run', 'scenario.yaml', '--runs', 'abc'], 2, '--runs must be a whole number from 1 to 1,000,000'],
  [['chaos', 'run', 'scenario.yaml', '--workers', '-1'], 2, '--workers must be a whole number from 1 to 256'],
  [['chaos', 'run', 'scenario.yaml', '--workers', '1000'], 2, '--workers must be'],
  [['chaos', 'run', 'scenario.yaml', '--seed', 'x'], 2, '--seed must be'],
  [['chaos', 'run', 'scenario.yaml', '--from', 'yesterday'], 2, '--from must be a date'],
  [['chaos', 'run', 'scenario.yaml', '--invariants', 'none.js'], 3, 'chaos.invariants names a file that does not exist'],
  [['chaos', 'run', 'nowhere.yaml'], 5, 'no scenario file'],
  [['chaos', 'replay', 'scenario.yaml'], 3, 'A failure file is what `hivetape chaos run` wrote'],
  [['chaos', 'promote', 'scenario.yaml'], 3, 'A failure file is what `hivetape chaos run` wrote'],
  [['chaos', 'replay', 'nowhere.json'], 3, 'could not be'],
])('refuses %j', async (words, code, message) => {
  const said = await stage.run(words);
  expect(said.err).toContain(message);
  expect(said.code).toBe(code);
});

test('a campaign that was stopped before it began exits with 130', async () => {
  const { code, out } = await stage.run(['chaos', 'run', 'scenario.yaml', '--runs', '5', '--json'], { signal: AbortSignal.abort() });
  expect(code).toBe(130);
  expect(JSON.parse(out)).toMatchObject({ state: 'stopped', plans: 0, laws: [] });
});

test('tells a failure as a story: the law, the event, what is left of the plan, and the next command', () => {
  const lines = campaignLines({ outcome, name: 'double-order', workers: 2, wallMs: 1_500, files: new Map([[failure, 'chaos/f.json']]) }, { paint: paintFor(false), columns: 100 });
  const text = lines.join('\n');
  expect(text).toContain('✖ chaos "double-order" done in 1.5 s   60 plans');
  expect(text).toMatch(/2 laws broke: .*A02 in \d+ plans?/);
  expect(text).toContain('A02 What an agent has said of an event it does not say again');
  expect(text).toMatch(/1 fault of \d+ is left, after \d+ tries:\n\s+· duplicate: /);
  expect(text).toContain('next: hivetape chaos replay chaos/f.json · hivetape chaos promote chaos/f.json');
});

test('says the same as JSON, with the plan, and nothing of a failure that was not written', () => {
  const told = campaignJson({ outcome, name: 'double-order', workers: 2, wallMs: 1_500, files: new Map([[failure, 'chaos/f.json']]) }) as { laws: { invariant: string; failure: object }[] };
  expect(told.laws.find(({ invariant }) => invariant === 'A02')?.failure).toMatchObject({ file: 'chaos/f.json', invariant: 'A02', fingerprint: failure.fingerprint, plan: { faults: [{ kind: 'duplicate' }] } });
});

test('replays a failure with code 1, another than it was with code 6, and a mended one with code 0', async () => {
  const replay = (file: string) => stage.run(['chaos', 'replay', file]);
  const same = await replay(`${project.folder}/failure.json`);
  expect(same).toMatchObject({ code: 1 });
  expect(same.out).toContain('Data and code are what they were.');
  project.write('other.json', failureText({ failure: { ...failure, at: failure.at - 1 }, scenarioFile: 'double-order.yaml' }));
  const other = await replay(`${project.folder}/other.json`);
  expect(other).toMatchObject({ code: 6 });
  expect(other.out).toContain('it fails another way');
  const eager = project.read('agents/eager-buyer.js');
  project.mend();
  const mended = await replay(`${project.folder}/failure.json`);
  expect(mended).toMatchObject({ code: 0 });
  expect(mended.out).toContain('Not what it was: buyer.');
  project.write('agents/eager-buyer.js', eager);
});

test('promotes twice to the same file, and never over another one', async () => {
  const promote = () => stage.run(['chaos', 'promote', `${project.folder}/failure.json`]);
  expect((await promote()).code).toBe(0);
  expect((await promote()).code).toBe(0);
  const file = `${failure.scenario.name}.yaml`;
  const run = await stage.run(['run', `${project.folder}/${file}`, '--json']);
  expect(run.code).toBe(1);
  expect(JSON.parse(run.out)).toMatchObject({ fingerprint: failure.fingerprint, ending: 'failed', error: { code: 'E6061' } });
  project.write(file, `${project.read(file)}# mine\n`);
  const refused = await promote();
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain('is not there yet');
});

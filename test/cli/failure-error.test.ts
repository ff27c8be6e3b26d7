/** A run that fails in a phase says which one, and its exit code says that it failed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failingAgent, openStage, smallScenario } from './stage.js';

test('C3: a failure names its phase on the command line, and exits with 1', async () => {
  const stage = openStage();
  mkdirSync(join(stage.directory, 'agents'));
  stage.write('agents/mine.ts', failingAgent);
  stage.write('scenario.yaml', `${smallScenario}  mine: { path: ./agents/mine.ts, options: {} }\nswarm: { phases: {} }\n`);
  const { code, err } = await stage.run(['run', 'scenario.yaml']);
  expect([code, err]).toEqual([1, expect.stringContaining('Agent mine threw in the phase run, while handling BarClosed')]);
  const json = await stage.run(['run', 'scenario.yaml', '--seed', '8', '--json']);
  expect([json.code, JSON.parse(json.out)]).toEqual([1, expect.objectContaining({ error: expect.objectContaining({ message: expect.stringContaining('in the phase run') }) })]);
  expect((await stage.run(['rerun', '@'])).code).toBe(0);
  stage.clear();
});

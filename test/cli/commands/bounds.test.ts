/** `hivetape bounds`, and the same asked of `run` and `report`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, smallScenario, type Stage } from '../stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = openStage();
  stage.write('small.yaml', smallScenario);
  await stage.run(['run', 'small.yaml']);
});
afterAll(() => stage.clear());

describe('the bounds of a run', () => {
  test('are one sentence and a line per policy', async () => {
    const { code, out } = await stage.run(['bounds', '@']);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('nothing depends on what happened inside bars');
    expect(out).toMatch(/^pessimistic \(recorded\)/m);
    expect(out).toMatch(/^optimistic /m);
  });

  test('are figures with their conventions as JSON', async () => {
    const band = JSON.parse((await stage.run(['bounds', '@', '--json'])).out) as { valuations: { figures: object[] }[] };
    expect(band).toMatchObject({ schema: 'hivetape.bounds/1', policy: 'pessimistic', width: 0 });
    expect(band.valuations).toHaveLength(2);
    expect(band.valuations[0].figures[0]).toMatchObject({ id: 'total-return', convention: expect.any(String) as string });
  });

  test('stand in the report and in the last word of a run where they are asked for', async () => {
    await stage.run(['report', '@', '--bounds', '--out', 'page.html']);
    expect(readFileSync(join(stage.directory, 'page.html'), 'utf8')).toContain('What happened inside bars');
    expect(JSON.parse(readFileSync(join(stage.directory, 'page.json'), 'utf8'))).toMatchObject({ bounds: { width: 0 } });
    expect((await stage.run(['run', 'small.yaml', '--bounds'])).out).toMatch(/^optimistic /m);
    expect(JSON.parse((await stage.run(['run', 'small.yaml', '--bounds', '--json'])).out)).toMatchObject({ bounds: { width: 0 } });
  });
});

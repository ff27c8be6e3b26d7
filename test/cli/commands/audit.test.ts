/** `hivetape audit`: what it says, what it writes, and with which exit code. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, smallScenario, type Stage } from '../stage.js';

let stage: Stage;

beforeAll(() => {
  stage = openStage();
  mkdirSync(join(stage.directory, 'agents'));
  stage.write('small.yaml', smallScenario);
  stage.write('peeking.yaml', `${smallScenario}  peeker: { path: ./agents/peeker.js }\n`);
  const agent = (door: string) => `import { decider } from 'hivetape';\n${door}\nexport const agent = decider({ listensTo: ['bars/*'], initial: () => 0, evolve: (state) => state, decide: () => [] });\n`;
  stage.write('agents/peeker.js', agent(`const read = (path) => globalThis.process.getBuiltinModule('fs').readFileSync(path);`));
});
afterAll(() => stage.clear());

describe('hivetape audit', () => {
  test('certifies a scenario and writes what it certifies', async () => {
    const { code, out } = await stage.run(['audit', 'small.yaml', '--out', 'certificate.json']);
    expect(code).toBe(0);
    expect(out).toMatch(/✔ "small" knows nothing of the future/);
    const written = JSON.parse(readFileSync(join(stage.directory, 'certificate.json'), 'utf8')) as object;
    expect(written).toMatchObject({ schema: 'hivetape.audit/1', scenario: 'small', verdict: 'clean', leak: null, code: [] });
    const { out: json } = await stage.run(['audit', 'small.yaml', '--json']);
    expect(JSON.parse(json)).toEqual(written);
  });

  test('leaves no run behind', async () => {
    expect((await stage.run(['runs', 'list', '--json'])).out).not.toContain('"small"');
  });

  test('ends with 1 and names the file and line where code could look at the machine', async () => {
    const { code, out } = await stage.run(['audit', 'peeking.yaml', '--cuts', '2']);
    expect(code).toBe(1);
    expect(out).toContain('cannot be certified');
    expect(out).toContain('agents/peeker.js:2 uses');
  });

  test('takes as many cuts as are wanted, and refuses none at all', async () => {
    expect(JSON.parse((await stage.run(['audit', 'small.yaml', '--cuts', '23', '--json'])).out).interventions).toHaveLength(23);
    expect(await stage.run(['audit', 'small.yaml', '--cuts', '0'])).toMatchObject({ code: 2 });
  });
});

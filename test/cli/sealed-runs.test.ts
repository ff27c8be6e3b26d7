import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStage, smallScenario, type Stage } from './stage.js';

let stage: Stage;
beforeEach(() => {
  stage = openStage();
  stage.write('scenario.yaml', smallScenario);
});
afterEach(() => stage.clear());

const json = async (...words: string[]): Promise<Record<string, unknown>> => {
  const spoken = await stage.run(['--json', ...words]);
  return { code: spoken.code, ...(JSON.parse(spoken.out || spoken.err) as object) };
};

test('a run is sealed, read, decided again, shredded, and verified for ever', async () => {
  const words = ['run', 'scenario.yaml', '--seal-type', 'SignalRaised', '--seal-type', 'OrderPlaced'];
  expect((await stage.run([...words, '--rerun', '--report'])).code).toBe(0);
  const { fingerprint } = await json('runs', 'verify', '@');
  expect((await stage.run(words)).code).toBe(0);
  expect(await json('runs', 'verify', '@')).toMatchObject({ code: 0, fingerprint });
  expect((await stage.run(['runs', 'show', '@'])).out).toMatch(/sealed: OrderPlaced, SignalRaised; key [0-9a-f]{32} is here/);
  const before = await stage.run(['events', '@', '--type', 'OrderPlaced', '--limit', '2']);
  expect(before.out).toContain('OrderPlaced');
  expect(before.out).not.toContain('sealed');

  const unsure = await stage.run(['runs', 'shred', '@']);
  expect([unsure.code, unsure.err]).toEqual([2, expect.stringContaining('--yes')]);
  expect(await json('runs', 'shred', '@', '--yes')).toMatchObject({ code: 0, schema: 'hivetape.shredding/1' });

  expect(await json('runs', 'verify', '@')).toMatchObject({ code: 0, ok: true, fingerprint });
  expect((await stage.run(['runs', 'show', '@'])).out).toContain('was destroyed at');
  expect((await stage.run(['events', '@', '--type', 'OrderPlaced', '--limit', '2'])).out).toMatch(/sealed: \d+ bytes, key [0-9a-f]{32} is gone/);
  expect((await stage.run(['events', '@', '--type', 'BarClosed', '--limit', '2'])).out).not.toContain('sealed');
  for (const ask of [['rerun', '@'], ['replay', '@'], ['report', '@'], ['runs', 'shred', '@', '--yes']]) {
    const refused = await stage.run(ask);
    expect([refused.code, refused.err]).toEqual([5, expect.stringMatching(/E5031[^]*destroyed at/)]);
  }
});

test('what cannot be sealed or shredded is refused with its code', async () => {
  expect((await stage.run(['run', 'scenario.yaml', '--seal-agent', 'nobody'])).err).toContain('E5034');
  expect((await stage.run(['run', 'scenario.yaml'])).code).toBe(0);
  const refused = await stage.run(['runs', 'shred', '@', '--yes']);
  expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('E5035')]);
});

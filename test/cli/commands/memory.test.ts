/** `hivetape memory`: what an agent wrote into a shared memory is shown as it was at a moment, counted, and copied. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, smallScenario, type Stage } from '../stage.js';

const writer = `
export const agent = {
  listensTo: ['bars/*'],
  initial: () => ({ bars: 0 }),
  evolve: (state, event) => { if (event.type === 'BarClosed') state.bars += 1; return state; },
  decide: ({ bars }, event) => event.type !== 'BarClosed' || bars % 50 !== 0 ? [] : [
    { type: 'MemoryAsked', data: { store: 'memory', request: 'bar ' + bars, operation: 'write', namespace: 'notes', details: { items: [{ key: 'last', value: bars, ttlUs: -1 }, { key: 'bar ' + bars, value: 'short', ttlUs: 60000000 }] } } },
  ],
};
`;

let stage: Stage;
beforeAll(async () => {
  stage = openStage();
  stage.write('writer.js', writer);
  stage.write('notes.yaml', `${smallScenario}  memory: { kind: shared-memory, options: { namespaces: { notes: {} } } }\n  writer: { path: ./writer.js }\n`);
  const { code, err } = await stage.run(['run', 'notes.yaml', '--rerun']);
  expect(err + String(code)).toMatch(/0$/);
});
afterAll(() => stage.clear());

it('I7: shows what is there at the end, and what was there at an offset', async () => {
  const { out } = await stage.run(['memory', '@']);
  expect(out).toMatch(/last\s+4\s+writer.*never\s+200/);
  expect(out).not.toContain('bar 50');
  const events = await stage.run(['events', '@', '--type', 'MemoryWritten', '--json']);
  const [first, second] = [...events.out.matchAll(/"offset":(\d+)/g)].map(([, offset]) => offset);
  expect((await stage.run(['memory', '@', '--at', first])).out).toMatch(/last\s+1\s+writer/);
  expect((await stage.run(['memory', '@', '--at', second])).out).toContain('bar 50');
});

it('I7: adds up who keeps how much, and copies it as a shared memory takes it', async () => {
  expect((await stage.run(['memory', '@', '--usage'])).out).toMatch(/memory\/notes\s+writer\s+1\s+3 bytes/);
  expect((await stage.run(['memory', '@', '--backup', 'copy.json'])).code).toBe(0);
  expect(JSON.parse(readFileSync(join(stage.directory, 'copy.json'), 'utf8'))).toEqual({ memory: { notes: [{ key: 'last', value: 200, features: [] }] } });
  const again = await stage.run(['memory', '@', '--backup', 'copy.json']);
  expect(again.code).not.toBe(0);
  expect(again.err).toContain('The backup could not be written');
});

/** `hivetape memory`: what an agent wrote into a shared memory is shown as it was at a moment, counted, and copied. */
import { readFileSync, rmSync } from 'node:fs';
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
  expect(JSON.parse(readFileSync(join(stage.directory, 'copy.json'), 'utf8'))).toEqual({ notes: [{ key: 'last', value: 200, features: [] }] });
  const again = await stage.run(['memory', '@', '--backup', 'copy.json']);
  expect(again.code).not.toBe(0);
  expect(again.err).toContain('The backup could not be written');
});

const memory = (options: string): string => `${smallScenario}  memory: { kind: shared-memory, options: ${options} }\n`;

it('I7: gives a backup back: a run that begins with it holds what was held, and needs the file no more', async () => {
  await stage.run(['run', 'notes.yaml']);
  await stage.run(['memory', '@', '--backup', 'given.json']);
  stage.write('again.yaml', memory('{ namespaces: { notes: {} }, contentsFile: ./given.json }'));
  const { code, err } = await stage.run(['run', 'again.yaml', '--rerun']);
  expect(err + String(code)).toMatch(/0$/);
  expect((await stage.run(['memory', '@'])).out).toMatch(/last\s+1\s+memory.*never\s+200/);
  rmSync(join(stage.directory, 'given.json'));
  expect((await stage.run(['rerun', '@'])).code).toBe(0);
  await stage.run(['memory', '@', '--backup', 'once-more.json']);
  expect(readFileSync(join(stage.directory, 'once-more.json'))).toEqual(readFileSync(join(stage.directory, 'copy.json')));
});

it.each([
  ['what lies in a namespace that nobody declared', '{ namespaces: { notes: {} }, contents: { diary: [] } }', /namespaces that it has \(found "diary".*contents/, /diary: \{\}/],
  ['the same of a file', '{ namespaces: {}, contentsFile: ./copy.json }', /found "notes"/, /notes: \{\}/],
  ['a file of another shape', '{ namespaces: { memory: {} }, contentsFile: ./old.json }', /contents\.memory must be a list/, /./],
  ['a file that is not there', '{ namespaces: {}, contentsFile: ./nowhere.json }', /names a file that does not exist/, /relative to the scenario/],
  ['both ways at once', '{ namespaces: { notes: {} }, contents: { notes: [] }, contentsFile: ./copy.json }', /stands in the place of `contents`/, /Leave one/],
])('I7: refuses %s when the scenario is read, with its place', async (_, options, message, help) => {
  stage.write('old.json', JSON.stringify({ memory: { notes: [] } }));
  stage.write('wrong.yaml', memory(options));
  const { code, err } = await stage.run(['run', 'wrong.yaml']);
  expect(code).not.toBe(0);
  expect(err).toMatch(message);
  expect(err).toMatch(help);
  expect(err).toMatch(/wrong\.yaml:\d+:\d+/);
});

it('I7: a backup is of one memory, and says which there are', async () => {
  stage.write('two.yaml', `${smallScenario}  one: { kind: shared-memory, options: { store: one, namespaces: { n: {} }, contents: { n: [{ key: a, value: 1 }] } } }\n  two: { kind: shared-memory, options: { store: two, namespaces: { n: {} }, contents: { n: [{ key: b, value: 2 }] } } }\n`);
  await stage.run(['run', 'two.yaml']);
  const both = await stage.run(['memory', '@', '--backup', 'both.json']);
  expect([both.code, both.err]).toEqual([2, expect.stringMatching(/A backup is of one memory \(found one, two\)[\s\S]*--name one/)]);
  await stage.run(['memory', '@', '--name', 'two', '--backup', 'second.json']);
  expect(JSON.parse(readFileSync(join(stage.directory, 'second.json'), 'utf8'))).toEqual({ n: [{ key: 'b', value: 2, features: [] }] });
});

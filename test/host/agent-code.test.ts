/** Users' agents are loaded from files of their own, and kept inside their project. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { map, of } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HivetapeError, isHivetapeError } from '../../src/core/errors.js';
import { loadAgentCode } from '../../src/host/agent-code.js';
import { withTraps } from '../../src/host/traps.js';

const shared = { decider: (rules: object) => ({ kind: 'decider', ...rules }), version: 7 };
const packages = {
  hivetape: () => Promise.resolve(shared),
  'hivetape/testing': () => Promise.resolve({ given: () => 'given' }),
  rxjs: () => import('rxjs'),
};

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hivetape-test-')));
  root = join(base, 'project');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const load = (path: string) => loadAgentCode({ path, root, packages });

async function refused(path: string): Promise<HivetapeError> {
  try {
    await load(path);
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

test('loads TypeScript with what it imports, and shares our own packages with it', async () => {
  write('agents/trend.ts', `
    import { decider, version } from 'hivetape';
    import { given } from 'hivetape/testing';
    import { map, type Observable } from 'rxjs';
    import { lean } from './lean.js';
    import settings from './settings.json';
    export const agent = decider({ lean: lean(2 as number), bars: settings.bars });
    export { map, version };
    export const word: string = given();
    export type Unused = Observable<number>;
  `);
  write('agents/lean.ts', 'export const lean = (gap: number): string => (gap > 0 ? "long" : "flat");\n');
  write('agents/settings.json', '{ "bars": 10 }');
  const { module, files } = await load('agents/trend.ts');
  expect(module).toMatchObject({ agent: { kind: 'decider', lean: 'long', bars: 10 }, version: 7, word: 'given' });
  expect(module['map']).toBe(map);
  expect(files.map(({ path }) => path)).toEqual(['agents/lean.ts', 'agents/settings.json', 'agents/trend.ts']);
});

test('loads plain JavaScript, and a package that is installed in the project', async () => {
  write('agent.js', `import { twice } from 'twice';\nexport default twice(21);\n`);
  write('node_modules/twice/package.json', '{ "name": "twice", "version": "1.0.0", "type": "module", "main": "index.js" }');
  write('node_modules/twice/index.js', 'export const twice = (x) => x + x;\n');
  const { module, files } = await load('agent.js');
  expect(module['default']).toBe(42);
  expect(files.map(({ path }) => path)).toEqual(['agent.js', 'node_modules/twice/index.js']);
});

test('gives the same digest for the same files wherever they lie, and another one for any changed byte or name', async () => {
  const digestIn = async (project: string, comment: string, name = 'lean') => {
    root = join(base, project);
    write('a.ts', `export * from './${name}.js';\n`);
    write(`${name}.ts`, `export const lean = 1; // ${comment}\n`);
    return (await load('a.ts')).digest;
  };
  const first = await digestIn('one', 'x');
  expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await digestIn('two', 'x')).toBe(first);
  expect(await digestIn('three', 'y')).not.toBe(first);
  expect(await digestIn('four', 'x', 'tilt')).not.toBe(first);
});

test('reads a file afresh each time, and leaves nothing behind', async () => {
  const ownTemporary = join(base, 'temporary');
  mkdirSync(ownTemporary);
  vi.stubEnv('TMPDIR', ownTemporary);
  write('a.ts', 'export const version = 1;\n');
  expect((await load('a.ts')).module).toEqual({ version: 1 });
  write('a.ts', 'export const version = 2;\n');
  expect((await load('a.ts')).module).toEqual({ version: 2 });
  vi.unstubAllEnvs();
  expect(readdirSync(ownTemporary)).toEqual([]);
});

test('refuses a path that is missing, one outside the project, and a file that exports nothing, each in its own words', async () => {
  write('empty.ts', 'const agent = 1;\nexport type Agent = typeof agent;\n');
  writeFileSync(join(base, 'outside.ts'), 'export const a = 1;\n');
  const errors = [await refused('gone.ts'), await refused('../outside.ts'), await refused('empty.ts')];
  expect(errors.map(({ code }) => code)).toEqual(['path-not-found', 'path-outside-project', 'agent-file-empty']);
  expect(new Set(errors.map(({ message }) => message)).size).toBe(3);
  expect(errors[0].message).toContain('"gone.ts"');
});

test('refuses a folder, an absolute path outside, and a link that leads outside', async () => {
  write('folder/a.ts', 'export const a = 1;\n');
  writeFileSync(join(base, 'outside.ts'), 'export const a = 1;\n');
  symlinkSync(join(base, 'outside.ts'), join(root, 'link.ts'));
  expect((await refused('folder')).code).toBe('path-not-found');
  expect((await refused(join(base, 'outside.ts'))).code).toBe('path-outside-project');
  expect((await refused('link.ts')).code).toBe('path-outside-project');
});

test('refuses an import that leaves the project, and says where it stands', async () => {
  write('a.ts', `\n  import { b } from '../outside.js';\nexport const a = b;\n`);
  writeFileSync(join(base, 'outside.ts'), 'export const b = 1;\n');
  const error = await refused('a.ts');
  expect(error.code).toBe('path-outside-project');
  expect(error.details.place).toMatchObject({ file: 'a.ts', line: 2 });
});

test.each(['node:fs', 'fs', 'fs/promises', 'node:net', 'crypto', 'worker_threads'])('refuses the import of %s, also from a file that is imported', async (name) => {
  write('a.ts', `export { b } from './b.js';\n`);
  write('b.ts', `// Reads.\nimport * as machine from '${name}';\nexport const b = machine;\n`);
  const error = await refused('a.ts');
  expect(error.code).toBe('nondeterministic-import');
  expect(error.message).toContain(name);
  expect(error.details.place).toMatchObject({ file: 'b.ts', line: 2 });
});

test('refuses what cannot be resolved: a file, a package, a name', async () => {
  write('file.ts', `import { b } from './gone.js';\nexport const a = b;\n`);
  write('package.ts', `import { b } from 'not-installed';\nexport const a = b;\n`);
  write('name.ts', `import { nobody } from 'hivetape';\nexport const a = nobody;\n`);
  write('address.ts', `import { b } from 'https://example.org/b.js';\nexport const a = b;\n`);
  for (const path of ['file.ts', 'package.ts', 'name.ts']) {
    const error = await refused(path);
    expect(error.code).toBe('agent-import-unresolved');
    expect(error.details.place).toMatchObject({ file: path, line: 1 });
  }
  expect((await refused('address.ts')).code).toBe('path-outside-project');
});

test('names file, line and column of a mistake in the syntax, and all further ones', async () => {
  write('both.ts', `export * from './a.js';\nexport * from './b.js';\n`);
  write('a.ts', `// A.\nexport const a = ;\n`);
  write('b.ts', 'export const b = (;\n');
  const error = await refused('both.ts');
  expect(error.code).toBe('agent-file-syntax');
  const places = [error, ...(error.details.others ?? [])].map(({ details }) => details.place);
  expect(places).toContainEqual({ file: 'a.ts', line: 2, column: 18 });
  expect(places.some((place) => place?.file === 'b.ts')).toBe(true);
});

test('takes no settings from the project, which the digest would not see', async () => {
  write('tsconfig.json', '{ not even json');
  write('a.ts', 'export const a = 1;\n');
  expect((await load('a.ts')).module).toEqual({ a: 1 });
});

test('says that a file threw while it was loaded', async () => {
  write('a.ts', `const settings: { bars?: { n: number } } = {};\nexport const a = settings.bars.n;\n`);
  const error = await refused('a.ts');
  expect(error.code).toBe('agent-file-threw');
  expect(error.details.place?.file).toBe('a.ts');
});

test('a trapped call names the line in the file that the user wrote', async () => {
  write('a.ts', `interface Wide { readonly a: number }\n\n\nexport const decide = (): number => {\n  return Date.now();\n};\n`);
  const { module } = await load('a.ts');
  try {
    withTraps(() => ({ agent: 'mine', offset: 3 }), module['decide'] as () => number);
    expect.unreachable();
  } catch (error) {
    expect((error as HivetapeError).details.place).toMatchObject({ file: join(root, 'a.ts'), line: 5 });
  }
});

test('the shared RxJS works with observables of ours', async () => {
  write('a.ts', `import { map } from 'rxjs';\nexport const behaviour = (inbox$) => inbox$.pipe(map((x) => x * 2));\n`);
  const { module } = await load('a.ts');
  const heard: number[] = [];
  (module['behaviour'] as (inbox: unknown) => ReturnType<typeof of<number[]>>)(of(1, 2)).subscribe((x) => heard.push(x));
  expect(heard).toEqual([2, 4]);
});

test('without being told otherwise, "hivetape" is the very program that runs', async () => {
  write('a.ts', `
    import { decider, HivetapeError, isHivetapeError, type AgentContext } from 'hivetape';
    import { given } from 'hivetape/testing';
    import { filter } from 'rxjs/operators';
    export const agent = decider<{ bars: number }>({
      listensTo: ['bars/*'],
      initial: () => ({ bars: 0 }),
      evolve: (state) => ({ bars: state.bars + 1 }),
      decide: (_state, _event, _context: AgentContext) => [],
    });
    export { HivetapeError as Refusal, filter, given, isHivetapeError };
  `);
  const { module, files } = await loadAgentCode({ path: 'a.ts', root });
  expect(module['agent']).toMatchObject({ listensTo: ['bars/*'] });
  expect(module['Refusal']).toBe(HivetapeError);
  expect(module['isHivetapeError']).toBe(isHivetapeError);
  expect(typeof module['given']).toBe('function');
  expect(files.map(({ path }) => path)).toEqual(['a.ts']);
});

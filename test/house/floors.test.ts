/** The rule of the floors, over the real tree and over planted breaches that it must find. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { floorBreaches, type Breach } from './floor-rule.js';
import { floorTable } from './floor-table.js';
import { repositoryRoot, sourceFilesUnder } from './source-files.js';

const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};
const packages = new Set(
  [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap((part) => Object.keys(part ?? {})),
);

test('X1: every file of src lies on a floor and imports only from lower floors', () => {
  const files = sourceFilesUnder('src');
  expect(files.size).toBeGreaterThan(20);
  expect(floorBreaches(files, packages).map(({ breach, text }) => `${breach}: ${text}`)).toEqual([]);
});

test('every folder of src stands in the floor table', () => {
  const rooms = new Set([...sourceFilesUnder('src').keys()].filter((path) => path.split('/').length > 2).map((path) => path.split('/')[1]));
  expect([...rooms].filter((room) => !Object.hasOwn(floorTable, room))).toEqual([]);
});

const neighbours = {
  'src/core/event.ts': 'export const event = 1;',
  'src/kernel/loop.ts': 'export const loop = 1;',
  'src/domain/bar.ts': 'export type Bar = 1;',
};

const planted: readonly [what: string, breach: Breach | undefined, file: string, text: string][] = [
  ['an import of a lower floor', undefined, 'src/kernel/queue.ts', `import { event } from '../core/event.js';`],
  ['an import of its own room', undefined, 'src/kernel/queue.ts', `import { loop } from './loop.js';`],
  ['a declared package', undefined, 'src/kernel/queue.ts', `import { map } from 'rxjs/operators';`],
  ['a file of Node', undefined, 'src/host/disk.ts', `import { readFileSync } from 'node:fs';`],
  ['words that only look like an import', undefined, 'src/core/a.ts', `// import '../kernel/loop.js'\nconst a = "from '../kernel/loop.js'";`],
  ['an upward import', 'upward', 'src/core/a.ts', `import { loop } from '../kernel/loop.js';`],
  ['an upward import of a type', 'upward', 'src/core/a.ts', `import type { Bar } from '../domain/bar.js';`],
  ['an upward inline type', 'upward', 'src/core/a.ts', `export type A = import('../domain/bar.js').Bar;`],
  ['an upward import that runs for its effect', 'upward', 'src/core/a.ts', `import '../kernel/loop.js';`],
  ['an upward re-export', 'upward', 'src/core/a.ts', `export { loop } from '../kernel/loop.js';`],
  ['an upward star re-export', 'upward', 'src/core/a.ts', `export * from '../kernel/loop.js';`],
  ['an upward dynamic import', 'upward', 'src/core/a.ts', `export const a = () => import('../kernel/loop.js');`],
  ['an upward dynamic import in a template', 'upward', 'src/core/a.ts', 'export const a = () => import(`../kernel/loop.js`);'],
  ['an upward require', 'upward', 'src/core/a.ts', `import loop = require('../kernel/loop.js');`],
  ['an upward worker', 'upward', 'src/core/a.ts', `export const a = new URL('../kernel/loop.js', import.meta.url);`],
  ['a room on the same floor', 'other-room', 'src/kernel/queue.ts', `import type { Bar } from '../domain/bar.js';`],
  ['a folder without a floor', 'unknown-folder', 'src/plugins/a.ts', 'export const a = 1;'],
  ['a file beside the entry', 'unknown-folder', 'src/main.ts', 'export const a = 1;'],
  ['an import of the entry', 'unknown-folder', 'src/core/a.ts', `import { a } from '../index.js';`],
  ['an import that leaves src', 'leaves-src', 'src/core/a.ts', `import { a } from '../../test/house/a.js';`],
  ['an absolute import', 'leaves-src', 'src/core/a.ts', `import { a } from '/somewhere/a.js';`],
  ['an index file', 'barrel', 'src/core/index.ts', 'export const a = 1;'],
  ['a file that is not there', 'missing-file', 'src/kernel/queue.ts', `import { a } from '../core/gone.js';`],
  ['a computed import', 'computed', 'src/kernel/queue.ts', 'export const a = (name: string) => import(name);'],
  ['a package that nobody declared', 'undeclared-package', 'src/kernel/queue.ts', `import pad from 'left-pad';`],
  ['a package only for development', 'undeclared-package', 'src/kernel/queue.ts', `import { test } from 'vitest';`],
  ['the package itself', 'undeclared-package', 'src/kernel/queue.ts', `import { a } from 'hivetape';`],
  ['a circle of one', 'circle', 'src/core/a.ts', `import type { A } from './a.js'; export type B = A;`],
];

test.each(planted)('sees %s as %s', (_what, breach, file, text) => {
  const entry: [string, string][] = [['src/index.ts', 'export const a = 1;']];
  const files = new Map([...entry, ...Object.entries(neighbours), [file, text] as const]);
  const found = floorBreaches(files, packages).filter((one) => one.file === file);
  expect(found.map((one) => one.breach)).toEqual(breach === undefined ? [] : [breach]);
});

test('sees a circle that only types close', () => {
  const files = new Map([
    ['src/core/a.ts', `import { b } from './b.js'; export type A = typeof b;`],
    ['src/core/b.ts', `import { c } from './c.js'; export const b = c;`],
    ['src/core/c.ts', `import type { A } from './a.js'; export const c = 1 as A;`],
  ]);
  expect(floorBreaches(files, packages)).toEqual([
    { breach: 'circle', file: 'src/core/a.ts', text: 'src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts' },
  ]);
});

test('lets the entry of the package import from everywhere', () => {
  const files = new Map([...Object.entries(neighbours), ['src/index.ts', `export { loop } from './kernel/loop.js';`] as const]);
  expect(floorBreaches(files, packages)).toEqual([]);
});

/**
 * The rules of a tidy house, as pure functions over paths and texts. Each returns the sentences of
 * what it found, so that planted untidiness can prove that it looks.
 */
import { floorTable } from './floor-table.js';
import type { SourceFiles } from './source-files.js';

/** Names that say that nobody decided where the thing belongs. */
const HOMELESS = /(^|-)(utils?|helpers?|common|misc|managers?)($|-)|^types?$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|config))?\.[a-z0-9]+$/;

export function badNames(paths: Iterable<string>): readonly string[] {
  const found: string[] = [];
  for (const path of paths) {
    const parts = path.split('/');
    const file = parts[parts.length - 1];
    const words = [...parts.slice(0, -1), file.split('.')[0]];
    if (!KEBAB.test(file)) found.push(`${path} is not kebab-case`);
    if (words.some((word) => HOMELESS.test(word))) found.push(`${path} does not say what it is for`);
  }
  return found;
}

/** Returns the files that do not open with a comment; a first line `#!…` may precede it. */
export function withoutHeader(files: SourceFiles): readonly string[] {
  return [...files].filter(([, text]) => !/^(#![^\n]*\n)?\s*\/[/*]/.test(text)).map(([path]) => `${path} opens with no comment`);
}

export function tooLong(files: SourceFiles, linesMax: number): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    const lines = text.split('\n').length - 1;
    return lines > linesMax ? [`${path} has ${lines} lines`] : [];
  });
}

/** The marks are spelled in two parts, so that this file does not find itself. */
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);
const MACHINE = new RegExp(`(^|[\\s"'\`(=:])/(${['wo' + 'rk', 't' + 'mp', 'ro' + 'ot', 'ho' + 'me'].join('|')})(/|$|["'\`\\s)])`);
const REGISTRY = new RegExp(['registry\\.' + 'npmjs', 'npm\\.' + 'pkg\\.', '_auth' + 'Token', 'resolved": ' + '"http'].join('|'), 'i');

/** Returns the places that are unfinished or speak of the machine they were written on. */
export function strayMarks(path: string, text: string): readonly string[] {
  const found: string[] = [];
  text.split('\n').forEach((line, index) => {
    const place = `${path}:${index + 1}`;
    if (UNFINISHED.test(line)) found.push(`${place} is unfinished`);
    if (MACHINE.test(line)) found.push(`${place} names a path of a machine`);
    if (REGISTRY.test(line)) found.push(`${place} names a registry`);
  });
  return found;
}

/** Folders of `test/` that mirror no room: rules of the house, reference data, and whole-program tests. */
const OTHER_TESTS = ['house', 'gate', 'docs', 'package', 'goldens', 'fixtures', 'scenarios', 'end-to-end'];

/**
 * Returns the tests that stand where nobody would look. `test/a/b-c.test.ts` tests `src/a/b-c.ts` or
 * `src/a/b.ts`; a test named after a topic of the room imports what it tests from that room, itself or
 * through the fixture beside it.
 */
export function unmirrored(tests: SourceFiles, sources: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const test of tests.keys()) {
    const room = test.split('/')[1];
    if (OTHER_TESTS.includes(room)) continue;
    if (!Object.hasOwn(floorTable, room)) found.push(`${test} lies in a folder of no room`);
    else if (test.endsWith('.test.ts') && !mirrors(test, sources) && !reaches(test, room, tests)) found.push(`${test} tests nothing of its room`);
  }
  return found;
}

function reaches(test: string, room: string, tests: SourceFiles): boolean {
  const text = tests.get(test) ?? '';
  if (text.includes(`/src/${room}/`)) return true;
  const folder = test.slice(0, test.lastIndexOf('/') + 1);
  const beside = [...text.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => `${folder}${name}.ts`);
  return beside.some((fixture) => tests.get(fixture)?.includes(`/src/${room}/`) === true);
}

function mirrors(test: string, sources: ReadonlySet<string>): boolean {
  const path = `src${test.slice('test'.length, -'.test.ts'.length)}`;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const words = path.slice(folder.length).split('-');
  return words.some((_, index) => sources.has(`${folder}${words.slice(0, index + 1).join('-')}.ts`));
}

const TOP_LEVEL = [
  'src', 'scenarios', 'data', 'notebooks', 'reports', 'test', 'docs', 'scripts', 'bench', '.ci',
  'package.json', 'package-lock.json', 'README.md', 'LICENSE', 'NOTICE', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md',
];

export function strangersAtTheTop(paths: Iterable<string>): readonly string[] {
  const entries = new Set([...paths].map((path) => path.split('/')[0]));
  return [...entries].filter((entry) => !TOP_LEVEL.includes(entry) && !/^\.[a-z]+$|^tsconfig.*\.json$|\.config\.(js|ts)$/.test(entry));
}

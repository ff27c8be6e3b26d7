/** Is the house tidy? Names, headers, lengths, strays, the table of error codes, and who lives at the top. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/core/error-codes.js';
import { committedPaths, pathsUnder, repositoryRoot, sourceFilesUnder } from './source-files.js';
import { badNames, strangersAtTheTop, strayMarks, tooLong, unmirrored, withoutHeader } from './tidy-rule.js';

const source = sourceFilesUnder('src');
const ours = new Map([...source, ...sourceFilesUnder('scripts'), ...sourceFilesUnder('bench')]);
const tests = sourceFilesUnder('test');
/** Texts of others, or whose words are not ours to choose. */
const NOT_OURS = /^(data|test\/goldens|src\/report\/vendor)\/|\.(gz|png|ico|woff2|pb|bin|tape)$/;

describe('the house', () => {
  test('names every file for what it is, in kebab-case', () => {
    expect(badNames([...ours.keys(), ...tests.keys()])).toEqual([]);
  });

  test('opens every file with a comment that says what it is for', () => {
    expect(withoutHeader(ours)).toEqual([]);
  });

  test('has no file that does not fit in the mind', () => {
    expect(tooLong(ours, 300)).toEqual([]);
    // Tests are tables and lists of sentences: one reads the part one needs.
    expect(tooLong(tests, 400)).toEqual([]);
  });

  test('keeps nothing unfinished, and nothing of the machine it was written on', () => {
    const found = committedPaths()
      .filter((path) => !NOT_OURS.test(path))
      .flatMap((path) => strayMarks(path, readFileSync(join(repositoryRoot, path), 'utf8')));
    expect(found).toEqual([]);
  });

  test('puts every test where its file is', () => {
    expect(unmirrored(tests, new Set(source.keys()))).toEqual([]);
  });

  test('lets nobody live at the top who has no business there', () => {
    expect(strangersAtTheTop(committedPaths())).toEqual([]);
  });

  test('says in notebooks/ what will come, and keeps no empty notebook there', () => {
    expect(existsSync(join(repositoryRoot, 'notebooks/README.md'))).toBe(true);
    const empty = pathsUnder('notebooks').filter((path) => path.endsWith('.ipynb')).filter((path) => {
      const { cells } = JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8')) as { cells: { cell_type: string }[] };
      return cells.every((cell) => cell.cell_type !== 'code');
    });
    expect(empty).toEqual([]);
  });

  test('speaks in its documents only of files that are there', () => {
    const documents = committedPaths().filter((path) => /^(README\.md|docs\/.*\.md|NOTICE|SECURITY\.md)$/.test(path));
    const gone = documents.flatMap((document) => {
      const named = readFileSync(join(repositoryRoot, document), 'utf8').matchAll(/(?<![\w./-])(src|test|scripts|data|docs|scenarios)\/[\w./-]*\w\/?/g);
      return [...named].filter(([path]) => !existsSync(join(repositoryRoot, path))).map(([path]) => `${document} names ${path}`);
    });
    expect(gone).toEqual([]);
  });

  test('ships nothing that fetches or compiles when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});

describe('the table of error codes', () => {
  const rows = Object.entries(errorCodes);

  test('gives every code a number of its own, of four digits, in a group that exists', () => {
    const numbers = rows.map(([, row]) => row.number);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
    expect(numbers.filter((number) => !/^E[12345679]\d{3}$/.test(number))).toEqual([]);
  });

  test('explains every code in sentences, each in its own', () => {
    const short = rows.filter(([, row]) => row.explanation.length < 30 || !/^[A-Z`].*[.)`]$/s.test(row.explanation));
    expect(short.map(([name]) => name)).toEqual([]);
    expect(new Set(rows.map(([, row]) => row.explanation)).size).toBe(rows.length);
  });

  test('names codes in kebab-case', () => {
    expect(rows.map(([name]) => name).filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  test('holds no code that nobody uses', () => {
    const code = [...source].filter(([path]) => !path.endsWith('error-codes.ts')).map(([, text]) => text).join('\n');
    expect(rows.map(([name]) => name).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});

describe('planted untidiness is found', () => {
  test.each(['src/core/utils.ts', 'src/core/order-helpers.ts', 'src/common/a.ts', 'src/core/types.ts', 'src/core/theHeap.ts', 'src/core/Heap.ts', 'src/core/the_heap.ts'])(
    'in the name %s', (path) => expect(badNames([path])).toHaveLength(1),
  );

  test('but not in a plain name', () => {
    expect(badNames(['src/core/heap.ts', 'src/exchange/order-types.ts', 'test/core/heap.test.ts', 'vitest.config.ts'])).toEqual([]);
  });

  test('in a file without a header', () => {
    expect(withoutHeader(new Map([['a.ts', 'export const a = 1;'], ['b.ts', '/** B. */\n'], ['c.mjs', '#!/usr/bin/env node\n// C.\n']]))).toHaveLength(1);
  });

  test('in a file of 301 lines', () => {
    expect(tooLong(new Map([['a.ts', 'a\n'.repeat(301)], ['b.ts', 'b\n'.repeat(300)]]), 300)).toHaveLength(1);
  });

  test.each([`// ${'TO'}DO: later`, `open('/${'tm'}p/a')`, `cd /${'wo'}rk/main`, `see https://registry.${'npmjs'}.org/a`])(
    'in the line %s', (line) => expect(strayMarks('a.ts', line)).toHaveLength(1),
  );

  test.each(['the network/work of others', "import '../tmp/a.js'", 'a / root of b', 'a topic orders/home'])(
    'but not in the line %s', (line) => expect(strayMarks('a.ts', line)).toEqual([]),
  );

  test('in a test that mirrors nothing', () => {
    const sources = new Set(['src/core/heap.ts']);
    const found = (path: string, text = ''): number => unmirrored(new Map([[path, text]]), sources).length;
    expect(['test/core/heap.test.ts', 'test/core/heap-order.test.ts', 'test/house/a.test.ts'].map((path) => found(path))).toEqual([0, 0, 0]);
    expect(found('test/core/order.test.ts', "import { a } from '../../src/core/heap.js';")).toBe(0);
    expect(['test/core/queue.test.ts', 'test/plugins/heap.test.ts'].map((path) => found(path))).toEqual([1, 1]);
  });

  test('in a stranger at the top', () => {
    expect(strangersAtTheTop(['notes.txt', 'lib/a.ts', 'src/core/heap.ts', '.gitignore', 'eslint.config.js'])).toEqual(['notes.txt', 'lib']);
  });
});

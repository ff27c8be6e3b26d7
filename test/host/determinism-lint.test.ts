import { describe, expect, test } from 'vitest';
import { lintDeterminism } from '../../src/host/determinism-lint.js';
import { pathsUnder, repositoryRoot } from '../house/source-files.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const found = (source: string): readonly string[] => lintDeterminism('a.ts', source).map(({ api }) => api);

describe('finds', () => {
  test.each([
    ['**', 'const x = rate ** 2;'],
    ['**', 'x **= 3;'],
    ['**', 'const text = `grown by ${rate ** 2}`;'],
    ['Math.pow()', 'const x = Math.pow(a, 3);'],
    ['Math.random()', 'if (Math . random() < 0.1) return;'],
    ['Math[…]', "const x = Math['random']();"],
    ['Math under another name', 'const { random } = Math;'],
    ['Date.now()', 'const t = Date.now();'],
    ['new Date()', 'const t = new Date();'],
    ['new Date()', 'const t = new Date;'],
    ['Date()', 'const t = Date();'],
    ['Temporal.Now', 'const t = Temporal.Now.instant();'],
    ['performance.now()', 'const t = performance.now();'],
    ['setTimeout()', 'setTimeout(() => sell(), 10);'],
    ['queueMicrotask()', 'queueMicrotask(sell);'],
    ['RxJS on the clock of the machine', 'inbox$.pipe(observeOn(asyncScheduler))'],
    ['an operator of RxJS without a scheduler', 'inbox$.pipe(debounceTime(5))'],
    ['crypto', 'const id = crypto.randomUUID();'],
    ['process', 'const home = process.env.HOME;'],
    ['globalThis', 'globalThis.Date.parse("a")'],
    ['fetch()', 'const answer = fetch(url);'],
    ['require()', 'const fs = require("fs");'],
    ['import()', 'const fs = import(name);'],
    ['await', '  await ready;'],
    ['async', 'const decide = async (state) => [];'],
    ['Promise', 'return Promise.resolve([]);'],
    ['Intl', 'new Intl.NumberFormat()'],
    ['localeCompare()', 'names.sort((a, b) => a.localeCompare(b))'],
    ['toLocaleString()', 'price.toLocaleString()'],
    ['sort() without a comparator', 'prices.sort()'],
    ['for…in', 'for (const key in book) use(key);'],
    ['eval()', 'eval("1")'],
    ['state of the module', 'let seen = 0;'],
    ['state of the module', 'export let seen = 0;'],
  ])('%s in: %s', (api, source) => expect(found(source)).toEqual([api]));
});

describe('finds nothing in', () => {
  test.each([
    ['a comment', '// rate ** 2 and Math.random()\n/** `Date.now()` ** */\nconst a = 1;'],
    ['a text', 'const a = "Math.pow(2, 3)" + \'bars/**\' + `orders/** and Date.now()`;'],
    ['a regular expression', 'const a = /[/]**"/.test(b); const c = 4 / 2 / 1;'],
    ['a text in a template in a template', 'const a = `x ${`y ${"**"} **`} ** z`;'],
    ['a property of that name', 'const a = book.process.id + sheet.fetch(1) + me.performance.now + a.Date.now();'],
    ['a figure called performance', 'const a = performance.sharpe;'],
    ['a date that the event tells', 'const day = new Date(event.time / 1000).getUTCDay();'],
    ['a sort with a comparator', 'prices.sort((a, b) => a - b);'],
    ['a wait on virtual time', 'inbox$.pipe(debounceTime(5, context.scheduler))'],
    ['a let inside a function', 'function a() {\n  let b = 0;\n  return b;\n}'],
    ['plain arithmetic', 'const a = Math.sqrt(b * b) + Math.max(...c);'],
    ['a loop', 'for (const a of b) c(a); for (let i = 0; i < n; i += 1) d(i);'],
  ])('%s', (_what, source) => expect(found(source)).toEqual([]));
});

test('names file, line and column, in order', () => {
  const source = '/* two\nlines */ const a = 1;\nconst b = `${\n  Date.now()\n}` + 2 ** 3;\n';
  expect(lintDeterminism('agents/mine.ts', source)).toMatchObject([
    { file: 'agents/mine.ts', line: 4, column: 3, api: 'Date.now()' },
    { file: 'agents/mine.ts', line: 5, column: 8, api: '**' },
  ]);
});

test('finds nothing in our own agents', () => {
  const agents = pathsUnder('src/agents').filter((path) => path.endsWith('.ts'));
  const findings = agents.flatMap((path) => lintDeterminism(path, readFileSync(join(repositoryRoot, path), 'utf8')));
  expect(findings).toEqual([]);
});

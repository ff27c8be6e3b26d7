/** The lint, proved by planted violations: each kind must be reported, in the rooms where it is banned. */
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { pureRooms } from './floor-table.js';
import { repositoryRoot } from './source-files.js';

const eslint = new ESLint({ cwd: repositoryRoot });

async function rulesBrokenBy(file: string, code: string): Promise<readonly string[]> {
  const [{ messages }] = await eslint.lintText(code, { filePath: file });
  const unreadable = messages.filter(({ fatal }) => fatal);
  expect(unreadable).toEqual([]);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

/** The rules that hold the bans; any other one found says that the planted code was planted badly. */
const A_BAN = /^(no-restricted-(globals|syntax|imports)|house\/rxjs-time|no-eval|no-new-func|no-console)$/;

async function expectOnlyBans(file: string, code: string): Promise<void> {
  const found = await rulesBrokenBy(file, code);
  expect(found).not.toEqual([]);
  expect(found.filter((rule) => !A_BAN.test(rule))).toEqual([]);
}

const inFunction = (body: string): string => `export function planted(xs: number[]): unknown {\n  ${body}\n}\n`;

/** Banned wherever the same inputs must give the same log. */
const ofTheMachine: readonly [what: string, code: string][] = [
  ['the time of the wall', inFunction('return Date.now() + xs.length;')],
  ['a date of the wall', inFunction('return [xs, new Date()];')],
  ['a date of any kind', inFunction('return [xs, new Date(0)];')],
  ['Temporal', inFunction('return [xs, Temporal.Now.instant()];')],
  ['performance', inFunction('return performance.now() + xs.length;')],
  ['process', inFunction('return [xs, process.env];')],
  ['hrtime', inFunction('return [xs, process.hrtime()];')],
  ['fetch', inFunction('return [xs, fetch("a")];')],
  ['crypto', inFunction('return [xs, crypto.randomUUID()];')],
  ['Math.random', inFunction('return Math.random() + xs.length;')],
  ['Math.random by its text', inFunction('return Math["random"]() + xs.length;')],
  ['Math.pow', inFunction('return Math.pow(xs.length, 3);')],
  ['Math.pow under another name', inFunction('const { pow } = Math; return pow(xs.length, 3);')],
  ['**', inFunction('return xs.length ** 3;')],
  ['**=', inFunction('let x = xs.length; x **= 3; return x;')],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map(
    (name): [string, string] => [name, inFunction(`return ${name}(() => xs);`)],
  ),
  ['WeakRef', inFunction('return new WeakRef(xs);')],
  ['FinalizationRegistry', inFunction('return new FinalizationRegistry(() => xs);')],
  ['sort without a comparator', inFunction('return xs.sort();')],
  ['toSorted without a comparator', inFunction('return xs.toSorted();')],
  ['localeCompare', inFunction('return ["a"].sort((a, b) => a.localeCompare(b)).concat(String(xs));')],
  ['toLocaleString', inFunction('return xs.length.toLocaleString();')],
  ['for…in', inFunction('for (const x in xs) return x; return 0;')],
  ['a let in the module', 'let seen = 0;\nexport const see = (): number => (seen += 1);\n'],
  ['an exported let in the module', 'export let seen = 0;\nexport const see = (): number => (seen += 1);\n'],
  ['an empty map in the module', 'const seen = new Map<string, number>();\nexport const see = (): number => seen.size;\n'],
  ['delay without a scheduler', `import { delay } from 'rxjs';\nexport const planted = delay(5);\n`],
  ...['debounceTime', 'throttleTime', 'timer', 'interval', 'bufferTime', 'timeout', 'auditTime', 'sampleTime'].map(
    (name): [string, string] => [`${name} without a scheduler`, `import { ${name} as wait } from 'rxjs/operators';\nexport const planted = wait(5);\n`],
  ),
  ['delay handed on', `import { delay } from 'rxjs';\nexport const planted = [delay];\n`],
  ['all of RxJS at once', `import * as rx from 'rxjs';\nexport const planted = rx.timer(5);\n`],
  ['ajax', `import { ajax } from 'rxjs/ajax';\nexport const planted = ajax('a');\n`],
  ['a module of Node', `import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;\n`],
  ['a module of Node by its old name', `import { readFileSync } from 'fs';\nexport const planted = readFileSync;\n`],
  ['a part of a module of Node', `import { readFile } from 'fs/promises';\nexport const planted = readFile;\n`],
  ['the place of the code', 'export const planted = import.meta.url;\n'],
  ['eval', inFunction('return [xs, eval("1")];')],
];

/** Banned in simulation code on top of that. */
const ofSimulation: readonly [what: string, code: string][] = [
  ['console', inFunction('console.log(xs); return 0;')],
  ['Buffer', inFunction('return Buffer.from(xs);')],
  ['TextEncoder', inFunction('return [xs, new TextEncoder()];')],
  ['Intl', inFunction('return [xs, new Intl.NumberFormat()];')],
  ['an async function', 'export async function planted(): Promise<number> { return 1; }\n'],
  ['a promise', inFunction('return Promise.resolve(xs);')],
  ['a way round the names', inFunction('return [xs, globalThis.Date];')],
  ['code made of text', inFunction('return [xs, new Function("return 1")];')],
  ['asyncScheduler', `import { asyncScheduler } from 'rxjs';\nexport const planted = asyncScheduler;\n`],
  ['animationFrameScheduler', `import { animationFrameScheduler } from 'rxjs';\nexport const planted = animationFrameScheduler;\n`],
  ['fromEvent', `import { fromEvent } from 'rxjs';\nexport const planted = fromEvent;\n`],
  ['the host', `import { now } from '../host/clock.js';\nexport const planted = now;\n`],
  ['even the types of Node', `import type { Stats } from 'node:fs';\nexport type Planted = Stats;\n`],
];

/** Banned everywhere in src: the shape of our code. */
const ofAnyRoom: readonly [what: string, code: string][] = [
  ['a bare Error', inFunction('throw new Error(String(xs));')],
  ['a bare TypeError', inFunction('throw new TypeError(String(xs));')],
  ['an Error that is only made', inFunction('return [xs, Error("a")];')],
  ['a thrown text', inFunction('if (xs.length > 1) throw "a"; return 0;')],
  ['any', 'export const planted = (x: any): unknown => x;\n'],
  ['a non-null assertion', 'export const planted = (x?: string): string => x!;\n'],
  ['a default export', 'export default 1;\n'],
  ['export *', `export * from './a.js';\n`],
  ['an enum', 'export enum Planted { A }\n'],
  ['a decorator', 'const dec = (x: unknown) => x;\n@dec\nexport class Planted {}\n'],
  ['inheritance', 'class A {}\nexport class Planted extends A {}\n'],
  ['an unused variable', 'const planted = 1;\nexport const b = 2;\n'],
  ['an unused import', `import { a } from './a.js';\nexport const b = 2;\n`],
  ['a rule switched off by a comment', '/* eslint-disable */\nexport const planted = (x: any): unknown => x;\n'],
  ['a type check switched off', '// @ts-ignore\nexport const planted = 1;\n'],
  ['301 lines', `${'// A line.\n'.repeat(300)}export const planted = 1;\n`],
  ['a function of 61 lines', inFunction(`return [\n${'xs,\n'.repeat(60)}];`)],
  ['five parameters', 'export const planted = (a: 1, b: 1, c: 1, d: 1, e: 1): unknown => [a, b, c, d, e];\n'],
  ['four levels of nesting', inFunction('if (xs) { if (xs[0]) { if (xs[1]) { if (xs[2]) { return 1; } } } } return 0;')],
];

describe.each(['src/core/planted.ts', 'src/agents/planted.ts', 'src/store/planted.ts', 'src/lab/planted.ts', 'src/report/planted.ts'])('in %s', (file) => {
  test.each(ofTheMachine)('%s is reported', (_what, code) => expectOnlyBans(file, code));
});

describe('in simulation code', () => {
  test.each(ofSimulation)('%s is reported in every pure room', async (_what, code) => {
    for (const room of pureRooms) await expectOnlyBans(`src/${room}/planted.ts`, code);
  });
});

describe.each(['src/core/planted.ts', 'src/lab/planted.ts', 'src/host/planted.ts', 'src/cli/planted.ts', 'src/viewer/planted.ts'])('in %s', (file) => {
  test.each(ofAnyRoom)('%s is reported', async (_what, code) => {
    expect(await rulesBrokenBy(file, code)).not.toEqual([]);
  });
});

test('a test that does not run is reported', async () => {
  for (const word of ['only', 'skip', 'todo']) {
    expect(await rulesBrokenBy('test/core/planted.test.ts', `test.${word}('a', () => {});\n`)).toEqual(['no-restricted-syntax']);
  }
});

describe('what is allowed is not reported', () => {
  test.each([
    ['plain arithmetic', 'src/core/planted.ts', inFunction('return Math.sqrt(xs.length * xs.length);')],
    ['an error class of the core', 'src/core/planted.ts', 'export class Planted extends Error {}\n'],
    ['a sort with a comparator', 'src/kernel/planted.ts', inFunction('return xs.sort((a, b) => a - b);')],
    ['a wait on virtual time', 'src/agents/planted.ts', `import { delay, type SchedulerLike } from 'rxjs';\nexport const planted = (scheduler: SchedulerLike): unknown => delay(5, scheduler);\n`],
    ['a delay of our own', 'src/kernel/planted.ts', 'const delay = (us: number): number => us;\nexport const planted = delay(5);\n'],
    ['a deep copy', 'src/testing/planted.ts', inFunction('return structuredClone(xs);')],
    ['waiting for the disk', 'src/store/planted.ts', 'export async function planted(): Promise<number> { return 1; }\n'],
    ['a codec written as code', 'src/store/planted.ts', inFunction('return [xs, new Function("return 1")];')],
    ['the clock, at its door', 'src/host/planted.ts', 'export const planted = (): number => Date.now();\n'],
    ['printing, at the command line', 'src/cli/planted.ts', inFunction('console.log(xs); return 0;')],
  ])('%s', async (_what, file, code) => expect(await rulesBrokenBy(file, code)).toEqual([]));
});

/**
 * The same run on machines that seem different: fresh processes of the built package under other time
 * zones, locales, directories and engine settings come to the fingerprint that the sources come to here.
 */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { parse } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallRun } from '../lab/small-run.js';
import { builtPackage, type BuiltPackage } from './built-package.js';
import { gateRun, ownAgentsFile, repositoryFile } from './gate-run.js';

interface Report {
  readonly machine: { readonly timeZone: string; readonly locale: string; readonly cwd: string; readonly home: string | null };
  readonly runs: Readonly<Record<string, { readonly fingerprint: string; readonly events: number }>>;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly engine?: readonly string[];
}

const BARS = 'data.0.walk.bars=2000';
const reference = repositoryFile('scenarios/sma-crossover.yaml');
const top = parse(process.cwd()).root;

let files: readonly string[] = [];
let expected: readonly string[] = [];
let built: BuiltPackage;
let removeSmall: () => void;

beforeAll(async () => {
  built = builtPackage();
  const small = await smallRun({ set: [BARS] });
  removeSmall = small.remove;
  files = [small.loaded.file, reference, ownAgentsFile];
  const others = [await gateRun(reference, { set: [BARS] }), await gateRun(ownAgentsFile, { set: [BARS] })];
  expected = [small.outcome, ...others.map(({ outcome }) => outcome)].map(({ fingerprint }) => fingerprint);
});
afterAll(() => {
  built.remove();
  removeSmall();
});

const cases: readonly [what: string, surroundings: Surroundings, machine: Partial<Report['machine']>][] = [
  ['a process like this one', { env: process.env as Record<string, string> }, {}],
  ['an empty environment, without HOME', {}, { home: null }],
  ['UTC and the C locale', { env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' } }, { timeZone: 'UTC' }],
  ['Kathmandu in Turkish, at the top directory', { env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, cwd: top }, { timeZone: 'Asia/Katmandu', locale: 'tr-TR', cwd: top }],
  ['Newfoundland in German, in a temporary directory', { env: { TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }, cwd: tmpdir() }, { timeZone: 'America/St_Johns', locale: 'de-DE' }],
  ['a HOME that does not exist', { env: { HOME: '/nowhere/at/all', NODE_ENV: 'production', DEBUG: '*', FORCE_COLOR: '1' } }, { home: '/nowhere/at/all' }],
  ['an engine that only interprets', { engine: ['--no-opt', '--no-sparkplug'] }, {}],
  ['an engine that compiles at once, on one thread', { engine: ['--always-sparkplug', '--single-threaded'] }, {}],
];

describe('A3: a run has the same log in another process, time zone, locale and engine', () => {
  test.concurrent.each(cases)('%s', async (_, surroundings, machine) => {
    const report = await performElsewhere(surroundings);
    expect(report.machine, 'the variation is a real one').toMatchObject(machine);
    expect(Object.values(report.runs).map(({ fingerprint }) => fingerprint), 'the log is the same').toEqual(expected);
  });
});

async function performElsewhere({ env = {}, cwd = process.cwd(), engine = [] }: Surroundings): Promise<Report> {
  const words = [...engine, built.script, '--set', BARS, ...files];
  const { stdout } = await promisify(execFile)(process.execPath, words, { env: { ...env }, cwd });
  return JSON.parse(stdout) as Report;
}

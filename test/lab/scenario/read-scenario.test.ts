/** Scenarios as text: what is read, what is refused, and where the finger points. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../../src/core/errors.js';
import { readScenario, reviseScenario } from '../../../src/lab/scenario/read-scenario.js';
import { known, sampleText } from './sample-scenario.js';

const FILE = 'scenario.yaml';

function read(text: string, overrides: readonly string[] = []) {
  return readScenario(text, FILE, { known, overrides });
}

function refusalOf(text: string, { overrides = [], file = FILE }: { overrides?: readonly string[]; file?: string } = {}): HivetapeError {
  try {
    readScenario(text, file, { known, overrides });
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('The text was read although it is wrong.');
}

function allOf(error: HivetapeError): readonly HivetapeError[] {
  return [error, ...(error.details.others ?? [])];
}

function placed(error: HivetapeError): string {
  const { line, column } = error.details.place ?? {};
  return `${error.code} ${line}:${column} ${error.message}`;
}

test('fills in every default', () => {
  const { scenario } = read(sampleText);
  expect(scenario).toMatchObject({
    account: { currency: 'USD', cash: 1_000_000 },
    latency: { feedUs: 3, reportUs: 1, orderUs: 1, agentUs: 1, jitterUs: 0 },
    metrics: { periodsPerYear: 252, riskFree: 0 },
    agents: { momentum: { options: { fastBars: 5, slowBars: 50 } } },
  });
  expect(scenario.data[0]?.role).toBe('trade');
});

test('has one digest for one meaning, whatever the comments, the order of keys and the written defaults', () => {
  const other = `name: sample\nhivetape: 1 # the format\naccount: {cash: 1000000}\n${sampleText.split('\n').slice(3).join('\n')}`;
  expect(read(other).digest).toBe(read(sampleText).digest);
  expect(read(sampleText.replace('seed: 7', 'seed: 8')).digest).not.toBe(read(sampleText).digest);
});

test('reads JSON as well, tabs included', () => {
  const json = JSON.stringify(
    { hivetape: 1, name: 'sample', seed: 7, data: [{ instrument: 'SPX', bundled: 'sp500-daily', tick: 0.01 }],
      period: { from: '2000-01-03', until: '2020-04-17' },
      agents: { momentum: { kind: 'momentum', options: { instrument: 'SPX', fastBars: 5 } } } },
    undefined, '\t',
  );
  expect(readScenario(json, 'scenario.json', { known }).digest).toBe(read(sampleText).digest);
});

test('accepts a byte-order mark', () => {
  expect(read(`\uFEFF${sampleText}`).digest).toBe(read(sampleText).digest);
});

test('keeps a date as the text it is', () => {
  expect(read(sampleText).scenario.period.from).toBe('2000-01-03');
});

const refusals: readonly [what: string, change: (text: string) => string, answers: readonly string[]][] = [
  ['tabs as indentation', (text) => text.replace('  - instrument', '\t- instrument'), ['scenario-syntax 6:1']],
  ['a duplicate key with both lines', (text) => `${text}seed: 8\n`, ['scenario-duplicate-key 16:1 A key stands once ("seed" stands on line 4 and on line 16).']],
  ['a misspelt key', (text) => text.replace('seed: 7', 'sede: 7'), ['scenario-unknown-key 4:1 A scenario has no key "sede".']],
  ['a misspelt key deep inside', (text) => text.replace('fastBars', 'fastBar'), ['scenario-unknown-key 15:7 agents.momentum.options has no key "fastBar".']],
  ['a second document', (text) => `${text}---\nname: other\n`, ['scenario-syntax 16:1']],
  ['a tag', (text) => text.replace('seed: 7', 'seed: !!js/function 7'), ['scenario-tag 4:']],
  ['a key of every object', (text) => `${text}__proto__: {polluted: true}\n`, ['scenario-forbidden-key 16:1']],
  ['a text for a number', (text) => text.replace('seed: 7', 'seed: "7"'), ['scenario-invalid 4:7 seed must be a whole number, 0 or more (found the text "7").']],
  ['a number with underscores', (text) => `${text}account: {cash: 1_000_000}\n`, ['scenario-invalid 16:17 account.cash must be']],
  ['infinity', (text) => `${text}account: {cash: .inf}\n`, ['scenario-number 16:17']],
  ['not a number', (text) => `${text}account: {cash: .nan}\n`, ['scenario-number 16:17']],
  ['a number beyond doubles', (text) => `${text}account: {cash: 1e309}\n`, ['scenario-number 16:17']],
  ['more digits than a double holds', (text) => text.replace('seed: 7', 'seed: 9007199254740993'), ['scenario-number 4:7']],
  ['a seed that is not whole', (text) => text.replace('seed: 7', 'seed: 1.5'), ['scenario-invalid 4:7']],
  ['a negative seed', (text) => text.replace('seed: 7', 'seed: -1'), ['scenario-invalid 4:7']],
  ['a newer format', (text) => text.replace('hivetape: 1', 'hivetape: 2'), ['scenario-version 2:11']],
  ['no agents', (text) => text.slice(0, text.indexOf('agents:')), ['scenario-missing-key']],
  ['a period that ends before it begins', (text) => text.replace('until: 2020', 'until: 1999'), ['scenario-contradiction 9:36']],
  ['no date at all', (text) => text.replace('from: 2000-01-03', 'from: 2000-02-30'), ['scenario-invalid 9:17']],
  ['an unknown kind', (text) => text.replace('kind: momentum', 'kind: momentun'), ['unknown-agent-kind 12:11']],
  ['an unknown data set', (text) => text.replace('sp500-daily', 'sp500-dayly'), ['unknown-bundled-data 7:14']],
  ['an unknown instrument', (text) => text.replace('instrument: SPX\n      fast', 'instrument: SPY\n      fast'), ['unknown-instrument 14:19']],
  ['two sources of one instrument', (text) => text.replace('    tick', '    file: a.csv\n    tick'), ['scenario-contradiction 8:5']],
  ['a tick that does not divide one', (text) => text.replace('tick: 0.01', 'tick: 0.03'), ['scenario-invalid 8:11']],
  ['a quorum beyond one', (text) => `${text}      quorum: 1.2\n`, ['scenario-invalid 16:15 agents.momentum.options.quorum must be a number from 0 to 1 (found 1.2).']],
  ['an agent with the name of a part of the lab', (text) => text.replace('  momentum:', '  venue:'), ['scenario-contradiction 11:3']],
  ['an agent name that is none', (text) => text.replace('  momentum:', '  "a.b":'), ['scenario-unknown-key 11:3']],
  ['a participation above one', (text) => `${text}venue: {participation: 2}\n`, ['scenario-invalid 16:24']],
  ['a list where keys belong', (text) => `${text}venue: []\n`, ['scenario-invalid 16:8']],
  ['an empty value', (text) => `${text}description:\n`, ['scenario-invalid 16:']],
  ['an empty file', () => '', ['scenario-invalid']],
  ['several mistakes at once, in the order of the file',
    (text) => `${text.replace('seed: 7', 'seed: 1.5').replace('until: 2020', 'until: 1999')}account: {cash: -5}\nmetric: {}\n`,
    ['scenario-invalid 4:7', 'scenario-contradiction 9:36', 'scenario-invalid 16:17', 'scenario-unknown-key 17:1']],
];

test.each(refusals)('refuses %s', (_what, change, answers) => {
  const errors = allOf(refusalOf(change(sampleText))).map(placed);
  expect(errors).toHaveLength(answers.length);
  answers.forEach((answer, index) => expect(errors[index]).toContain(answer));
});

test('C1: whichever key is misspelt, it is named with its place and the key that was meant', () => {
  const lines = sampleText.split('\n');
  const keys = lines.flatMap((line, at) => [...line.matchAll(/(?<=^|[ {])[a-zA-Z]{4,}(?=: |:$)/g)].map(({ 0: key, index }) => ({ key, at, index })));
  expect(keys.length).toBeGreaterThan(9);
  for (const { key, at, index } of keys.filter(({ key: name }) => name !== 'momentum')) {
    const wrong = `${key.slice(0, -2)}${key.slice(-1)}${key.slice(-2, -1)}`;
    const text = lines.with(at, `${lines[at].slice(0, index)}${wrong}${lines[at].slice(index + key.length)}`).join('\n');
    const found = allOf(refusalOf(text)).find(({ code }) => code === 'scenario-unknown-key');
    expect([key, found?.details.place?.line, found?.details.help]).toEqual([key, at + 1, expect.stringContaining(key)]);
  }
});

test('C1: proposes the nearest word for whatever is misspelt', () => {
  const helps = [['seed: 7', 'sede: 7'], ['kind: momentum', 'kind: momentun'], ['sp500-daily', 'sp500-dayly']] as const;
  for (const [from, to] of helps) expect(refusalOf(sampleText.replace(from, to)).details.help).toMatch(/^Did you mean/);
});

test('shows at most twenty problems at once and says how many there are', () => {
  const many = Array.from({ length: 30 }, (_, index) => `wrong${index}: 1`).join('\n');
  const error = refusalOf(`${sampleText}${many}\n`);
  expect(allOf(error)).toHaveLength(20);
  expect(error.details.values?.['problems']).toBe(30);
});

test('names JSON when JSON is broken, and proposes YAML', () => {
  const error = refusalOf('{"hivetape": 1,}', { file: 'a.json' });
  expect(error.code).toBe('scenario-syntax');
  expect(error.message).toContain('JSON');
  expect(error.details.help).toContain('.yaml');
});

test('survives a bomb of aliases', () => {
  const levels = Array.from({ length: 12 }, (_, index) => `x${index}: &x${index} [${Array(9).fill(index === 0 ? '1' : `*x${index - 1}`).join(', ')}]`);
  expect(allOf(refusalOf(`${levels.join('\n')}\n`)).map(({ code }) => code)).toContain('scenario-too-large');
});

test('survives an alias of itself', () => {
  expect(allOf(refusalOf('a: &a [*a, *a]\n')).map(({ code }) => code)).toContain('scenario-too-large');
});

test.each([
  ['brackets', '['.repeat(10_000)],
  ['braces', '{a: '.repeat(10_000)],
  ['dashes on one line', '- '.repeat(10_000)],
  ['question marks on one line', '? '.repeat(10_000)],
  ['indentation', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['a hundred levels', `a: ${'['.repeat(100)}${']'.repeat(100)}`],
])('refuses a text that nests too deep: %s', (_what, text) => {
  expect(allOf(refusalOf(text)).map(({ code }) => code)).toContain('scenario-too-large');
});

test('says how a surprising number was read', () => {
  expect(read(sampleText.replace('seed: 7', 'seed: 0123')).notes).toEqual(['seed: 0123 was read as the number 123.']);
  expect(read(sampleText.replace('seed: 7', 'seed: -0')).scenario.seed).toBe(0);
});

test('changes values by overrides, typed as in the file', () => {
  const { scenario } = read(sampleText, ['agents.momentum.options.fastBars=20', 'seed=9', 'data[0].tick=0.5', 'venue.participation=0.25', 'description=two words']);
  expect(scenario.agents['momentum']?.options['fastBars']).toBe(20);
  expect(scenario).toMatchObject({ seed: 9, data: [{ tick: 0.5 }], venue: { participation: 0.25 }, description: 'two words' });
});

test.each([
  ['seed', 'scenario-override'],
  ['=5', 'scenario-override'],
  ['a.__proto__.b=1', 'scenario-override'],
  ['data.5.tick=1', 'scenario-override'],
  ['name.first=1', 'scenario-override'],
  ['seed=abc', 'scenario-invalid'],
  ['seed=1e309', 'scenario-override'],
  ['sed=1', 'scenario-unknown-key'],
  ['agents.momentum.options.fastBars="5"', 'scenario-invalid'],
])('refuses the override %s', (override, code) => {
  const error = refusalOf(sampleText, { overrides: [override] });
  expect(error.code).toBe(code);
  expect(error.details.place?.file).toBe('--set');
});

test('never lets a scenario change what all objects have', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('__proto__', 'constructor', 'prototype'), (value, key) => {
      try {
        read(`${sampleText}venue: {"${key}": ${JSON.stringify(value)}}\n`);
      } catch (error) {
        if (!isHivetapeError(error)) throw error;
      }
      return Object.keys(Object.prototype).length === 0 && ({} as Record<string, unknown>)['polluted'] === undefined;
    }),
    { numRuns: 50 },
  );
});

test('answers any text with a scenario or an error of the table', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.nat({ max: sampleText.length }), (noise, at) => {
      try {
        read(sampleText.slice(0, at) + noise + sampleText.slice(at));
      } catch (error) {
        if (!isHivetapeError(error)) throw error;
      }
      return true;
    }),
    { numRuns: 300 },
  );
});

test('revises a complete scenario as a fork does, and checks it again', () => {
  const { scenario } = read(sampleText);
  expect(reviseScenario(scenario, ['seed=11'], known).seed).toBe(11);
  expect(reviseScenario(scenario, [], known)).toEqual(scenario);
  expect(() => reviseScenario(scenario, ['seed=-1'], known)).toThrow('seed must be');
});

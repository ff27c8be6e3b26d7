/** What is wrong with a sweep file is said with its place, and before anything runs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HivetapeError, isHivetapeError } from '../../../src/core/errors.js';
import { loadSweep } from '../../../src/lab/sweep/load-sweep.js';
import { sweepJsonSchema } from '../../../src/lab/sweep/sweep-json-schema.js';
import { readSweep } from '../../../src/lab/sweep/read-sweep.js';
import { planSweep } from '../../../src/lab/sweep/sweep-plan.js';
import { codeShelf } from '../../../src/lab/sweep/code-shelf.js';
import { sampleSweep, sweepText } from './sample-sweep.js';

const head = 'hivetape-sweep: 1\nname: x\nscenario: s.yaml\n';
const refusal = (text: string): HivetapeError => {
  try {
    readSweep(head + text, 'x.yaml');
  } catch (cause) {
    if (isHivetapeError(cause)) return cause;
    throw cause;
  }
  return expect.fail('nothing was refused');
};

describe.each([
  ['an unknown key', 'space: { a: { list: [1] } }\nmetod: { kind: grid }', 'scenario-unknown-key', 5],
  ['a list and a range', 'space:\n  a: { list: [1], from: 1, to: 2 }', 'sweep-space-invalid', 5],
  ['neither', 'space:\n  a: { whole: true }', 'sweep-space-invalid', 5],
  ['a range without a step on a grid', 'space:\n  a: { from: 1, to: 2 }', 'sweep-space-invalid', 5],
  ['a range that goes back', 'space:\n  a: { from: 2, to: 1, step: 1 }', 'sweep-space-invalid', 5],
  ['a logarithm of nothing', 'space:\n  a: { from: 0, to: 1, points: 3, log: true }', 'sweep-space-invalid', 5],
  ['a condition that says nothing', 'space:\n  a: { list: [1], when: { path: b } }', 'sweep-space-invalid', 5],
  ['a constraint that says two things', 'space: { a: { list: [1] } }\nconstraints:\n  - { less: [a, b], atMost: [a, b] }', 'sweep-space-invalid', 6],
  ['an unknown method', 'space: { a: { list: [1] } }\nmethod: { kind: magic }', 'scenario-invalid', 5],
  ['a span that is none', 'space: { a: { list: [1] } }\nwalkForward: { inSample: five years, outOfSample: 1y }', 'scenario-invalid', 5],
  ['more parameters than Sobol has dimensions', `space: {${Array.from({ length: 22 }, (_, index) => ` p${index}: { list: [1, 2] }`).join(',')} }\nmethod: { kind: sobol, trials: 4 }`, 'sweep-space-invalid', 5],
])('%s', (_what, text, code, line) => {
  test(`is refused as ${code} in line ${line}`, () => {
    expect(refusal(text)).toMatchObject({ code, details: { place: { file: 'x.yaml', line } } });
  });
});

test('a misspelt key is named as one of a sweep, with the nearest', () => {
  expect(refusal('space: { a: { list: [1] } }\nmetod: { kind: grid }')).toMatchObject({ message: 'A sweep has no key "metod".', details: { help: 'Did you mean "method"?' } });
});

test('defaults are filled in', () => {
  const { sweep } = readSweep(`${head}space: { a: { list: [1] } }`, 'x.yaml');
  expect(sweep).toMatchObject({ method: { kind: 'grid' }, seeds: { policy: 'common' }, objective: { figure: 'sharpe', direction: 'maximise' }, trialsMax: 1_000, constraints: [] });
});

describe('against its scenario', () => {
  const plan = async (sweep: string): Promise<unknown> => {
    const sample = await sampleSweep({ sweep });
    try {
      return await planSweep(sample.loaded, codeShelf());
    } finally {
      sample.clear();
    }
  };

  test('a path that nothing has is refused at its point', async () => {
    await expect(plan(sweepText.replace('less: [agents.crossover.options.fastBars', 'less: [agents.crossover.options.fastBras'))).rejects.toMatchObject({ code: 'sweep-space-invalid' });
    await expect(plan(sweepText.replace('agents.crossover.options.slowBars: {', 'agents.crossover.options.slowBras: {').replace(/constraints:[^]*/, ''))).rejects.toMatchObject({ code: 'scenario-unknown-key', message: expect.stringContaining('At agents.crossover.options.fastBars=2') as string });
  });

  test('a value that the scenario refuses is refused before anything runs', async () => {
    await expect(plan(sweepText.replace('[2, 3, 5]', '[2, -3]'))).rejects.toMatchObject({ code: 'scenario-invalid' });
  });

  test('a figure that is none is refused with the nearest', async () => {
    await expect(plan(`${sweepText}objective: { figure: sharp }`)).rejects.toMatchObject({ code: 'sweep-space-invalid', details: { help: 'Did you mean "sharpe"?' } });
  });

  test('replicates and windows count as trials', async () => {
    await expect(plan(`${sweepText}seeds: { list: [1, 2, 3] }\ntrialsMax: 20`)).rejects.toMatchObject({ code: 'sweep-too-large', details: { values: { count: 24 } } });
    await expect(plan(`${sweepText}walkForward: { inSample: 6mo, outOfSample: 3mo }\ntrialsMax: 30`)).rejects.toMatchObject({ code: 'sweep-too-large' });
    await expect(plan(`${sweepText}walkForward: { inSample: 9y, outOfSample: 3mo }`)).rejects.toMatchObject({ code: 'sweep-space-empty' });
  });
});

describe('the sweeps of the package', () => {
  test('are read, and the schema beside them is the one that checks', async () => {
    const written = JSON.parse(readFileSync('scenarios/sweeps/sweep.schema.json', 'utf8')) as unknown;
    expect(written).toEqual(JSON.parse(JSON.stringify(sweepJsonSchema())));
    const counts = await Promise.all(['sp500-grid', 'sp500-walk-forward'].map(async (name) => (await planSweep(await loadSweep(`scenarios/sweeps/${name}.yaml`), codeShelf())).trials));
    expect(counts).toEqual([960, 169]);
  });
});

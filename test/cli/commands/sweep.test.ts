/** The commands about sweeps: workers leave no trace, stopping loses nothing, refusals name what is wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarioText, sweepText } from '../../lab/sweep/sample-sweep.js';
import { openStage, type Stage } from '../stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = openStage();
  stage.write('scenario.yaml', scenarioText);
  stage.write('sweep.yaml', sweepText);
  stage.write('sweep-walk.yaml', `${sweepText.replace('small-grid', 'small-walk')}walkForward: { inSample: 6mo, outOfSample: 3mo }\nfingerprints: true\n`);
  const { code, err } = await stage.run(['sweep', 'run', 'sweep.yaml', '--workers', '2']);
  expect({ code, err }).toMatchObject({ code: 0 });
});
afterAll(() => stage.clear());

const json = async (words: readonly string[]): Promise<Record<string, unknown>> => JSON.parse((await stage.run([...words, '--json'])).out) as Record<string, unknown>;

test('C4: gives one table, byte by byte, from one worker and from two', async () => {
  await stage.run(['sweep', 'run', 'sweep-walk.yaml', '--workers', '1', '--store', 'one']);
  await stage.run(['sweep', 'run', 'sweep-walk.yaml', '--workers', '2', '--store', 'two']);
  const [one, two] = await Promise.all(['one', 'two'].map((store) => stage.run(['sweep', 'status', 'small-walk', '--json', '--store', store])));
  expect(JSON.parse(one.out)).toMatchObject({ state: 'finished', planned: { points: 8 } });
  expect(two.out).toBe(one.out);
});

test('a single run counts as a trial on its data, once', async () => {
  const trials = async () => Number(/^With (\d+) trials/.exec(String((await json(['sweep', 'best', 'small-grid']))['sentence']))?.[1]);
  const before = await trials();
  for (const bars of [31, 31, 32]) await stage.run(['run', 'scenario.yaml', '--set', `agents.crossover.options.slowBars=${bars}`]);
  expect(await trials()).toBe(before + 2);
});

test('says the sentence on luck in at most twelve lines, and the next command', async () => {
  const { out } = await stage.run(['sweep', 'run', 'sweep.yaml', '--report', 'r.html']);
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(out).toContain('performed 0   from the log 8');
  expect(out).toContain('is expected from luck alone');
  expect(lines.at(-1)).toContain('next: hivetape sweep best');
  expect(readFileSync(join(stage.directory, 'r.html'), 'utf8')).toContain('<h1>small-grid</h1>');
});

test('a sweep that was stopped exits with 130, is incomplete, and goes on', async () => {
  const { code, out } = await stage.run(['sweep', 'run', 'sweep.yaml', '--store', 'stopped'], { signal: AbortSignal.abort() });
  expect(code).toBe(130);
  expect(out).toContain('next: hivetape sweep resume small-grid');
  expect(await json(['sweep', 'status', '@', '--store', 'stopped'])).toMatchObject({ state: 'incomplete', trials: [] });
  expect(await json(['sweep', 'resume', '--store', 'stopped'])).toMatchObject({ state: 'finished', finished: 8 });
  expect((await json(['sweep', 'status', '@', '--store', 'stopped']))['fingerprint']).toBe((await json(['sweep', 'status', '@']))['fingerprint']);
});

test('opens a trial as a run of the same fingerprint', async () => {
  await stage.run(['sweep', 'run', 'sweep-walk.yaml']);
  const table = (await json(['sweep', 'status', 'small-walk'])) as { readonly trials: readonly { readonly run: string; readonly fingerprint: string }[] };
  for (const trial of [0, table.trials.length - 1]) {
    const { run, fingerprint } = table.trials[trial];
    expect(await json(['sweep', 'open', 'small-walk', String(trial)])).toMatchObject({ runId: run, fingerprint, isSame: true });
  }
  expect((await stage.run(['rerun', '@'])).code).toBe(0);
});

test('lists sweeps, the best trials, and writes a report', async () => {
  const { out } = await stage.run(['sweep', 'status']);
  expect(out).toContain('small-grid');
  expect(out).toContain('8 of 8');
  const best = (await json(['sweep', 'best', 'small-grid', '--limit', '3'])) as { readonly trials: readonly { readonly figures: { readonly sharpe: number } }[] };
  const ratios = best.trials.map(({ figures }) => figures.sharpe);
  expect(ratios).toHaveLength(3);
  expect([...ratios].sort((a, b) => b - a)).toEqual(ratios);
  expect((await stage.run(['sweep', 'best', 'small-grid'])).out).toContain('is expected from luck alone');
  expect((await stage.run(['sweep', 'report', 'small-grid', '--out', 'b.html'])).code).toBe(0);
  expect(JSON.parse(readFileSync(join(stage.directory, 'b.json'), 'utf8'))).toMatchObject({ schema: 'hivetape.sweep-report/1' });
});

describe('refuses', () => {
  test.each<[code: number, what: string, words: string[], says: string]>([
    [5, 'a file that is not there', ['sweep', 'run', 'gone.yaml'], 'error[E1002]'],
    [2, 'no workers', ['sweep', 'run', 'sweep.yaml', '--workers', '0'], '--workers must be a whole number from 1'],
    [5, 'a sweep that is none', ['sweep', 'best', 'small-grip'], 'Did you mean "small-grid"?'],
    [5, 'a trial that is none', ['sweep', 'open', 'small-grid', '99'], 'error[E6041]'],
    [7, 'more trials than are allowed, with their count', ['sweep', 'run', 'large.yaml'], 'found 1000000 points'],
    [3, 'a scenario that is no sweep', ['sweep', 'run', 'scenario.yaml'], 'A sweep has no key'],
  ])('%i for %s', async (code, _what, words, says) => {
    stage.write('large.yaml', sweepText.replace('{ list: [2, 3, 5] }', '{ from: 1, to: 1000, step: 1 }').replace('{ from: 4, to: 16, step: 6 }', '{ from: 1, to: 1000, step: 1 }').replace(/constraints:[^]*/, ''));
    const found = await stage.run(words);
    expect(found).toMatchObject({ code, out: '' });
    expect(found.err).toContain(says);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bench/compare.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hivetape-bench-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine = { cpu: 'a processor', cores: 2, node: 'v20.20.0', memoryGb: 8 };

interface Suite {
  readonly host: typeof machine;
  readonly rows: readonly { readonly name: string; readonly ratio: number }[];
}

function suite(ratios: Readonly<Record<string, number>>, host = machine): Suite {
  return { host, rows: [{ name: 'baseline', ratio: 1 }, ...Object.entries(ratios).map(([name, ratio]) => ({ name, ratio }))] };
}

/** Returns how the comparison of a history ended, and what it said. */
function compare(...suites: readonly Suite[]): { readonly code: number | null; readonly said: string } {
  const file = join(folder, 'history.jsonl');
  writeFileSync(file, suites.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const { status, stdout } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' });
  return { code: status, said: stdout };
}

test('T1: a case that is slower than before by more than 15 % fails, and is named', () => {
  const { code, said } = compare(suite({ bars: 0.02, messages: 0.01 }), suite({ bars: 0.02, messages: 0.0084 }));
  expect(code).toBe(1);
  expect(said).toContain('Slower by more than 15 %: messages.');
  expect(said).toContain('✔ bars');
});

test('T1: what is slower by less, faster or new passes', () => {
  const { code, said } = compare(suite({ bars: 0.02, messages: 0.01 }), suite({ bars: 0.0171, messages: 0.03, prints: 0.001 }));
  expect(code).toBe(0);
  expect(said).toContain('messages');
  expect(said).toContain('+200.0 %');
  expect(said).not.toContain('prints');
});

test('T1: one odd suite among the last five counts for nothing; five do', () => {
  const slow = suite({ bars: 0.008 });
  const usual = suite({ bars: 0.02 });
  expect(compare(usual, usual, suite({ bars: 0.2 }), suite({ bars: 0.019 })).code).toBe(0);
  expect(compare(usual, usual, usual, slow, slow).code).toBe(1);
  expect(compare(usual, slow, slow, slow, slow, slow, slow).code).toBe(0);
});

test('T1: suites of other machines, or of another Node, are not compared with', () => {
  const now = suite({ bars: 0.001 });
  for (const other of [{ ...machine, cores: 64 }, { ...machine, cpu: 'another' }, { ...machine, node: 'v22.1.0' }]) {
    const { code, said } = compare(suite({ bars: 0.02 }, other), now);
    expect(code).toBe(0);
    expect(said).toContain('nothing to compare with');
  }
  expect(compare(suite({ bars: 0.02 }, { ...machine, node: 'v20.19.0' }), now).code).toBe(1);
  expect(compare(now).code).toBe(0);
});

test('T1: a history that is not there, and a case that there is not, are refused: nothing compared is not sound', () => {
  const ended = (words: readonly string[]): { readonly status: number | null; readonly stderr: string } => spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(ended([program, join(folder, 'none.jsonl')])).toMatchObject({ status: 2, stderr: expect.stringContaining('a history that is there') });
  expect(ended([program]).status).toBe(2);
  const suites = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));
  expect(ended([suites, '--only', 'swarm,nix'])).toMatchObject({ status: 2, stderr: expect.stringContaining('There is no case nix.') });
  expect(ended([suites, '--only', 'swarm', '--rounds', 'many']).status).toBe(2);
});

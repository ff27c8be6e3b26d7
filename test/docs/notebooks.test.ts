/** Every notebook runs from top to bottom without a notebook server, and shows what its cells print. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-notebooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const notebooks = readdirSync('notebooks').filter((name) => name.endsWith('.ipynb'));

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[]; readonly outputs?: readonly unknown[] }[];
}

/** Writes a notebook of code cells that each show these lines. */
function notebookOf(name: string, ...cells: readonly { readonly source: string; readonly shows: string }[]): string {
  const file = join(folder, name);
  const written = cells.map(({ source, shows }) => ({ cell_type: 'code', source: [source], outputs: [{ output_type: 'stream', name: 'stdout', text: [shows] }] }));
  writeFileSync(file, JSON.stringify({ cells: written, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return file;
}

function perform(file: string) {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/run-notebooks.mjs', file], { encoding: 'utf8' });
  return { status, stderr };
}

describe('V10: a notebook', () => {
  test('is there, and listed', () => {
    const listed = readFileSync('notebooks/README.md', 'utf8');
    expect(notebooks.length).toBeGreaterThan(1);
    for (const name of notebooks) expect(listed).toContain(`(${name})`);
  });

  test.each(notebooks)('prints what %s shows', (name) => {
    execFileSync(process.execPath, ['scripts/run-notebooks.mjs', join('notebooks', name)]);
    const { cells } = JSON.parse(readFileSync(join('notebooks', name), 'utf8')) as Notebook;
    expect(cells.filter(({ cell_type: type, outputs }) => type === 'code' && outputs?.length === 0)).toEqual([]);
  }, 60_000);

  test('that shows something else is named, with its cell', () => {
    const file = notebookOf('stale.ipynb', { source: 'const two = 2;\nconsole.log(two);', shows: '2\n' }, { source: 'console.log(two + two)', shows: '5\n' });
    expect(perform(file)).toEqual({ status: 1, stderr: `${file}, code cell 2: shows\n5\n\nand prints\n4\n\n` });
  });

  test('whose cell throws fails with what was thrown', () => {
    const { status, stderr } = perform(notebookOf('throwing.ipynb', { source: "await Promise.resolve();\nthrow new Error('no bars')", shows: '' }));
    expect(status).not.toBe(0);
    expect(stderr).toContain('no bars');
  });
});

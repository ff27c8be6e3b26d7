/** The table of rows and their tests says nothing that is not so. Results are those of when it was written; names are compared here. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('docs/coverage.md names the tests that there are, and calls no row bare that has one', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/coverage.mjs', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { builtPackage } from './built-package.js';

const built = builtPackage();
afterAll(built.remove);
const loop = fileURLToPath(new URL('../../scripts/kill-loop.mjs', import.meta.url));

test('A6: a writer that is killed at random moments loses nothing that it acknowledged, and the next one ends the same run', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [loop, '--seconds', '10', '--json', '--dist', dirname(built.entry)], { timeout: 110_000 });
  const figures = JSON.parse(stdout) as Record<string, number>;
  expect(figures).toMatchObject({ lost: 0 });
  expect(figures['kills']).toBeGreaterThan(0);
  expect(figures['endings']).toBe(figures['runs']);
}, 120_000);

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** One number for all sources: the same sources draw the same random cases, so that what passed here passes elsewhere, and every change draws new ones. */
function seedOfSources(): string {
  const digest = createHash('sha256');
  for (const folder of ['src', 'test']) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    for (const file of files.sort()) digest.update(readFileSync(join(folder, file)));
  }
  return String(digest.digest().readInt32BE());
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/house/random-cases.ts'],
    env: { HIVETAPE_CASES: process.env.HIVETAPE_CASES ?? seedOfSources() },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});

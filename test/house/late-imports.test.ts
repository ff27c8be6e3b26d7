/** What the command line loads before it knows which command it is to run: little, for every command waits for it. */
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFilesUnder } from './source-files.js';

const source = sourceFilesUnder('src');
const STATIC = /^(?:import|export)\s+(?!type\b)[^;]*?\bfrom\s+'([^']+)'/gm;

/** Returns the way of imports to each package that is loaded with a file; of a package, the first way that is found. */
function packagesLoadedWith(entry: string): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  const ways = new Map([[entry, entry]]);
  for (const [file, way] of ways) {
    for (const [, target] of (source.get(file) ?? '').matchAll(STATIC)) {
      if (target.startsWith('node:')) continue;
      if (!target.startsWith('.')) packages.set(target, packages.get(target) ?? way);
      else {
        const next = posix.join(posix.dirname(file), target).replace(/\.js$/, '.ts');
        expect(source.has(next), `${file} imports a file that is there: ${target}`).toBe(true);
        if (!ways.has(next)) ways.set(next, `${way} → ${next}`);
      }
    }
  }
  return packages;
}

test('the command line loads no other package than its parser before a command acts', () => {
  const loaded = packagesLoadedWith('src/cli/main.ts');
  expect(loaded.has('commander')).toBe(true);
  expect([...loaded].filter(([name]) => name !== 'commander')).toEqual([]);
});

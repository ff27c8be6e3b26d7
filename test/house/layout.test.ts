/** Is what the README promises of the house there: its rooms at the top, and a use for every library that it declares? */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot, sourceFilesUnder } from './source-files.js';

const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as Record<'dependencies' | 'peerDependencies', Record<string, string>>;
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
const source = sourceFilesUnder('src');
const tests = sourceFilesUnder('test');

/** Returns the files that import a package or one of its parts, or fetch it when it is first needed. */
function usersOf(name: string, files: ReadonlyMap<string, string>): readonly string[] {
  const quoted = new RegExp(`(?:from|import\\(?|loadOptionalPackage<.*>\\()\\s*['"]${name}(?:/[^'"]*)?['"]`);
  return [...files].filter(([, text]) => quoted.test(text)).map(([path]) => path);
}

/** Tells whether tests stand where they mirror the folder of a file of `src`. */
function isTested(file: string): boolean {
  const folder = file.slice('src/'.length, file.lastIndexOf('/'));
  return [...tests.keys()].some((path) => path.endsWith('.test.ts') && path.startsWith(`test/${folder}/`));
}

describe('the layout', () => {
  test('C7: the libraries that the lab is named for are declared', () => {
    expect(declared).toEqual(expect.arrayContaining(['@eventstore/db-client', 'rxjs', 'ccxt', 'technicalindicators', '@tensorflow/tfjs', '@tensorflow/tfjs-node', 'fast-check']));
  });

  test.each(['src', 'scenarios', 'data', 'notebooks', 'reports', 'test', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE', 'CHANGELOG.md'])('C7: %s is at the top', (entry) => {
    expect(existsSync(join(repositoryRoot, entry))).toBe(true);
  });

  // danfojs-node brings a library that is compiled or fetched when it is installed, so it is not declared: docs/log.md has the recipe.
  test.each([...declared, 'danfojs-node'])('C7: %s is used in a room that has tests', (name) => {
    const users = usersOf(name, source);
    expect(users).not.toEqual([]);
    expect(users.filter(isTested)).not.toEqual([]);
  });

  test('C7: a report carries plotly with it, as the browser test of the page draws', () => {
    const page = readFileSync(join(repositoryRoot, 'test/report/report-page.test.ts'), 'utf8');
    expect(existsSync(join(repositoryRoot, 'src/report/vendor/plotly.min.js'))).toBe(true);
    expect(page).toContain('chromium');
  });
});

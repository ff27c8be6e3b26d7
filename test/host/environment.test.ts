import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.js';
import { environmentDifferences, packageVersion, readEnvironment } from '../../src/host/environment.js';

test('says on what a run was recorded, as plain data', () => {
  const environment = readEnvironment();
  expect(environment).toMatchObject({ package: packageVersion(), node: process.versions.node, v8: process.versions.v8, architecture: process.arch });
  expect(environment.cores).toBeGreaterThan(0);
  expect(environment.memoryMb).toBeGreaterThan(0);
  expect(JSON.parse(canonicalJson(environment))).toEqual(environment);
});

test('reads the version of the package', () => {
  expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
});

test('names the fields in which two environments differ', () => {
  const here = readEnvironment();
  expect(environmentDifferences(here, here)).toEqual([]);
  expect(environmentDifferences(here, { ...here, node: '24.1.0', v8: '13.6' })).toEqual(['node', 'v8']);
});

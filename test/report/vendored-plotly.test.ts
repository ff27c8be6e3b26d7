import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const vendor = (name: string): string => readFileSync(new URL(`../../src/report/vendor/${name}`, import.meta.url), 'utf8');

test('the vendored charts are the ones that were built and recorded', () => {
  const recorded = /SHA-256 \| `([0-9a-f]{64})`/.exec(vendor('README.md'))?.[1];
  expect(createHash('sha256').update(vendor('plotly.min.js')).digest('hex')).toBe(recorded);
});

test('the vendored charts can stand inside a script element, and keep their notices', () => {
  const script = vendor('plotly.min.js');
  expect(script).not.toMatch(/<\/script|<!--/i);
  expect(script).toContain('MIT licence');
  expect(script).toContain('polybooljs');
  expect(vendor('plotly.licenses.txt')).toContain('Permission is hereby granted');
});

test('no trace that needs WebGL is in the bundle', () => {
  for (const trace of ['scattergl', 'parcoords', 'scatter3d', 'heatmapgl', 'splom']) expect(vendor('plotly.min.js')).not.toContain(`name:"${trace}"`);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { formatInstant } from '../../src/core/instant.js';
import { hasPackage } from '../../src/host/optional-package.js';
import { eventFrame } from '../../src/lab/event-frame.js';
import { smallRun, type SmallRun } from './small-run.js';

interface Frame {
  readonly shape: readonly number[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

const isThere = hasPackage('danfojs-node');
let run: SmallRun;
beforeAll(async () => {
  run = await smallRun();
});
afterAll(() => run.remove());

test('events become a data frame, row by row what the log holds', async ({ skip }) => {
  if (!isThere) skip('danfojs-node is not installed: docs/log.md has the recipe');
  const bars = [...run.store.open(run.outcome.runId).events({ types: ['BarClosed'] })];
  const { shape, columns, values } = await eventFrame<Frame>(bars, 'BarClosed');
  expect(shape).toEqual([bars.length, columns.length]);
  const row = (index: number): Record<string, unknown> => Object.fromEntries(columns.map((name, column) => [name, values[index][column]]));
  for (const [index, { offset, time, agent, data }] of bars.entries()) {
    const { bar } = data as { readonly bar: { readonly close: number } };
    expect(row(index)).toMatchObject({ offset, time: formatInstant(time), agent, 'data.bar.close': bar.close, data: JSON.stringify(data) });
  }
});

test('without its package a data frame is refused with the recipe', async ({ skip }) => {
  if (isThere) skip('danfojs-node is installed');
  const error: unknown = await eventFrame([]).catch((cause: unknown) => cause);
  expect(isHivetapeError(error) && [error.code, error.details.help]).toEqual(['export-package-missing', 'docs/log.md has the recipe: a plain install of it fails.']);
});

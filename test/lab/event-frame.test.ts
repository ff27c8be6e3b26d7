import { expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { hasPackage } from '../../src/host/optional-package.js';
import { eventFrame } from '../../src/lab/event-frame.js';
import { smallRun } from './small-run.js';

interface Frame {
  readonly shape: readonly number[];
  readonly columns: readonly string[];
}

test('events become a data frame, or it is said which package is missing', async () => {
  const run = await smallRun();
  try {
    const bars = [...run.store.open(run.outcome.runId).events({ types: ['BarClosed'] })];
    const made = eventFrame<Frame>(bars, 'BarClosed');
    if (hasPackage('danfojs-node')) {
      const { shape, columns } = await made;
      expect(shape[0]).toBe(bars.length);
      expect(columns).toContain('data.bar.close');
      return;
    }
    const error: unknown = await made.catch((cause: unknown) => cause);
    expect(isHivetapeError(error) && error.code).toBe('export-package-missing');
  } finally {
    run.remove();
  }
});

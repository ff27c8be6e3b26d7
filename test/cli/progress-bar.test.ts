/** The bar redraws seldom; without a terminal it writes a line now and then. */
import { expect, test } from 'vitest';
import { progressBar } from '../../src/cli/progress-bar.js';
import { settingsFrom } from '../../src/cli/settings.js';

function show(terminal: boolean, stepMs: number, steps: number): string[] {
  const written: string[] = [];
  let now = 0;
  const sink = { isTerminal: terminal, columns: terminal ? 80 : undefined, write: (text: string) => void written.push(text) };
  const surroundings = { env: {}, cwd: '.', out: sink, err: sink, clockMs: () => now, signal: new AbortController().signal };
  const bar = progressBar('run', settingsFrom({}, surroundings), surroundings);
  for (let step = 1; step <= steps; step += 1) {
    now += stepMs;
    bar.step({ events: step * 1_000, done: step / steps });
  }
  bar.end();
  return written;
}

test('redraws at most ten times a second, and leaves an empty line', () => {
  const written = show(true, 5, 400);
  expect(written.length).toBeLessThanOrEqual(2_000 / 100 + 1);
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('writes one plain line every ten seconds without a terminal', () => {
  const written = show(false, 1_000, 35);
  expect(written).toHaveLength(3);
  expect(written[0]).toMatch(/^run 28\.6 %  10,000 events  1,000 ev\/s  25\.0 s left\n$/);
});

/** Errors as people and programs read them. */
import { expect, test } from 'vitest';
import { AssertionFailed } from '../../src/core/assert.js';
import { errorCodes } from '../../src/core/error-codes.js';
import { HivetapeError } from '../../src/core/errors.js';
import { errorJson, errorLines, exitCodeOf } from '../../src/cli/error-text.js';
import { exitCodes } from '../../src/cli/exit-codes.js';
import { paintFor } from '../../src/cli/paint.js';

const plain = { paint: paintFor(false), verbosity: 0 };

const error = new HivetapeError('scenario-invalid', 'venue.slippage must be 0 or more (found -0.02).', {
  place: { file: 'scenario.yaml', line: 31, column: 14 },
  help: 'Write 0.0002 for 2 bps.',
  values: { path: 'venue.slippage', frame: '  slippage: -0.02', width: 5 },
});

test('points at the culprit in its line', () => {
  expect(errorLines(error, plain)).toEqual([
    'error[E1001]: venue.slippage must be 0 or more (found -0.02).',
    '   ┌ scenario.yaml:31:14',
    '31│   slippage: -0.02',
    '  │              ^^^^',
    'help: Write 0.0002 for 2 bps.',
    'hivetape explain E1001',
  ]);
});

test('says the same to programs', () => {
  expect(errorJson(error)).toEqual({
    error: { code: 'E1001', name: 'scenario-invalid', message: error.message, path: 'venue.slippage', file: 'scenario.yaml', line: 31, column: 14, offset: null, hint: 'Write 0.0002 for 2 bps.' },
  });
});

test('shows a long line from near the culprit on', () => {
  const long = new HivetapeError('scenario-invalid', 'x.', { place: { file: 'a', line: 1, column: 5_000 }, values: { frame: 'y'.repeat(9_999), width: 3 } });
  expect(Math.max(...errorLines(long, plain).map(({ length }) => length))).toBeLessThan(130);
});

test('lets no text of others command the terminal', () => {
  const evil = new HivetapeError('scenario-invalid', 'found \u001b[2J.', { place: { file: '\u001b]0;x', line: 1, column: 1 }, values: { frame: '\u001b[31m', width: 1 } });
  expect(errorLines(evil, plain).join('\n')).not.toContain('\u001b');
});

test('calls a bug a bug, with exit code 70', () => {
  const bug = new AssertionFailed('Time never goes back', { now: 5 });
  expect(exitCodeOf(bug)).toBe(70);
  expect(errorLines(bug, plain)[0]).toContain('a bug of hivetape');
  expect(errorJson(bug)).toMatchObject({ error: { code: 'E9000', details: { now: 5 } } });
});

test('has an exit code in the table of exit codes for every error code', () => {
  const known = new Set<number>(exitCodes.map(({ code }) => code));
  expect(Object.entries(errorCodes).filter(([, { exit }]) => !known.has(exit))).toEqual([]);
});

test('shows a stack trace only with -vv', () => {
  expect(errorLines(error, { ...plain, verbosity: 2 }).join('\n')).toContain('error-text.test');
  expect(errorLines(error, { ...plain, verbosity: 1 }).join('\n')).not.toContain('error-text.test');
});

/** Flags over environment over what the terminal can. */
import { expect, test } from 'vitest';
import { settingsFrom, type GlobalFlags } from '../../src/cli/settings.js';

function settings({ flags = {}, env = {}, terminal = true, columns = 100 }: { flags?: GlobalFlags; env?: Record<string, string>; terminal?: boolean; columns?: number } = {}) {
  const sink = { isTerminal: terminal, columns: terminal ? columns : undefined, write: () => undefined };
  return settingsFrom(flags, { env, cwd: '/somewhere', out: sink, err: sink, clockMs: () => 0, signal: new AbortController().signal });
}

test('colours a terminal, and nothing else', () => {
  expect([settings().colourOut, settings({ terminal: false }).colourOut]).toEqual([true, false]);
});

test('obeys NO_COLOR, --no-color, TERM=dumb and FORCE_COLOR', () => {
  expect(settings({ env: { NO_COLOR: '1' } }).colourOut).toBe(false);
  expect(settings({ flags: { color: false } }).colourOut).toBe(false);
  expect(settings({ env: { TERM: 'dumb' } }).colourOut).toBe(false);
  expect(settings({ env: { FORCE_COLOR: '1' }, terminal: false }).colourOut).toBe(true);
  expect(settings({ env: { NO_COLOR: '1', FORCE_COLOR: '1' } }).colourOut).toBe(false);
});

test('draws a bar on a terminal, writes lines elsewhere, and nothing when quiet', () => {
  expect(settings().progress).toBe('bar');
  expect(settings({ terminal: false }).progress).toBe('lines');
  expect(settings({ flags: { quiet: true } }).progress).toBe('none');
  expect(settings({ flags: { progress: false } }).progress).toBe('none');
});

test('falls back to ASCII for a locale without UTF-8 and for a dumb terminal', () => {
  expect(settings({ env: { LANG: 'en_GB.UTF-8' } }).unicode).toBe(true);
  expect(settings({ env: { LC_ALL: 'C', LANG: 'en_GB.UTF-8' } }).unicode).toBe(false);
  expect(settings({ env: { TERM: 'dumb' } }).unicode).toBe(false);
});

test('believes COLUMNS, but never works in less than twenty, and does not cut what goes into a file', () => {
  expect(settings({ env: { COLUMNS: '1' } }).columns).toBe(20);
  expect(settings({ env: { COLUMNS: '50' } }).columns).toBe(50);
  expect(settings({ columns: 0 }).columns).toBe(80);
  expect(settings({ terminal: false }).columns).toBe(1_000);
});

test('keeps runs where the flag says, else where the environment says, else in .hivetape', () => {
  expect(settings().storeDirectory).toBe('/somewhere/.hivetape');
  expect(settings({ env: { HIVETAPE_STORE: 'a' } }).storeDirectory).toBe('/somewhere/a');
  expect(settings({ env: { HIVETAPE_STORE: 'a' }, flags: { store: 'b', cwd: 'c' } }).storeDirectory).toBe('/somewhere/c/b');
});

/** Each trap is proved by a planted call; and nothing stays trapped afterwards. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../src/core/errors.js';
import { trapTable } from '../../src/host/trap-table.js';
import { withTraps } from '../../src/host/traps.js';

const offender = () => ({ agent: 'trend-7', offset: 18_190 });

function caughtUnderTraps(call: () => unknown): HivetapeError {
  try {
    withTraps(offender, call);
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was trapped.');
}

const someDay = new Date(0);
const planted: readonly [api: string, call: () => unknown][] = [
  ['new Date()', () => new Date()],
  ['Date()', () => Date()],
  ['Date.now()', () => Date.now()],
  ['new Date(…) with parts in the local zone', () => new Date(2020, 0, 1)],
  ['new Date(…) with text in the local zone', () => new Date('2020-01-01 10:00')],
  ['new Date(…) with text in the local zone', () => new Date('2020-01-01T10:00')],
  ['Date.prototype.getHours()', () => someDay.getHours()],
  ['Date.prototype.getTimezoneOffset()', () => someDay.getTimezoneOffset()],
  ['Date.prototype.setHours()', () => someDay.setHours(1)],
  ['Date.prototype.toString()', () => `${someDay}`],
  ['Date.prototype.toLocaleString()', () => someDay.toLocaleString()],
  ['Date.prototype.toLocaleDateString()', () => someDay.toLocaleDateString()],
  ['Math.random()', () => Math.random()],
  ['performance.now()', () => performance.now()],
  ['setTimeout()', () => setTimeout(() => undefined, 0)],
  ['setInterval()', () => setInterval(() => undefined, 1)],
  ['setImmediate()', () => setImmediate(() => undefined)],
  ['queueMicrotask()', () => queueMicrotask(() => undefined)],
  ['fetch()', () => fetch('http://127.0.0.1')],
  ['WeakRef()', () => new WeakRef({})],
  ['FinalizationRegistry()', () => new FinalizationRegistry(() => undefined)],
  ['process.hrtime()', () => process.hrtime()],
  ['process.hrtime.bigint()', () => process.hrtime.bigint()],
  ['process.nextTick()', () => process.nextTick(() => undefined)],
  ['process.cwd()', () => process.cwd()],
  ['process.uptime()', () => process.uptime()],
  ['process.memoryUsage()', () => process.memoryUsage()],
  ['process.env.HOME', () => process.env['HOME']],
  ['process.env', () => Object.keys(process.env)],
  ['crypto.randomUUID()', () => crypto.randomUUID()],
  ['crypto.getRandomValues()', () => crypto.getRandomValues(new Uint8Array(4))],
  ['Intl.NumberFormat', () => new Intl.NumberFormat()],
  ['String.prototype.localeCompare()', () => 'a'.localeCompare('b')],
  ['String.prototype.toLocaleUpperCase()', () => 'a'.toLocaleUpperCase()],
  ['Number.prototype.toLocaleString()', () => (1).toLocaleString()],
  ['BigInt.prototype.toLocaleString()', () => 1n.toLocaleString()],
  ['Array.prototype.toLocaleString()', () => [1].toLocaleString()],
];

describe('while traps are armed', () => {
  test.each(planted)('%s throws, naming itself, the agent, the offset and the place of the call', (api, call) => {
    const error = caughtUnderTraps(call);
    expect(error.code).toBe('nondeterministic-call');
    expect(error.details.values).toMatchObject({ api: expect.stringContaining(api) as string, agent: 'trend-7', offset: 18_190 });
    expect(error.message).toContain('trend-7');
    expect(error.message).toContain('18190');
    expect(error.details.place?.file).toContain('traps.test.ts');
    expect(error.details.place?.line).toBeGreaterThan(20);
  });

  test('Temporal.Now throws where this version of Node has it', () => {
    const { Temporal: temporal } = globalThis as { Temporal?: { Now: { instant(): unknown } } };
    if (temporal) expect(caughtUnderTraps(() => temporal.Now.instant()).code).toBe('nondeterministic-call');
    else expect(trapTable(() => { throw new Error('never'); }).some(({ key }) => key === 'instant')).toBe(false);
  });

  test('what does not depend on the machine still works', () => {
    const seen = withTraps(offender, () => [
      new Date(86_400_000).toISOString(),
      new Date('2020-01-31T15:00:00Z').getTime(),
      new Date('2020-01-31').getUTCDate(),
      Date.UTC(2020, 0, 31),
      new Date(0) instanceof Date,
      someDay instanceof Date,
      Math.max(1, 2),
      structuredClone({ a: 1 }),
    ]);
    expect(seen).toEqual(['1970-01-02T00:00:00.000Z', 1_580_482_800_000, 31, 1_580_428_800_000, true, true, 2, { a: 1 }]);
  });

  test('the store may write to the disk, digest and compress in the middle of a run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hivetape-traps-'));
    const file = join(folder, 'block');
    const written = withTraps(offender, () => {
      const descriptor = openSync(file, 'w');
      writeSync(descriptor, deflateSync(createHash('sha256').update('block').digest()));
      fsyncSync(descriptor);
      closeSync(descriptor);
      return readFileSync(file).length;
    });
    rmSync(folder, { recursive: true });
    expect(written).toBeGreaterThan(30);
  });

  test('a function that was taken along from outside is trapped as well, if it is looked up when called', () => {
    const { now } = { now: () => Date.now() };
    expect(caughtUnderTraps(now).code).toBe('nondeterministic-call');
  });

  test('a nested section names its own agent, and the outer one is trapped again afterwards', () => {
    const inner = caughtUnderTraps(() => withTraps(() => ({ agent: 'inner', offset: 2 }), () => Date.now()));
    expect(inner.details.values).toMatchObject({ agent: 'inner', offset: 2 });
    const outer = caughtUnderTraps(() => {
      withTraps(() => ({ agent: 'inner', offset: 2 }), () => 1);
      return Date.now();
    });
    expect(outer.details.values).toMatchObject({ agent: 'trend-7' });
  });

  test('a caught refusal does not disarm the traps', () => {
    const error = caughtUnderTraps(() => {
      try {
        Math.random();
      } catch {
        // An agent that swallows the refusal is refused again.
      }
      return Date.now();
    });
    expect(error.details.values).toMatchObject({ api: 'Date.now()' });
  });

  test('asynchronous work is refused: it would escape the guard', () => {
    expect(() => withTraps(offender, () => Promise.resolve(1))).toThrow('synchronous');
  });
});

describe('afterwards', () => {
  const places = trapTable(() => { throw new Error('never'); });
  const held = () => places.map(({ owner, key }) => (owner as Record<PropertyKey, unknown>)[key]);

  test('everything stands where it stood, after a return and after a throw', () => {
    const before = held();
    expect(withTraps(offender, () => 5)).toBe(5);
    expect(held().every((value, index) => value === before[index])).toBe(true);
    expect(() => withTraps(offender, () => { throw new RangeError('of the agent'); })).toThrow('of the agent');
    expect(held().every((value, index) => value === before[index])).toBe(true);
    expect(caughtUnderTraps(() => Date.now()).code).toBe('nondeterministic-call');
    expect(held().every((value, index) => value === before[index])).toBe(true);
  });

  test('the machine answers again', () => {
    expect(Date.now()).toBeGreaterThan(1_600_000_000_000);
    expect(Math.random()).toBeLessThan(1);
    expect(process.env['PATH']).toBeDefined();
  });
});

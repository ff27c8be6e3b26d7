import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, type RandomStream } from '../../src/core/random.js';

const stream = (purpose = 'test', seed = 1, agent = 'a'): RandomStream => randomStream({ seed, agent, purpose });

/** sfc32 again, from its published definition, in integers without bounds. */
function* reference(purpose: string, seed = 1, agent = 'a'): Generator<number, never> {
  const mask = 0xffff_ffffn;
  const digest = createHash('sha256').update(['hivetape/v1', String(seed), agent, purpose].map((part) => `${part.length}:${part}`).join('')).digest();
  let [a, b, c, counter] = [BigInt(digest.readUInt32BE(0)), BigInt(digest.readUInt32BE(4)), BigInt(digest.readUInt32BE(8)), 1n];
  for (let drawn = 0; ; drawn += 1) {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) | (c >> 11n)) & mask) + sum) & mask;
    if (drawn >= 12) yield Number(sum);
  }
}

/** Pearson's statistic over equally likely cells. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0);
}

/** Seven standard deviations above the mean of the distribution: a sound stream never gets there, a broken one does. */
function limitFor(cells: number): number {
  const degrees = cells - 1;
  return degrees + 7 * Math.sqrt(2 * degrees);
}

function counted(cells: number, draws: number, draw: () => number): readonly number[] {
  const counts = new Array<number>(cells).fill(0);
  for (let i = 0; i < draws; i += 1) counts[draw()] += 1;
  return counts;
}

describe('the stream', () => {
  test('is sfc32, seeded by the digest of its name', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string({ unit: 'grapheme' }), (seed, agent, purpose) => {
        const ours = randomStream({ seed, agent, purpose });
        const theirs = reference(purpose, seed, agent);
        for (let i = 0; i < 20; i += 1) expect(ours.uint32()).toBe(theirs.next().value);
      }),
      { numRuns: 50 },
    );
  });

  test('never changes: golden draws', () => {
    const chance = stream('golden', 42, 'trend-7');
    expect([chance.uint32(), chance.uint32(), chance.uint32()]).toEqual([3062356215, 1500057701, 567014308]);
    expect([chance.unit(), chance.below(1_000), chance.normal()]).toEqual([0.7681865681836869, 557, -0.5806580759743863]);
    expect(chance.shuffle([1, 2, 3, 4, 5, 6, 7, 8])).toEqual([7, 1, 5, 3, 2, 8, 4, 6]);
    expect(chance.draws).toEqual(17);
  });

  test('has another course for any other seed, agent or purpose, however they run together', () => {
    const first = (seed: number, agent: string, purpose: string) => {
      const chance = randomStream({ seed, agent, purpose });
      return `${chance.uint32()} ${chance.uint32()}`;
    };
    const names: [number, string, string][] = [[1, 'a', 'b'], [1, 'ab', ''], [1, '', 'ab'], [11, 'a', 'b'], [1, '1:b', ''], [-1, 'a', 'b'], [1, 'b', 'a'], [1.5, 'a', 'b']];
    expect(new Set(names.map((name) => first(...name))).size).toBe(names.length);
  });

  test('is not moved by draws of another one', () => {
    const alone = stream('mine');
    const mine = stream('mine');
    const others = stream('others');
    for (let i = 0; i < 100; i += 1) {
      others.normal();
      expect(mine.uint32()).toBe(alone.uint32());
    }
  });

  test('counts what was drawn', () => {
    const chance = stream();
    chance.uint32();
    chance.unit();
    expect(chance.draws).toBe(3);
  });
});

describe('is fair, by chi-square', () => {
  test.each([['high', 24], ['middle', 12], ['low', 0]])('in its %s bits', (_which, shift) => {
    const chance = stream('bits');
    expect(chiSquare(counted(256, 256_000, () => (chance.uint32() >>> shift) & 255))).toBeLessThan(limitFor(256));
  });

  test('in pairs of draws', () => {
    const chance = stream('pairs');
    expect(chiSquare(counted(1_024, 256_000, () => (chance.uint32() >>> 27) * 32 + (chance.uint32() >>> 27)))).toBeLessThan(limitFor(1_024));
  });

  test.each([2, 3, 6, 7, 100, 1_000])('below %d', (bound) => {
    const chance = stream('below');
    expect(chiSquare(counted(bound, 200 * bound + 20_000, () => chance.below(bound)))).toBeLessThan(limitFor(bound));
  });

  test('below a bound for which a remainder would be twice as likely', () => {
    const bound = 3 * 2 ** 30;
    const chance = stream('large bound');
    expect(chiSquare(counted(3, 30_000, () => Math.floor(chance.below(bound) / 2 ** 30)))).toBeLessThan(limitFor(3));
  });

  test('between 0 and 1', () => {
    const chance = stream('unit');
    expect(chiSquare(counted(500, 200_000, () => Math.floor(chance.unit() * 500)))).toBeLessThan(limitFor(500));
  });

  test('in the order of shuffled things', () => {
    const chance = stream('shuffle');
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i += 1) {
      const order = chance.shuffle([1, 2, 3, 4]).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    expect(chiSquare([...orders.values()])).toBeLessThan(limitFor(24));
  });

  test('between streams with neighbouring seeds', () => {
    let seed = 0;
    expect(chiSquare(counted(256, 50_000, () => stream('first', (seed += 1)).uint32() >>> 24))).toBeLessThan(limitFor(256));
  });
});

test('normal draws have the moments and the tails of the standard normal distribution', () => {
  const chance = stream('normal');
  const draws = Array.from({ length: 200_000 }, () => chance.normal());
  const mean = (power: (x: number) => number) => draws.reduce((sum, x) => sum + power(x), 0) / draws.length;
  expect(Math.abs(mean((x) => x))).toBeLessThan(0.015);
  expect(Math.abs(mean((x) => x * x) - 1)).toBeLessThan(0.02);
  expect(Math.abs(mean((x) => x * x * x))).toBeLessThan(0.05);
  expect(Math.abs(mean((x) => x * x * x * x) - 3)).toBeLessThan(0.2);
  // Tables of the normal distribution: P(|x| > 1) = 0.3173, P(|x| > 2) = 0.0455, P(|x| > 3) = 0.0027.
  for (const [bound, share] of [[1, 0.3173], [2, 0.0455], [3, 0.0027]]) {
    const beyond = draws.filter((x) => Math.abs(x) > bound).length / draws.length;
    expect(Math.abs(beyond - share)).toBeLessThan(7 * Math.sqrt((share * (1 - share)) / draws.length));
  }
});

test('a shuffle keeps the things and the array', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const array = [...items];
      expect(stream().shuffle(array)).toBe(array);
      expect([...array].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
    }),
  );
});

test.each([0, -1, 1.5, Number.NaN, 0x1_0000_0001])('refuses a bound of %d', (bound) => expect(() => stream().below(bound)).toThrow('bound'));

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/swarm/memory/glob.js';
import { addPoint, cosine, nearest, nearestIn, removePoint, startIndex } from '../../../src/swarm/memory/similarity.js';

const grid = fc.integer({ min: -3, max: 3 });
const float = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const vectors = fc.integer({ min: 1, max: 4 }).chain((length) => {
  const vector = fc.array(fc.oneof(grid, float), { minLength: length, maxLength: length });
  return fc.record({ asked: vector, points: fc.array(vector, { maxLength: 60 }), most: fc.integer({ min: 1, max: 25 }) });
});

describe('similarity', () => {
  it('I2: the index gives what looking at each gives, in the same order, ties and near-ties too, whatever was taken out', () => {
    fc.assert(fc.property(vectors, fc.infiniteStream(fc.boolean()), ({ asked, points, most }, coins) => {
      const named = points.map((features, place) => ({ key: `k${place}`, features, isOut: coins.next().value, isTold: coins.next().value }));
      const index = startIndex();
      for (const point of named) addPoint(index, point);
      for (const point of named) if (point.isOut) removePoint(index, point);
      const left = named.filter(({ isOut, isTold }) => !isOut && isTold);
      const isTold = (key: string): boolean => left.some((point) => point.key === key);
      expect(nearestIn(index, { features: asked, most, isTold })).toEqual(nearest(left, asked, most));
      expect(index.points).toHaveLength(named.filter(({ isOut, features }) => !isOut && features.some((one) => one * one > 0)).length);
    }), { numRuns: 1_000 });
  });

  it('I2: what is planted along the asked direction is first', () => {
    fc.assert(fc.property(vectors, fc.integer({ min: 1, max: 1_000 }), ({ asked, points, most }, scale) => {
      fc.pre(asked.some((one) => Math.abs(one) > 1e-3));
      const named = [...points.map((features, place) => ({ key: `k${place}`, features })), { key: 'a planted one', features: asked.map((one) => one * scale) }];
      const [first] = nearest(named, asked, most);
      expect(first.similarity).toBeCloseTo(1, 12);
    }));
  });

  it('I2: compares directions, not texts, and not vectors of different meaning', () => {
    expect(cosine([1, 0], [0, 5])).toBe(0);
    expect(cosine([2, 2], [5, 5])).toBeCloseTo(1, 15);
    expect(cosine([0, 0], [1, 1])).toBe(0);
    expect(nearest([{ key: 'long', features: [1, 1, 1] }], [1, 1], 5)).toEqual([]);
  });

  it('Trap 20: similarity search compares feature vectors, not text', () => {
    const points = [{ key: 'crash 2008', features: [0, 1] }, { key: 'calm', features: [1, 0.1] }];
    expect(nearest(points, [1, 0], 1)[0].key).toBe('calm');
  });
});

describe('patterns of keys', () => {
  it('I6: mean what an equal regular expression means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '.'), maxLength: 12 });
    fc.assert(fc.property(text, text, (pattern, key) => {
      const expression = new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\/]/g, (one) => (one === '*' ? '.*' : `\\${one}`))}$`);
      expect(matchesGlob(pattern, key)).toBe(expression.test(key));
    }), { numRuns: 1_000 });
  });
});

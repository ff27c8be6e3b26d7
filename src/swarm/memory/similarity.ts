/**
 * The nearest of many vectors by the cosine of the angle between them. Two ways that always agree: looking
 * at each, and an index that passes over those whose angle to a landmark is too far from the asked one's.
 */
import { assert } from '../../core/assert.js';

export interface Point {
  readonly key: string;
  readonly features: readonly number[];
}

export interface Neighbour {
  readonly key: string;
  /** Cosine of the angle, −1 to 1. */
  readonly similarity: number;
}

/** Points by their angle to the first of them, for one length of vectors. */
export interface SimilarityIndex {
  readonly landmark: readonly number[];
  readonly angles: readonly number[];
  readonly points: readonly Point[];
}

/** More than any rounding of an angle, far less than any difference that matters. */
const SLACK = 1e-6;

/** Returns the nearest, the most similar first, the lower key of equals. Points of another length, or of none, are not compared. */
export function nearest(points: readonly Point[], features: readonly number[], most: number): readonly Neighbour[] {
  const best: Neighbour[] = [];
  for (const point of points) if (isComparable(point, features)) insert(best, { key: point.key, similarity: cosine(point.features, features) }, most);
  return best;
}

/** Returns the index of points whose vectors have this length. */
export function indexOf(points: readonly Point[], length: number): SimilarityIndex | undefined {
  const like = points.filter((point) => point.features.length === length && normOf(point.features) > 0);
  if (like.length === 0) return undefined;
  const landmark = like[0].features;
  const placed = like.map((point) => ({ point, angle: angleOf(cosine(point.features, landmark)) })).sort((a, b) => a.angle - b.angle || (a.point.key < b.point.key ? -1 : 1));
  return { landmark, angles: placed.map(({ angle }) => angle), points: placed.map(({ point }) => point) };
}

/** Returns the same as {@link nearest}. By the triangle inequality of angles nobody beyond both ends can be nearer than the last kept. */
export function nearestIn(index: SimilarityIndex | undefined, features: readonly number[], most: number): readonly Neighbour[] {
  if (index === undefined || normOf(features) === 0) return [];
  assert(index.landmark.length === features.length, 'An index is asked for vectors of its length', { has: index.landmark.length, asked: features.length });
  const { angles, points } = index;
  const centre = angleOf(cosine(features, index.landmark));
  const best: Neighbour[] = [];
  let above = firstFrom(angles, centre);
  let below = above - 1;
  while (below >= 0 || above < angles.length) {
    const down = below >= 0 ? centre - angles[below] : Infinity;
    const up = above < angles.length ? angles[above] - centre : Infinity;
    const farthest = best.length < most ? Infinity : angleOf(best[best.length - 1].similarity);
    if (Math.min(down, up) > farthest + SLACK) break;
    const point = down <= up ? points[below--] : points[above++];
    insert(best, { key: point.key, similarity: cosine(point.features, features) }, most);
  }
  return best;
}

/** Returns the cosine of the angle between two vectors of one length; 0 where one of them is nothing. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  for (let i = 0; i < a.length; i += 1) dot += a[i] * b[i];
  const norms = normOf(a) * normOf(b);
  if (norms === 0) return 0;
  // Zero has one sign in a log.
  return Math.max(-1, Math.min(1, dot / norms)) + 0;
}

function isComparable({ features }: Point, asked: readonly number[]): boolean {
  return features.length === asked.length && normOf(features) > 0 && normOf(asked) > 0;
}

function normOf(features: readonly number[]): number {
  let sum = 0;
  for (const feature of features) sum += feature * feature;
  return Math.sqrt(sum);
}

function angleOf(similarity: number): number {
  return Math.acos(similarity);
}

/** Keeps the list sorted and no longer than it may be. */
function insert(best: Neighbour[], one: Neighbour, most: number): void {
  let place = best.length;
  while (place > 0 && isNearer(one, best[place - 1])) place -= 1;
  if (place >= most) return;
  best.splice(place, 0, one);
  if (best.length > most) best.pop();
}

function isNearer(a: Neighbour, b: Neighbour): boolean {
  return a.similarity > b.similarity || (a.similarity === b.similarity && a.key < b.key);
}

function firstFrom(angles: readonly number[], angle: number): number {
  let low = 0;
  let high = angles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (angles[middle] < angle) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The nearest of many vectors by the cosine of the angle between them. Two ways that always agree: looking
 * at each, and an index that passes over those whose angle to a landmark is too far from the asked one's. The
 * index is kept as things are written and taken out; it is plain data.
 */
export interface Point {
  readonly key: string;
  readonly features: readonly number[];
}

export interface Neighbour {
  readonly key: string;
  /** Cosine of the angle, −1 to 1. */
  readonly similarity: number;
}

/** Points of one length by their angle to a landmark, the nearest first, the lower key of equals first. */
export interface SimilarityIndex {
  readonly angles: number[];
  readonly points: Point[];
}

/** More than any rounding of an angle, far less than any difference that matters. */
const SLACK = 1e-6;

/** Returns the nearest, the most similar first, the lower key of equals. Points of another length, or of none, are not compared. */
export function nearest(points: readonly Point[], features: readonly number[], most: number): readonly Neighbour[] {
  const best: Neighbour[] = [];
  for (const point of points) if (isComparable(point, features)) insert(best, { key: point.key, similarity: cosine(point.features, features) }, most);
  return best;
}

export function startIndex(): SimilarityIndex {
  return { angles: [], points: [] };
}

/** Puts a point in; one without a direction is near to nothing, and left out. */
export function addPoint({ angles, points }: SimilarityIndex, point: Point): void {
  if (normOf(point.features) === 0) return;
  const angle = angleToLandmark(point.features);
  const place = placeOf({ angles, points }, angle, point.key);
  angles.splice(place, 0, angle);
  points.splice(place, 0, point);
}

/** Takes out a point that was put in. */
export function removePoint({ angles, points }: SimilarityIndex, { key, features }: Point): void {
  const place = placeOf({ angles, points }, angleToLandmark(features), key);
  if (points[place]?.key !== key) return;
  angles.splice(place, 1);
  points.splice(place, 1);
}

export interface Wanted {
  readonly features: readonly number[];
  readonly most: number;
  /** Tells whether what stands under a key may be told. */
  readonly isTold: (key: string) => boolean;
}

/** Returns the same as {@link nearest}. By the triangle inequality of angles nobody beyond both ends can be nearer than the last kept. */
export function nearestIn({ angles, points }: SimilarityIndex, { features, most, isTold }: Wanted): readonly Neighbour[] {
  if (normOf(features) === 0) return [];
  const centre = angleToLandmark(features);
  const best: Neighbour[] = [];
  let above = firstFrom(angles, centre);
  let below = above - 1;
  while (below >= 0 || above < angles.length) {
    const down = below >= 0 ? centre - angles[below] : Infinity;
    const up = above < angles.length ? angles[above] - centre : Infinity;
    const farthest = best.length < most ? Infinity : angleOf(best[best.length - 1].similarity);
    if (Math.min(down, up) > farthest + SLACK) break;
    const point = down <= up ? points[below--] : points[above++];
    if (isTold(point.key)) insert(best, { key: point.key, similarity: cosine(point.features, features) }, most);
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

/** The landmark weighs each feature otherwise, so that few vectors are equally far from it: 1, 1/2, 1/3, … */
function angleToLandmark(features: readonly number[]): number {
  let dot = 0;
  let landmark = 0;
  for (let i = 0; i < features.length; i += 1) {
    dot += features[i] / (i + 1);
    landmark += 1 / ((i + 1) * (i + 1));
  }
  return angleOf(Math.max(-1, Math.min(1, dot / (Math.sqrt(landmark) * normOf(features)))));
}

/** Returns where a point stands, or would stand. */
function placeOf({ angles, points }: SimilarityIndex, angle: number, key: string): number {
  let place = firstFrom(angles, angle);
  while (place < angles.length && angles[place] === angle && points[place].key < key) place += 1;
  return place;
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

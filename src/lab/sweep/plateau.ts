/**
 * Plateau or spike: how a point's neighbours do. What is good only exactly there was found by luck;
 * what is good around it too may be real. Neighbours on a grid differ by one step in one parameter;
 * sampled points take the nearest in the space.
 */
import { mean } from '../../metrics/numbers/compensated-sum.js';
import { valuesOf } from './parameter-values.js';
import type { Settings } from './settings.js';
import { goodness } from './standing.js';
import type { Scalar, Sweep } from './sweep-schema.js';

export interface Plateau {
  readonly point: number;
  readonly own: number;
  readonly neighbours: number;
  /** Mean of the neighbours' objective; `undefined` without neighbours. */
  readonly neighbourMean: number | undefined;
  /** Mean of the neighbours ÷ own value, near 1 on a plateau; `undefined` unless own is above 0. */
  readonly score: number | undefined;
  /** Mean over the point and its neighbours: what a plateau is chosen by. */
  readonly level: number;
}

export interface PlateauInput {
  readonly sweep: Sweep;
  readonly settings: ReadonlyMap<number, Settings>;
  readonly objectives: ReadonlyMap<number, number>;
}

/** Returns the plateau of every point that has an objective, in order of points. */
export function plateausOf({ sweep, settings, objectives }: PlateauInput): readonly Plateau[] {
  const points = [...objectives.keys()];
  const near = sweep.method.kind === 'grid' ? gridNeighbours(sweep, settings, points) : nearestPoints(sweep, settings, points);
  return points.map((point) => {
    const own = objectives.get(point) ?? 0;
    const around = (near.get(point) ?? []).map((neighbour) => objectives.get(neighbour) ?? 0);
    const neighbourMean = around.length === 0 ? undefined : mean(around);
    const score = neighbourMean === undefined || own <= 0 ? undefined : neighbourMean / own;
    return { point, own, neighbours: around.length, neighbourMean, score, level: mean([own, ...around]) };
  });
}

/** Returns the best plateau, the first of equals; points without neighbours make none. */
export function bestPlateauOf(plateaus: readonly Plateau[], objective: Sweep['objective']): Plateau | undefined {
  let best: Plateau | undefined;
  for (const plateau of plateaus) {
    if (plateau.neighbours === 0) continue;
    if (best === undefined || goodness(plateau.level, objective) > goodness(best.level, objective)) best = plateau;
  }
  return best;
}

function gridNeighbours(sweep: Sweep, settings: ReadonlyMap<number, Settings>, points: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const places = placesIn(sweep, settings, points);
  const byPlace = new Map(points.map((point) => [(places.get(point) ?? []).join(), point]));
  return new Map(points.map((point) => {
    const place = places.get(point) ?? [];
    const around = place.flatMap((at, dimension) => (at < 0 ? [] : [place.with(dimension, at - 1), place.with(dimension, at + 1)]));
    return [point, around.flatMap((each) => byPlace.get(each.join()) ?? [])];
  }));
}

/** The two nearest points for each parameter, by the sum of differences on a scale of 0 to 1. */
function nearestPoints(sweep: Sweep, settings: ReadonlyMap<number, Settings>, points: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const paths = Object.keys(sweep.space);
  const scaled = new Map(points.map((point) => [point, paths.map((path) => scaledValue(sweep, path, settings.get(point)?.[path]))]));
  const distance = (a: number, b: number): number => paths.reduce((sum, _, index) => sum + Math.abs((scaled.get(a)?.[index] ?? 0) - (scaled.get(b)?.[index] ?? 0)), 0);
  return new Map(points.map((point) => {
    const others = points.filter((other) => other !== point).map((other) => ({ other, far: distance(point, other) }));
    others.sort((a, b) => a.far - b.far || a.other - b.other);
    return [point, others.slice(0, 2 * paths.length).map(({ other }) => other)];
  }));
}

/** Returns the place of each point's values in their lists; −1 for a parameter that is off. */
function placesIn(sweep: Sweep, settings: ReadonlyMap<number, Settings>, points: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const columns = Object.entries(sweep.space).map(([path, parameter]): [string, readonly Scalar[]] => [path, valuesOf(parameter) ?? []]);
  return new Map(points.map((point) => {
    const own = settings.get(point) ?? {};
    return [point, columns.map(([path, values]) => (Object.hasOwn(own, path) ? values.indexOf(own[path]) : -1))];
  }));
}

function scaledValue({ space }: Sweep, path: string, value: Scalar | undefined): number {
  const { list, from = 0, to = 0, log } = space[path];
  if (value === undefined) return -1;
  if (list !== undefined) return list.length < 2 ? 0 : list.indexOf(value) / (list.length - 1);
  const number = Number(value);
  if (to === from) return 0;
  return log ? Math.log(number / from) / Math.log(to / from) : (number - from) / (to - from);
}

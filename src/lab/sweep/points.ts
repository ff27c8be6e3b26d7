/**
 * The points of a sweep in their order: all of a grid, the last parameter by name varying fastest, or as
 * many as a sampling method draws. Points
 * that break a constraint are left out; points that come to the same settings are one.
 */
import { HivetapeError } from '../../core/errors.js';
import { randomStream } from '../../core/random.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { countOf, valueAtPlace, valuesOf } from './parameter-values.js';
import { activeSettings, meetsConstraints, settingsKey, type Settings } from './settings.js';
import { sobolPoints } from './sobol.js';
import type { Scalar, Sweep } from './sweep-schema.js';

/** A grid of more raw points than this is refused without being made. */
const RAW_POINTS_MAX = 2_000_000;
/** A sampling method gives up after so many draws per wanted point: then the space is smaller than what is wanted. */
const DRAWS_PER_POINT = 200;

/** Returns the settings of each point. Throws `sweep-too-large` with the count, `sweep-space-empty`. */
export function pointsOf(sweep: Sweep, base: Scenario): readonly Settings[] {
  const { method } = sweep;
  const points = method.kind === 'grid' ? gridPoints(sweep, base) : sampledPoints(sweep, base, { wanted: method.trials, places: placesOf(sweep) });
  if (points.length > 0) return points;
  throw new HivetapeError('sweep-space-empty', 'A sweep has one point or more (found none that meets its constraints).', { help: 'Widen the space or loosen the constraints.' });
}

function gridPoints(sweep: Sweep, base: Scenario): readonly Settings[] {
  const paths = pathsOf(sweep);
  const raw = paths.reduce((product, path) => product * (countOf(sweep.space[path]) ?? 1), 1);
  const isRaw = sweep.constraints.length === 0 && paths.every((path) => sweep.space[path].when === undefined);
  if (raw > (isRaw ? sweep.trialsMax : RAW_POINTS_MAX)) throw tooLarge(raw, sweep.trialsMax, isRaw ? 'points' : 'points before conditions and constraints');
  const columns = paths.map((path) => valuesOf(sweep.space[path]) ?? []);
  const found = new Map<string, Settings>();
  const place = columns.map(() => 0);
  for (;;) {
    take(found, Object.fromEntries(paths.map((path, index) => [path, columns[index][place[index]]])), sweep, base);
    let last = place.length - 1;
    while (last >= 0 && place[last] === columns[last].length - 1) place[last--] = 0;
    if (last < 0) return [...found.values()];
    place[last] += 1;
  }
}

function sampledPoints(sweep: Sweep, base: Scenario, { wanted, places }: { wanted: number; places: Generator<readonly number[], never> }): readonly Settings[] {
  if (wanted > sweep.trialsMax) throw tooLarge(wanted, sweep.trialsMax, 'points');
  const found = new Map<string, Settings>();
  for (let draws = 0; found.size < wanted && draws < wanted * DRAWS_PER_POINT; draws += 1) {
    const place = places.next().value;
    const values = pathsOf(sweep).map((path, index): [string, Scalar] => [path, valueAtPlace(sweep.space[path], place[index])]);
    take(found, Object.fromEntries(values), sweep, base);
  }
  return [...found.values()];
}

/** In order of their letters: the order of keys in a file decides nothing. */
function pathsOf({ space }: Sweep): readonly string[] {
  return Object.keys(space).sort((a, b) => (a < b ? -1 : 1));
}

function placesOf({ method, space }: Sweep): Generator<readonly number[], never> {
  const dimensions = Object.keys(space).length;
  const seed = method.kind === 'grid' ? 0 : method.seed;
  return method.kind === 'sobol' ? sobolPoints(dimensions, seed) : randomPlaces(dimensions, seed);
}

function* randomPlaces(dimensions: number, seed: number): Generator<readonly number[], never> {
  const chance = randomStream({ seed, agent: 'lab', purpose: 'sweep points' });
  for (;;) yield Array.from({ length: dimensions }, () => chance.unit());
}

function take(found: Map<string, Settings>, values: Settings, sweep: Sweep, base: Scenario): void {
  const settings = activeSettings(values, sweep, base);
  if (!meetsConstraints(settings, sweep.constraints, base)) return;
  const key = settingsKey(settings);
  if (!found.has(key)) found.set(key, settings);
}

/** Returns the refusal of a sweep that would run too long. */
export function tooLarge(count: number, max: number, what: string): HivetapeError {
  return new HivetapeError('sweep-too-large', `A sweep has at most ${max} trials (found ${count} ${what}).`, {
    help: 'Thin the lists, sample with { kind: sobol, trials: 200 }, or raise `trialsMax`.',
    values: { count, max },
  });
}

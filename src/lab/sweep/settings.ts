/** The values that one point gives its parameters, and how conditions and constraints read them. */
import { parseOverride } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import type { ConstraintSection, ParameterSection, Scalar, Sweep } from './sweep-schema.js';

/** Values by path, in the order of the space; a parameter that is off in this point is absent. */
export type Settings = Readonly<Record<string, Scalar>>;

/** Returns the settings without the parameters whose condition does not hold. */
export function activeSettings(values: Settings, { space }: Pick<Sweep, 'space'>, base: Scenario): Settings {
  let active = { ...values };
  // What is off may turn off others, so this is done until nothing changes.
  for (;;) {
    const off = Object.keys(active).filter((path) => !holds(space[path]?.when, active, base));
    if (off.length === 0) return active;
    active = Object.fromEntries(Object.entries(active).filter(([path]) => !off.includes(path)));
  }
}

/** Tells whether a point meets all constraints. A constraint on what is not there, or no number, is met. */
export function meetsConstraints(settings: Settings, constraints: readonly ConstraintSection[], base: Scenario): boolean {
  return constraints.every(({ less, atMost }) => compares(less, settings, base, (a, b) => a < b) && compares(atMost, settings, base, (a, b) => a <= b));
}

/** Returns the settings as `--set` takes them. */
export function overridesOf(settings: Settings): string[] {
  return Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}

/** Returns one text for one point, for finding points that are the same. */
export function settingsKey(settings: Settings): string {
  return JSON.stringify(Object.entries(settings));
}

/** Returns what the scenario says at a path, `undefined` where it says nothing. */
export function valueAt(scenario: Scenario, path: string): unknown {
  let value: unknown = scenario;
  for (const part of parseOverride(`${path}=0`).path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}

function holds(when: ParameterSection['when'], settings: Settings, base: Scenario): boolean {
  if (when === undefined) return true;
  const value = Object.hasOwn(settings, when.path) ? settings[when.path] : valueAt(base, when.path);
  return when.in === undefined ? value === when.equals : when.in.some((wanted) => wanted === value);
}

function compares(pair: readonly string[] | undefined, settings: Settings, base: Scenario, holdsFor: (a: number, b: number) => boolean): boolean {
  if (pair === undefined) return true;
  const [left, right] = pair.map((path) => (Object.hasOwn(settings, path) ? settings[path] : valueAt(base, path)));
  return typeof left !== 'number' || typeof right !== 'number' || holdsFor(left, right);
}

/** Reads the numbers of others, and compares with them: one way of both for all tests of this room. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export function golden<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`../goldens/metrics/${name}.json`, import.meta.url), 'utf8')) as Shape;
}

/** A number of theirs as we would say it: what is not finite has no value. */
export function finiteOrNull(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** Relative, and absolute for what is zero but for rounding. */
export function isClose(ours: number, theirs: number, tolerance = 1e-9): boolean {
  return Math.abs(ours - theirs) <= Math.max(tolerance * Math.abs(theirs), Math.min(tolerance, 1e-12));
}

export function expectClose(ours: number | null, theirs: number | null, tolerance = 1e-9): void {
  if (ours === null || theirs === null) expect(ours).toBe(theirs);
  else if (!isClose(ours, theirs, tolerance)) expect.fail(`expected ${theirs}, found ${ours}`);
}

/**
 * One thing that is wrong with a scenario, with its place. Problems are collected, so that a file is
 * mended in one go, and thrown together as one error.
 */
import type { ErrorCodeName } from '../../core/error-codes.js';
import { HivetapeError, type ErrorPlace } from '../../core/errors.js';

/** Way from the root of the scenario to a value: keys and indices. */
export type Path = readonly (string | number)[];

export interface Problem {
  readonly code: ErrorCodeName;
  readonly path: Path;
  /** What must hold and what was found, as one sentence. */
  readonly message: string;
  readonly help?: string;
  /** Whether the key or its value is to blame; the value if absent. */
  readonly blames?: 'key' | 'value';
}

/** Where something stands, with the line as it is written and the width of the culprit, for a code frame. */
export interface Span {
  readonly place: ErrorPlace;
  readonly frame?: string;
  readonly width?: number;
}

/** Returns where a path stands in its source; the nearest parent where it stands nowhere. */
export type SpanOf = (path: Path, blames: 'key' | 'value') => Span;

export type Report = (problem: Problem) => void;

/** At most so many problems of one file are shown at once. */
export const PROBLEMS_MAX = 20;

/** Returns "data[0].tick" for ["data", 0, "tick"]; "the scenario" for the root. */
export function pathText(path: Path): string {
  if (path.length === 0) return 'the scenario';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** Returns one error that carries all problems in the order of the file, at most {@link PROBLEMS_MAX} of them. */
export function errorOf(problems: readonly Problem[], spanOf: SpanOf): HivetapeError {
  const located = problems.map((problem) => ({ problem, span: spanOf(problem.path, problem.blames ?? 'value') }));
  located.sort((a, b) => placeOrder(a.span) - placeOrder(b.span));
  const shown = located.slice(0, PROBLEMS_MAX).map(({ problem, span }) => singleError(problem, span));
  const [first, ...others] = shown;
  if (!first) return new HivetapeError('scenario-invalid', 'The scenario is invalid.');
  const values = { ...first.details.values, problems: problems.length };
  return new HivetapeError(first.code, first.message, { ...first.details, values, others });
}

function singleError(problem: Problem, { place, frame, width }: Span): HivetapeError {
  return new HivetapeError(problem.code, problem.message, {
    place,
    ...(problem.help === undefined ? {} : { help: problem.help }),
    values: { path: pathText(problem.path), ...(frame === undefined ? {} : { frame, width: width ?? 1 }) },
  });
}

function placeOrder({ place }: Span): number {
  return (place.line ?? 0) * 10_000 + (place.column ?? 0);
}

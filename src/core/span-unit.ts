/** Spans of virtual time in the unit in which people say them. */

const units = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['µs', 1],
] as const;

export interface SpanInUnit {
  readonly count: number;
  readonly unit: (typeof units)[number][0];
}

/** Returns a span of µs in the largest unit of which it holds one or more; below 1 µs in µs. */
export function spanInUnit(us: number): SpanInUnit {
  const [unit, size] = units.find(([, least]) => us >= least) ?? units[units.length - 1];
  return { count: us / size, unit };
}

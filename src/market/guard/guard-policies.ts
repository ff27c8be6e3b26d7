/**
 * What is done about each kind of defect of data: one table from kind to the policies that make sense for it, the usual one first.
 * What would make results wrong is refused unless somebody says otherwise; what may well have happened is told.
 */
export const guardPolicies = {
  /** Bars are missing inside trading hours. Repaired: filled in, flat at the last close, with no volume. */
  gap: ['warn', 'refuse', 'accept', 'repair'],
  /** Bars open before the one before has closed. */
  overlap: ['warn', 'refuse', 'accept'],
  /** The close jumps by many standard deviations. Repaired: left out, until the price has been there twice. */
  spike: ['warn', 'refuse', 'accept', 'repair'],
  /** Many bars in a row at one price. */
  stale: ['warn', 'refuse', 'accept'],
  /** Nothing traded. Repaired: left out. */
  'zero-volume': ['warn', 'refuse', 'accept', 'repair'],
  /** Bars at times at which the market is closed. Repaired: left out. */
  'off-session': ['warn', 'refuse', 'accept', 'repair'],
  /** Prices change over one night by the ratio of a split, stay there, and no action says so. */
  'unadjusted-split': ['refuse', 'warn', 'accept'],
  /** Two bars close at one instant. Repaired: the last counts. */
  duplicate: ['refuse', 'repair'],
  /** Bars go back in time. Repaired: sorted. */
  'out-of-order': ['refuse', 'repair'],
  /** High below low, a close outside them, negative volume. Repaired: the range is widened. */
  ohlc: ['refuse', 'repair'],
  /** Prices of zero and below. Repaired: left out. */
  'price-not-positive': ['refuse', 'accept', 'repair'],
} as const;

export type GuardKind = keyof typeof guardPolicies;
export type GuardPolicy = 'refuse' | 'warn' | 'accept' | 'repair';
/** Policies by kind; where one is absent, the usual one holds. */
export type Guard = { readonly [Kind in GuardKind]?: (typeof guardPolicies)[Kind][number] | undefined };

/** Kinds of notes that go by another name than the defect they tell of. */
const KIND_OF_NOTE: Readonly<Record<string, GuardKind>> = { sorted: 'out-of-order', repaired: 'ohlc', 'ohlc-violation': 'ohlc' };

/** Returns the kind of defect that a quality note tells of; `undefined` for one that tells of no defect. */
export function guardKindOf(note: string): GuardKind | undefined {
  const kind = KIND_OF_NOTE[note] ?? note;
  return Object.hasOwn(guardPolicies, kind) ? (kind as GuardKind) : undefined;
}

/** Returns what is done about a kind of defect. */
export function policyOf(guard: Guard, kind: GuardKind): GuardPolicy {
  return guard[kind] ?? guardPolicies[kind][0];
}

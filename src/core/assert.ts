/**
 * Assertions guard what the code relies on. They stay on. A failing one is a bug of ours, never bad
 * input: nobody catches it except the edge of the program, which prints seed and offset.
 */

export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
  constructor(
    readonly rule: string,
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(`Broken rule: ${rule}${describe(details)}`);
  }
}

/** Throws {@link AssertionFailed} unless `condition` holds. State the rule positively: what must be true. */
export function assert(
  condition: boolean,
  rule: string,
  details?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new AssertionFailed(rule, details ?? {});
}

/** Marks a branch that the compiler proves to be unreachable. */
export function unreachable(value: never): never {
  throw new AssertionFailed('Every case is handled', { value });
}

function describe(details: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(details);
  if (entries.length === 0) return '';
  return ` (${entries.map(([key, value]) => `${key}: ${String(value)}`).join(', ')})`;
}

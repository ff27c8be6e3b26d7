/** The law of stored numbers: no event holds one that is none. */
import { invariant, type Invariant } from './invariant.js';

export const plainNumbers: Invariant = invariant({
  id: 'I09',
  law: 'No stored number is NaN, infinite or −0.',
  check: ({ data }) => strangeIn(data, 'data'),
});

function strangeIn(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? undefined : `${path} is ${Object.is(value, -0) ? '-0' : value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    const found = strangeIn((value as Readonly<Record<string, unknown>>)[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

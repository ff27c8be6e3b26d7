/** The band in one plain sentence, the same on the command line, in the page and in JSON. */
import { decimal, signedPercent } from '../number-text.js';
import { totalOf, type Band, type Valuation } from './valuation.js';

/** Returns what of the return depends on the inside of bars. */
export function bandSentence({ policy, valuations, lowest, highest, width }: Omit<Band, 'sentence'>): string {
  const own = totalWhere(valuations, ({ isRecorded }) => isRecorded);
  if (own === null || lowest === null || highest === null || width === null) {
    return 'How much depends on what happened inside bars cannot be said: a total return is not defined.';
  }
  const [recorded, low, high] = [own, lowest, highest].map((value) => signedPercent(value, 2));
  if (width === 0) return `Of this return of ${recorded}, nothing depends on what happened inside bars: whether they are read for the worst or for the best, it is the same.`;
  const points = decimal(width * 100, width < 0.001 ? 4 : 2);
  return `Of this return of ${recorded} (${policy}), ${points} percentage points depend on what happened inside bars: read one way it is ${low}, read the other way ${high}.${turned(valuations)}`;
}

/** A stop that is believed can save more than it costs: then the names of the bounds do not say their order. */
function turned(valuations: Band['valuations']): string {
  const total = (name: string): number => totalWhere(valuations, ({ policy }) => policy === name) ?? 0;
  return total('pessimistic') > total('optimistic') ? ' The pessimistic reading came out higher: exits that it believes in, bar by bar the worse, spared later losses.' : '';
}

function totalWhere(valuations: readonly Valuation[], is: (valuation: Valuation) => boolean): number | null {
  const found = valuations.find(is);
  return found === undefined ? null : totalOf(found);
}

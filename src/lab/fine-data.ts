/** Which instruments of a scenario have data finer than their bars. */
import type { FineData } from '../exchange/moment.js';
import type { DataSection } from './scenario/data-schema.js';

/** Returns which finer data the venue hears of, by instrument; `undefined` where there are none. */
export function fineDataOf(data: readonly DataSection[]): Readonly<Record<string, FineData>> | undefined {
  const fine = data.flatMap(({ instrument, prints, finer, role }): [string, FineData][] => {
    if (role === 'benchmark' || (prints === undefined && finer === undefined)) return [];
    return [[instrument, { ...(prints === undefined ? {} : { prints: true }), ...(finer === undefined ? {} : { bars: true }) }]];
  });
  return fine.length === 0 ? undefined : Object.fromEntries(fine);
}

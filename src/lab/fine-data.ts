/** Which instruments of a scenario have data finer than their bars. */
import type { FineData } from '../exchange/moment.js';
import { durationUs } from '../market/import-options.js';
import type { DataSection } from './scenario/data-schema.js';

/** Returns which finer data the venue hears of, by instrument; `undefined` where there are none. */
export function fineDataOf(data: readonly DataSection[]): Readonly<Record<string, FineData>> | undefined {
  const fine = data.flatMap((section): [string, FineData][] => {
    const own = fineOf(section);
    return Object.keys(own).length === 0 ? [] : [[section.instrument, own]];
  });
  return fine.length === 0 ? undefined : Object.fromEntries(fine);
}

/** Tells whether a section has no bars but those that its quotes make. */
export function isMadeOfQuotes(section: DataSection): boolean {
  return hasNoBars(section) && section.prints === undefined && section.quotes?.bars !== undefined;
}

/** Tells whether a section has no bars but those that its order book makes. */
export function isMadeOfBook(section: DataSection): boolean {
  return hasNoBars(section) && section.prints === undefined && section.quotes?.bars === undefined && section.book?.bars !== undefined;
}

function hasNoBars({ bundled, file, walk }: DataSection): boolean {
  return bundled === undefined && file === undefined && walk === undefined;
}

function fineOf(section: DataSection): FineData {
  const { prints, finer, quotes, book, role } = section;
  if (role === 'benchmark') return {};
  return {
    ...(prints === undefined && book?.trades !== true ? {} : { prints: true }),
    ...(book === undefined ? {} : { book: true }),
    ...(finer === undefined ? {} : { bars: true }),
    ...(quotes?.fills === true || isMadeOfQuotes(section) ? { quotes: true } : {}),
    ...(quotes?.staleAfter === undefined ? {} : { staleAfterUs: durationUs(quotes.staleAfter) }),
  };
}

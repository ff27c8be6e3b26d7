/** Does with the defects of a table what its guard says: mends what is to be mended, and refuses what is not to be played. */
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { BarTable, QualityNote } from '../bar-table.js';
import type { ImportOptions } from '../import-options.js';
import { qualityNotes, type QualityOptions } from '../quality.js';
import { session, type SessionHours } from '../session.js';
import { withoutGaps } from './fill-in.js';
import { guardKindOf, policyOf, type Guard } from './guard-policies.js';
import { hasNoVolume, isNotPositive, isOffSession, isSpike, withoutWrong } from './leave-out.js';
import type { OnRepair } from './repair.js';
import { splitNotes } from './unadjusted-splits.js';

/** A move of more than this many standard deviations is a spike. */
export const SPIKE_SIGMAS = 20;

export interface GuardPlace {
  readonly guard: Guard;
  readonly hours?: SessionHours | undefined;
  readonly onRepair: OnRepair;
}

/** Returns the options of an import with what a guard says of rows. */
export function guardedImport(options: ImportOptions, guard: Guard): ImportOptions {
  return {
    ...options,
    ...(guard.duplicate === 'repair' ? { duplicates: options.duplicates ?? 'last' } : {}),
    ...(guard['out-of-order'] === 'repair' ? { sort: true } : {}),
    ...(guard.ohlc === 'repair' ? { repair: true } : {}),
    ...(guard['price-not-positive'] === undefined || guard['price-not-positive'] === 'refuse' ? {} : { allowNonPositive: true }),
  };
}

/** Returns the table as it is to be played: what is to be mended is, bar by bar and told of, in the order of time each. */
export function mended(table: BarTable, { guard, hours, onRepair }: GuardPlace): BarTable {
  const open = hours === undefined ? undefined : session(hours);
  let found = table;
  if (guard['price-not-positive'] === 'repair') found = withoutWrong(found, 'price-not-positive', { isWrong: isNotPositive(found), onRepair });
  if (guard['off-session'] === 'repair' && open !== undefined) found = withoutWrong(found, 'off-session', { isWrong: isOffSession(found, open), onRepair });
  if (guard['zero-volume'] === 'repair') found = withoutWrong(found, 'zero-volume', { isWrong: hasNoVolume(found), onRepair });
  if (guard.spike === 'repair') found = withoutWrong(found, 'spike', { isWrong: isSpike(found, SPIKE_SIGMAS), onRepair });
  if (guard.gap === 'repair' && open !== undefined) found = withoutGaps(found, open, onRepair);
  return found;
}

/** Returns the notes of a table without those of defects that are accepted. */
export function guardedNotes(table: BarTable, guard: Guard, options: QualityOptions): readonly QualityNote[] {
  return qualityNotes(table, options).filter(({ kind }) => {
    const defect = guardKindOf(kind);
    return defect === undefined || policyOf(guard, defect) !== 'accept';
  });
}

/** Throws `data-refused` with every kind of defect that is refused and was found. */
export function demandGuarded(table: BarTable, guard: Guard, { file, ...options }: QualityOptions & { readonly file: string }): void {
  // Of what is refused unasked, the import has found all but splits; to look for the rest takes a pass for each.
  const asksMore = Object.values(guard).includes('refuse');
  const found = asksMore ? qualityNotes(table, options) : splitNotes(table, options.actions);
  const refused = found.filter(({ kind }) => {
    const defect = guardKindOf(kind);
    // What an option of the import mended was asked for.
    return defect !== undefined && kind !== 'sorted' && kind !== 'repaired' && kind !== 'duplicate' && policyOf(guard, defect) === 'refuse';
  });
  const [first, ...others] = refused.map((note) => errorOf(note, table, file));
  if (first === undefined) return;
  throw new HivetapeError('data-refused', first.message, { ...first.details, others });
}

function errorOf({ kind, count, firstAt, note }: QualityNote, { instrument }: BarTable, file: string): HivetapeError {
  const defect = guardKindOf(kind) ?? kind;
  const since = firstAt === undefined ? '' : `, first at ${formatInstant(firstAt)}`;
  return new HivetapeError('data-refused', `Bars of ${instrument} have no ${defect} (found ${count}${since}: ${note.replace(/\.$/, '')}).`, {
    place: { file },
    help: helpFor(defect),
    values: { kind: defect, count },
  });
}

function helpFor(defect: string): string {
  if (defect === 'unadjusted-split') return 'Tell of it in its actions or factors; if it was no split, say `guard: { unadjusted-split: accept }` beside the instrument.';
  return `Mend the file, or say \`guard: { ${defect}: warn }\` beside the instrument.`;
}

/** Lets the quality guard of a section look at its bars: before anything is made of them, and again when their actions are known. */
import type { Actions } from '../market/actions.js';
import type { BarTable, QualityNote } from '../market/bar-table.js';
import type { DatedDraft } from '../market/dated-feed.js';
import { demandGuarded, guardedNotes, mended } from '../market/guard/guard-table.js';
import type { OnRepair, Repair } from '../market/guard/repair.js';
import type { SessionHours } from '../market/session.js';
import type { DataSection } from './scenario/data-schema.js';

/** What the guard needs to know of an instrument, beside its section. */
export interface Guarded {
  readonly table: BarTable;
  readonly hours?: SessionHours;
  readonly actions?: Actions;
}

/** Returns the bars of a file as they are to be played. What is mended is told to `onRepair`. */
export function mendedBars({ guard = {} }: DataSection, table: BarTable, { hours, onRepair }: { readonly hours: SessionHours | undefined; readonly onRepair: OnRepair }): BarTable {
  return mended(table, { guard, hours, onRepair });
}

/** Returns what is listed, if its guard lets it pass: a file is judged, data that were made are not. Throws `data-refused`. */
export function passed<Listed extends Guarded>(listed: Listed, { guard = {}, file }: DataSection): Listed {
  const { table, hours, actions } = listed;
  if (file !== undefined) demandGuarded(table, guard, { file, actions: actions?.actions ?? [], ...(hours === undefined ? {} : { hours }) });
  return listed;
}

/** Returns the notes of a table, those that its section accepts left out. */
export function notesFor({ guard = {}, file }: DataSection, { table, hours, actions }: Guarded): readonly QualityNote[] {
  return guardedNotes(table, guard, { ...(hours === undefined ? {} : { hours }), ...(file === undefined ? {} : { actions: actions?.actions ?? [] }) });
}

/** Returns the repairs as the feed tells them: each with the bar it is about. */
export function repairDrafts(repairs: readonly Repair[]): DatedDraft[] {
  return repairs.map((data): DatedDraft => ({ at: data.at, draft: { type: 'DataRepaired', data, topic: `data-repairs/${data.instrument}` } }));
}

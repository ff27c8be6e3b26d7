/** Opens the data that a command of `hivetape data` names: a data set by its id or its file. */
import { resolve } from 'node:path';
import { isHivetapeError } from '../../../core/errors.js';
import { applyOverrides, parseOverride } from '../../../lab/scenario/overrides.js';
import type { BarTable } from '../../../market/bar-table.js';
import { listBundledData, loadBundledData } from '../../../market/bundled-data.js';
import { calendarNames } from '../../../market/calendar-names.js';
import { calendarHours, datesOf } from '../../../market/calendar.js';
import { importBars, type ImportedBars } from '../../../market/import-bars.js';
import { importOptions, type ImportOptions } from '../../../market/import-options.js';
import { readProvenance, type Provenance } from '../../../market/fetch/provenance.js';
import type { SessionHours } from '../../../market/session.js';
import type { OptionValues } from '../../command-spec.js';
import { choiceOption, listOption } from '../../option-values.js';
import type { Settings } from '../../settings.js';

export interface OpenedData {
  readonly name: string;
  readonly tables: readonly BarTable[];
  readonly hours?: SessionHours;
  /** Whether it comes with the package: indices and futures, which are never split. */
  readonly isShipped: boolean;
  readonly provenance?: Provenance;
  /** SHA-256 of the file, hex. */
  readonly fileSha256: string;
}

/** Returns the data of an id or a file. Throws what importing throws. */
export async function openData(reference: string, values: OptionValues, settings: Settings): Promise<OpenedData> {
  const bundled = (await listBundledData()).find(({ id }) => id === reference);
  if (bundled !== undefined) {
    const { table, hours, entry } = await loadBundledData(reference);
    return { name: reference, tables: [table], hours, isShipped: true, fileSha256: entry.fileSha256 };
  }
  const path = resolve(settings.cwd, reference);
  const provenance = readProvenance(path);
  const calendar = choiceOption(values, 'calendar', calendarNames);
  const hours = calendar === undefined ? undefined : calendarHours(calendar);
  const options = { ...datesOf(hours), ...readingOptions(values, provenance) };
  const { tables, file } = await importNamed(path, options, reference);
  return { name: reference, tables, isShipped: false, fileSha256: file.sha256, ...(hours === undefined ? {} : { hours }), ...(provenance === undefined ? {} : { provenance }) };
}

function readingOptions(values: OptionValues, provenance: Provenance | undefined): ImportOptions {
  const root: Record<string, unknown> = {};
  applyOverrides(root, listOption(values, 'set').map(parseOverride));
  return { ...(provenance === undefined ? {} : { instrument: provenance.instrument }), ...importOptions(root) };
}

/** A file that does not say of which instrument it is is named after itself: for looking at it, any name will do. */
async function importNamed(path: string, options: ImportOptions, reference: string): Promise<ImportedBars> {
  try {
    return await importBars(path, options);
  } catch (cause) {
    if (options.instrument !== undefined || !isHivetapeError(cause) || cause.code !== 'symbol-unstated') throw cause;
    return importBars(path, { ...options, instrument: nameAfter(reference) });
  }
}

function nameAfter(reference: string): string {
  const stem = reference.replace(/^.*[\\/]/, '').replace(/\..*$/, '').replace(/[^A-Za-z0-9_-]/g, '-');
  return /^[A-Za-z0-9]/.test(stem) ? stem.slice(0, 64) : 'DATA';
}

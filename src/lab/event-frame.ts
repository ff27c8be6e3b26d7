/**
 * Events as a data frame of danfojs, for notebooks. The package is an optional peer with an install recipe of
 * its own (docs/log.md): it is loaded when a frame is asked for, and never by a run.
 */
import { HivetapeError } from '../core/errors.js';
import { formatInstant } from '../core/instant.js';
import type { Recorded } from '../core/event.js';
import type { EventType } from '../domain/catalogue.js';
import { loadOptionalPackage } from '../host/optional-package.js';
import { eventColumns, type EventColumn } from './event-columns.js';

type Cell = number | string | boolean | null;

interface Danfo<Frame> {
  readonly DataFrame: new (columns: Readonly<Record<string, readonly Cell[]>>) => Frame;
}

/**
 * Returns a frame with a row for each event, and the columns that a Parquet file of them would have. Instants are
 * texts (ISO 8601) and the content is JSON text: a frame knows numbers, texts and flags. `Frame` is the type
 * `DataFrame` of danfojs-node. Throws `export-package-missing`.
 */
export async function eventFrame<Frame extends object = object>(events: Iterable<Recorded>, onlyType?: EventType): Promise<Frame> {
  const danfo = await loadOptionalPackage<Danfo<Frame>>('danfojs-node');
  if (danfo === undefined) {
    throw new HivetapeError('export-package-missing', 'Data frames are made by the package danfojs-node (found that it is not installed).', {
      help: 'docs/log.md has the recipe: a plain install of it fails.',
    });
  }
  const columns = eventColumns(onlyType);
  const rows = [...events];
  return new danfo.DataFrame(Object.fromEntries(columns.map((column) => [column.name, rows.map((event) => cellOf(event, column))])));
}

function cellOf(event: Recorded, { kind, valueOf }: EventColumn): Cell {
  const value = valueOf(event);
  if (value === undefined || value === null) return null;
  if (kind === 'instant') return formatInstant(value as number);
  return kind === 'json' ? JSON.stringify(value) : (value as Cell);
}

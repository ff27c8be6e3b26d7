/** Events as a Parquet file, one row each, written in groups, so that a log of any length fits. */
import type { Recorded } from '../core/event.js';
import type { EventType } from '../domain/catalogue.js';
import { openParquetFile } from '../host/parquet-file.js';
import { eventColumns } from './event-columns.js';

const ROWS_PER_GROUP = 50_000;

/** Returns how many rows were written. Throws `export-package-missing`, `store-unusable`. */
export async function exportParquet(events: Iterable<Recorded>, path: string, onlyType?: EventType): Promise<number> {
  const columns = eventColumns(onlyType);
  const file = await openParquetFile(path, columns);
  let rows = 0;
  try {
    let group: Recorded[] = [];
    const writeGroup = (): void => {
      file.write(columns.map(({ valueOf }) => group.map(valueOf)));
      rows += group.length;
      group = [];
    };
    for (const event of events) {
      group.push(event);
      if (group.length === ROWS_PER_GROUP) writeGroup();
    }
    if (group.length > 0) writeGroup();
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
  return rows;
}

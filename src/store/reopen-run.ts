/**
 * Makes an incomplete run ready to be written on: what is kept stays on the disk at every moment, what
 * is behind it goes. Whoever dies in the middle leaves a run that can be reopened again.
 */
import { pathIn, type LogFiles } from '../host/log-files.js';
import { BlockEncoder } from './block-encoder.js';
import { frameOf } from './block-frame.js';
import { EmbeddedSlot, NO_HEAD, TAIL_FILE, type SlotPlace } from './embedded-slot.js';
import type { KeptLog, RunSlot } from './run-shelf.js';
import { removeRecord } from './run-records.js';
import { segmentsIn } from './segment-scan.js';

/** Throws `store-unusable`. */
export function reopenRun(place: SlotPlace, kept: KeptLog): RunSlot {
  const { directory, options, layouts } = place;
  const { files, durability } = options;
  const sync = durability !== 'memory';
  const tail = pathIn(directory, TAIL_FILE);
  // First the events of the block that was not full: they leave their segment, if they are in one.
  if (kept.pending.length === 0) files.removeTree(tail);
  else {
    const encoder = new BlockEncoder(layouts, kept.pending[0].offset, true);
    for (const event of kept.pending) encoder.add(event);
    files.writeBytesAtomically(tail, frameOf({ ...encoder.encode(), head: NO_HEAD }, { kind: 'loose', compression: 'none' }), { sync });
  }
  cutSegments(directory, kept, { files, sync });
  removeRecord(files, directory, 'environment');
  if (sync) files.syncDirectory(directory);
  return new EmbeddedSlot(place, {
    segment: kept.last === undefined ? 0 : segmentsIn(files, directory).indexOf(kept.last.file),
    safeTo: kept.from + kept.pending.length,
  });
}

/** Removes what comes after the last block that is kept, from the end on. */
function cutSegments(directory: string, { last }: KeptLog, { files, sync }: { readonly files: LogFiles; readonly sync: boolean }): void {
  const segments = segmentsIn(files, directory);
  const keep = last === undefined ? 0 : segments.indexOf(last.file);
  for (const segment of segments.slice(keep + 1).reverse()) files.removeTree(segment);
  if (segments.length > 0) files.cutFile(segments[keep], last?.end ?? 0, { sync });
}

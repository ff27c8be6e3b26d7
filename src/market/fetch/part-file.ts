/**
 * The file that a download grows in: plain CSV in our own layout, one write per page. A process that dies
 * leaves at most one torn line behind, which the next one cuts off; so no bar is doubled and none is lost.
 */
import { parseInstant } from '../../core/instant.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { scanFile } from '../../host/file-bytes.js';
import { GrowingFile, machineFiles } from '../../host/log-files.js';
import { BAR_CSV_HEADER, barCsvLine } from '../bar-csv.js';
import type { BarNumbers } from '../bar-table.js';

export interface PartFile {
  /** The last bar that stands in it. */
  readonly last: BarNumbers | undefined;
  append(bars: readonly BarNumbers[]): void;
  close(): void;
}

/** Returns the part file, new or as it was left, without a torn line. Throws `store-unusable`. */
export function openPartFile(path: string, instrument: InstrumentId): PartFile {
  const last = machineFiles.pathExists(path) ? cutTornLine(path) : undefined;
  const file = new GrowingFile(path);
  if (file.size === 0) file.append([bytesOf(`${BAR_CSV_HEADER}\n`)]);
  return {
    last,
    append(bars) {
      if (bars.length === 0) return;
      file.append([bytesOf(bars.map((bar) => barCsvLine(instrument, bar)).join(''))]);
      file.sync();
    },
    close: () => file.close(),
  };
}

/** Writes a finished file, unpacked, as the part file that goes on from it. */
export async function unpackInto(part: string, finished: string): Promise<{ readonly sha256: string }> {
  machineFiles.removeTree(part);
  const file = new GrowingFile(part);
  try {
    return await scanFile(finished, {}, (chunk) => file.append([chunk]));
  } finally {
    file.close();
  }
}

const TAIL_BYTES = 4_096;
const LINE_END = 10;

/** Cuts off what follows the last line end. Returns the last bar, if the file has more than a header. */
function cutTornLine(path: string): BarNumbers | undefined {
  const { tail, size } = machineFiles.withFileBytes(path, (bytesAt, length) => ({ tail: bytesAt(Math.max(0, length - TAIL_BYTES), TAIL_BYTES), size: length }));
  const end = tail.lastIndexOf(LINE_END);
  const whole = size - (tail.length - 1 - end);
  if (whole < size) machineFiles.cutFile(path, end < 0 ? 0 : whole, { sync: true });
  if (end < 0) return undefined;
  const start = tail.lastIndexOf(LINE_END, end - 1);
  return start < 0 && size <= TAIL_BYTES ? undefined : barOfLine(new TextDecoder().decode(tail.subarray(start + 1, end)));
}

function barOfLine(line: string): BarNumbers | undefined {
  const [openedAt, closedAt, open, high, low, close, volume] = line.split(',').slice(-7);
  if (volume === undefined || !/^\d{4}-/.test(openedAt)) return undefined;
  return {
    openedAt: parseInstant(openedAt),
    closedAt: parseInstant(closedAt),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

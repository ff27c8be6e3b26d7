/** Fills gaps inside trading hours with flat bars at the last close and no volume, as a repair that was asked for: nothing trades on them. */
import { HivetapeError } from '../../core/errors.js';
import { DAY, HOUR, type Instant } from '../../core/instant.js';
import { barNumbersAt, startBarTable, type BarNumbers, type BarTable } from '../bar-table.js';
import { usualStepUs } from '../quality.js';
import type { Session } from '../session.js';
import { repairOf, type OnRepair } from './repair.js';

const FILLED_MAX = 5_000_000;

/** Returns the table with every bar that is missing in a session; the table itself where none is. */
export function withoutGaps(table: BarTable, open: Session, onRepair: OnRepair): BarTable {
  const step = usualStepUs(table);
  const builder = startBarTable();
  let [count, firstAt] = [0, 0];
  const fill = (bar: BarNumbers): void => {
    builder.append(bar);
    if (count === 0) firstAt = bar.closedAt;
    count += 1;
    if (count > FILLED_MAX) throw tooMany(table);
    onRepair(repairOf({ instrument: table.instrument, defect: 'gap', at: bar.closedAt, before: undefined, after: bar }));
  };
  for (let row = 0; row < table.length; row += 1) {
    const from = row === 0 ? table.openedAt[row] : table.closedAt[row - 1];
    for (const { opensAt, closesAt } of slotsBetween(open, from, table.openedAt[row], step)) fill(flatBar(opensAt, closesAt, table.close[row - 1]));
    builder.append(barNumbersAt(table, row));
  }
  if (count === 0) return table;
  return builder.build(table.instrument, [...table.notes, { kind: 'filled-in', count, firstAt, note: 'Bars that were missing were filled in, flat at the last close and without volume.' }]);
}

function flatBar(openedAt: Instant, closedAt: Instant, price: number): BarNumbers {
  return { openedAt, closedAt, open: price, high: price, low: price, close: price, volume: 0 };
}

/** Yields where whole bars fit between two instants. A bar of more than half a day is the whole of its session. */
function* slotsBetween(open: Session, from: Instant, to: Instant, step: number): Generator<{ readonly opensAt: Instant; readonly closesAt: Instant }> {
  if (to <= from) return;
  let last = Number.NEGATIVE_INFINITY;
  for (let day = Math.floor(from / DAY) - 1; day <= Math.ceil(to / DAY) + 1; day += 1) {
    const { ranges, opensAt, closesAt } = open.dayAt(day);
    if (ranges.length === 0 || opensAt <= last) continue;
    last = opensAt;
    if (isWholeSession(step, closesAt - opensAt)) {
      if (opensAt >= from && closesAt <= to) yield { opensAt, closesAt };
      continue;
    }
    for (const range of ranges) {
      // Bars of a range are counted from its opening, wherever the gap begins.
      const begin = range.opensAt + Math.max(0, Math.ceil((from - range.opensAt) / step)) * step;
      for (let at = begin; at + step <= Math.min(to, range.closesAt); at += step) yield { opensAt: at, closesAt: at + step };
    }
  }
}

function isWholeSession(step: number, session: number): boolean {
  return step >= session || step > 12 * HOUR;
}

function tooMany({ instrument }: BarTable): HivetapeError {
  return new HivetapeError('data-refused', `At most ${FILLED_MAX} bars are filled in (${instrument} misses more).`, { help: 'Take a shorter part of the data, or longer bars.' });
}

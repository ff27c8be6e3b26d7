/**
 * Leaves out bars that are judged wrong, as a repair that was asked for. The judgement uses what was known when the bar closed and
 * nothing later: who hears of a bar that is missing learns nothing of the next.
 */
import type { BarTable } from '../bar-table.js';
import { barNumbersAt, startBarTable } from '../bar-table.js';
import type { Session } from '../session.js';
import type { GuardKind } from './guard-policies.js';
import { repairOf, type OnRepair } from './repair.js';

/** Tells of a row whether it is wrong, in order of time. */
export type Judge = (row: number) => boolean;

/** Returns the table without the rows that are judged wrong; the table itself where there are none. */
export function withoutWrong(table: BarTable, defect: GuardKind, { isWrong, onRepair }: { readonly isWrong: Judge; readonly onRepair: OnRepair }): BarTable {
  const builder = startBarTable();
  let [count, firstAt] = [0, 0];
  for (let row = 0; row < table.length; row += 1) {
    const bar = barNumbersAt(table, row);
    if (!isWrong(row)) {
      builder.append(bar);
      continue;
    }
    if (count === 0) firstAt = bar.closedAt;
    count += 1;
    onRepair(repairOf({ instrument: table.instrument, defect, at: bar.closedAt, before: bar, after: undefined }));
  }
  if (count === 0) return table;
  return builder.build(table.instrument, [...table.notes, { kind: 'left-out', count, firstAt, note: `Bars with the defect ${defect} were left out.` }]);
}

export function isNotPositive({ low }: BarTable): Judge {
  return (row) => low[row] <= 0;
}

export function hasNoVolume({ volume }: BarTable): Judge {
  return (row) => volume[row] === 0;
}

export function isOffSession({ openedAt, closedAt }: BarTable, open: Session): Judge {
  return (row) => !open.dayOf(openedAt[row]).ranges.some(({ opensAt, closesAt }) => openedAt[row] < closesAt && closedAt[row] > opensAt);
}

/** Weight of the past in the usual move. */
const DECAY = 0.99;
const WARM_UP_BARS = 20;
/** Of a normal distribution, the standard deviation is so many times the mean absolute deviation. */
const SIGMA_PER_MEAN = 1.2533;

/** A bar is a spike if its close is further from the last good one than so many usual moves; one that comes to the same place is believed. */
export function isSpike({ close }: BarTable, sigmas: number): Judge {
  const past = { good: 0, doubted: 0, mean: 0, bars: 0 };
  return (row) => {
    const price = close[row];
    const move = past.good > 0 && price > 0 ? Math.abs(Math.log(price / past.good)) : 0;
    const limit = past.bars < WARM_UP_BARS ? Number.POSITIVE_INFINITY : sigmas * SIGMA_PER_MEAN * past.mean;
    const isDoubted = move > limit && limit > 0;
    if (isDoubted && !(past.doubted > 0 && Math.abs(Math.log(price / past.doubted)) <= limit / 4)) {
      past.doubted = price;
      return true;
    }
    if (!isDoubted && past.good > 0) {
      past.mean = past.bars === 0 ? move : DECAY * past.mean + (1 - DECAY) * move;
      past.bars += 1;
    }
    past.good = price;
    past.doubted = 0;
    return false;
  };
}

/** The windows of walk-forward: where settings are chosen and where they are judged, by the calendar. */
import { HivetapeError } from '../../core/errors.js';
import { civilFromDays, daysFromCivil, formatDate } from '../../core/instant.js';
import type { WalkForwardSection } from './sweep-schema.js';

/** A span of whole days since the epoch, both ends included. */
export interface DaySpan {
  readonly fromDay: number;
  readonly untilDay: number;
}

export interface Window {
  /** 0-based. */
  readonly index: number;
  readonly inSample: DaySpan;
  readonly outOfSample: DaySpan;
}

/** Returns the windows that fit into the data; the last one may judge a shorter span. Throws `sweep-space-empty`. */
export function windowsOf(walkForward: WalkForwardSection, { fromDay, untilDay }: DaySpan): readonly Window[] {
  const { inSample, outOfSample, anchored } = walkForward;
  const judgedFrom = (index: number): number => shifted(shifted(fromDay, inSample, 1), outOfSample, index);
  const windows: Window[] = [];
  for (let index = 0; judgedFrom(index) <= untilDay; index += 1) {
    const judged = judgedFrom(index);
    windows.push({
      index,
      inSample: { fromDay: anchored ? fromDay : Math.max(fromDay, shifted(judged, inSample, -1)), untilDay: judged - 1 },
      outOfSample: { fromDay: judged, untilDay: Math.min(untilDay, judgedFrom(index + 1) - 1) },
    });
  }
  if (windows.length > 0) return windows;
  throw new HivetapeError('sweep-space-empty', `Walk-forward has one window or more (found none: ${inSample} do not fit into ${formatDate(fromDay)} to ${formatDate(untilDay)}).`, {
    help: 'Shorten the in-sample span.',
  });
}

/** Returns the day that a span before another begins. */
export function dayBefore(day: number, span: string | undefined): number {
  return span === undefined ? day : shifted(day, span, -1);
}

/** Adds a span so many times; the 31st of a shorter month becomes its last day. */
function shifted(day: number, span: string, times: number): number {
  const [, digits = '0', unit] = /^(\d+)(y|mo|w|d)$/.exec(span) ?? [];
  const count = Number(digits) * times;
  if (unit === 'd') return day + count;
  if (unit === 'w') return day + 7 * count;
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  const months = year * 12 + (month - 1) + count * (unit === 'y' ? 12 : 1);
  const first = { year: Math.floor(months / 12), month: (months % 12) + 1, day: 1 };
  const next = months + 1;
  const length = daysFromCivil({ year: Math.floor(next / 12), month: (next % 12) + 1, day: 1 }) - daysFromCivil(first);
  return daysFromCivil({ ...first, day: Math.min(dayOfMonth, length) });
}

/** The periods that backtrader's analyzers cut a run into, and how many of each it counts to a year. */
import { yearAndMonth } from '../civil-date.js';

export type TimeFrame = 'minutes' | 'days' | 'weeks' | 'months' | 'years';

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday; weeks begin on Mondays. */
const FIRST_WEEKDAY = 3;

/** Periods to a year; of anything shorter than a day the original takes a period for a year. */
export const periodsToYear: Readonly<Record<TimeFrame, number>> = { minutes: 1, days: 252, weeks: 52, months: 12, years: 1 };

/** Returns a number that is the same for two times (epoch milliseconds) of one period, and grows with time. */
export function periodOf(time: number, frame: TimeFrame): number {
  const day = Math.floor(time / DAY_MS);
  switch (frame) {
    case 'minutes':
      return time;
    case 'days':
      return day;
    case 'weeks':
      return Math.floor((day + FIRST_WEEKDAY) / 7);
    case 'months': {
      const [year, month] = yearAndMonth(day);
      return year * 12 + month;
    }
    case 'years':
      return yearAndMonth(day)[0];
  }
}

/** Returns what bars of given times (epoch milliseconds) are, told from their usual step. */
export function timeFrameOf(times: readonly number[]): TimeFrame {
  const steps = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
  const days = steps.length === 0 ? 0 : steps[steps.length >> 1] / DAY_MS;
  if (days < 1) return 'minutes';
  if (days < 7) return 'days';
  if (days < 28) return 'weeks';
  return days < 365 ? 'months' : 'years';
}

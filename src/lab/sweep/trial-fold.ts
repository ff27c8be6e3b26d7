/**
 * What a sweep keeps of a trial: figures and daily returns, folded while it runs, so that no log of
 * it is ever held. Days end as in the books of a report: what happens within a minute after midnight
 * still belongs to the day that ended.
 */
import { unitsOf } from '../../core/fixed-point.js';
import { DAY, MINUTE, type Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { returnsOf, untilRuin, type EquityPoint } from '../../metrics/tables/equity-curve.js';
import { baseAccount, emptyLedger, foldLedger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import { trialFigures, type Conventions } from './trial-figures.js';

export interface TrialFolded {
  /** By id, null where undefined. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Simple returns, one per day that counts. */
  readonly returns: readonly number[];
  /** First and last day that count, since the epoch; −1 where none does. */
  readonly fromDay: number;
  readonly untilDay: number;
}

export interface TrialFold {
  see(event: LogEvent): void;
  result(): TrialFolded;
}

export interface TrialFoldOptions {
  readonly conventions: Conventions;
  /** Figure that the trial is judged by. */
  readonly objective: string;
  /** Days before this one warm agents up and do not count. */
  readonly fromDay?: number | undefined;
}

/** Returns a fold over the events of one trial. */
export function trialFold({ conventions, objective, fromDay = -Infinity }: TrialFoldOptions): TrialFold {
  const ledger = emptyLedger({ keepsRoundTrips: true });
  const curve: EquityPoint[] = [];
  let today = Number.NaN;
  const addDay = (day: number): void => {
    const account = baseAccount(ledger);
    curve.push({ at: day * DAY, value: account === undefined ? 0 : unitsOf(equityOf(account)) });
  };
  return {
    see(event) {
      const day = dayOf(event.time);
      if (day !== today && !Number.isNaN(today)) {
        addDay(today);
        today = Number.NaN;
      }
      if (event.type === 'BarClosed') {
        if (curve.length === 0) addDay(day - 1);
        today = day;
      }
      foldLedger(ledger, event);
    },
    result() {
      if (!Number.isNaN(today)) addDay(today);
      today = Number.NaN;
      const counted = countedPart(curve, fromDay);
      const trips = ledger.roundTrips.filter(({ closedAt }) => dayOf(closedAt) >= fromDay).map((trip) => ({ ...trip, returnRatio: trip.returnRatio ?? 0 }));
      return {
        figures: trialFigures({ equity: counted, roundTrips: trips }, conventions, objective),
        returns: returnsOf(untilRuin(counted)).map((value) => value + 0),
        fromDay: counted.length < 2 ? -1 : counted[1].at / DAY,
        untilDay: counted.length < 2 ? -1 : counted[counted.length - 1].at / DAY,
      };
    },
  };
}

/** Returns the day that an instant of a trial belongs to, since the epoch. */
export function dayOf(instant: Instant): number {
  return Math.floor((instant - MINUTE) / DAY);
}

/** Returns the last instant of a day. */
export function endOfDay(day: number): Instant {
  return (day + 1) * DAY + MINUTE - 1;
}

/** The last value before the days that count is what their first return is taken from. */
function countedPart(curve: readonly EquityPoint[], fromDay: number): readonly EquityPoint[] {
  const first = curve.findIndex(({ at }, index) => index > 0 && at / DAY >= fromDay);
  return first < 0 ? curve.slice(0, 1) : curve.slice(first - 1);
}

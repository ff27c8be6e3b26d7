/**
 * A run at a moment, as somebody who watches it wants to see it: the swarm, the account, the interval of
 * virtual time in progress, and what was said last. A fold of the log, so a run that is being made and one
 * that is finished show the same at the same event.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { baseAccount, emptyLedger, foldLedger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import { swarmSeries, type SwarmInterval } from './swarm-series.js';
import { swarmStatusFold, type SwarmStatus } from './swarm-status.js';

export interface AccountAtMoment {
  readonly currency: string;
  readonly cashMicros: number;
  readonly valueMicros: number;
  readonly equityMicros: number;
  /** Since the beginning; `null` where the account began with nothing. */
  readonly totalReturn: number | null;
  /** From the highest equity at a bar so far, 0 or below. */
  readonly drawdown: number;
}

export interface RunMoment {
  readonly status: SwarmStatus;
  /** `undefined` before it is opened. */
  readonly account: AccountAtMoment | undefined;
  readonly held: readonly { readonly instrument: string; readonly lots: number }[];
  readonly fills: number;
  /** The interval in progress, as far as it has come. */
  readonly interval: SwarmInterval | undefined;
  /** The last events, the newest last. */
  readonly latest: readonly LogEvent[];
  readonly isOver: boolean;
}

export interface RunMomentFold {
  /** Takes in an event; `onEnded` hears of the moment at which an interval ended before it, if one did. */
  see(event: LogEvent, onEnded?: (moment: RunMoment) => void): void;
  result(): RunMoment;
}

const LATEST = 12;

export function runMomentFold(everyUs: number): RunMomentFold {
  const status = swarmStatusFold();
  const series = swarmSeries(everyUs);
  const ledger = emptyLedger();
  let latest: LogEvent[] = [];
  let place: number | undefined;
  let peakMicros = 0;
  let isOver = false;

  const account = (): AccountAtMoment | undefined => {
    const funds = baseAccount(ledger);
    if (funds === undefined) return undefined;
    const { currency, cashMicros, valueMicros, openingMicros } = funds;
    const equityMicros = equityOf(funds);
    return { currency, cashMicros, valueMicros, equityMicros, totalReturn: openingMicros > 0 ? equityMicros / openingMicros - 1 : null, drawdown: peakMicros > 0 ? Math.min(0, equityMicros / peakMicros - 1) : 0 };
  };
  const moment = (interval: SwarmInterval | undefined): RunMoment => ({
    status: status.result(), account: account(), interval, isOver, latest: latest.slice(-LATEST), fills: ledger.fills,
    held: ledger.positions.flatMap(({ instrument, lots }) => (lots === 0 ? [] : [{ instrument: instrument.id, lots }])),
  });
  return {
    see(event, onEnded) {
      const at = Math.floor(event.time / everyUs);
      const before = onEnded !== undefined && place !== undefined && at !== place ? moment(undefined) : undefined;
      place = at;
      const ended = series.see(event);
      if (before !== undefined) onEnded?.({ ...before, interval: ended });
      status.see(event);
      foldLedger(ledger, event);
      if (event.type === 'BarClosed' || event.type === 'AccountOpened') peakMicros = Math.max(peakMicros, account()?.equityMicros ?? 0);
      if (event.type === 'RunEnded') isOver = true;
      latest.push(event);
      if (latest.length > LATEST * 8) latest = latest.slice(-LATEST);
    },
    result: () => moment(series.soFar()),
  };
}

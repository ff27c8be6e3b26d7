/**
 * Joins bars to longer ones, without look-ahead: a long bar comes into being when its interval is over,
 * and is made of nothing that closed later. Intervals are counted from the opening of each range of the
 * session, so that the first hour after a 09:30 opening is 09:30 to 10:30.
 */
import { assert } from '../core/assert.js';
import { HivetapeError } from '../core/errors.js';
import { DAY, formatInstant, type Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import { UNKNOWN_VOLUME } from '../domain/bar.js';
import { barNumbersAt, startBarTable, type BarTable } from './bar-table.js';
import { ALWAYS_OPEN, session, type Session, type SessionHours } from './session.js';

export interface ResampleRule {
  /** Length of the long bars in µs, up to a day. A day is one bar from the first opening to the last close. */
  readonly everyUs: number;
  /** Absent: the market never closes, and its day is that of UTC. */
  readonly hours?: SessionHours;
}

export interface Resampler {
  /** The long bar that is under way; plain data, `undefined` between bars. */
  readonly state: Bar | undefined;
  /** Takes the next short bar; returns the long bars that are now over, at most two. */
  step(bar: Bar): readonly Bar[];
  /** Returns the long bar under way if its interval is over at `now`. */
  advance(now: Instant): readonly Bar[];
}

const NONE: readonly Bar[] = Object.freeze([]);

/** Returns a resampler for the bars of one instrument, in order; `state` continues an earlier one. */
export function resampler(rule: ResampleRule, state?: Bar): Resampler {
  assert(rule.everyUs > 0 && rule.everyUs <= DAY, 'A resampled bar lasts up to a day', { everyUs: rule.everyUs });
  return new JoiningResampler(rule, session(rule.hours ?? ALWAYS_OPEN), state);
}

/**
 * Returns the table of long bars. Those whose interval is not over at `knownUntil` are left out; absent,
 * that is the close of the last short bar. Throws `resample-misaligned`.
 */
export function resampleTable(table: BarTable, rule: ResampleRule, knownUntil?: Instant): BarTable {
  const joining = resampler(rule);
  const builder = startBarTable();
  for (let row = 0; row < table.length; row += 1) {
    for (const bar of joining.step({ instrument: table.instrument, ...barNumbersAt(table, row) })) builder.append(bar);
  }
  if (knownUntil !== undefined) for (const bar of joining.advance(knownUntil)) builder.append(bar);
  return builder.build(table.instrument, []);
}

interface Interval {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

/** A resource: the long bar under way, which grows in place. */
class JoiningResampler implements Resampler {
  state: Bar | undefined;

  constructor(
    private readonly rule: ResampleRule,
    private readonly session: Session,
    state: Bar | undefined,
  ) {
    this.state = state === undefined ? undefined : { ...state };
  }

  step(bar: Bar): readonly Bar[] {
    const earlier = this.advance(bar.openedAt);
    if (this.state === undefined) this.state = this.begin(bar);
    else join(this.state, bar);
    const now = this.advance(bar.closedAt);
    if (earlier.length === 0) return now;
    return now.length === 0 ? earlier : [earlier[0], now[0]];
  }

  advance(now: Instant): readonly Bar[] {
    const { state } = this;
    if (state === undefined || state.closedAt > now) return NONE;
    this.state = undefined;
    return [state];
  }

  private begin(bar: Bar): Bar {
    const interval = this.intervalOf(bar);
    return { ...bar, openedAt: interval.opensAt, closedAt: interval.closesAt };
  }

  private intervalOf(bar: Bar): Interval {
    const day = this.session.dayOf(bar.openedAt);
    const { everyUs } = this.rule;
    const range = everyUs === DAY ? day : day.ranges.find(({ opensAt, closesAt }) => bar.openedAt >= opensAt && bar.openedAt < closesAt);
    if (range === undefined) throw misaligned(bar, 'it lies outside the session');
    const opensAt = everyUs === DAY ? range.opensAt : bar.openedAt - ((bar.openedAt - range.opensAt) % everyUs);
    const closesAt = everyUs === DAY ? range.closesAt : Math.min(opensAt + everyUs, range.closesAt);
    if (bar.openedAt < opensAt || bar.closedAt > closesAt) throw misaligned(bar, `the long bar goes from ${formatInstant(opensAt)} to ${formatInstant(closesAt)}`);
    return { opensAt, closesAt };
  }
}

function join(long: Bar, bar: Bar): void {
  if (bar.closedAt > long.closedAt) throw misaligned(bar, `the long bar closes at ${formatInstant(long.closedAt)}`);
  if (bar.high > long.high) long.high = bar.high;
  if (bar.low < long.low) long.low = bar.low;
  long.close = bar.close;
  long.volume = long.volume < 0 || bar.volume < 0 ? UNKNOWN_VOLUME : long.volume + bar.volume;
}

function misaligned(bar: Bar, why: string): HivetapeError {
  return new HivetapeError(
    'resample-misaligned',
    `A bar lies within one longer bar (found ${bar.instrument} from ${formatInstant(bar.openedAt)} to ${formatInstant(bar.closedAt)}: ${why}).`,
    { help: 'Choose a step that the bars divide, and give the session of the instrument.' },
  );
}

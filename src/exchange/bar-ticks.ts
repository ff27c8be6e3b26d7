/** A bar on the tick grid, so that levels are compared exactly. */
import type { Ticks } from '../core/fixed-point.js';
import type { Bar } from '../domain/bar.js';
import { ticksOf, type Instrument } from '../domain/instrument.js';

export interface BarTicks {
  readonly open: Ticks;
  readonly high: Ticks;
  readonly low: Ticks;
  readonly close: Ticks;
}

export function barTicks(instrument: Instrument, bar: Bar): BarTicks {
  return {
    open: ticksOf(instrument, bar.open),
    high: ticksOf(instrument, bar.high),
    low: ticksOf(instrument, bar.low),
    close: ticksOf(instrument, bar.close),
  };
}

/**
 * How a market moved and traded on the days that are over: its daily volatility and its average daily
 * volume. The impact of an order is estimated from these, never from the day that is still going on.
 */

/** Plain data, changed in place. */
export interface DailyPulse {
  day: number;
  close: number;
  /** Last close of the day before; 0 before there was one. */
  closeBefore: number;
  volume: number;
  /** Of the days that are over, oldest first, at most as many as the rule looks back. */
  readonly returns: number[];
  readonly volumes: number[];
}

export interface PulseFigures {
  /** Standard deviation of the daily returns. */
  readonly volatility: number;
  /** Units per day. */
  readonly volume: number;
}

export function startPulse(): DailyPulse {
  return { day: Number.MIN_SAFE_INTEGER, close: 0, closeBefore: 0, volume: 0, returns: [], volumes: [] };
}

/** Takes in a bar, in place. */
export function seePulse(pulse: DailyPulse, bar: { readonly close: number; readonly volume: number }, { day, days }: { readonly day: number; readonly days: number }): void {
  if (day > pulse.day && pulse.day !== Number.MIN_SAFE_INTEGER) {
    if (pulse.closeBefore > 0) keep(pulse.returns, pulse.close / pulse.closeBefore - 1, days);
    keep(pulse.volumes, pulse.volume, days);
    pulse.closeBefore = pulse.close;
    pulse.volume = 0;
  }
  pulse.day = day;
  pulse.close = bar.close;
  pulse.volume += Math.max(0, bar.volume);
}

/** Returns the figures of the days before; `undefined` until two returns and some volume are known. */
export function pulseFigures({ returns, volumes }: DailyPulse): PulseFigures | undefined {
  if (returns.length < 2) return undefined;
  const mean = returns.reduce((sum, one) => sum + one, 0) / returns.length;
  const variance = returns.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / (returns.length - 1);
  const volume = volumes.reduce((sum, one) => sum + one, 0) / volumes.length;
  return volume > 0 ? { volatility: Math.sqrt(variance), volume } : undefined;
}

function keep(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}

/**
 * How much was traded at a venue in the last 30 days, day by day: what tiered fees go by. The day in
 * progress does not count, so that one rate holds all day and no fill changes the rate of its own order.
 */
import type { FeeSchedule, VenueRules } from './venue-rules.js';

/** Plain data, changed in place. */
export interface TradedVolume {
  /** Oldest first; units of currency. */
  readonly days: { readonly day: number; units: number }[];
}

const DAYS = 30;

export function noVolume(): TradedVolume {
  return { days: [] };
}

/** Takes in what a fill traded, in place. */
export function addTraded({ days }: TradedVolume, day: number, units: number): void {
  const last = days[days.length - 1];
  if (last?.day === day) last.units += units;
  else days.push({ day, units });
  while (days.length > 0 && days[0].day < day - DAYS) days.shift();
}

/** Returns what was traded in the 30 days before a day, in units of currency. */
export function tradedBefore({ days }: TradedVolume, day: number): number {
  let sum = 0;
  for (const { day: at, units } of days) if (at < day && at >= day - DAYS) sum += units;
  return sum;
}

/** Returns the rules with the rates of the tier that a day's fills pay; the very same rules where there are no tiers. */
export function rulesOnDay(rules: VenueRules, volume: TradedVolume, day: number): VenueRules {
  const { tiers } = rules.fees;
  if (tiers === undefined) return rules;
  const traded = tradedBefore(volume, day);
  const tier = tiers.findLast(({ from }) => from <= traded);
  return tier === undefined ? rules : { ...rules, fees: ratesOf(rules.fees, tier) };
}

function ratesOf(fees: FeeSchedule, { bps, makerBps = bps }: { readonly bps: number; readonly makerBps?: number }): FeeSchedule {
  return { ...fees, bps, makerBps };
}

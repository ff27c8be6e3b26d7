/** How much of an order one bar fills in the `backtrader` profile. Without a filler, all of it. */
import { floorDivide } from '../floor-divide.js';
import { demandOfProfile, type ProfileBar } from '../profile-bar.js';

export type BacktraderFiller =
  /** At most so many units a bar, and the bar's volume; 0 for no other bound than the volume. */
  | { readonly kind: 'fixed-size'; readonly size: number }
  /** At most floor(volume × percent ÷ 100). */
  | { readonly kind: 'bar-percent'; readonly percent: number }
  /** The volume is spread evenly over the steps from low to high; at most so many percent of one part. */
  | { readonly kind: 'bar-point-percent'; readonly percent: number; readonly step: number };

/** Returns the units, unsigned, that the bar gives of what is left. */
export function fillable(filler: BacktraderFiller | undefined, bar: ProfileBar, rest: number): number {
  if (filler === undefined) return rest;
  demandOfProfile(bar.volume !== undefined, 'Partial fills need the volume of every bar.', { filler: filler.kind });
  switch (filler.kind) {
    case 'fixed-size':
      return Math.min(bar.volume, rest, filler.size === 0 ? Infinity : filler.size);
    case 'bar-percent':
      return Math.min(floorDivide(bar.volume * filler.percent, 100), rest);
    case 'bar-point-percent': {
      const parts = filler.step === 0 ? 1 : floorDivide(bar.high - bar.low + filler.step, filler.step);
      return Math.min(floorDivide((bar.volume / parts) * filler.percent, 100), rest);
    }
  }
}

/**
 * Bars as indicators should see them where prices are raw: on the scale that the feed told last, so that a split is no crash and a
 * dividend no loss. Orders and money stay raw. Of instruments that are not adjusted nothing is heard, and nothing changes.
 */
import type { Bar } from '../domain/bar.js';
import type { DataOf } from '../domain/catalogue.js';
import type { Instrument } from '../domain/instrument.js';

/** The scale of one instrument; plain data, absent until the feed has told one. */
export interface Adjusting {
  adjustment?: { readonly scale: number; readonly units: number };
}

/** Returns the topics on which the scales of these instruments are told. */
export function adjustmentTopics(instruments: readonly Instrument[]): readonly string[] {
  return instruments.flatMap(({ id, isAdjusted }) => (isAdjusted === true ? [`adjustments/${id}`] : []));
}

/** Takes in a change of the scale, in place. The same one twice changes nothing. */
export function noteAdjustment(adjusting: Adjusting, { scale, units }: DataOf<'AdjustmentChanged'>): void {
  adjusting.adjustment = { scale, units };
}

/** Returns the bar on the scale that was told last; the bar itself before one was told. */
export function adjustedBar(bar: Bar, { adjustment }: Adjusting): Bar {
  if (adjustment === undefined) return bar;
  const { scale, units } = adjustment;
  const { open, high, low, close, volume } = bar;
  return { ...bar, open: open * scale, high: high * scale, low: low * scale, close: close * scale, volume: volume < 0 ? volume : volume / units };
}

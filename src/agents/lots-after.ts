/** What an agent's own count of its lots comes to when the venue splits or closes the whole position. */
import type { LogEvent } from '../domain/catalogue.js';
import type { Lots } from '../core/fixed-point.js';
import { splitLots } from '../portfolio/book-action.js';

/** Returns the lots: nothing after a close-out, as many as the split makes of them otherwise. */
export function lotsAfter(lots: Lots, event: Extract<LogEvent, { type: 'PositionClosedOut' | 'PositionSplit' }>): Lots {
  return event.type === 'PositionClosedOut' ? 0 : splitLots(lots, event.data.into, event.data.per);
}

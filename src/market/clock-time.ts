/** Clock times of a market's day, as text. */
import { HOUR, MINUTE } from '../core/instant.js';

/** Returns the µs after midnight of a clock time like 09:30. */
export function clockUs(text: string): number {
  return Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * MINUTE;
}

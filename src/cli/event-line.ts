/** One event as one line for people: what it is, who said it, and what it says. */
import type { Recorded } from '../core/event.js';
import type { LogEvent } from '../domain/catalogue.js';
import { isShownSealed } from '../store/sealed-version.js';
import { eventWords } from '../report/event-words.js';
import { grouped } from './number-format.js';
import { oneLine } from './output.js';

/** Returns "OrderPlaced 812 trader: market buy 10 lots of SPX". */
export function eventLine(event: Recorded): string {
  return oneLine(`${event.type} ${event.offset} ${event.agent}: ${contentText(event)}`);
}

/** Returns what an event says, in words. */
export function contentText(recorded: Recorded): string {
  if (isShownSealed(recorded)) return `sealed: ${grouped(recorded.data.bytes)} bytes, key ${recorded.data.keyId} is gone`;
  const event = recorded as LogEvent;
  if (event.type === 'BarClosed') {
    const { instrument, open, high, low, close, volume } = event.data.bar;
    return oneLine(`${instrument} open ${open} high ${high} low ${low} close ${close}${volume < 0 ? '' : ` volume ${grouped(volume)}`}`);
  }
  return oneLine(eventWords(event));
}

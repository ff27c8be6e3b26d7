/** One event as one line for people: what it is, who said it, and what it says. */
import type { Recorded } from '../core/event.js';
import type { Said } from '../report/folds/talk-fold.js';
import { saidText } from '../report/said-text.js';
import { oneLine } from './output.js';

/** Returns "OrderPlaced 812 trader: market buy 10 lots of SPX". */
export function eventLine(event: Recorded): string {
  return oneLine(`${event.type} ${event.offset} ${event.agent}: ${contentText(event)}`);
}

/** Returns what an event says; its data as JSON where it has no words of its own. */
export function contentText(event: Recorded): string {
  const said = saidText(event as Said);
  return oneLine(said === '' ? JSON.stringify(event.data) : said);
}

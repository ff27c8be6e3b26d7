/** What the market showed between bars, and what decided a fill, in words for people. */
import type { LogEvent } from '../domain/catalogue.js';
import type { Fill, FineSource } from '../domain/fill.js';
import { faultWords } from './fault-words.js';
import { counted, decimal, priceText } from './number-text.js';

const deciders: Readonly<Record<FineSource, string>> = { print: 'by a print', 'finer-bar': 'by a finer bar', quote: 'by a quote', book: 'by the order book' };

/** Returns what decided a fill: "by a print, exact", or where in its bar it lay. */
export function decisionWords({ decidedBy, basis, label }: Pick<Fill, 'decidedBy' | 'basis' | 'label'>): string {
  return decidedBy === undefined ? `${basis}, ${label}` : `${deciders[decidedBy]}, ${label}`;
}

/** Returns the name of what filled an order, for a causal chain. */
export function deciderName(source: FineSource): string {
  const [first, ...rest] = deciders[source].replace(/^by (?:an?|the) /, '');
  return `${first.toUpperCase()}${rest.join('')} that filled it`;
}

/** Returns the line; empty for an event that says nothing beyond its type. */
export function marketWords(event: LogEvent): string {
  switch (event.type) {
    case 'PrintSeen': {
      const { instrument, price, size, conditions } = event.data;
      return `${instrument} ${priceText(price)}${size < 0 ? '' : `, size ${decimal(size, size % 1 === 0 ? 0 : 6)}`}${conditions === undefined ? '' : `, ${conditions}`}`;
    }
    case 'FinerBarClosed': {
      const { instrument, open, high, low, close } = event.data.bar;
      return `${instrument} open ${priceText(open)} high ${priceText(high)} low ${priceText(low)} close ${priceText(close)}`;
    }
    case 'QuoteSeen': {
      const { instrument, bid, ask, bidQuantity, askQuantity } = event.data;
      const of = (quantity: number): string => (quantity < 0 ? '' : ` for ${decimal(quantity, quantity % 1 === 0 ? 0 : 6)}`);
      return `${instrument} bid ${priceText(bid)}${of(bidQuantity)}, ask ${priceText(ask)}${of(askQuantity)}`;
    }
    case 'BookSeen':
      return `${event.data.instrument} book: ${levelsText(event.data)}`;
    case 'BookChanged':
      return `${event.data.instrument} book changes ${event.data.firstUpdate} to ${event.data.lastUpdate}: ${levelsText(event.data)}`;
    case 'BookLost':
      return `${event.data.instrument} book is lost: change ${event.data.found} came where ${event.data.expected} was next`;
    default:
      return faultWords(event);
  }
}

function levelsText({ bids, asks }: { readonly bids: readonly unknown[]; readonly asks: readonly unknown[] }): string {
  return `${counted(bids.length, 'bid')}, ${counted(asks.length, 'ask')}`;
}

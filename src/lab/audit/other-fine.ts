/** Another future of what is finer than bars: what is known by the cut stays, and what comes after is another one. */
import { agentId } from '../../core/brand.js';
import { randomStream, type RandomStream } from '../../core/random.js';
import type { Instrument } from '../../domain/instrument.js';
import { printTable, type PrintRow, type PrintTable } from '../../market/prints.js';
import type { Quotes } from '../../market/quotes.js';
import type { FineTables } from '../load-fine.js';
import { otherTable, type OtherFuture } from './other-future.js';

/** Returns the finer data with everything after the cut changed. A book ends with it: half of one would be none. */
export function otherFine({ prints, bars, book }: FineTables, instrument: Instrument, future: OtherFuture): FineTables {
  return {
    ...(prints === undefined ? {} : { prints: otherPrints(prints, instrument, future) }),
    ...(bars === undefined ? {} : { bars: otherTable(bars, instrument, future) }),
    ...(book === undefined ? {} : { book: { ...book, drafts: book.drafts.filter(({ at }) => at <= future.cut) } }),
  };
}

/** Returns the quotes with everything after the cut changed. */
export function otherQuotes(quotes: Quotes, instrument: Instrument, future: OtherFuture): Quotes {
  const random = streamOf(future, 'quotes');
  const known = quotes.quotes.filter(({ at }) => at <= future.cut);
  const later = quotes.quotes.filter(({ at }) => at > future.cut && isKept(future, random)).map((quote) => {
    const times = factorOf(future, random);
    const onGrid = (price: number): number => Math.max(1, Math.round(price * times * instrument.ticksPerUnit)) / instrument.ticksPerUnit;
    return { ...quote, bid: onGrid(quote.bid), ask: onGrid(quote.ask) };
  });
  return { ...quotes, quotes: [...known, ...later] };
}

function otherPrints(table: PrintTable, instrument: Instrument, future: OtherFuture): PrintTable {
  const random = streamOf(future, 'prints');
  const rows: PrintRow[] = [];
  for (let row = 0; row < table.length; row += 1) {
    const print = { at: table.at[row], price: table.price[row], size: table.size[row] };
    if (print.at <= future.cut) rows.push(print);
    else if (isKept(future, random)) rows.push({ ...print, price: Math.max(1, Math.round(print.price * factorOf(future, random) * instrument.ticksPerUnit)) / instrument.ticksPerUnit });
  }
  return { ...printTable(instrument, rows), notes: table.notes };
}

function streamOf({ how, seed }: OtherFuture, of: string): RandomStream {
  return randomStream({ seed, agent: agentId('audit'), purpose: `${how} of ${of}` });
}

function isKept({ how }: OtherFuture, random: RandomStream): boolean {
  return how === 'thin' ? random.below(3) > 0 : how !== 'truncate';
}

/** By how much a price is another one; shuffled or drawn anew, it lies somewhere between a fifth and the double. */
function factorOf({ how }: OtherFuture, random: RandomStream): number {
  if (how === 'scale') return 3;
  return how === 'thin' ? 1 : 0.2 + random.below(18_000) / 10_000;
}

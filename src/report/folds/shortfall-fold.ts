/**
 * Implementation shortfall: what trading cost against the price at which it was decided. Of each order
 * (or parent order, with all of its children) the fills, the fees, and what was left undone are held
 * against the last price known when it was placed. Source: Perold (1988), "The Implementation Shortfall".
 */
import { unitsOf } from '../../core/fixed-point.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Instrument } from '../../domain/instrument.js';
import type { Fold } from './fold.js';

/** All orders of one agent, or all parents that one executor worked. Money in the currency of its instruments. */
export interface ShortfallRow {
  /** Who carried out, and how: `at once`, or the kind of the executor. */
  readonly agent: string;
  readonly way: string;
  readonly orders: number;
  readonly children: number;
  /** Filled ÷ wanted quantity, by value at arrival. */
  readonly filledShare: number | null;
  /** Wanted quantity at the arrival price. */
  readonly wantedUnits: number;
  /** Paid above (or received below) the arrival price; spread and slippage are in it. Negative is a gain. */
  readonly priceUnits: number;
  readonly feeUnits: number;
  /** What the quantity left undone has missed, at the price when the order ended. */
  readonly missedUnits: number;
  readonly totalUnits: number;
  /** Total ÷ wanted value; `null` where nothing was wanted. */
  readonly shortfall: number | null;
  readonly offsets: readonly number[];
}

interface Wanted {
  readonly agent: string;
  readonly way: string;
  readonly instrument: string;
  readonly sign: 1 | -1;
  readonly arrival: number;
  readonly offset: number;
  lots: number;
  filledLots: number;
  children: number;
  priceUnits: number;
  feeUnits: number;
  missedUnits: number;
  isOver: boolean;
}

/** What the fold knows on the way. */
interface Book {
  readonly instruments: Map<string, Instrument>;
  readonly kinds: Map<string, string>;
  readonly closes: Map<string, number>;
  readonly wanted: Map<string, Wanted>;
}

export function shortfallFold(): Fold<readonly ShortfallRow[]> {
  const book: Book = { instruments: new Map(), kinds: new Map(), closes: new Map(), wanted: new Map() };
  return {
    see: (event) => see(book, event),
    result: () => {
      for (const wanted of book.wanted.values()) endOf(book, wanted);
      return rowsOf(book);
    },
  };
}

function see(book: Book, event: LogEvent): void {
  switch (event.type) {
    case 'InstrumentListed':
      book.instruments.set(event.data.instrument.id, event.data.instrument);
      break;
    case 'AgentSeated':
      book.kinds.set(event.data.agent, event.data.kind);
      break;
    case 'BarClosed':
      book.closes.set(event.data.bar.instrument, event.data.bar.close);
      break;
    case 'ParentOrderPlaced': {
      const { id, executor, instrument, side, quantityLots, arrivalPrice } = event.data.parent;
      want(book, id, { agent: executor, way: book.kinds.get(executor) ?? 'executor', instrument, sign: side === 'buy' ? 1 : -1, arrival: arrivalPrice, offset: event.offset, lots: quantityLots });
      break;
    }
    case 'OrderPlaced':
      placed(book, event);
      break;
    case 'OrderFilled':
      filled(book, event.data.fill);
      break;
    case 'OrderDenied':
    case 'OrderRejected':
    case 'OrderCancelled':
    case 'OrderExpired':
      end(book, event.data.orderId);
      break;
    case 'ParentOrderEnded':
      end(book, event.data.parentId);
      break;
    default:
  }
}

/** Children belong to their parent; what is sized at the fill has no wanted quantity but what it fills. */
function placed(book: Book, { data: { order }, offset }: Extract<LogEvent, { type: 'OrderPlaced' }>): void {
  const parent = order.tag === undefined ? undefined : book.wanted.get(order.tag);
  if (parent?.agent === order.owner) {
    parent.children += 1;
    return;
  }
  const arrival = book.closes.get(order.instrument);
  // An order that waits for a price, or for another order, was not meant to trade at the price of now.
  if (arrival === undefined || order.type !== 'market' || order.parent !== undefined) return;
  want(book, order.id, { agent: order.owner, way: 'at once', instrument: order.instrument, sign: order.side === 'buy' ? 1 : -1, arrival, offset, lots: order.quantityLots ?? 0 });
}

function want(book: Book, id: string, wanted: Pick<Wanted, 'agent' | 'way' | 'instrument' | 'sign' | 'arrival' | 'offset' | 'lots'>): void {
  if (!book.wanted.has(id)) book.wanted.set(id, { ...wanted, filledLots: 0, children: 0, priceUnits: 0, feeUnits: 0, missedUnits: 0, isOver: false });
}

function filled(book: Book, fill: Extract<LogEvent, { type: 'OrderFilled' }>['data']['fill']): void {
  const own = book.wanted.get(fill.orderId);
  const parent = fill.tag === undefined ? undefined : book.wanted.get(fill.tag);
  const wanted = own ?? (parent?.agent === fill.owner ? parent : undefined);
  if (wanted === undefined) return;
  wanted.filledLots += fill.quantityLots;
  wanted.lots = Math.max(wanted.lots, wanted.filledLots);
  wanted.priceUnits += wanted.sign * (fill.price - wanted.arrival) * unitsPerLot(book, wanted) * fill.quantityLots;
  wanted.feeUnits += unitsOf(fill.feeMicros);
}

function end(book: Book, id: string): void {
  const wanted = book.wanted.get(id);
  if (wanted !== undefined) endOf(book, wanted);
}

function endOf(book: Book, wanted: Wanted): void {
  if (wanted.isOver) return;
  wanted.isOver = true;
  const close = book.closes.get(wanted.instrument) ?? wanted.arrival;
  wanted.missedUnits = wanted.sign * (close - wanted.arrival) * unitsPerLot(book, wanted) * (wanted.lots - wanted.filledLots);
}

function unitsPerLot({ instruments }: Book, { instrument }: Wanted): number {
  const known = instruments.get(instrument);
  return known === undefined ? 0 : known.multiplier / known.lotsPerUnit;
}

function rowsOf(book: Book): ShortfallRow[] {
  const groups = new Map<string, Wanted[]>();
  for (const wanted of book.wanted.values()) {
    const key = `${wanted.agent} ${wanted.way}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [wanted]);
    else group.push(wanted);
  }
  return [...groups.values()].map((group) => rowOf(book, group));
}

function rowOf(book: Book, group: readonly Wanted[]): ShortfallRow {
  const sum = (term: (wanted: Wanted) => number): number => group.reduce((total, wanted) => total + term(wanted), 0);
  const worth = (wanted: Wanted, lots: number): number => Math.abs(wanted.arrival) * unitsPerLot(book, wanted) * lots;
  const wantedUnits = sum((wanted) => worth(wanted, wanted.lots));
  const [priceUnits, feeUnits, missedUnits] = [sum((wanted) => wanted.priceUnits), sum((wanted) => wanted.feeUnits), sum((wanted) => wanted.missedUnits)];
  const totalUnits = priceUnits + feeUnits + missedUnits;
  return {
    agent: group[0].agent, way: group[0].way, orders: group.length, children: sum(({ children }) => children),
    filledShare: wantedUnits === 0 ? null : sum((wanted) => worth(wanted, wanted.filledLots)) / wantedUnits,
    wantedUnits, priceUnits, feeUnits, missedUnits, totalUnits,
    shortfall: wantedUnits === 0 ? null : totalUnits / wantedUnits,
    offsets: [group[0].offset, group[group.length - 1].offset],
  };
}

/**
 * Whether what was ordered is what was done: the side of each fill, the size of each order, the price of each
 * fill against its parts. A difference that an event explains (a cancel, a refusal, a split) is none; anything
 * below 1 is an error of ours, and its events are named.
 */
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import type { Fill } from '../../domain/fill.js';
import type { Instrument } from '../../domain/instrument.js';
import type { Order } from '../../domain/order.js';
import type { ReportFigure } from '../figure.js';
import type { Fold } from './fold.js';

interface Ordered {
  readonly order: Order;
  readonly offset: number;
  filledLots: number;
  isExplained: boolean;
  lastOffset: number;
}

interface Tally {
  count: number;
  readonly faults: number[];
}

export function fidelityFold(): Fold<readonly ReportFigure[]> {
  const orders = new Map<string, Ordered>();
  const instruments = new Map<string, Instrument>();
  const tallies = { side: { count: 0, faults: [] }, price: { count: 0, faults: [] } } satisfies Record<string, Tally> as Record<'side' | 'price', Tally>;

  const fill = ({ data, offset }: EventOf<'OrderFilled'>): void => {
    const ordered = orders.get(data.fill.orderId);
    if (ordered === undefined) return;
    ordered.filledLots += data.fill.quantityLots;
    ordered.lastOffset = offset;
    note(tallies.side, data.fill.side === ordered.order.side, offset);
    note(tallies.price, isPriced(data.fill, instruments.get(data.fill.instrument)), offset);
  };
  const see = (event: LogEvent): void => {
    switch (event.type) {
      case 'InstrumentListed':
        instruments.set(event.data.instrument.id, event.data.instrument);
        break;
      case 'OrderPlaced':
        if (!orders.has(event.data.order.id)) orders.set(event.data.order.id, { order: event.data.order, offset: event.offset, filledLots: 0, isExplained: false, lastOffset: event.offset });
        break;
      case 'OrderFilled':
        fill(event);
        break;
      case 'OrderDenied':
      case 'OrderRejected':
      case 'OrderCancelled':
      case 'OrderExpired': {
        const ordered = orders.get(event.data.orderId);
        if (ordered !== undefined) ordered.isExplained = true;
        break;
      }
      case 'PositionSplit':
        for (const ordered of orders.values()) if (ordered.order.instrument === event.data.instrument) ordered.isExplained = true;
        break;
      default:
    }
  };
  const result = (): readonly ReportFigure[] => {
    const size: Tally = { count: 0, faults: [] };
    for (const { order, filledLots, isExplained, lastOffset } of orders.values()) {
      // What was neither filled nor ended waits, and has done nothing wrong.
      const isKept = isExplained || order.quantityLots === undefined || filledLots === order.quantityLots || filledLots === 0;
      note(size, isKept, lastOffset);
    }
    return [
      figureOf('fidelity-side', 'Fills on the side ordered', 'share of fills with the side of their order', tallies.side),
      figureOf('fidelity-size', 'Orders filled as ordered', 'share of orders filled whole, not at all, or with an event that says why not', size),
      figureOf('fidelity-price', 'Fills priced by their parts', 'share of fills at base ± half spread ± slippage, to the tick', tallies.price),
    ];
  };
  return { see, result };
}

/** The parts may be cut by a limit, for the trader; the rest is the rounding to the grid, against him. */
function isPriced({ side, price, basePrice, halfSpread, slippage }: Fill, instrument: Instrument | undefined): boolean {
  const sign = side === 'buy' ? 1 : -1;
  const paid = sign * (price - basePrice);
  const tick = instrument === undefined ? 0 : 1 / instrument.ticksPerUnit;
  const dust = 1e-9 * Math.max(1, Math.abs(price));
  return paid <= halfSpread + slippage + tick + dust && paid >= 0 - tick - dust;
}

function note(tally: Tally, isKept: boolean, offset: number): void {
  tally.count += 1;
  if (!isKept) tally.faults.push(offset);
}

function figureOf(id: string, label: string, convention: string, { count, faults }: Tally): ReportFigure {
  const valued = count === 0 ? { value: null, reason: 'too-few' } : { value: (count - faults.length) / count };
  return { id, label, ...valued, unit: 'fraction', convention, n: count, offsets: faults.slice(0, 10) };
}

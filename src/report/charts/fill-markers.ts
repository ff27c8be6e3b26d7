/** Fills as marks on a price chart: triangles up for buys, down for sells, so that colour is not the only sign. */
import type { Side } from '../../domain/order.js';
import { colour, drawn, values, type ChartSpec, type ChartTable, type Column } from '../chart-spec.js';
import type { FillRow } from '../folds/books-fold.js';
import { DAY, MINUTE, SECOND, formatInstant } from '../../core/instant.js';

const MARKERS_MAX = 2_000;
/** Beyond this the marks shrink, so that the price stays to be seen. */
const LARGE_MARKERS_MAX = 200;

/** Returns the fills that are marked: all, or the largest in value, in their order. */
export function chartableFills(fills: readonly FillRow[]): { readonly fills: readonly FillRow[]; readonly isThinned: boolean } {
  if (fills.length <= MARKERS_MAX) return { fills, isThinned: false };
  const bySize = [...fills].sort((a, b) => b.price * b.quantityLots - a.price * a.quantityLots || a.offset - b.offset);
  const kept = bySize.slice(0, MARKERS_MAX).sort((a, b) => a.offset - b.offset);
  return { fills: kept, isThinned: true };
}

export interface FillMarkers {
  readonly columns: Readonly<Record<string, Column>>;
  readonly traces: ChartSpec['traces'];
  readonly tables: readonly ChartTable[];
}

export function fillMarkers(fills: readonly FillRow[]): FillMarkers {
  const sides = [
    { side: 'buy', title: 'Buys', symbol: 'triangle-up', shade: 'gain' },
    { side: 'sell', title: 'Sells', symbol: 'triangle-down', shade: 'loss' },
  ] as const satisfies readonly { side: Side; title: string; symbol: string; shade: string }[];
  const isDense = fills.length > LARGE_MARKERS_MAX;
  const present = sides.filter(({ side }) => fills.some((fill) => fill.side === side));
  const columns = present.flatMap(({ side }) => {
    const mine = fills.filter((fill) => fill.side === side);
    const column = (label: string, unit: Column['unit'], of: (fill: FillRow) => string | number): Column => ({ label, unit, values: mine.map(of) });
    return [
      [`${side}At`, column('Time', 'text', (fill) => dayText(fill.time))],
      [`${side}Price`, column('Price', 'price', (fill) => drawn(fill.price))],
      [`${side}Lots`, column('Lots', 'count', (fill) => fill.quantityLots)],
      [`${side}Offset`, column('Event', 'count', (fill) => fill.offset)],
    ] as const;
  });
  return {
    columns: Object.fromEntries(columns),
    traces: present.map(({ side, title, symbol, shade }) => ({
      type: 'scatter', mode: 'markers', name: title, x: values(`${side}At`), y: values(`${side}Price`), customdata: values(`${side}Offset`),
      text: values(`${side}Lots`), hovertemplate: `${side} %{text} lots at %{y}<br>%{x}, event %{customdata}<extra></extra>`,
      marker: { symbol, size: isDense ? 5 : 9, color: colour(shade), line: { color: colour('panel'), width: isDense ? 0.4 : 1 } },
    })),
    tables: present.map(({ side, title }) => ({ caption: title, columns: [`${side}At`, `${side}Price`, `${side}Lots`, `${side}Offset`] })),
  };
}

/** Daily charts end a day at midnight: what happens just after it belongs to the day before, as in the books. */
function dayText(time: number): string {
  const at = time - MINUTE;
  const inDay = at - Math.floor(at / DAY) * DAY;
  if (inDay >= DAY - MINUTE) return formatInstant(Math.floor(at / DAY) * DAY);
  return formatInstant(Math.floor(time / SECOND) * SECOND).replace('T', ' ').replace('Z', '').slice(0, 19);
}

/**
 * Walks over the past of one symbol, page by page, and gives each closed bar once: what overlaps is dropped,
 * what is still under way is left out, and an empty page is asked for twice before it is believed.
 */
import { HivetapeError } from '../../core/errors.js';
import { formatInstant, type Instant } from '../../core/instant.js';
import type { Candle } from '../../host/exchange-client.js';
import type { BarNumbers } from '../bar-table.js';
import type { Asking } from './asking.js';

export interface CandleSpan {
  readonly symbol: string;
  readonly timeframe: string;
  /** Length of a bar in µs. */
  readonly stepUs: number;
  /** Opening of the first bar that is wanted. */
  readonly from: Instant;
  /** Bars that open before this. */
  readonly until: Instant;
  /** Only bars that have closed by then. */
  readonly closedBy: Instant;
  /** The last bar of an earlier download: asked for once more, and compared. */
  readonly known?: BarNumbers;
}

export interface CandlePage {
  /** New bars in order of time. */
  readonly bars: readonly BarNumbers[];
  /** Whether the exchange now tells the known bar otherwise. */
  readonly revised: boolean;
  /** Openings up to here have been asked for. */
  readonly askedTo: Instant;
}

/** Yields pages until the span is over. Throws what asking throws, and `exchange-answer-invalid`. */
export async function* candlePages(asking: Asking, limit: number, span: CandleSpan): AsyncGenerator<CandlePage> {
  const { symbol, timeframe, stepUs, known } = span;
  const end = Math.min(span.until, span.closedBy - stepUs + 1);
  let cursor = known === undefined ? span.from : known.openedAt + stepUs;
  let comparing = known;
  let wasEmpty = false;
  while (cursor < end) {
    const sinceMs = Math.ceil((comparing?.openedAt ?? cursor) / 1_000);
    const answer = await asking.ask((client) => client.candles({ symbol, timeframe, sinceMs, limit }));
    const rows = barsOf(answer, stepUs);
    const fresh = rows.filter(({ openedAt }) => openedAt >= cursor && openedAt < end);
    const isPast = rows.some(({ openedAt }) => openedAt >= end);
    const compared = comparing === undefined ? undefined : rows.find(({ openedAt }) => openedAt === comparing?.openedAt);
    const revised = compared !== undefined && comparing !== undefined && !isSameBar(compared, comparing);
    // A page with nothing but the known bar is full: what comes after it has not been asked for.
    const isOnlyKnown = fresh.length === 0 && compared !== undefined;
    if (fresh.length === 0 && !isPast && !isOnlyKnown && !wasEmpty) {
      wasEmpty = true;
      continue;
    }
    wasEmpty = false;
    comparing = undefined;
    if (isOnlyKnown) {
      yield { bars: fresh, revised, askedTo: cursor };
      continue;
    }
    if (fresh.length > 0) cursor = fresh[fresh.length - 1].openedAt + stepUs;
    else cursor = isPast ? end : cursor + limit * stepUs;
    yield { bars: fresh, revised, askedTo: Math.min(cursor, end) };
  }
}

/** Returns the bars of an answer in order of time, each once. Throws `exchange-answer-invalid`. */
function barsOf(answer: readonly Candle[], stepUs: number): readonly BarNumbers[] {
  if (!Array.isArray(answer)) throw invalid('no list of bars');
  const rows = answer.map((candle) => barOf(candle, stepUs)).sort((a, b) => a.openedAt - b.openedAt);
  const once: BarNumbers[] = [];
  for (const row of rows) {
    const last = once[once.length - 1] as BarNumbers | undefined;
    if (last !== undefined && last.openedAt === row.openedAt) {
      if (!isSameBar(last, row)) throw invalid(`two different bars that open at ${formatInstant(row.openedAt)}`);
      continue;
    }
    if (last !== undefined && row.openedAt < last.closedAt) throw invalid(`a bar that opens at ${formatInstant(row.openedAt)}, before the one before has closed`);
    once.push(row);
  }
  return once;
}

function barOf(candle: Candle, stepUs: number): BarNumbers {
  const [openedAtMs, open, high, low, close, volume] = Array.isArray(candle) ? (candle as Candle) : [];
  const numbers = [openedAtMs, open, high, low, close, volume];
  if (!numbers.every((number): number is number => typeof number === 'number' && Number.isFinite(number)) || !Number.isSafeInteger(openedAtMs)) {
    throw invalid(`the bar ${JSON.stringify(candle)?.slice(0, 120) ?? 'undefined'}`);
  }
  const openedAt = numbers[0] * 1_000;
  return { openedAt, closedAt: openedAt + stepUs, open: numbers[1], high: numbers[2], low: numbers[3], close: numbers[4], volume: numbers[5] };
}

function isSameBar(a: BarNumbers, b: BarNumbers): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;
}

function invalid(found: string): HivetapeError {
  return new HivetapeError('exchange-answer-invalid', `An exchange answers with bars of time, open, high, low, close and volume (found ${found}).`, {
    help: 'Nothing of that answer was kept. Say the same again; if it stays so, take another timeframe or exchange.',
  });
}

/**
 * An exchange on this machine: it answers in the shape of Binance's REST interface, from bars made by a
 * formula or from what a test has recorded, and misbehaves on request.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const MINUTE_MS = 60_000;
/** 2024-03-01T00:00:00Z. */
export const START_MS = 1_709_251_200_000;

export interface LoopbackExchange {
  readonly url: string;
  /** Paths and queries in order. */
  readonly asked: string[];
  /** What the next questions for candles get, one each; then the ordinary answer. */
  readonly next: Misbehaviour[];
  clockMs: number;
  close(): Promise<void>;
}

export type Misbehaviour =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | { readonly klines: readonly unknown[] }
  | 'hang-up';

export interface LoopbackOptions {
  /** How many minute bars there are since the start. */
  readonly bars: number;
  /** Minutes that have none. */
  readonly missing?: ReadonlySet<number>;
  /** Most bars of an answer, whatever is asked for. */
  readonly pageMax?: number;
  /** What a real exchange once answered, in the place of the formula. */
  readonly recorded?: readonly (readonly unknown[])[];
}

/** Returns the kline of a minute, as the exchange writes it. */
export function klineOf(minute: number): unknown[] {
  const openedAt = START_MS + minute * MINUTE_MS;
  const base = 100 + (minute % 97) / 4;
  const text = (price: number): string => price.toFixed(8);
  return [openedAt, text(base), text(base + 1), text(base - 1.25), text(base + 0.5), text(3 + (minute % 7)), openedAt + MINUTE_MS - 1, '0.0', 5, '0.0', '0.0', '0'];
}

export async function openLoopbackExchange(options: LoopbackOptions): Promise<LoopbackExchange> {
  const asked: string[] = [];
  const next: Misbehaviour[] = [];
  const exchange = { asked, next, clockMs: START_MS + options.bars * MINUTE_MS };
  const server = createServer((request, response) => answer(request, response, { ...options, exchange }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(exchange, { url, close: () => closed(server) });
}

interface Frame extends LoopbackOptions {
  readonly exchange: { readonly asked: string[]; readonly next: Misbehaviour[]; clockMs: number };
}

function answer(request: IncomingMessage, response: ServerResponse, frame: Frame): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  frame.exchange.asked.push(`${url.pathname}${url.search}`);
  if (url.pathname === '/api/v3/klines') return klines(url, response, frame);
  if (url.pathname === '/api/v3/exchangeInfo') return json(response, { symbols: [symbolInfo('BTC'), symbolInfo('ETH')] });
  if (url.pathname.endsWith('/exchangeInfo')) return json(response, { symbols: [] });
  if (url.pathname === '/api/v3/time') return json(response, { serverTime: frame.exchange.clockMs });
  text(response, { status: 404, body: '{}' });
}

function klines(url: URL, response: ServerResponse, { bars, missing = new Set(), pageMax = 1_000, recorded, exchange }: Frame): void {
  const misbehaviour = exchange.next.shift();
  if (misbehaviour === 'hang-up') return void response.destroy();
  if (misbehaviour !== undefined && 'status' in misbehaviour) return text(response, misbehaviour);
  if (misbehaviour !== undefined) return json(response, misbehaviour.klines);
  if (recorded !== undefined) return json(response, recorded.filter(([openedAt]) => Number(openedAt) >= Number(url.searchParams.get('startTime'))).slice(0, pageMax));
  const first = Math.max(0, Math.ceil((Number(url.searchParams.get('startTime')) - START_MS) / MINUTE_MS));
  const limit = Math.min(pageMax, Number(url.searchParams.get('limit') ?? '500'));
  const rows: unknown[] = [];
  for (let minute = first; minute < bars && rows.length < limit; minute += 1) if (!missing.has(minute)) rows.push(klineOf(minute));
  json(response, rows);
}

function symbolInfo(base: string): object {
  return {
    symbol: `${base}USDT`, status: 'TRADING', baseAsset: base, quoteAsset: 'USDT', baseAssetPrecision: 8, quotePrecision: 8,
    isSpotTradingAllowed: true, permissions: ['SPOT'],
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' },
      { filterType: 'LOT_SIZE', minQty: '0.00001', maxQty: '9000', stepSize: '0.00001' },
    ],
  };
}

function json(response: ServerResponse, value: unknown): void {
  text(response, { status: 200, body: JSON.stringify(value) });
}

function text(response: ServerResponse, { status, body, headers = {} }: { status: number; body: string; headers?: Record<string, string> }): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

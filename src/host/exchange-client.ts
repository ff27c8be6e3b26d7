/**
 * The candles of real exchanges, by the package ccxt, which only those install who want them. Here are
 * loading, addresses and failures; which pages are asked for, and what they mean, is decided above.
 */
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import { loadOptionalPackage } from './optional-package.js';

/** Opening in epoch milliseconds, open, high, low, close, volume; anything may be missing. */
export type Candle = readonly (number | undefined | null)[];

/**
 * Why an exchange gave nothing. `busy`: it wants fewer questions, and may say how long to wait. `absent`:
 * no answer, or a broken one, which may work later. `refused`: asking again would not help.
 */
export interface ExchangeTrouble {
  readonly kind: 'busy' | 'absent' | 'refused';
  readonly message: string;
  readonly retryAfterMs?: number;
}

export type ExchangeAnswer<Value> = { readonly value: Value } | { readonly trouble: ExchangeTrouble };

export interface CandleRequest {
  readonly symbol: string;
  readonly timeframe: string;
  readonly sinceMs: number;
  readonly limit: number;
}

export interface ExchangeClient {
  readonly exchange: string;
  /** What asks, with its version. */
  readonly library: string;
  /** Least time between two questions. */
  readonly pauseMs: number;
  /** Most candles of one answer. */
  readonly limit: number;
  /** Empty where the exchange does not say. */
  readonly timeframes: readonly string[];
  /** Returns the symbols that are traded. */
  symbols(): Promise<ExchangeAnswer<readonly string[]>>;
  candles(request: CandleRequest): Promise<ExchangeAnswer<readonly Candle[]>>;
  /** Returns the exchange's own clock in epoch milliseconds; `undefined` where it has none to ask. */
  clockMs(): Promise<ExchangeAnswer<number | undefined>>;
}

export interface ExchangeOptions {
  readonly exchange: string;
  /** Asked instead of the exchange's own addresses: a mirror, a recording, a proxy. */
  readonly endpoint?: string;
  readonly timeoutMs?: number;
}

const LIMIT_USUAL = 300;
const TIMEOUT_MS = 20_000;

/** The little of ccxt that we use. */
interface Ccxt {
  readonly version: string;
  readonly exchanges: readonly string[];
  readonly [exchange: string]: unknown;
}

interface CcxtExchange {
  readonly has: Record<string, unknown>;
  readonly urls: { readonly api?: unknown };
  readonly rateLimit?: number;
  readonly timeframes?: Record<string, unknown>;
  readonly features?: { readonly spot?: { readonly fetchOHLCV?: { readonly limit?: number } } };
  readonly last_http_response?: unknown;
  readonly last_response_headers?: Record<string, string>;
  loadMarkets(): Promise<Record<string, unknown>>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<readonly Candle[]>;
  fetchTime(): Promise<number | undefined>;
}

/** Returns a client of the exchange; asks nothing yet. Throws `exchange-package-missing`, `exchange-unknown`, `exchange-address-invalid`. */
export async function openExchange({ exchange, endpoint, timeoutMs = TIMEOUT_MS }: ExchangeOptions): Promise<ExchangeClient> {
  const ccxt = await loadOptionalPackage<Ccxt>('ccxt');
  if (ccxt === undefined) {
    throw new HivetapeError('exchange-package-missing', 'Exchanges are asked through the package ccxt (found that it is not installed).', { help: 'npm install ccxt@4.5.84' });
  }
  if (!ccxt.exchanges.includes(exchange)) throw unknownExchange(exchange, ccxt.exchanges);
  const Exchange = ccxt[exchange] as new (options: object) => CcxtExchange;
  // Pauses are kept by who asks, with a clock that tests can turn; the package's own would wait on the wall.
  const asked = new Exchange({ enableRateLimit: false, timeout: timeoutMs });
  asked.has['fetchCurrencies'] = false;
  if (endpoint !== undefined) redirect(asked.urls.api, originOf(endpoint));
  return clientOf(asked, { exchange, library: `ccxt ${ccxt.version}` });
}

function clientOf(asked: CcxtExchange, { exchange, library }: { exchange: string; library: string }): ExchangeClient {
  return {
    exchange,
    library,
    pauseMs: asked.rateLimit ?? 1_000,
    limit: asked.features?.spot?.fetchOHLCV?.limit ?? LIMIT_USUAL,
    timeframes: Object.keys(asked.timeframes ?? {}),
    symbols: () => answerOf(asked, async () => Object.keys(await asked.loadMarkets())),
    candles: ({ symbol, timeframe, sinceMs, limit }) =>
      answerOf(asked, async () => {
        const candles = await asked.fetchOHLCV(symbol, timeframe, sinceMs, limit);
        // An answer that breaks off inside its JSON is handed on as no candles at all: bars would be lost without a word.
        return isJson(asked.last_http_response) ? candles : undefined;
      }),
    clockMs: () => (asked.has['fetchTime'] === true ? answerOf(asked, async () => asked.fetchTime()) : Promise.resolve({ value: undefined })),
  };
}

async function answerOf<Value>(asked: CcxtExchange, ask: () => Promise<Value | undefined>): Promise<ExchangeAnswer<Value>> {
  try {
    const value = await ask();
    if (value === undefined) return { trouble: { kind: 'absent', message: 'the answer broke off or was no JSON' } };
    return { value };
  } catch (cause) {
    return { trouble: troubleOf(cause, asked.last_response_headers ?? {}) };
  }
}

/** Errors of ccxt are told apart by the names of their classes: several copies of the package may be loaded. */
function troubleOf(cause: unknown, headers: Record<string, string>): ExchangeTrouble {
  const names = classNamesOf(cause);
  const message = shortened(cause instanceof Error ? cause.message : String(cause));
  if (names.includes('DDoSProtection') || names.includes('RateLimitExceeded')) {
    const retryAfterMs = retryAfterOf(headers);
    return { kind: 'busy', message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  const mayWorkLater = names.includes('OperationFailed') || names.includes('NetworkError') || names.includes('SyntaxError');
  return { kind: mayWorkLater ? 'absent' : 'refused', message };
}

function classNamesOf(cause: unknown): readonly string[] {
  const names: string[] = [];
  for (let at: unknown = cause; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at) as unknown) {
    names.push((at.constructor as { readonly name?: string }).name ?? '');
  }
  return names;
}

/** Seconds only: a date would need the wall clock of the other side. */
function retryAfterOf(headers: Record<string, string>): number | undefined {
  const [, text] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  return text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) * 1_000 : undefined;
}

function isJson(text: unknown): boolean {
  if (typeof text !== 'string') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Leaves the paths and takes another machine, in every address the exchange has. */
function redirect(addresses: unknown, origin: string): void {
  if (typeof addresses !== 'object' || addresses === null) return;
  const table = addresses as Record<string, unknown>;
  for (const [name, address] of Object.entries(table)) {
    if (typeof address !== 'string') redirect(address, origin);
    else table[name] = origin + address.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\/$/, '');
  }
}

function originOf(endpoint: string): string {
  try {
    const { protocol, origin } = new URL(endpoint);
    if (protocol === 'http:' || protocol === 'https:') return origin;
  } catch {
    // Told below, like an address of another kind.
  }
  throw new HivetapeError('exchange-address-invalid', `The address of an exchange is http:// or https:// with a host (found "${endpoint.slice(0, 80)}").`, {
    help: 'Write it like http://127.0.0.1:8080.',
  });
}

function unknownExchange(exchange: string, known: readonly string[]): HivetapeError {
  const nearest = nearestWord(exchange, known);
  return new HivetapeError('exchange-unknown', `An exchange is one of the ${known.length} that ccxt knows (found "${exchange.slice(0, 60)}").`, {
    help: nearest === undefined ? 'Take its id, as binance, kraken or okx.' : `Did you mean ${nearest}?`,
  });
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

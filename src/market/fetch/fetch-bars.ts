/**
 * Downloads the bars of one symbol into a file that a scenario can name: begins, or goes on where an earlier
 * download stopped, checks the whole, and writes down where it is from. Asynchronous because exchanges are.
 */
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import { DAY, HOUR, MINUTE, SECOND, formatInstant, type Instant } from '../../core/instant.js';
import { wallTime } from '../../host/clock.js';
import type { ExchangeClient } from '../../host/exchange-client.js';
import { directoryOf } from '../../host/artefact-files.js';
import { machineFiles } from '../../host/log-files.js';
import { packFile } from '../../host/pack-file.js';
import { takeLock } from '../../host/process-lock.js';
import { waitMs } from '../../host/timers.js';
import { barNumbersAt, type BarTable } from '../bar-table.js';
import { gapsOf } from '../gaps.js';
import { importBarTable } from '../import-bars.js';
import { symbolOf } from '../symbol-rule.js';
import { startAsking, type Asking, type Patience } from './asking.js';
import { candlePages } from './candle-pages.js';
import { openPartFile, unpackInto } from './part-file.js';
import { differenceOf, hasFile, readProvenance, writeProvenance, type DownloadFound, type DownloadRequest, type Provenance } from './provenance.js';

export interface FetchOptions {
  readonly client: ExchangeClient;
  readonly symbol: string;
  readonly timeframe: string;
  /** Opening of the first bar. */
  readonly since: Instant;
  /** Bars that open before this; absent: all that have closed. */
  readonly until?: Instant;
  /** File to write; packed if its name ends in .gz. */
  readonly out: string;
  readonly endpoint?: string;
  readonly patience?: Patience;
  /** Asked between two pages; true ends the download, which can go on later. */
  readonly shouldStop?: () => boolean;
  readonly onPage?: (page: { readonly bars: number; readonly askedTo: Instant; readonly until: Instant }) => void;
}

export interface FetchedBars {
  readonly provenance: Provenance;
  /** Bars that an earlier download had brought. */
  readonly barsBefore: number;
  /** Whether it was stopped before the end. */
  readonly stopped: boolean;
  readonly questions: number;
  readonly repeats: number;
}

const WALL: Patience = { nowMs: () => wallTime() / 1_000, waitMs };
const GAPS_KEPT = 100;

/**
 * Returns what was fetched. A sidecar `OUT.source.json` tells where the bars are from; while the download is
 * under way the bars stand in `OUT.part`. Throws codes of E3063 to E3069.
 */
export async function fetchBars(options: FetchOptions): Promise<FetchedBars> {
  const { client, symbol, timeframe, since, out } = options;
  const stepUs = stepOf(timeframe, client);
  const patience = options.patience ?? WALL;
  const asking = startAsking(client, patience);
  machineFiles.makeDirectory(directoryOf(out));
  const lock = takeLock(`${out}.lock`);
  if (!lock.taken) throw new HivetapeError('download-busy', `One process at a time downloads into a file ("${out}" is being written).`);
  try {
    const request: DownloadRequest = { exchange: client.exchange, symbol, timeframe, since: formatInstant(since), ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }) };
    const earlier = await takeUp(out, request);
    await checkSymbol(asking, symbol);
    const clock = await asking.ask((one) => one.clockMs());
    const closedBy = Math.round((clock ?? patience.nowMs()) * 1_000);
    if (earlier?.found === undefined) writeProvenance(out, { schema: 'hivetape.download/1', state: 'partial', request, instrument: instrumentFor(symbol), library: client.library });
    return await grow(options, { asking, stepUs, closedBy, request, earlier });
  } finally {
    lock.release();
  }
}

interface Growing {
  readonly asking: Asking;
  readonly stepUs: number;
  readonly closedBy: Instant;
  readonly request: DownloadRequest;
  readonly earlier: Provenance | undefined;
}

async function grow(options: FetchOptions, { asking, stepUs, closedBy, request, earlier }: Growing): Promise<FetchedBars> {
  const { client, symbol, timeframe, since, out, until = closedBy } = options;
  const instrument = symbolOf(instrumentFor(symbol));
  const part = openPartFile(partFile(out), instrument);
  let bars = 0;
  let revised = earlier?.found?.revised ?? 0;
  let askedTo = since;
  let stopped = false;
  try {
    const span = { symbol, timeframe, stepUs, from: since, until, closedBy, ...(part.last === undefined ? {} : { known: part.last }) };
    for await (const page of candlePages(asking, client.limit, span)) {
      part.append(page.bars);
      bars += page.bars.length;
      if (page.revised) revised += 1;
      askedTo = page.askedTo;
      options.onPage?.({ bars, askedTo, until: Math.min(until, closedBy) });
      stopped = options.shouldStop?.() ?? false;
      if (stopped) break;
    }
  } finally {
    part.close();
  }
  const counts = { questions: asking.questions, repeats: asking.repeats };
  const begun: Provenance = { schema: 'hivetape.download/1', state: 'partial', request, instrument, library: client.library };
  if (stopped) return { provenance: earlier?.found === undefined ? begun : earlier, barsBefore: 0, stopped, ...counts };
  const table = await checkedTable(partFile(out), instrument, since);
  const packed = await packFile(partFile(out), out, { gzip: out.endsWith('.gz') });
  const found = foundIn(table, { askedTo: Math.max(askedTo, table.closedAt[table.length - 1]), revised, fileSha256: packed.sha256, fileBytes: packed.bytes });
  const provenance: Provenance = { ...begun, state: 'complete', found };
  writeProvenance(out, provenance);
  machineFiles.removeTree(partFile(out));
  return { provenance, barsBefore: table.length - bars, stopped, ...counts };
}

/** Returns the sidecar of an earlier download that this one goes on with; then its part file is there. Throws `download-mismatch`. */
async function takeUp(out: string, request: DownloadRequest): Promise<Provenance | undefined> {
  const earlier = readProvenance(out);
  if (earlier === undefined) {
    if (hasFile(out) || hasFile(partFile(out))) throw mismatch(out, 'it has no sidecar that says where it is from');
    return undefined;
  }
  const different = differenceOf(earlier.request, request);
  if (different !== undefined) throw mismatch(out, `its ${different} is ${String(earlier.request[different as keyof DownloadRequest])}`);
  if (earlier.found === undefined || hasFile(partFile(out))) return earlier;
  if (!hasFile(out)) throw mismatch(out, 'its sidecar is there, and the file is not');
  const { sha256 } = await unpackInto(partFile(out), out);
  if (sha256 === earlier.found.fileSha256) return earlier;
  machineFiles.removeTree(partFile(out));
  throw mismatch(out, 'it was changed since it was fetched');
}

async function checkedTable(part: string, instrument: BarTable['instrument'], since: Instant): Promise<BarTable> {
  try {
    // What the exchange told is kept as it is; whoever imports it later says what to do about oddities.
    return await importBarTable(part, { instrument, repair: true, allowNonPositive: true });
  } catch (cause) {
    if (!(cause instanceof HivetapeError) || cause.code !== 'data-empty') throw cause;
    throw new HivetapeError('data-empty', `The exchange has bars since ${formatInstant(since)} (it gave none).`, { help: 'Ask for an earlier --since, or another symbol or timeframe.' });
  }
}

function foundIn(table: BarTable, known: Pick<DownloadFound, 'revised' | 'fileSha256' | 'fileBytes'> & { readonly askedTo: Instant }): DownloadFound {
  const gaps = gapsOf(table);
  return {
    bars: table.length,
    first: formatInstant(barNumbersAt(table, 0).openedAt),
    last: formatInstant(barNumbersAt(table, table.length - 1).closedAt),
    missingBars: gaps.reduce((sum, { bars }) => sum + bars, 0),
    gapCount: gaps.length,
    gaps: gaps.slice(0, GAPS_KEPT).map(({ from, to, bars }) => ({ from: formatInstant(from), to: formatInstant(to), bars })),
    fetchedAt: formatInstant(wallTime()),
    rowsDigest: table.digest,
    ...known,
    askedTo: formatInstant(known.askedTo),
  };
}

async function checkSymbol(asking: Asking, symbol: string): Promise<void> {
  const symbols = await asking.ask((client) => client.symbols());
  if (symbols.includes(symbol)) return;
  const nearest = nearestWord(symbol, symbols);
  throw new HivetapeError('exchange-symbol-unknown', `A symbol is one of the ${symbols.length} of the exchange, as BTC/USDT (found "${symbol.slice(0, 60)}").`, nearest === undefined ? {} : { help: `Did you mean ${nearest}?` });
}

const UNITS: Readonly<Record<string, number>> = Object.freeze({ s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY });

/** Returns the length of a timeframe in µs. Throws `exchange-timeframe-unknown`. */
function stepOf(timeframe: string, { timeframes, exchange }: ExchangeClient): number {
  const [, count, unit] = /^([1-9]\d{0,3})([smhdw])$/.exec(timeframe) ?? [];
  const offered = timeframes.length === 0 || timeframes.includes(timeframe);
  if (count !== undefined && unit !== undefined && offered) return Number(count) * UNITS[unit];
  const fixed = timeframes.filter((one) => /[smhdw]$/.test(one));
  throw new HivetapeError('exchange-timeframe-unknown', `A timeframe of ${exchange} is ${fixed.length === 0 ? 'like 1m, 1h or 1d' : fixed.join(', ')} (found "${timeframe.slice(0, 20)}").`);
}

/** Returns the name that a scenario may use: BTC-USDT for BTC/USDT. */
export function instrumentFor(symbol: string): string {
  return symbol.replace(/[/:]/g, '-');
}

function partFile(out: string): string {
  return `${out}.part`;
}

function mismatch(out: string, found: string): HivetapeError {
  return new HivetapeError('download-mismatch', `A download goes on only with what it began itself ("${out}": ${found}).`, { help: 'Choose another --out, or remove the file and its sidecar.' });
}

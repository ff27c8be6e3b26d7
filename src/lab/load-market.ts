/** Loads the market of a scenario: tables of bars, the instruments they are of, and what is odd in them. */
import { instrumentId, type InstrumentId } from '../domain/ids.js';
import { DAY, parseInstant, type Instant } from '../core/instant.js';
import { randomStream } from '../core/random.js';
import type { Instrument } from '../domain/instrument.js';
import { FEED } from '../domain/office-names.js';
import { besideFile } from '../host/project-files.js';
import type { Source } from '../kernel/agent.js';
import type { Actions } from '../market/actions.js';
import type { BarTable } from '../market/bar-table.js';
import { loadBundledData } from '../market/bundled-data.js';
import { feedWithDated, type DatedDraft } from '../market/dated-feed.js';
import { barFeed } from '../market/feed.js';
import { guardedImport } from '../market/guard/guard-table.js';
import type { Repair } from '../market/guard/repair.js';
import { importBarTable } from '../market/import-bars.js';
import { calendarHours, datesOf } from '../market/calendar.js';
import { durationUs, importOptions } from '../market/import-options.js';
import { readQuotes, type Quotes } from '../market/quotes.js';
import { randomWalkBars } from '../market/random-walk.js';
import { resampleTable } from '../market/resample.js';
import type { SessionHours } from '../market/session.js';
import { onTickGrid } from '../market/tick-grid.js';
import { walkBars } from '../market/walk.js';
import { adjustedBenchmark, adjustmentDrafts, fromHereOn, importMapped, loadActions } from './load-actions.js';
import { isMadeOfBook, isMadeOfQuotes } from './fine-data.js';
import { barsOfBook, barsOfPrints, demandBars, fineDigests, finerNotes, loadBook, loadFiner, loadFromQuotes, loadPrints, withFine, type FineTables } from './load-fine.js';
import { demandRates, loadRates, rateDrafts, ratesFromHereOn, type RateSeries } from './load-rates.js';
import { mendedBars, notesFor, passed, repairDrafts } from './guard-data.js';
import { factDigests, factDrafts, loadFacts, type LoadedFacts } from './load-facts.js';
import type { ProjectPlace } from './plan-run.js';
import type { DataSection } from './scenario/data-schema.js';
import type { Scenario } from './scenario/scenario-schema.js';

/** A note about the whole of an instrument's data: for people, and told only when the data have ended. */
export interface MarketNote {
  readonly instrument: InstrumentId;
  readonly kind: string;
  readonly count: number;
  readonly note: string;
}

export interface Market {
  readonly tables: readonly BarTable[];
  /** What can be traded, in the order of the scenario; a benchmark is not among them. */
  readonly instruments: readonly Instrument[];
  /** Digest of each table's rows, by instrument. */
  readonly digests: Readonly<Record<string, string>>;
  readonly notes: readonly MarketNote[];
  /** Bars of all tables, whether the scenario's period takes them or not. */
  readonly bars: number;
  /** When the run begins: the opening of the first bar that is played. */
  readonly startAt: Instant;
  readonly from: Instant | undefined;
  /** What falls due between the bars, in order of time. */
  readonly dated: readonly DatedDraft[];
  /** What is finer than the bars. */
  readonly fine: readonly FineTables[];
}

/** A table, what it is of, and when its market is open. */
export interface Listed {
  readonly table: BarTable;
  readonly instrument: Instrument;
  readonly hours?: SessionHours;
  readonly actions?: Actions;
  /** Of the first alone: figures of the whole scenario. */
  readonly facts?: readonly LoadedFacts[];
  readonly quotes?: Quotes;
  /** What was mended in its bars, in order of time within each kind. */
  readonly repairs?: readonly Repair[];
  readonly fine?: FineTables;
}

/** Returns the market, loaded and checked. Throws what importing throws, with file and line. */
export async function loadMarket(scenario: Scenario, project: ProjectPlace): Promise<Market> {
  return withRates(scenario, marketOf(scenario, await loadTables(scenario, project)), { series: await loadRates(scenario, project), file: project.file });
}

/** Returns the market with rates between currencies in it. Throws `fx-rate-missing`. */
export function withRates(scenario: Scenario, market: Market, { series, file }: { readonly series: readonly RateSeries[]; readonly file: string }): Market {
  demandRates(scenario, market.instruments, { series, startAt: market.startAt, file });
  if (series.length === 0) return market;
  const digests = Object.fromEntries(series.map(({ pair, digest }) => [`fx/${pair}`, digest]));
  return { ...market, digests: { ...market.digests, ...digests }, dated: [...market.dated, ...rateDrafts(series)].sort((a, b) => a.at - b.at) };
}

/** Returns each table of the scenario as it was found, before it is joined to longer bars. */
export async function loadTables(scenario: Scenario, project: ProjectPlace): Promise<readonly Listed[]> {
  const loaded: Listed[] = [];
  for (const section of scenario.data) loaded.push(await withQuotes(passed(await withActions(await load(section, scenario, project), section, project), section), section, project));
  const facts = await loadFacts(scenario, project);
  return facts.length === 0 ? loaded : loaded.map((one, index) => (index === 0 ? { ...one, facts } : one));
}

/** Returns the market that these tables make, one for each item of the scenario's data. */
export function marketOf(scenario: Scenario, loaded: readonly Listed[]): Market {
  const listed = loaded.map((one, index) => resampled(scenario.data[index], one));
  const tables = listed.map(({ table }) => table);
  const from = scenario.period.from === undefined ? undefined : parseInstant(scenario.period.from);
  return {
    tables,
    instruments: listed.filter((_, index) => scenario.data[index].role === 'trade').map(({ instrument }) => instrument),
    digests: Object.fromEntries([...listed.flatMap(digestsOf), ...factDigests(listed[0]?.facts ?? [])]),
    notes: listed.flatMap((one, index) => notesOf(one, scenario.data[index])),
    bars: tables.reduce((sum, { length }) => sum + length, 0),
    startAt: startOf(tables, from),
    from,
    dated: datedOf(scenario, listed),
    fine: listed.flatMap(({ fine }) => (fine === undefined ? [] : [fine])),
  };
}

/** Returns a loaded market as a scenario of the same data, but of another period, plays it. */
export function marketIn(market: Market, { period }: Pick<Scenario, 'period'>): Market {
  const from = period.from === undefined ? undefined : parseInstant(period.from);
  return { ...market, from, startAt: startOf(market.tables, from) };
}

/** Returns the feed of a market: its bars in order of time. */
export function feedFrom({ tables, from, startAt, dated, fine }: Pick<Market, 'tables' | 'from' | 'startAt' | 'dated' | 'fine'>): Source {
  const feed = barFeed({ agent: FEED, tables, ...(from === undefined ? {} : { from }) });
  if (dated.length === 0 && fine.length === 0) return feed;
  // Before the first bar nothing is held, and after the last there is no market any more.
  const endsAt = Math.max(...tables.map(({ closedAt, length }) => (length > 0 ? closedAt[length - 1] : Number.NEGATIVE_INFINITY)));
  const whole = feedWithDated(feed, ratesFromHereOn(fromHereOn(dated, startAt), startAt).filter(({ at }) => at >= startAt && at <= endsAt));
  return withFine(whole, fine, { from: Math.max(startAt, from ?? startAt), until: endsAt });
}

function datedOf({ data }: Scenario, listed: readonly Listed[]): DatedDraft[] {
  const actions = listed.flatMap((one) => (one.actions?.actions ?? []).map((data): DatedDraft => ({ at: data.dueAt, draft: { type: 'ActionFellDue', data, topic: `actions/${data.instrument}` } })));
  const quotes = listed.flatMap((one) => (one.quotes?.quotes ?? []).map((data): DatedDraft => ({ at: data.at, draft: { type: 'QuoteSeen', data, topic: `quotes/${data.instrument}` } })));
  const others = listed.flatMap((one, index) => [...adjustmentDrafts(data[index], one), ...factDrafts(one.facts ?? []), ...repairDrafts(one.repairs ?? [])]);
  return [...actions, ...quotes, ...others].sort((a, b) => a.at - b.at);
}

function digestsOf({ table, actions, quotes, fine }: Listed): [string, string][] {
  const digests: [string, string][] = [[table.instrument, table.digest]];
  if (fine !== undefined) digests.push(...fineDigests(table.instrument, fine));
  if (actions !== undefined) digests.push([`${table.instrument}/actions`, actions.digest]);
  if (quotes !== undefined) digests.push([`${table.instrument}/quotes`, quotes.digest]);
  return digests;
}

/** Actions of a benchmark would be nobody's; they only tell how its prices go on. */
async function withActions(listed: Listed, section: DataSection, project: ProjectPlace): Promise<Listed> {
  if (section.role === 'benchmark') return { ...listed, table: await adjustedBenchmark(section, listed, project) };
  const actions = await loadActions(section, listed, project);
  return actions === undefined ? listed : { ...listed, actions };
}

async function withQuotes(listed: Listed, { quotes }: DataSection, project: ProjectPlace): Promise<Listed> {
  if (quotes === undefined || listed.quotes !== undefined) return listed;
  return { ...listed, quotes: await readQuotes(besideFile(project.file, quotes.file), listed.instrument, quotes) };
}

async function load(section: DataSection, scenario: Scenario, project: ProjectPlace): Promise<Listed> {
  const id = instrumentId(section.instrument);
  if (section.bundled !== undefined) {
    const { table, instrument, hours } = await loadBundledData(section.bundled, id);
    return { table, instrument: instrumentOf(section, scenario, instrument), hours: hoursOf(section) ?? hours };
  }
  const instrument = instrumentOf(section, scenario);
  if (section.walk !== undefined) return { table: walkOf(section.walk, instrument, scenario.seed), instrument };
  const hours = hoursOf(section);
  const listed = hours === undefined ? { instrument } : { instrument, hours };
  const prints = await loadPrints(section, { instrument, hours, project, seed: scenario.seed });
  const recorded = await loadBook(section, { instrument, hours, project, seed: scenario.seed });
  if (recorded?.book !== undefined && isMadeOfBook(section)) return { ...listed, table: barsOfBook(section, recorded.book, { instrument, hours, project, seed: scenario.seed }), fine: recorded };
  if (isMadeOfQuotes(section)) return { ...listed, ...(await loadFromQuotes(section, { instrument, hours, project, seed: scenario.seed })) };
  if (section.file === undefined && prints !== undefined) return { ...listed, table: demandBars(barsOfPrints(section, prints, hours), section.prints?.file ?? ''), fine: { prints } };
  const options = guardedImport(importOptions({ ...datesOf(hours), ...section.options, instrument: id }), section.guard ?? {});
  const file = besideFile(project.file, section.file ?? '');
  const repairs: Repair[] = [];
  const onRepair = section.guard === undefined ? undefined : (repair: Repair): void => void repairs.push(repair);
  const { symbolMap } = section;
  const read = symbolMap === undefined ? await importBarTable(file, options, onRepair) : await importMapped({ ...section, symbolMap }, file, { options, hours, scenario: project.file });
  const found = onRepair === undefined ? read : mendedBars(section, read, { hours, onRepair });
  const table = section.role === 'trade' ? onTickGrid(found, instrument, { file, offTick: section.offTick ?? 'refuse' }) : found;
  const bars = await loadFiner(section, { instrument, project, dates: datesOf(hours) });
  const fine = { ...recorded, ...(prints === undefined ? {} : { prints }), ...(bars === undefined ? {} : { bars }) };
  return { ...listed, table, ...(Object.keys(fine).length === 0 ? {} : { fine }), ...(repairs.length === 0 ? {} : { repairs }) };
}

function hoursOf({ calendar }: DataSection): SessionHours | undefined {
  return calendar === undefined ? undefined : calendarHours(calendar);
}

function walkOf(walk: NonNullable<DataSection['walk']>, instrument: Instrument, seed: number): BarTable {
  if (walk.reference) return walkBars(walk.bars, instrument.id);
  const { bars, startPrice, volatility, drift } = walk;
  return randomWalkBars({
    instrument,
    bars,
    startPrice,
    volatility,
    drift,
    barDurationUs: durationUs(walk.barDuration),
    startAt: parseInstant(walk.startAt),
    random: randomStream({ seed, agent: FEED, purpose: `walk of ${instrument.id}` }),
  });
}

/** What the scenario says of an instrument, over what the data set knows, over the usual. */
function instrumentOf(section: DataSection, { account }: Scenario, known?: Instrument): Instrument {
  return {
    id: instrumentId(section.instrument),
    currency: section.currency ?? known?.currency ?? account.currency,
    ticksPerUnit: section.tick === undefined ? (known?.ticksPerUnit ?? 100) : perUnit(section.tick),
    lotsPerUnit: section.lot === undefined ? (known?.lotsPerUnit ?? 1) : perUnit(section.lot),
    multiplier: section.multiplier ?? known?.multiplier ?? 1,
    shortable: section.shortable ?? known?.shortable ?? false,
    ...(section.settlesToCash === true ? { settlesToCash: true } : {}),
    ...(section.role === 'trade' && (section.adjust ?? 'none') !== 'none' ? { isAdjusted: true } : {}),
  };
}

/** A step of 0.01 is 100 steps per unit; a scenario's check has made sure that it comes out even. */
function perUnit(step: number): number {
  return Math.max(1, Math.round(1 / step));
}

function resampled({ resample, finer }: DataSection, listed: Listed): Listed {
  if (resample === undefined) return listed;
  const { table, hours } = listed;
  const rule = { everyUs: durationUs(resample), ...(hours === undefined ? {} : { hours }) };
  const long = resampleTable(table, rule);
  return { ...listed, table: { ...long, notes: table.notes }, ...(finer === 'source' ? { fine: { ...listed.fine, bars: table } } : {}) };
}

function notesOf(one: Listed, section: DataSection): MarketNote[] {
  const { table, quotes, fine = {} } = one;
  const notes = [...notesFor(section, one), ...finerNotes(table, fine), ...(quotes?.notes ?? [])];
  return notes.map(({ kind, count, note }) => ({ instrument: table.instrument, kind, count, note }));
}

function startOf(tables: readonly BarTable[], from: Instant | undefined): Instant {
  const first = Math.min(...tables.filter(({ length }) => length > 0).map(({ openedAt }) => openedAt[0]));
  if (!Number.isFinite(first)) return from ?? 0;
  return from === undefined ? first : Math.max(first, from - DAY);
}

/**
 * Gathers what befalls an instrument beside its prices from the files that its section names, and how its raw prices go on for those
 * who compare them over time. Actions that are inside the prices already are refused, not booked twice.
 */
import { canonicalJson, digestOf } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { Instrument } from '../domain/instrument.js';
import { besideFile } from '../host/project-files.js';
import { readActions, type Actions, type DatedAction } from '../market/actions.js';
import { readActionColumns } from '../market/adjust/action-columns.js';
import { adjustedTable, adjustmentsFrom, adjustmentsOf, type Adjustment } from '../market/adjust/adjustments.js';
import { dayStarts } from '../market/adjust/day-start.js';
import { factorActions, readFactors } from '../market/adjust/factor-file.js';
import { demandRaw } from '../market/adjust/raw-check.js';
import { delistedAt, readSymbolMap, splicedTable } from '../market/adjust/symbol-map.js';
import type { BarTable } from '../market/bar-table.js';
import type { DatedDraft } from '../market/dated-feed.js';
import { importBars } from '../market/import-bars.js';
import type { ImportOptions } from '../market/import-options.js';
import type { SessionHours } from '../market/session.js';
import { knownAtStart } from './load-facts.js';
import type { DataSection } from './scenario/data-schema.js';

export interface Acting {
  readonly table: BarTable;
  readonly instrument: Instrument;
  readonly hours?: SessionHours;
}

/** Where the scenario lies that names the files. */
export interface ScenarioPlace {
  readonly file: string;
}

/** Tells whether something befalls the instrument of a section that a venue must hear of. */
export function hasActions({ actions, factors, symbolMap, role }: DataSection): boolean {
  return role === 'trade' && (actions !== undefined || factors !== undefined || symbolMap !== undefined);
}

/** Returns the actions of a section, `undefined` where it names none. Throws `dated-file-invalid`, `actions-invalid`, `double-adjustment`. */
export async function loadActions(section: DataSection, acting: Acting, { file: scenario }: ScenarioPlace): Promise<Actions | undefined> {
  const { actions, factors, symbolMap } = section;
  const { table, instrument, hours } = acting;
  const dayStart = dayStarts(hours?.timeZone);
  const beside = (path: string): string => besideFile(scenario, path);
  if (typeof actions === 'string' && factors === undefined && symbolMap === undefined) return checkedRaw(await readActions(beside(actions), instrument), section, table);
  const found: DatedAction[] = [];
  if (typeof actions === 'string') found.push(...(await readActions(beside(actions), instrument)).actions);
  else if (actions !== undefined) found.push(...(await readActionColumns(beside(actions.file), instrument, { columns: actions, dayStart })));
  if (factors !== undefined) {
    const rows = await readFactors(beside(factors.file), factors);
    found.push(...withoutSecondSource(found, factorActions(instrument.id, { rows, table, dayStart })));
  }
  if (symbolMap !== undefined) found.push(...(await delistingOf(section, { instrument, dayStart, scenario })));
  if (found.length === 0 && actions === undefined && factors === undefined) return undefined;
  const sorted = [...found].sort((a, b) => a.dueAt - b.dueAt);
  return checkedRaw({ actions: sorted, digest: digestOf(new TextEncoder().encode(canonicalJson(sorted.map((action) => ({ ...action }))))) }, section, table);
}

/** Returns the bars of a section whose instrument went by several tickers. */
export async function importMapped({ symbolMap, instrument }: DataSection & { readonly symbolMap: NonNullable<DataSection['symbolMap']> }, file: string, { options, hours, scenario }: { readonly options: ImportOptions; readonly hours: SessionHours | undefined; readonly scenario: string }): Promise<BarTable> {
  const spans = await readSymbolMap(besideFile(scenario, symbolMap.file), symbolMap.symbol);
  const tickers = [...new Set(spans.map(({ ticker }) => ticker))];
  const { symbol: _symbol, instrument: _instrument, ...rest } = options;
  const { tables } = await importBars(file, rest);
  const tableOf = new Map(tables.map((table) => [table.instrument as string, table]));
  if (tickers.some((ticker) => tableOf.has(ticker))) return splicedTable(instrument as BarTable['instrument'], spans, { tableOf, dayStart: dayStarts(hours?.timeZone ?? options.timeZone) });
  const asked = tickers.length === 0 ? `a map without ${symbolMap.symbol}` : tickers.join(', ');
  throw new HivetapeError('data-empty', `A file has bars of one of the tickers that its instrument went by (asked for ${asked}).`, {
    place: { file },
    help: `The file holds ${tables.map(({ instrument: id }) => id).slice(0, 10).join(', ')}.`,
  });
}

/** Returns the table in adjusted prices, for a benchmark that asks for it. */
export async function adjustedBenchmark(section: DataSection, acting: Acting, project: ScenarioPlace): Promise<BarTable> {
  const { adjust = 'none' } = section;
  const actions = adjust === 'none' ? undefined : await loadActions(section, acting, project);
  return actions === undefined ? acting.table : adjustedTable(acting.table, adjustmentsOf(actions.actions, acting.table, adjust));
}

/** Returns how the scale of an instrument changes, as dated drafts; normalised to the run only when it is fed. */
export function adjustmentDrafts({ adjust = 'none', role }: DataSection, { table, actions }: { readonly table: BarTable; readonly actions?: Actions }): DatedDraft[] {
  if (actions === undefined || role === 'benchmark') return [];
  return adjustmentsOf(actions.actions, table, adjust).map((data): DatedDraft => ({ at: data.dueAt, draft: { type: 'AdjustmentChanged', data, topic: `adjustments/${data.instrument}` } }));
}

/** Returns the drafts as a run from this instant on hears them: scales begin at 1 with it, and the last facts from before it are told. */
export function fromHereOn(all: readonly DatedDraft[], startAt: Instant): readonly DatedDraft[] {
  const dated = knownAtStart(all, startAt);
  if (!dated.some(({ draft }) => draft.type === 'AdjustmentChanged')) return dated;
  const scales = new Map<string, Adjustment[]>();
  for (const { draft } of dated) {
    if (draft.type !== 'AdjustmentChanged') continue;
    const data = draft.data as Adjustment;
    scales.set(data.instrument, [...(scales.get(data.instrument) ?? []), data]);
  }
  const fresh = new Map([...scales.values()].flatMap((own) => {
    const from = own.filter(({ dueAt }) => dueAt >= startAt);
    return adjustmentsFrom(own, startAt).map((data, place) => [from[place], data] as const);
  }));
  return dated.map((one) => {
    const data = fresh.get(one.draft.data as Adjustment);
    return data === undefined ? one : { ...one, draft: { ...one.draft, data } };
  });
}

function checkedRaw(found: Actions, { file }: DataSection, table: BarTable): Actions {
  if (file !== undefined) demandRaw(found.actions, table, file);
  return found;
}

function withoutSecondSource(known: readonly DatedAction[], more: readonly DatedAction[]): readonly DatedAction[] {
  for (const { kind, instrument } of more) {
    if (!known.some((action) => action.kind === kind)) continue;
    throw new HivetapeError('actions-invalid', `Each kind of action of an instrument has one source (${instrument} has a ${kind} in its actions and in its factors).`, {
      help: 'Leave one of them out; what factors do not tell, as delisting, may stand in the actions.',
    });
  }
  return more;
}

interface Delisting {
  readonly instrument: Instrument;
  readonly dayStart: (midnight: Instant) => Instant;
  readonly scenario: string;
}

async function delistingOf({ symbolMap }: DataSection, { instrument, dayStart, scenario }: Delisting): Promise<DatedAction[]> {
  if (symbolMap === undefined) return [];
  const dueAt = delistedAt(await readSymbolMap(besideFile(scenario, symbolMap.file), symbolMap.symbol), dayStart);
  return dueAt === undefined ? [] : [{ instrument: instrument.id, kind: 'delisting', value: 0, per: 1, dueAt }];
}

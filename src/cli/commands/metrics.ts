/** `hivetape metrics <run>`: every figure of a run with its convention, or as another tool prints it. */
import type { LogEvent } from '../../domain/catalogue.js';
import type { ReportFigure } from '../../report/figure.js';
import type { CompatRow, CompatTable } from '../../report/compat/compat-table.js';
import type { RunStore } from '../../store/run-store.js';
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import type { TradeGroup, TradeGrouping } from '../../report/trade-groups.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { choiceOption } from '../option-values.js';
import { openStore } from '../open-store.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';

/** As the report knows them; named here too, so that a wrong word is found before anything is loaded. */
export const compatTools = ['quantstats', 'empyrical', 'backtesting.py', 'backtrader', 'lean', 'vectorbt', 'PerformanceAnalytics', 'freqtrade', 'nautilus', 'pyfolio'] as const;
/** As {@link tradeGroups} knows them, for the same reason. */
const groupings = ['instrument', 'side', 'agent', 'tag'] as const;
/** For help: all of them, the last after "or". */
export const compatChoice = `${compatTools.slice(0, -1).join(', ')} or ${compatTools[compatTools.length - 1]}`;

export const metricsCommand: CommandSpec = {
  name: 'metrics',
  summary: 'print every figure of a run with its convention, or as another tool would print it',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [
    { flags: '--compat <tool>', meaning: `the figures of ${compatChoice}, ours beside them` },
    { flags: '--by <what>', meaning: 'round trips apart by instrument, side, agent or tag' },
  ],
  examples: ['hivetape metrics @', 'hivetape metrics @ --compat quantstats', 'hivetape metrics @ --by agent'],
  act: async ({ args: [run = ''], options, desk }) => {
    const tool = choiceOption(options, 'compat', compatTools);
    const by = choiceOption(options, 'by', groupings);
    if (tool !== undefined && by !== undefined) throw new HivetapeError('conflicting-options', 'Other tools know no groups of round trips: --by and --compat do not go together.', { help: 'Leave one of them out.' });
    const store = await openStore(desk.settings);
    const runId = resolveRun(store, parseReference(run).run, desk.settings);
    if (by !== undefined) return showGroups(store, runId, { by, desk });
    return tool === undefined ? showOwn(store, runId, desk) : showCompat(await compatOf(store, runId, tool), runId, desk);
  },
};

/** Returns the figures of a run as a tool prints them. */
export async function compatOf(store: RunStore, runId: RunId, tool: CompatTable['tool']): Promise<CompatTable> {
  const [{ compatTable }, { conventionsOf }, { identityOfLog }, { identityJson }] = await Promise.all([
    import('../../report/compat/compat-table.js'), import('../../report/conventions.js'), import('../../lab/log-inputs.js'), import('../../lab/identity.js'),
  ]);
  const log = store.open(runId);
  return compatTable(log.events() as Iterable<LogEvent>, tool, conventionsOf(identityJson(identityOfLog(log)), {}));
}

async function showOwn(store: RunStore, runId: RunId, { output, settings }: Desk): Promise<number> {
  const { reportModel } = await import('../../report/report-model.js');
  const { performance } = reportModel(store.open(runId).events() as Iterable<LogEvent>, { runId, fingerprint: '', environment: {} });
  const figures = performance.groups.flatMap(({ rows }) => rows.map(({ own }) => own));
  if (settings.json) {
    output.json({ schema: 'hivetape.metrics/1', runId, figures });
    return 0;
  }
  const columns: readonly Column<ReportFigure>[] = [
    { title: 'figure', text: ({ id }) => id },
    { title: 'value', text: ({ value, reason }) => numberText(value) ?? `– (${reason ?? ''})`, align: 'right' },
    { title: 'unit', text: ({ unit }) => unit },
    { title: 'n', text: ({ n }) => String(n), align: 'right' },
    { title: 'convention', text: ({ convention }) => convention, elastic: 'cut' },
  ];
  output.data(...tableLines(figures, columns, settings.columns));
  return 0;
}

async function showGroups(store: RunStore, runId: RunId, { by, desk: { output, settings } }: { readonly by: TradeGrouping; readonly desk: Desk }): Promise<number> {
  const [{ booksFold }, { tradeGroups }] = await Promise.all([import('../../report/folds/books-fold.js'), import('../../report/trade-groups.js')]);
  const books = booksFold();
  for (const event of store.open(runId).events()) books.see(event as LogEvent);
  const groups = tradeGroups(books.result().trades, by, settings.json ? Infinity : undefined);
  if (settings.json) {
    output.json({ schema: 'hivetape.trade-groups/1', runId, by, groups });
    return 0;
  }
  const figure = (id: string) => ({ figures }: TradeGroup): string => numberText(figures.find((one) => one.id === id)?.value ?? null) ?? '–';
  const columns: readonly Column<TradeGroup>[] = [
    { title: by, text: ({ name }) => (name === '' ? 'none' : name), elastic: 'cut' },
    { title: 'round trips', text: ({ trades }) => String(trades), align: 'right' },
    { title: 'open', text: ({ open }) => String(open), align: 'right' },
    { title: 'won', text: figure('win-rate'), align: 'right' },
    { title: 'profit', text: ({ profitUnits }) => numberText(profitUnits) ?? '–', align: 'right' },
    { title: 'fees', text: ({ feeUnits }) => numberText(feeUnits) ?? '–', align: 'right' },
    { title: 'average', text: figure('avg-trade'), align: 'right' },
    { title: 'profit factor', text: figure('profit-factor'), align: 'right' },
  ];
  if (groups.length === 0) output.say('Nothing was traded.');
  else output.data(...tableLines(groups, columns, settings.columns));
  return 0;
}

function showCompat(table: CompatTable, runId: RunId, { output, settings }: Desk): number {
  if (settings.json) {
    output.json({ schema: 'hivetape.compat/1', runId, ...table });
    return 0;
  }
  const columns: readonly Column<CompatRow>[] = [
    { title: table.tool, text: ({ name }) => name },
    { title: 'prints', text: ({ value }) => numberText(value) ?? '–', align: 'right' },
    { title: 'ours', text: ({ oursValue }) => (oursValue === undefined ? '' : (numberText(oursValue) ?? '–')), align: 'right' },
    { title: 'our figure', text: ({ ours = '' }) => ours },
    { title: 'what differs', text: ({ differs = '' }) => differs, elastic: 'wrap' },
  ];
  output.data(`run ${shortId(runId)} as ${table.tool} (${table.version}) prints it, from ${table.basis}`, ...tableLines(table.rows, columns, settings.columns));
  return 0;
}

/** Ten digits tell conventions apart; JSON has all. */
function numberText(value: number | null): string | undefined {
  return value === null ? undefined : String(Number(value.toPrecision(10)));
}

/** `hivetape data check <data>`: the report of the quality guard. Exit code 1 where something is wrong, not only odd. */
import { formatInstant } from '../../../core/instant.js';
import type { BarTable, QualityNote } from '../../../market/bar-table.js';
import { guardKindOf, policyOf } from '../../../market/guard/guard-policies.js';
import type { SessionReport } from '../../../market/guard/session-report.js';
import { isDefect, qualityNotes } from '../../../market/quality.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { counted, grouped } from '../../number-format.js';
import { oneLine } from '../../output.js';
import { tableLines } from '../../table.js';
import { calendarOption, dataArgument, readingOption } from './data-desk.js';
import type { OpenedData } from './open-data.js';

export const dataCheckCommand: CommandSpec = {
  name: 'check',
  summary: 'report gaps, duplicates, spikes, splits, stale and empty bars; exit code 1 where something is wrong',
  arguments: [dataArgument],
  options: [calendarOption, readingOption],
  examples: ['hivetape data check sse-daily', 'hivetape data check daily.csv.gz --calendar XNYS', 'hivetape data check prices.csv --set timeZone=America/New_York --set stamp=open --set barDuration=1m'],
  act,
};

interface Checked {
  readonly table: BarTable;
  readonly notes: readonly QualityNote[];
  readonly sessions: SessionReport | undefined;
}

async function act({ args: [reference = ''], options, desk: { settings, output } }: Invocation): Promise<number> {
  const { openData } = await import('./open-data.js');
  const opened = await openData(reference, options, settings);
  const checked = await checkedOf(opened);
  const hasDefects = checked.some(({ notes }) => notes.some(isDefect));
  if (settings.json) {
    output.json({ schema: 'hivetape.data-check/1', name: reference, fileSha256: opened.fileSha256, sound: !hasDefects, instruments: checked.map(factsOf) });
    return hasDefects ? 1 : 0;
  }
  for (const { table, notes, sessions } of checked) {
    const [first, last] = [formatInstant(table.openedAt[0]), formatInstant(table.closedAt[table.length - 1])];
    output.data(`${oneLine(table.instrument)}: ${counted(table.length, 'bar')}, ${first} to ${last}${notes.length === 0 ? ', nothing odd' : ''}`);
    output.data(...sessionLines(sessions), ...noteLines(notes, settings.columns));
  }
  const said = hasDefects ? output.paintOut('red', '✖ something is wrong') : output.paintOut('green', '✔ sound');
  output.data(`${said}: ${counted(checked.length, 'instrument')}, ${counted(checked.reduce((sum, { table }) => sum + table.length, 0), 'bar')}`);
  return hasDefects ? 1 : 0;
}

async function checkedOf({ tables, hours, isShipped }: OpenedData): Promise<readonly Checked[]> {
  const { sessionReport } = await import('../../../market/guard/session-report.js');
  const known = { ...(hours === undefined ? {} : { hours }), ...(isShipped ? {} : { actions: [] }) };
  return tables.map((table) => ({ table, notes: qualityNotes(table, known), sessions: hours === undefined ? undefined : sessionReport(table, hours) }));
}

const DATES_SHOWN = 5;

function sessionLines(sessions: SessionReport | undefined): string[] {
  if (sessions === undefined) return [];
  const { expected, found, missing, holidays, unexpected, shortDays, shortDaysOverrun } = sessions;
  const dates = (all: readonly string[]): string => `${all.slice(0, DATES_SHOWN).join(', ')}${all.length > DATES_SHOWN ? ', …' : ''}`;
  return [
    `  sessions: ${grouped(found)} of ${counted(expected, 'trading day')}, ${counted(holidays, 'holiday')}, ${counted(shortDays, 'half day')}`,
    ...(missing.length === 0 ? [] : [`  without bars: ${dates(missing)}`]),
    ...(unexpected.length === 0 ? [] : [`  bars on closed days: ${dates(unexpected)}`]),
    ...(shortDaysOverrun.length === 0 ? [] : [`  half days with bars beyond their hours: ${dates(shortDaysOverrun)}`]),
  ];
}

/** What a scenario does about it unless its guard says otherwise; empty for what is no defect. */
function usualPolicy({ kind }: QualityNote): string {
  const defect = guardKindOf(kind);
  return defect === undefined ? '' : policyOf({}, defect);
}

function noteLines(notes: readonly QualityNote[], width: number): string[] {
  if (notes.length === 0) return [];
  const columns = [
    { title: '', text: (note: QualityNote) => (isDefect(note) ? '✖' : '–') },
    { title: 'kind', text: ({ kind }: QualityNote) => kind },
    { title: 'times', align: 'right' as const, text: ({ count }: QualityNote) => grouped(count) },
    { title: 'in a run', text: usualPolicy },
    { title: 'first', text: ({ firstAt }: QualityNote) => (firstAt === undefined ? '' : formatInstant(firstAt)) },
    { title: 'what', text: ({ note }: QualityNote) => oneLine(note), elastic: 'wrap' as const },
  ];
  return tableLines(notes, columns, width - 2).map((line) => `  ${line}`);
}

function factsOf({ table, notes, sessions }: Checked): object {
  return {
    instrument: table.instrument,
    bars: table.length,
    first: formatInstant(table.openedAt[0]),
    last: formatInstant(table.closedAt[table.length - 1]),
    rowsDigest: table.digest,
    ...(sessions === undefined ? {} : { sessions }),
    notes: notes.map((note) => ({ ...note, policy: usualPolicy(note), firstAt: note.firstAt === undefined ? null : formatInstant(note.firstAt), defect: isDefect(note) })),
  };
}

/** `hivetape data check <data>`: the report of the quality guard. Exit code 1 where something is wrong, not only odd. */
import { formatInstant } from '../../../core/instant.js';
import type { BarTable, QualityNote } from '../../../market/bar-table.js';
import { isDefect, qualityNotes } from '../../../market/quality.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { counted, grouped } from '../../number-format.js';
import { oneLine } from '../../output.js';
import { tableLines } from '../../table.js';
import { dataArgument, openData, readingOption, type OpenedData } from './data-desk.js';

export const dataCheckCommand: CommandSpec = {
  name: 'check',
  summary: 'report gaps, duplicates, spikes, stale and empty bars; exit code 1 where something is wrong',
  arguments: [dataArgument],
  options: [readingOption],
  examples: ['hivetape data check sse-daily', 'hivetape data check prices.csv --set timeZone=America/New_York --set stamp=open --set barDuration=1m'],
  act,
};

interface Checked {
  readonly table: BarTable;
  readonly notes: readonly QualityNote[];
}

async function act({ args: [reference = ''], options, desk: { settings, output } }: Invocation): Promise<number> {
  const opened = await openData(reference, options, settings);
  const checked = checkedOf(opened);
  const hasDefects = checked.some(({ notes }) => notes.some(isDefect));
  if (settings.json) {
    output.json({ schema: 'hivetape.data-check/1', name: reference, fileSha256: opened.fileSha256, sound: !hasDefects, instruments: checked.map(factsOf) });
    return hasDefects ? 1 : 0;
  }
  for (const { table, notes } of checked) {
    const [first, last] = [formatInstant(table.openedAt[0]), formatInstant(table.closedAt[table.length - 1])];
    output.data(`${oneLine(table.instrument)}: ${counted(table.length, 'bar')}, ${first} to ${last}${notes.length === 0 ? ', nothing odd' : ''}`);
    output.data(...noteLines(notes, settings.columns));
  }
  const said = hasDefects ? output.paintOut('red', '✖ something is wrong') : output.paintOut('green', '✔ sound');
  output.data(`${said}: ${counted(checked.length, 'instrument')}, ${counted(checked.reduce((sum, { table }) => sum + table.length, 0), 'bar')}`);
  return hasDefects ? 1 : 0;
}

function checkedOf({ tables, hours }: OpenedData): readonly Checked[] {
  return tables.map((table) => ({ table, notes: qualityNotes(table, hours === undefined ? {} : { hours }) }));
}

function noteLines(notes: readonly QualityNote[], width: number): string[] {
  if (notes.length === 0) return [];
  const columns = [
    { title: '', text: (note: QualityNote) => (isDefect(note) ? '✖' : '–') },
    { title: 'kind', text: ({ kind }: QualityNote) => kind },
    { title: 'times', align: 'right' as const, text: ({ count }: QualityNote) => grouped(count) },
    { title: 'first', text: ({ firstAt }: QualityNote) => (firstAt === undefined ? '' : formatInstant(firstAt)) },
    { title: 'what', text: ({ note }: QualityNote) => oneLine(note), elastic: 'wrap' as const },
  ];
  return tableLines(notes, columns, width - 2).map((line) => `  ${line}`);
}

function factsOf({ table, notes }: Checked): object {
  return {
    instrument: table.instrument,
    bars: table.length,
    first: formatInstant(table.openedAt[0]),
    last: formatInstant(table.closedAt[table.length - 1]),
    rowsDigest: table.digest,
    notes: notes.map((note) => ({ ...note, firstAt: note.firstAt === undefined ? null : formatInstant(note.firstAt), defect: isDefect(note) })),
  };
}

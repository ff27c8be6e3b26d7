/** `hivetape data show <data>`: what is in a file or a data set, instrument by instrument. */
import { formatInstant } from '../../../core/instant.js';
import { barNumbersAt, type BarTable } from '../../../market/bar-table.js';
import { usualStepUs } from '../../../market/quality.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { counted, grouped, virtualSpan } from '../../number-format.js';
import { oneLine } from '../../output.js';
import { wholeNumberOption } from '../../option-values.js';
import { tableLines } from '../../table.js';
import { dataArgument, readingOption } from './data-desk.js';

export const dataShowCommand: CommandSpec = {
  name: 'show',
  summary: 'show what is in a file: instruments, span, first bars, where it is from',
  arguments: [dataArgument],
  options: [readingOption, { flags: '--bars <number>', meaning: 'first bars of each instrument (default 3)' }],
  examples: ['hivetape data show sp500-daily', 'hivetape data show btc-1m.csv.gz --bars 10'],
  act,
};

async function act({ args: [reference = ''], options, desk: { settings, output } }: Invocation): Promise<number> {
  const { openData } = await import('./open-data.js');
  const { tables, provenance, fileSha256 } = await openData(reference, options, settings);
  const count = wholeNumberOption(options, 'bars') ?? 3;
  if (settings.json) {
    output.json({ schema: 'hivetape.data/1', name: reference, fileSha256, provenance: provenance ?? null, instruments: tables.map((table) => factsOf(table, count)) });
    return 0;
  }
  for (const table of tables) {
    const { instrument, length } = table;
    output.data(
      `${oneLine(instrument)}: ${counted(length, 'bar')} of ${virtualSpan(usualStepUs(table))}, ${formatInstant(table.openedAt[0])} to ${formatInstant(table.closedAt[length - 1])}`,
      ...barLines(table, count, settings.columns),
      `  rows ${table.digest}`,
    );
  }
  output.data(`file sha256:${fileSha256}`);
  if (provenance !== undefined) {
    const { exchange, symbol, timeframe } = provenance.request;
    output.data(`from ${oneLine(exchange)}, ${oneLine(symbol)} ${oneLine(timeframe)}, fetched ${provenance.found?.fetchedAt ?? 'in part'} through ${oneLine(provenance.library)}`);
  }
  output.say(`next: hivetape data check ${reference}`);
  return 0;
}

interface Row {
  readonly closedAt: string;
  readonly texts: readonly string[];
}

function barLines(table: BarTable, count: number, width: number): string[] {
  const rows = Array.from({ length: Math.min(count, table.length) }, (_, row): Row => {
    const { closedAt, open, high, low, close, volume } = barNumbersAt(table, row);
    return { closedAt: formatInstant(closedAt), texts: [open, high, low, close].map(String).concat(volume < 0 ? '–' : grouped(volume, Number.isInteger(volume) ? 0 : 4)) };
  });
  if (rows.length === 0) return [];
  const titles = ['open', 'high', 'low', 'close', 'volume'];
  const columns = [
    { title: 'closed at', text: ({ closedAt }: Row) => closedAt },
    ...titles.map((title, index) => ({ title, align: 'right' as const, text: ({ texts }: Row) => texts[index] })),
  ];
  return tableLines(rows, columns, width - 2).map((line) => `  ${line}`);
}

function factsOf(table: BarTable, count: number): object {
  const { instrument, length, digest, openedAt, closedAt } = table;
  return {
    instrument,
    bars: length,
    stepUs: usualStepUs(table),
    first: formatInstant(openedAt[0]),
    last: formatInstant(closedAt[length - 1]),
    rowsDigest: digest,
    head: Array.from({ length: Math.min(count, length) }, (_, row) => barNumbersAt(table, row)),
  };
}

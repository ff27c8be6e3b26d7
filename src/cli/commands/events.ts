/** `hivetape events <run>`: the log itself, filtered, as a table, NDJSON, CSV or Parquet. */
import { resolve } from 'node:path';
import type { Recorded } from '../../core/event.js';
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { EventType } from '../../domain/catalogue.js';
import { nearestWord } from '../../core/nearest-word.js';
import type { EventRange, RunLog } from '../../store/run-store.js';
import type { CommandSpec, Desk, Invocation, OptionValues } from '../command-spec.js';
import { csvLine } from '../csv-text.js';
import { contentText } from '../event-line.js';
import { grouped } from '../number-format.js';
import { openStore } from '../open-store.js';
import { choiceOption, listOption, pointOf, textOption, wholeNumberOption } from '../option-values.js';
import { parseReference, resolveRun } from '../run-reference.js';
import { checkAgentNames } from '../seated-agents.js';
import { tableLines } from '../table.js';

export const eventsCommand: CommandSpec = {
  name: 'events',
  summary: 'print the events of a run, filtered',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [
    { flags: '--type <type>', meaning: 'only this type of event', repeatable: true },
    { flags: '--agent <id>', meaning: 'only what this agent said', repeatable: true },
    { flags: '--topic <pattern>', meaning: 'only this topic; * is one part, a final ** any rest' },
    { flags: '--from <place>', meaning: 'from this offset or time on' },
    { flags: '--to <place>', meaning: 'below this offset, or before this time' },
    { flags: '--correlation <offset>', meaning: 'only the chain of events that this one began' },
    { flags: '--last <number>', meaning: 'only so many from the end' },
    { flags: '--limit <number>', meaning: 'at most so many (a table on a terminal: 1000)' },
    { flags: '--format <format>', meaning: 'table, ndjson, csv or parquet' },
    { flags: '--out <file>', meaning: 'where Parquet goes' },
  ],
  examples: ['hivetape events @ --type OrderFilled', 'hivetape events @ --from 2008-09-01 --to 2008-10-01 --format csv > autumn.csv'],
  act: events,
};

const TABLE_LIMIT = 1_000;
const formats = ['table', 'ndjson', 'csv', 'parquet'] as const;
type Format = (typeof formats)[number];

async function events({ args: [run = ''], options, desk }: Invocation): Promise<number> {
  const { settings } = desk;
  const format: Format = choiceOption(options, 'format', formats) ?? (settings.json ? 'ndjson' : 'table');
  const types = listOption(options, 'type');
  await checkTypes(types);
  const store = await openStore(settings);
  const log = store.open(resolveRun(store, parseReference(run).run, settings));
  checkAgentNames(log, listOption(options, 'agent'), ['feed', 'lab']);
  const limit = wholeNumberOption(options, 'limit') ?? (format === 'table' ? TABLE_LIMIT : Infinity);
  const range: EventRange = { ...rangeOf(options), sealed: 'show', ...(types.length === 0 ? {} : { types }) };
  const found = limited(wanted(log, range, options), limit);
  if (format === 'parquet') return writeParquet(found, types, { options, desk });
  if (textOption(options, 'out') !== undefined) {
    throw new HivetapeError('conflicting-options', `--out goes with --format parquet; the format ${format} is written to the standard output.`, { help: 'Send it there with > FILE.' });
  }
  write(found, format, desk);
  return 0;
}

function wanted(log: RunLog, range: EventRange, options: OptionValues): Iterable<Recorded> {
  const last = wholeNumberOption(options, 'last');
  if (last === undefined) return log.events(range);
  return [...limited(log.events({ ...range, backwards: true }), last)].reverse();
}

async function writeParquet(found: Iterable<Recorded>, types: readonly string[], { options, desk }: { readonly options: OptionValues; readonly desk: Desk }): Promise<number> {
  const { settings, output } = desk;
  const out = textOption(options, 'out');
  if (out === undefined) throw new HivetapeError('missing-argument', 'A Parquet file needs a name.', { help: 'Add --out FILE.parquet.' });
  const { exportParquet } = await import('../../lab/export-parquet.js');
  const rows = await exportParquet(found, resolve(settings.cwd, out), types.length === 1 ? (types[0] as EventType) : undefined);
  if (settings.json) output.json({ schema: 'hivetape.events-file/1', file: out, rows });
  else output.data(`${output.paintOut('green', '✔')} ${grouped(rows)} events in ${out}`);
  return 0;
}

async function checkTypes(types: readonly string[]): Promise<void> {
  const { eventTypes } = await import('../../domain/catalogue.js');
  for (const type of types) {
    if ((eventTypes as readonly string[]).includes(type)) continue;
    const near = nearestWord(type, eventTypes);
    throw new HivetapeError('invalid-argument', `There is no event type "${type.slice(0, 60)}".`, {
      help: near === undefined ? 'hivetape schema event lists them.' : `Did you mean "${near}"?`,
    });
  }
}

function rangeOf(options: OptionValues): EventRange {
  const from = textOption(options, 'from');
  const to = textOption(options, 'to');
  const agents = listOption(options, 'agent');
  const topic = textOption(options, 'topic');
  const correlation = wholeNumberOption(options, 'correlation');
  const first = from === undefined ? undefined : pointOf('--from', from);
  const end = to === undefined ? undefined : pointOf('--to', to);
  return {
    ...(first === undefined ? {} : { [first.kind === 'offset' ? 'from' : 'fromTime']: first.value }),
    ...(end === undefined ? {} : { [end.kind === 'offset' ? 'to' : 'toTime']: end.value }),
    ...(agents.length === 0 ? {} : { agents }),
    ...(topic === undefined ? {} : { topic }),
    ...(correlation === undefined ? {} : { correlation }),
  };
}

function* limited(found: Iterable<Recorded>, limit: number): Generator<Recorded> {
  let count = 0;
  if (limit === 0) return;
  for (const event of found) {
    yield event;
    if (++count >= limit) return;
  }
}

function write(found: Iterable<Recorded>, format: Format, { output, settings }: Desk): void {
  if (format === 'ndjson') {
    output.json({ schema: 'hivetape.events/1' });
    for (const event of found) output.json(event);
    return;
  }
  if (format === 'csv') {
    output.raw(csvLine(['offset', 'time', 'deliverAt', 'type', 'agent', 'topic', 'correlation', 'causation', 'data']));
    for (const { offset, time, deliverAt, type, agent, topic, correlation, causation, data } of found) {
      output.raw(csvLine([offset, formatInstant(time), formatInstant(deliverAt), type, agent, topic, correlation, causation, JSON.stringify(data)]));
    }
    return;
  }
  const rows = [...found];
  if (rows.length === 0) {
    output.say('No events match.');
    return;
  }
  const columns = [
    { title: 'offset', align: 'right' as const, text: ({ offset }: Recorded) => grouped(offset) },
    { title: 'time', text: ({ time }: Recorded) => formatInstant(time) },
    { title: 'type', text: ({ type }: Recorded) => type },
    { title: 'agent', text: ({ agent }: Recorded) => agent },
    { title: 'content', text: contentText, elastic: 'cut' as const },
  ];
  output.data(...tableLines(rows, columns, settings.columns));
  if (rows.length === TABLE_LIMIT) output.say(`${grouped(TABLE_LIMIT)} events shown; --limit N or --format ndjson shows more.`);
}

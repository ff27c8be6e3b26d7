/** `hivetape memory <run>`: what the shared memories of a run held at any moment, who keeps how much, and a copy of it. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { HeldItem, MemoryUse } from '../../lab/memory/memory-at.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { counted, grouped } from '../number-format.js';
import { flagOption, textOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';

export const memoryCommand: CommandSpec = {
  name: 'memory',
  summary: 'show what the shared memories of a run held at any moment',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [
    atOption,
    { flags: '--namespace <name>', meaning: 'only this namespace' },
    { flags: '--usage', meaning: 'how much each agent keeps, instead of what' },
    { flags: '--backup <file>', meaning: 'write what is there to a new file, which `contentsFile` of a shared memory may name' },
    { flags: '--name <memory>', meaning: 'only this memory, where a run has several' },
  ],
  examples: ['hivetape memory @ --at 2020-03-12', 'hivetape memory @ --usage', 'hivetape memory @ --backup notes.json'],
  act: memory,
};

async function memory(invocation: Invocation): Promise<number> {
  const { args: [reference = ''], options, desk: { output, settings } } = invocation;
  const { runId, events } = await momentOfRun(reference, invocation);
  const { backupOf, memoryAt, usesOf } = await import('../../lab/memory/memory-at.js');
  const namespace = textOption(options, 'namespace');
  const name = textOption(options, 'name');
  const items = memoryAt(events()).filter((item) => (namespace === undefined || item.namespace === namespace) && (name === undefined || item.store === name));
  const uses = usesOf(items);
  const file = textOption(options, 'backup');
  if (file !== undefined) write(resolve(settings.cwd, file), backupOf(items, onlyMemory(items)));
  if (settings.json) {
    output.json({ schema: 'hivetape.memory/1', runId, items, uses });
    return 0;
  }
  output.data(`run ${shortId(runId)}: ${counted(items.length, 'item')} in ${counted(new Set(items.map((one) => JSON.stringify([one.store, one.namespace]))).size, 'namespace')}`);
  if (items.length === 0) return 0;
  if (flagOption(options, 'usage')) output.data('', ...tableLines(uses, useColumns, settings.columns));
  else output.data('', ...tableLines(items, itemColumns, settings.columns));
  return 0;
}

/** Returns whose backup it is. Throws `invalid-argument` where there are several. */
function onlyMemory(items: readonly HeldItem[]): string {
  const [first = '', ...others] = new Set(items.map(({ store }) => store));
  if (others.length === 0) return first;
  throw new HivetapeError('invalid-argument', `A backup is of one memory (found ${[first, ...others].join(', ')}).`, { help: `Say which: --name ${first}` });
}

/** Throws `file-unwritable`; a file that is there is left alone. */
function write(file: string, copy: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(copy, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('file-unwritable', `The backup could not be written (${reason}).`, { help: 'Choose another file with --backup.', cause });
  }
}

const itemColumns: readonly Column<HeldItem>[] = [
  { title: 'namespace', text: ({ store, namespace }) => oneLine(`${store}/${namespace}`) },
  { title: 'key', text: ({ key }) => oneLine(key) },
  { title: 'version', text: ({ version }) => grouped(version), align: 'right' },
  { title: 'by', text: ({ by }) => oneLine(by) },
  { title: 'written', text: ({ writtenAt }) => formatInstant(writtenAt) },
  { title: 'expires', text: ({ expiresAt }) => (expiresAt < 0 ? 'never' : formatInstant(expiresAt)) },
  { title: 'value', text: ({ value }) => oneLine(JSON.stringify(value)), elastic: 'cut' },
];

const useColumns: readonly Column<MemoryUse>[] = [
  { title: 'namespace', text: ({ store, namespace }) => oneLine(`${store}/${namespace}`) },
  { title: 'by', text: ({ by }) => oneLine(by) },
  { title: 'items', text: ({ items }) => grouped(items), align: 'right' },
  { title: 'size', text: ({ bytes }) => `${grouped(bytes)} bytes`, align: 'right' },
];

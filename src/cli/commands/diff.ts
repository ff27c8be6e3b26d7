/** `hivetape diff <a> <b>`: the first event in which two runs differ, how far it spread, and what it cost. */
import { formatInstant } from '../../core/instant.js';
import type { DifferenceCount, RunDiff } from '../../lab/diff.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { eventLine } from '../event-line.js';
import { grouped, units } from '../number-format.js';
import { openStore } from '../open-store.js';
import { flagOption } from '../option-values.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { tableLines } from '../table.js';

export const diffCommand: CommandSpec = {
  name: 'diff',
  summary: 'compare two runs: first difference, how far it spread, what it cost',
  arguments: [
    { name: '<a>', meaning: 'one run' },
    { name: '<b>', meaning: 'the other run' },
  ],
  options: [{ flags: '--exit-code', meaning: 'exit code 6 where they differ' }],
  examples: ['hivetape diff @~1 @', 'hivetape diff @~1 @ --exit-code --json'],
  act: async ({ args: [a = '', b = ''], options, desk }) => {
    const store = await openStore(desk.settings);
    const { diffRuns } = await import('../../lab/diff.js');
    const diff = diffRuns(store, resolveRun(store, parseReference(a).run, desk.settings), resolveRun(store, parseReference(b).run, desk.settings));
    if (desk.settings.json) desk.output.json({ schema: 'hivetape.diff/1', ...diff, byAgent: Object.fromEntries(diff.byAgent) });
    else show(diff, desk);
    return diff.first !== undefined && flagOption(options, 'exitCode') ? 6 : 0;
  },
};

function show(diff: RunDiff, { output, settings }: Desk): void {
  const { a, b, setup, first, total, byAgent, figures } = diff;
  for (const { field, expected, found } of setup) output.data(`setup  ${field}: ${JSON.stringify(expected) ?? 'nothing'} → ${JSON.stringify(found) ?? 'nothing'}`);
  if (first === undefined) {
    output.data(`${shortId(a)} and ${shortId(b)} say the same: ${grouped(total.same)} events`);
    return;
  }
  output.data(
    `first difference at ${formatInstant(first.time)}, agent ${first.agent}: ${first.kind}`,
    `  ${shortId(a)}  ${first.a === undefined ? 'nothing' : eventLine(first.a)}`,
    `  ${shortId(b)}  ${first.b === undefined ? 'nothing' : eventLine(first.b)}`,
    ...first.fields.slice(0, 8).map(({ field, expected, found }) => `    ${field}: ${JSON.stringify(expected)} → ${JSON.stringify(found)}`),
    '',
    `${grouped(total.same)} events same, ${grouped(total.changed)} changed, ${grouped(total.removed)} only in ${shortId(a)}, ${grouped(total.inserted)} only in ${shortId(b)}`,
  );
  type Row = readonly [string, DifferenceCount];
  const rows: Row[] = [...byAgent].filter(([, { changed, removed, inserted }]) => changed + removed + inserted > 0);
  const number = (title: keyof DifferenceCount) => ({ title, align: 'right' as const, text: ([, counts]: Row) => grouped(counts[title]) });
  output.data('', ...tableLines(rows, [{ title: 'agent', text: ([agent]: Row) => agent }, number('same'), number('changed'), number('removed'), number('inserted')], settings.columns));
  const { a: before, b: after } = figures;
  output.data(
    '',
    `equity ${units(before.equityMicros)} → ${units(after.equityMicros)} (${units(after.equityMicros - before.equityMicros)})`,
    `fees ${units(before.feesMicros)} → ${units(after.feesMicros)}   fills ${grouped(before.fills)} → ${grouped(after.fills)}   events ${grouped(before.events)} → ${grouped(after.events)}`,
  );
}

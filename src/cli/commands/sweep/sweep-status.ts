/** `hivetape sweep status [sweep]`: the sweeps of a store, or how far one is; as JSON the whole table of its trials. */
import { formatInstant } from '../../../core/instant.js';
import { isHivetapeError } from '../../../core/errors.js';
import type { SweepNote } from '../../../lab/sweep/sweep-shelf.js';
import type { SweepRecord } from '../../../lab/sweep/sweep-record.js';
import type { RunStore } from '../../../store/run-store.js';
import type { CommandSpec, Desk, Invocation } from '../../command-spec.js';
import { grouped, percent } from '../../number-format.js';
import { oneLine } from '../../output.js';
import { shortId } from '../../run-reference.js';
import { tableLines } from '../../table.js';
import { foundSweep, openSweepStore, sweepArgument } from './sweep-desk.js';

export const sweepStatusCommand: CommandSpec = {
  name: 'status',
  summary: 'list the sweeps, or say how far one is',
  arguments: [{ ...sweepArgument, meaning: 'the sweep: @, @~1, a name, or the beginning of an id; all of them if absent' }],
  examples: ['hivetape sweep status', 'hivetape sweep status sp500-grid --json'],
  act: async ({ args: [reference], desk }: Invocation) => (reference === undefined ? list(desk) : show(reference, desk)),
};

async function show(reference: string, { settings, output }: Desk): Promise<number> {
  const { record, note } = await foundSweep(reference, settings);
  if (settings.json) {
    const { sweepTable } = await import('../../../lab/sweep/sweep-table.js');
    output.json({ schema: 'hivetape.sweep-table/1', ...sweepTable(record) });
    return 0;
  }
  const { planned, trials, state, fingerprint, identity } = record;
  const failed = trials.filter(({ done }) => !done);
  output.data(
    `sweep ${record.sweepId} "${oneLine(identity.sweep.name)}"`,
    `  ${state}, ${grouped(trials.length)} of ${grouped(planned.trials)} trials (${percent(planned.trials === 0 ? 0 : trials.length / planned.trials)}), ${grouped(planned.points)} points, ${grouped(planned.windows)} windows`,
    `  begun ${formatInstant(note.startedAt)}`,
    ...failed.slice(0, 3).map(({ trial, trouble }) => `  trial ${trial} failed: ${oneLine(trouble)}`),
    ...(failed.length > 3 ? [`  … and ${failed.length - 3} more failed`] : []),
    `  fingerprint ${fingerprint}`,
    ...(state === 'incomplete' ? [`  next: hivetape sweep resume ${oneLine(identity.sweep.name)}`] : []),
  );
  return 0;
}

async function list({ settings, output }: Desk): Promise<number> {
  const { sweepNotes } = await import('../../../lab/sweep/sweep-shelf.js');
  const store = await openSweepStore(settings);
  const rows: { readonly note: SweepNote; readonly record: SweepRecord }[] = [];
  for (const note of sweepNotes(settings.storeDirectory)) {
    const record = await recordIfAny(store, note);
    if (record !== undefined) rows.push({ note, record });
  }
  if (settings.json) {
    output.json({
      schema: 'hivetape.sweeps/1',
      sweeps: rows.map(({ note, record }) => ({ ...note, state: record.state, finished: record.trials.length, planned: record.planned, fingerprint: record.fingerprint })),
    });
    return 0;
  }
  if (rows.length === 0) {
    output.say('There are no sweeps yet.', 'next: hivetape sweep run FILE');
    return 0;
  }
  const columns = [
    { title: 'sweep', text: ({ note }: (typeof rows)[number]) => shortId(note.sweepId) },
    { title: 'name', text: ({ note }: (typeof rows)[number]) => oneLine(note.name) },
    { title: 'state', text: ({ record }: (typeof rows)[number]) => record.state },
    { title: 'trials', align: 'right' as const, text: ({ record }: (typeof rows)[number]) => `${grouped(record.trials.length)} of ${grouped(record.planned.trials)}` },
    { title: 'begun', elastic: 'cut' as const, text: ({ note }: (typeof rows)[number]) => formatInstant(note.startedAt).slice(0, 19) },
  ];
  output.data(...tableLines(rows, columns, settings.columns));
  return 0;
}

/** A sweep whose log was removed has left its note. */
async function recordIfAny(store: RunStore, { sweepId }: SweepNote): Promise<SweepRecord | undefined> {
  const { readSweepRecord } = await import('../../../lab/sweep/sweep-record.js');
  try {
    return readSweepRecord(store, sweepId);
  } catch (cause) {
    if (isHivetapeError(cause)) return undefined;
    throw cause;
  }
}

/** `hivetape runs export` and `hivetape runs import`: runs as one file, to carry elsewhere. */
import { resolve } from 'node:path';
import { HivetapeError } from '../../core/errors.js';
import { machineFiles } from '../../host/log-files.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { grouped } from '../number-format.js';
import { openStore } from '../open-store.js';
import { flagOption, textOption } from '../option-values.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';

export const exportCommand: CommandSpec = {
  name: 'export',
  summary: 'write a run into one file: its data alone, the same bytes wherever it is exported',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [
    { flags: '--to <file>', meaning: 'the file (default NAME.hivetape)' },
    { flags: '--full', meaning: 'of a fork: its parents as well' },
  ],
  examples: ['hivetape runs export @ --to autumn.hivetape', 'hivetape runs export what-if --full'],
  act: exportRun,
};

export const importCommand: CommandSpec = {
  name: 'import',
  summary: 'verify the runs in a file, and take them into the store',
  arguments: [{ name: '<file>', meaning: 'what `hivetape runs export` wrote' }],
  examples: ['hivetape runs import autumn.hivetape'],
  act: importRuns,
};

async function exportRun({ args: [reference = ''], options, desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const runId = resolveRun(store, parseReference(reference).run, settings);
  const { manifest, count, fingerprint } = store.open(runId);
  const shown = textOption(options, 'to') ?? `${manifest.name}.hivetape`;
  const file = resolve(settings.cwd, shown);
  machineFiles.writeBytesAtomically(file, store.archive(runId, { withParents: flagOption(options, 'full') }), { sync: true });
  const bytes = machineFiles.withFileBytes(file, (_, size) => size);
  if (settings.json) output.json({ schema: 'hivetape.export/1', runId, file: shown, bytes, events: count, fingerprint });
  else output.data(`${output.paintOut('green', '✔')} run ${shortId(runId)} in ${shown}: ${grouped(count)} events, ${grouped(bytes)} bytes`, `  fingerprint ${fingerprint}`);
  return 0;
}

async function importRuns({ args: [shown = ''], desk: { settings, output } }: Invocation): Promise<number> {
  const file = resolve(settings.cwd, shown);
  if (!machineFiles.pathExists(file)) {
    throw new HivetapeError('path-not-found', `An archive is there to be read (found no file "${shown}").`, { place: { file: shown } });
  }
  const store = await openStore(settings);
  const runs = machineFiles.withFileBytes(file, (bytesAt, size) => store.restore({ bytesAt, size }));
  if (settings.json) output.json({ schema: 'hivetape.import/1', runs });
  else {
    for (const { runId, events, fingerprint, isNew } of runs) {
      output.data(`${output.paintOut('green', '✔')} run ${shortId(runId)}: ${grouped(events)} events${isNew ? ' taken in' : ', the same that were there'}`, `  fingerprint ${fingerprint}`);
    }
  }
  return 0;
}

/** `hivetape runs shred <run>`: destroys the key of sealed payloads; the log stays, and stays whole. */
import { formatInstant } from '../../core/instant.js';
import { HivetapeError } from '../../core/errors.js';
import { wallTime } from '../../host/clock.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { openStore } from '../open-store.js';
import { flagOption } from '../option-values.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';

export const shredCommand: CommandSpec = {
  name: 'shred',
  summary: 'destroy the key of a run’s sealed payloads for ever; its chain stays whole',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [{ flags: '--yes', meaning: 'yes, for ever: nobody can undo it' }],
  examples: ['hivetape runs shred @ --yes'],
  act: shred,
};

async function shred({ args: [reference = ''], options, desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const runId = resolveRun(store, parseReference(reference).run, settings);
  if (!flagOption(options, 'yes')) {
    throw new HivetapeError('missing-argument', `Shredding cannot be undone, so it is said with --yes (found only the run ${shortId(runId)}).`, { help: `hivetape runs shred ${shortId(runId)} --yes` });
  }
  const { shredRun } = await import('../../lab/sealing.js');
  const { keyId, destroyedAt } = shredRun(store, runId, wallTime());
  if (settings.json) output.json({ schema: 'hivetape.shredding/1', runId, keyId, destroyedAt });
  else output.data(`${output.paintOut('green', '✔')} run ${shortId(runId)}: key ${keyId} destroyed at ${formatInstant(destroyedAt)}; the log stays as it is`, '  copies of the key elsewhere, and reports that were made, are yours to find');
  return 0;
}

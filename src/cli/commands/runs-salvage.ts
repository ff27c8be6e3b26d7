/** `hivetape runs salvage`: what can still be read of a damaged log, as a run of its own. */
import type { CommandSpec, Invocation } from '../command-spec.js';
import { grouped } from '../number-format.js';
import { openStore } from '../open-store.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';

export const salvageCommand: CommandSpec = {
  name: 'salvage',
  summary: 'write what can be read of a damaged log into a new, incomplete run, and say what was lost',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  examples: ['hivetape runs salvage 018e7c'],
  act: salvage,
};

async function salvage({ args: [reference = ''], desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const runId = resolveRun(store, parseReference(reference).run, settings);
  const salvaged = store.salvage(runId);
  const { lost, events, fingerprint } = salvaged;
  if (settings.json) {
    output.json({ schema: 'hivetape.salvage/1', runId, salvaged: salvaged.runId, events, fingerprint, lost: { ...lost, events: lost.events ?? null } });
    return 0;
  }
  const many = lost.events === undefined ? 'the events' : `${grouped(lost.events)} events`;
  output.data(
    `${output.paintOut('green', '✔')} ${grouped(events)} events of run ${shortId(runId)} saved as ${salvaged.runId}`,
    `  fingerprint ${fingerprint}, that of the run's first ${grouped(events)} events`,
    `  lost: ${many} from offset ${grouped(lost.firstOffset)} on, ${grouped(lost.bytes)} bytes`,
    ...(lost.laterBlocks === 0 ? [] : [`  among them ${grouped(lost.laterBlocks)} sound blocks behind the damage, of ${grouped(lost.laterEvents)} events: a log has no gaps`]),
    `  next: decide the run again, which restores it whole: hivetape run SCENARIO`,
  );
  return 0;
}

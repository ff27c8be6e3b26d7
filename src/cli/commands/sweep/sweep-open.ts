/** `hivetape sweep open [sweep] [trial]`: performs one trial again as an ordinary run, with its log, to look into. */
import { HivetapeError } from '../../../core/errors.js';
import { readEnvironment } from '../../../host/environment.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { grouped } from '../../number-format.js';
import { openStore } from '../../open-store.js';
import { rememberRun } from '../../recent-runs.js';
import { shortId } from '../../run-reference.js';
import { modelsDirectoryOf, startRunNote } from '../../run-note.js';
import { foundSweep, loadedAgain, statisticsOf, sweepArgument } from './sweep-desk.js';

export const sweepOpenCommand: CommandSpec = {
  name: 'open',
  summary: 'perform one trial as a run of its own, with its whole log',
  arguments: [sweepArgument, { name: '[trial]', meaning: 'number of the trial; the best one if absent' }],
  examples: ['hivetape sweep open sp500-grid', 'hivetape sweep open @ 12'],
  act: open,
};

async function open({ args: [reference, wanted], desk: { settings, output, surroundings } }: Invocation): Promise<number> {
  const found = await foundSweep(reference, settings);
  const { record } = found;
  const number = wanted === undefined ? (await statisticsOf(record, settings)).best?.trial : Number(wanted);
  const trial = record.trials.find((each) => each.trial === number);
  if (trial === undefined) {
    throw new HivetapeError('trial-not-found', `The sweep has ${record.trials.length} finished trials, from 0 on (asked for ${wanted ?? 'the best'}).`);
  }
  const [{ scenarioOfTrial }, { runScenario }] = await Promise.all([import('../../../lab/sweep/scenario-of-trial.js'), import('../../../lab/run.js')]);
  const { base } = loadedAgain(found, settings);
  const scenario = await scenarioOfTrial(loadedAgain(found, settings), trial);
  const store = await openStore(settings);
  const note = startRunNote({ storeDirectory: settings.storeDirectory, scenarioFile: base.file, clockMs: surroundings.clockMs });
  const outcome = await runScenario(store, scenario, {
    project: { ...base, modelsDirectory: modelsDirectoryOf(settings.storeDirectory) },
    environment: () => ({ ...readEnvironment(), ...note() }),
    label: `${record.identity.sweep.name}:${trial.trial}`,
    signal: surroundings.signal,
  });
  rememberRun(settings.storeDirectory, outcome.runId);
  const isSame = outcome.runId === trial.run && (trial.fingerprint === '' || trial.fingerprint === outcome.fingerprint);
  if (settings.json) output.json({ schema: 'hivetape.sweep-open/1', sweepId: record.sweepId, trial: trial.trial, runId: outcome.runId, events: outcome.events, fingerprint: outcome.fingerprint, isSame });
  else {
    output.data(
      `${output.paintOut(isSame ? 'green' : 'red', isSame ? '✔' : '✖')} trial ${trial.trial} is run ${shortId(outcome.runId)}   ${grouped(outcome.events)} events${isSame ? '' : '   which is not the run that was recorded'}`,
      `  fingerprint ${outcome.fingerprint}`,
      `  ${output.paintOut('dim', 'next: hivetape report @ · hivetape rerun @')}`,
    );
  }
  return isSame ? 0 : 6;
}

/** `hivetape resume <run>`: takes a run that was cut short to its end. */
import { alertsOption, alertsTo } from '../alert-sinks.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { errorJson } from '../error-text.js';
import { EXIT_STOPPED } from '../exit-codes.js';
import { outcomeError } from '../failure-error.js';
import { duration, grouped } from '../number-format.js';
import { durabilityOption, openStore } from '../open-store.js';
import { rememberRun } from '../recent-runs.js';
import { projectOfRun, startRunNote } from '../run-note.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { showProgress } from '../show-progress.js';

export const resumeCommand: CommandSpec = {
  name: 'resume',
  summary: 'take a run that was cut short to its end',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [durabilityOption, alertsOption],
  examples: ['hivetape resume @', 'hivetape resume 018e7c'],
  act: resume,
};

async function resume({ args: [reference = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output, surroundings } = desk;
  const store = await openStore(settings, options);
  const runId = resolveRun(store, parseReference(reference).run, settings);
  const project = projectOfRun(store, runId, settings);
  const before = store.open(runId).count;
  const note = startRunNote({ storeDirectory: settings.storeDirectory, scenarioFile: project.file, clockMs: surroundings.clockMs });
  const alerts = alertsTo(options, desk);
  const startedMs = surroundings.clockMs();
  const { resumeRun } = await import('../../lab/resume.js');
  const outcome = await showProgress(`resume ${shortId(runId)}`, desk, (progress) =>
    resumeRun(store, runId, { project, environment: () => ({ ...note() }), signal: surroundings.signal, ...progress, ...alerts }),
  );
  rememberRun(settings.storeDirectory, runId);
  const error = outcomeError(outcome, () => store.open(outcome.runId));
  if (settings.json) output.json({ schema: 'hivetape.resume/1', ...outcome, failure: undefined, eventsBefore: before, ...(error === undefined ? {} : (errorJson(error) as object)) });
  else {
    output.data(
      `${error === undefined ? '✔' : '✖'} run ${shortId(runId)} resumed, ${outcome.reason} after ${duration(surroundings.clockMs() - startedMs)}`,
      `  ${grouped(outcome.events)} events, ${grouped(Math.min(before, outcome.events))} of them were there`,
      `  fingerprint ${outcome.fingerprint}`,
    );
  }
  if (error !== undefined && !settings.json) output.sayError(error);
  if (error !== undefined) return 1;
  return outcome.reason === 'stopped' ? EXIT_STOPPED : 0;
}

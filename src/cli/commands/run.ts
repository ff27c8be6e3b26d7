/** `hivetape run <scenario>`: decides a scenario on its data, records everything, and says how it went. */
import { resolve } from 'node:path';
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import type { RunOptions } from '../../lab/run.js';
import type { RunOutcome } from '../../lab/run-outcome.js';
import type { LoadedScenario } from '../../lab/scenario/load-scenario.js';
import type { RunStore } from '../../store/run-store.js';
import { alertsOption, alertsTo } from '../alert-sinks.js';
import type { CommandSpec, Desk, Invocation, OptionValues } from '../command-spec.js';
import { errorJson } from '../error-text.js';
import { EXIT_STOPPED } from '../exit-codes.js';
import { outcomeError } from '../failure-error.js';
import { flagOption, instantOf, listOption, textOption, wholeNumberOption } from '../option-values.js';
import { rememberRun } from '../recent-runs.js';
import { modelsDirectoryOf, startRunNote } from '../run-note.js';
import { showProgress } from '../show-progress.js';
import { summaryJson, summaryLines, type SummaryInput } from '../run-summary.js';
import { bandJson, bandLines, boundsOf } from './bounds.js';
import { verifyByRerun } from './rerun.js';
import { writeReportOf } from './report.js';
import type { Sharing } from '../open-server.js';
import { durabilityOption, openStore } from '../open-store.js';

export const runCommand: CommandSpec = {
  name: 'run',
  summary: 'run a scenario and record everything',
  arguments: [{ name: '<scenario>', meaning: 'a scenario file (YAML or JSON)' }],
  options: [
    { flags: '--seed <number>', meaning: 'seed of all chance, instead of the scenario’s' },
    { flags: '--until <time>', meaning: 'stop at this date or time' },
    { flags: '--set <key=value>', meaning: 'change one value of the scenario', repeatable: true },
    { flags: '-n, --name <label>', meaning: 'label of this run in listings' },
    durabilityOption,
    { flags: '--seal-agent <id>', meaning: 'write what this agent says encrypted, with a key outside the log', repeatable: true },
    { flags: '--seal-type <type>', meaning: 'likewise all events of this type', repeatable: true },
    { flags: '--rerun', meaning: 'decide it again afterwards and compare every event' },
    { flags: '--bounds', meaning: 'value it too under the worst and the best reading of its bars' },
    alertsOption,
    { flags: '--report [file]', meaning: 'write an HTML report (default reports/NAME.html)' },
  ],
  examples: ['hivetape run scenario.yaml', 'hivetape run scenario.yaml --seed 7 --set agents.momentum.options.bars=20 --rerun --report'],
  act: run,
};

async function run({ args: [file = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output, surroundings } = desk;
  const scenario = await loadFor(file, options, desk);
  for (const note of scenario.notes) output.say(`note: ${note}`);
  const store = await openStore(settings, options);
  const startedMs = surroundings.clockMs();
  const outcome = await performShared(store, scenario, { ...namingOf(options), ...alertsTo(options, desk) }, desk);
  rememberRun(settings.storeDirectory, outcome.runId);
  if (outcome.failure === undefined && outcome.broken === undefined && outcome.reason !== 'stopped') await noteTrial(store, outcome.runId, desk);
  const wallMs = surroundings.clockMs() - startedMs;

  const report = options['report'];
  const rerunEqual = flagOption(options, 'rerun') && outcome.failure === undefined ? await verifyByRerun(store, outcome.runId, desk) : undefined;
  const bounds = flagOption(options, 'bounds') && outcome.failure === undefined ? await boundsOf(store, outcome.runId, desk) : undefined;
  const reportFile = typeof report === 'string' ? report : `reports/${scenario.scenario.name}.html`;
  if (report !== undefined && report !== false) await writeReportOf(store, outcome.runId, { file: resolve(settings.cwd, reportFile), ...(bounds === undefined ? {} : { bounds }) }, desk);
  const { figuresOf } = await import('../run-figures.js');
  const error = outcomeError(outcome, () => store.open(outcome.runId));
  const summary: SummaryInput = {
    runId: outcome.runId,
    name: scenario.scenario.name,
    events: outcome.events,
    fingerprint: outcome.fingerprint,
    ending: outcome.failure !== undefined ? 'failed' : outcome.broken !== undefined ? 'broken' : outcome.reason,
    wallMs,
    figures: figuresOf(store.open(outcome.runId), scenario.scenario.metrics),
    ...(rerunEqual === undefined ? {} : { rerunEqual }),
    ...(report === undefined || report === false ? {} : { report: reportFile }),
  };
  if (settings.json) output.json({ ...summaryJson(summary), ...(bounds === undefined ? {} : { bounds: bandJson(bounds) }), ...(error === undefined ? {} : (errorJson(error) as object)) });
  else output.data(...summaryLines(summary, output.paintOut), ...(bounds === undefined ? [] : ['', ...bandLines(bounds, desk)]));
  if (error !== undefined && !settings.json) output.sayError(error);
  if (error !== undefined) return 1;
  return outcome.reason === 'stopped' ? EXIT_STOPPED : 0;
}

async function loadFor(file: string, options: OptionValues, { settings }: Desk): Promise<LoadedScenario> {
  const { loadScenario } = await import('../../lab/scenario/load-scenario.js');
  const overrides = [...listOption(options, 'set')];
  const seed = wholeNumberOption(options, 'seed');
  const until = textOption(options, 'until');
  for (const key of ['seed', 'period.until']) {
    const flag = key === 'seed' ? seed : until;
    if (flag === undefined || !overrides.some((override) => override.startsWith(`${key}=`))) continue;
    const name = key === 'seed' ? '--seed' : '--until';
    throw new HivetapeError('conflicting-options', `${name} and --set ${key}=… say the same thing; give one of them.`);
  }
  if (seed !== undefined) overrides.push(`seed=${seed}`);
  if (until !== undefined) {
    instantOf('--until', until);
    overrides.push(`period.until=${until}`);
  }
  return loadScenario(resolve(settings.cwd, file), { overrides, shownAs: file });
}

/** Every configuration that was ever tried on a data set counts as a trial, whether a sweep tried it or a person. */
async function noteTrial(store: RunStore, runId: RunId, { settings }: Desk): Promise<void> {
  const [{ identityOfLog }, { configurationOf, trialLedger }] = await Promise.all([import('../../lab/log-inputs.js'), import('../../lab/sweep/trial-ledger.js')]);
  const identity = identityOfLog(store.open(runId));
  trialLedger(settings.storeDirectory).note(Object.values(identity.data), configurationOf(identity));
}

type Naming = Pick<RunOptions, 'label' | 'seal' | 'alerts'>;

function namingOf(options: OptionValues): Naming {
  const label = textOption(options, 'name');
  const [agents, types] = [listOption(options, 'sealAgent'), listOption(options, 'sealType')];
  return { ...(label === undefined ? {} : { label }), ...(agents.length + types.length === 0 ? {} : { seal: { agents, types } }) };
}

/** Performs into the local store, and to the server as well if one is named. */
async function performShared(local: RunStore, scenario: LoadedScenario, naming: Naming, desk: Desk): Promise<RunOutcome> {
  const { shareStore } = await import('../open-server.js');
  const sharing = await shareStore(local, desk);
  try {
    const outcome = await perform(sharing, scenario, naming, desk);
    await sharing.settle();
    return outcome;
  } finally {
    await sharing.close();
  }
}

async function perform({ store, keepUp }: Sharing, { scenario, file, projectRoot }: LoadedScenario, { alerts, ...naming }: Naming, desk: Desk): Promise<RunOutcome> {
  const { runScenario } = await import('../../lab/run.js');
  const { settings, surroundings } = desk;
  const note = startRunNote({ storeDirectory: settings.storeDirectory, scenarioFile: file, clockMs: surroundings.clockMs });
  return showProgress(`run ${scenario.name}`, desk, (progress) =>
    runScenario(store, scenario, {
      project: { file, projectRoot, modelsDirectory: modelsDirectoryOf(settings.storeDirectory) },
      environment: () => ({ ...note() }),
      signal: surroundings.signal,
      ...progress,
      ...(alerts === undefined ? {} : { alerts }),
      ...(keepUp === undefined ? {} : { keepUp }),
      ...naming,
    }),
  );
}

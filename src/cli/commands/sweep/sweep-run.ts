/** `hivetape sweep run <file>` and `sweep resume [sweep]`: performs what is not known yet, and says what the search is worth. */
import { relative, resolve } from 'node:path';
import type { RunId } from '../../../core/brand.js';
import { readEnvironment } from '../../../host/environment.js';
import { wallTime } from '../../../host/clock.js';
import type { LoadedSweep } from '../../../lab/sweep/load-sweep.js';
import type { SweepOutcome } from '../../../lab/sweep/run-sweep.js';
import type { RunStore } from '../../../store/run-store.js';
import type { CommandSpec, Desk, Invocation, OptionSpec, OptionValues } from '../../command-spec.js';
import { EXIT_STOPPED } from '../../exit-codes.js';
import { invalidArgument, listOption, wholeNumberOption } from '../../option-values.js';
import { progressBar } from '../../progress-bar.js';
import { modelsDirectoryOf } from '../../run-note.js';
import { foundSweep, loadedAgain, openSweepStore, statisticsOf, sweepArgument } from './sweep-desk.js';
import { summaryJson, summaryLines } from './sweep-summary.js';
import { writeSweepReport } from './sweep-report.js';

const WORKERS_MAX = 256;

const runOptions: readonly OptionSpec[] = [
  { flags: '--workers <number>', meaning: 'threads that perform trials (default: as many as the machine runs side by side)' },
  { flags: '--report [file]', meaning: 'write an HTML report (default reports/NAME.html)' },
];

export const sweepRunCommand: CommandSpec = {
  name: 'run',
  summary: 'run all trials of a sweep file that are not known yet',
  arguments: [{ name: '<file>', meaning: 'a sweep file (YAML or JSON)' }],
  options: [...runOptions, { flags: '--set <key=value>', meaning: 'change one value of the scenario for all trials', repeatable: true }],
  examples: ['hivetape sweep run scenarios/sweeps/sp500-grid.yaml --report', 'hivetape sweep run grid.yaml --workers 4 --set venue.fees.bps=2'],
  act: async ({ args: [file = ''], options, desk }: Invocation) => {
    const { loadSweep } = await import('../../../lab/sweep/load-sweep.js');
    const loaded = await loadSweep(resolve(desk.settings.cwd, file), { shownAs: file, overrides: listOption(options, 'set'), modelsDirectory: modelsDirectoryOf(desk.settings.storeDirectory) });
    return perform(loaded, options, desk);
  },
};

export const sweepResumeCommand: CommandSpec = {
  name: 'resume',
  summary: 'go on with a sweep that was stopped or killed; finished trials are not run again',
  arguments: [sweepArgument],
  options: runOptions,
  act: async ({ args: [reference], options, desk }: Invocation) => {
    const found = await foundSweep(reference, desk.settings);
    return perform(loadedAgain(found, desk.settings), options, desk, found.note.sweepId);
  },
};

async function perform(loaded: LoadedSweep, options: OptionValues, desk: Desk, expected?: RunId): Promise<number> {
  const { settings, output, surroundings } = desk;
  const workers = await workersOf(options);
  const store = await openSweepStore(settings);
  const startedMs = surroundings.clockMs();
  const outcome = await performWith(store, loaded, { workers, expected }, desk);
  const { readSweepRecord } = await import('../../../lab/sweep/sweep-record.js');
  const record = readSweepRecord(store, outcome.sweepId);
  const statistics = await statisticsOf(record, settings);
  const report = options['report'];
  const reportFile = typeof report === 'string' ? report : `reports/${record.identity.sweep.name}.html`;
  const wantsReport = report !== undefined && report !== false;
  if (wantsReport) await writeSweepReport({ record, statistics, file: resolve(settings.cwd, reportFile) }, desk);
  const summary = { outcome, record, statistics, workers, wallMs: surroundings.clockMs() - startedMs, ...(wantsReport ? { report: reportFile } : {}) };
  if (settings.json) output.json(await summaryJson(summary));
  else output.data(...(await summaryLines(summary, output.paintOut)));
  return outcome.state === 'stopped' ? EXIT_STOPPED : 0;
}

async function performWith(store: RunStore, loaded: LoadedSweep, { workers, expected }: { workers: number; expected: RunId | undefined }, desk: Desk): Promise<SweepOutcome> {
  const { settings, output, surroundings } = desk;
  const [{ runSweep }, { inThreads }, { trialLedger }, { writeSweepNote }] = await Promise.all([
    import('../../../lab/sweep/run-sweep.js'),
    import('../../../lab/sweep/trial-performer.js'),
    import('../../../lab/sweep/trial-ledger.js'),
    import('../../../lab/sweep/sweep-shelf.js'),
  ]);
  const { name } = loaded.sweep;
  const startedAt = wallTime();
  const scenarioFile = relative(settings.storeDirectory, loaded.base.file).replaceAll('\\', '/');
  const bar = progressBar(`sweep ${name}`, settings, surroundings);
  try {
    return await runSweep(store, loaded, {
      performer: inThreads(workers),
      cacheDirectory: settings.storeDirectory,
      ledger: trialLedger(settings.storeDirectory),
      environment: () => ({ ...readEnvironment(), startedAt, scenarioFile, workers }),
      signal: surroundings.signal,
      ...(expected === undefined ? {} : { expected }),
      onStart: ({ sweepId, plan }) => {
        writeSweepNote(settings.storeDirectory, { sweepId, name, startedAt, scenarioFile });
        output.say(`sweep ${sweepId.slice(0, 8)} "${name}": ${plan.trials} trials of ${plan.points.length} points${plan.windows.length === 0 ? '' : `, ${plan.windows.length} windows`}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`);
      },
      onProgress: ({ finished, trials, events }) => bar.step({ done: finished / trials, events }),
    });
  } finally {
    bar.end();
  }
}

async function workersOf(options: OptionValues): Promise<number> {
  const { threadsOfMachine } = await import('../../../host/worker-pool.js');
  const workers = wholeNumberOption(options, 'workers') ?? threadsOfMachine();
  if (workers >= 1 && workers <= WORKERS_MAX) return workers;
  throw invalidArgument('--workers', `a whole number from 1 to ${WORKERS_MAX}`, String(workers));
}

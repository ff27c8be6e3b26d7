/** `hivetape chaos run <scenario>`: many plans of faults, every law after every event, and the smallest plan for each law that broke. */
import { dirname, relative, resolve } from 'node:path';
import { writeArtefact } from '../../../host/artefact-files.js';
import type { Failure } from '../../../lab/campaign/failure.js';
import type { CampaignOutcome, CampaignProgress } from '../../../lab/campaign/run-campaign.js';
import type { LoadedScenario } from '../../../lab/scenario/load-scenario.js';
import type { CommandSpec, Desk, Invocation, OptionValues } from '../../command-spec.js';
import { EXIT_STOPPED } from '../../exit-codes.js';
import { grouped } from '../../number-format.js';
import { instantOf, listOption, textOption, wholeNumberOption } from '../../option-values.js';
import { progressBar } from '../../progress-bar.js';

const RUNS = 200;
const RUNS_MAX = 1_000_000;
const SEED = 1;
const WORKERS_MAX = 256;

export const chaosRunCommand: CommandSpec = {
  name: 'run',
  summary: 'perform many plans of faults and hold every event against the laws; code 1 if one broke',
  arguments: [{ name: '<scenario>', meaning: 'a scenario file (YAML or JSON)' }],
  options: [
    { flags: '--runs <number>', meaning: `how many plans are drawn and performed (default ${RUNS})` },
    { flags: '--seed <number>', meaning: `which plans: the same seed draws the same ones (default ${SEED})` },
    { flags: '--workers <number>', meaning: 'threads that perform plans (default: as many as the machine runs side by side)' },
    { flags: '--from <time>', meaning: 'first date or time of the data that is played' },
    { flags: '--to <time>', meaning: 'last date or time of the data that is played' },
    { flags: '--invariants <file>', meaning: 'laws of your own: a file that exports `invariants`, inside the project' },
    { flags: '--set <key=value>', meaning: 'change one value of the scenario', repeatable: true },
    { flags: '-o, --out <directory>', meaning: 'where failure files are written (default chaos/ in the store)' },
  ],
  examples: ['hivetape chaos run scenarios/sp500-swarm.yaml --runs 1000', 'hivetape chaos run swarm.yaml --from 2019-01-01 --to 2019-12-31 --invariants invariants.ts'],
  act: run,
};

async function run({ args: [file = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output, surroundings } = desk;
  const loaded = await loadFor(file, options, desk);
  for (const note of loaded.notes) output.say(`note: ${note}`);
  if (loaded.scenario.chaos?.plan !== undefined) output.say('note: the scenario has a plan of faults of its own; a campaign draws others in its place.');
  const { threadsOfMachine } = await import('../../../host/worker-pool.js');
  const workers = wholeNumberOption(options, 'workers', { least: 1, most: WORKERS_MAX }) ?? threadsOfMachine();
  const startedMs = surroundings.clockMs();
  const outcome = await perform(loaded, { runs: wholeNumberOption(options, 'runs', { least: 1, most: RUNS_MAX }) ?? RUNS, seed: wholeNumberOption(options, 'seed') ?? SEED, workers }, desk);
  const directory = resolve(settings.cwd, textOption(options, 'out') ?? resolve(settings.storeDirectory, 'chaos'));
  const { failureText } = await import('../../../lab/campaign/failure-file.js');
  const files = new Map<Failure, string>();
  for (const { failure } of outcome.laws) {
    if (failure === undefined) continue;
    const path = resolve(directory, `${failure.scenario.name}.json`);
    writeArtefact(path, failureText({ failure, scenarioFile: relative(dirname(path), loaded.file).replaceAll('\\', '/') }));
    files.set(failure, relative(settings.cwd, path));
  }
  const told = { outcome, name: loaded.scenario.name, workers, wallMs: surroundings.clockMs() - startedMs, files };
  const { campaignJson, campaignLines } = await import('./chaos-story.js');
  if (settings.json) output.json(campaignJson(told));
  else output.data(...campaignLines(told, { paint: output.paintOut, columns: settings.columns }));
  if (outcome.state === 'stopped') return EXIT_STOPPED;
  return outcome.laws.length > 0 ? 1 : 0;
}

/** The period and the laws may be named on the command line; then they are part of the scenario, and of the failures. */
async function loadFor(file: string, options: OptionValues, { settings }: Desk): Promise<LoadedScenario> {
  const { loadScenario } = await import('../../../lab/scenario/load-scenario.js');
  const path = resolve(settings.cwd, file);
  const overrides = [...listOption(options, 'set')];
  for (const [name, key] of [['from', 'period.from'], ['to', 'period.until']] as const) {
    const time = textOption(options, name);
    if (time === undefined) continue;
    instantOf(`--${name}`, time);
    overrides.push(`${key}=${JSON.stringify(time)}`);
  }
  const laws = textOption(options, 'invariants');
  if (laws !== undefined) overrides.push(`chaos.invariants=${JSON.stringify(relative(dirname(path), resolve(settings.cwd, laws)).replaceAll('\\', '/'))}`);
  return loadScenario(path, { overrides, shownAs: file });
}

async function perform(loaded: LoadedScenario, { runs, seed, workers }: { readonly runs: number; readonly seed: number; readonly workers: number }, desk: Desk): Promise<CampaignOutcome> {
  const { settings, output, surroundings } = desk;
  const [{ runCampaign }, { campaignInThreads }] = await Promise.all([import('../../../lab/campaign/run-campaign.js'), import('../../../lab/campaign/campaign-performer.js')]);
  const { name } = loaded.scenario;
  const bar = progressBar(`chaos ${name}`, settings, surroundings);
  try {
    return await runCampaign(loaded, {
      runs,
      seed,
      performer: campaignInThreads(workers),
      signal: surroundings.signal,
      onStart: ({ bars }) => output.say(`chaos "${name}": ${grouped(runs)} plans of seed ${seed}, ${grouped(bars)} bars of data, ${workers} workers`),
      onProgress: (progress) => bar.step({ done: progress.plans / runs, events: progress.events, note: noteOf(progress) }),
    });
  } finally {
    bar.end();
  }
}

function noteOf({ plans, broken, shrinking }: CampaignProgress): string {
  if (shrinking > 0) return `making the plans of ${shrinking} broken ${shrinking === 1 ? 'law' : 'laws'} smaller`;
  return `${grouped(plans)} plans${broken === 0 ? '' : `  ${grouped(broken)} broke a law`}`;
}

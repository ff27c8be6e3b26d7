/** `hivetape fork <run>`: shares the past of a run, changes something, and decides on. */
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { ForkOptions } from '../../lab/fork.js';
import type { RunStore } from '../../store/run-store.js';
import { sayNotices } from '../snapshot-notice.js';
import type { CommandSpec, Invocation, OptionValues } from '../command-spec.js';
import { errorJson } from '../error-text.js';
import { EXIT_STOPPED } from '../exit-codes.js';
import { outcomeError } from '../failure-error.js';
import { duration, grouped } from '../number-format.js';
import { openStore } from '../open-store.js';
import { invalidArgument, listOption, pointOf, textOption, wholeNumberOption, type LogPoint } from '../option-values.js';
import { rememberRun } from '../recent-runs.js';
import { projectOfRun, startRunNote } from '../run-note.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { showProgress } from '../show-progress.js';

export const forkCommand: CommandSpec = {
  name: 'fork',
  summary: 'share a prefix of a run, change something, continue',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [
    { flags: '--at <place>', meaning: 'an offset or a time where the fork leaves its parent' },
    { flags: '--set <key=value>', meaning: 'change one value of the scenario', repeatable: true },
    { flags: '--swap <agent=kind|path>', meaning: 'let another agent take a seat', repeatable: true },
    { flags: '--command <command>', meaning: 'command agents of a swarm there: `pause trend`, `spawn scout`, `halt`', repeatable: true },
    { flags: '--reseed <number>', meaning: 'seed of all chance after the fork' },
    { flags: '-n, --name <name>', meaning: 'name of the fork' },
  ],
  examples: ['hivetape fork @ --at 2008-09-15 --set risk.exposureMax=0.1', 'hivetape fork @:5000 --swap momentum=breakout -n what-if'],
  act: fork,
};

async function fork({ args: [reference = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output, surroundings } = desk;
  const store = await openStore(settings);
  const { run, point: named } = parseReference(reference);
  const parent = resolveRun(store, run, settings);
  const at = placeOf(textOption(options, 'at'), named);
  const change = await changeOf(options);
  const project = projectOfRun(store, parent, settings);
  const note = startRunNote({ storeDirectory: settings.storeDirectory, scenarioFile: project.file, clockMs: surroundings.clockMs });
  const name = textOption(options, 'name');
  const startedMs = surroundings.clockMs();
  const { forkRun } = await import('../../lab/fork.js');
  const outcome = await showProgress(`fork of ${shortId(parent)}`, desk, ({ onProgress }) =>
    forkRun(store, parent, { at, change, project, onProgress, signal: surroundings.signal, environment: () => ({ ...note() }), ...(name === undefined ? {} : { name }) }),
  );
  rememberRun(settings.storeDirectory, outcome.runId);
  sayNotices(output, outcome.notices);
  const error = outcomeError(outcome, () => store.open(outcome.runId));
  if (settings.json) output.json({ schema: 'hivetape.fork/1', ...outcome, failure: undefined, ...(error === undefined ? {} : (errorJson(error) as object)) });
  else output.data(...forkLines(store, outcome, surroundings.clockMs() - startedMs));
  if (error !== undefined && !settings.json) output.sayError(error);
  if (error !== undefined) return 1;
  return outcome.reason === 'stopped' ? EXIT_STOPPED : 0;
}

function placeOf(at: string | undefined, named: LogPoint | undefined): ForkOptions['at'] {
  if (at !== undefined && named !== undefined) throw new HivetapeError('conflicting-options', '--at and a place behind the run say the same thing; give one of them.');
  const point = at === undefined ? named : pointOf('--at', at);
  if (point === undefined) {
    throw new HivetapeError('missing-argument', 'A fork needs the place where it leaves its parent.', { help: 'Add --at OFFSET or --at 2020-03-12.' });
  }
  return point.kind === 'offset' ? { offset: point.value } : { time: point.value };
}

async function changeOf(options: OptionValues): Promise<ForkOptions['change']> {
  const swaps = listOption(options, 'swap').map((text): [string, string] => {
    const [agent = '', to = ''] = text.split(/=(.*)/s);
    if (agent === '' || to === '') throw invalidArgument('--swap', 'AGENT=KIND or AGENT=PATH', text);
    return [agent, to];
  });
  const seed = wholeNumberOption(options, 'reseed');
  const { commandOf } = await import('../operator-command.js');
  const commands = listOption(options, 'command').map((text) => commandOf(text, 'command line'));
  return { set: listOption(options, 'set'), swap: Object.fromEntries(swaps), ...(seed === undefined ? {} : { seed }), ...(commands.length === 0 ? {} : { commands }) };
}

type Outcome = Awaited<ReturnType<typeof import('../../lab/fork.js').forkRun>>;

function forkLines(store: RunStore, { runId, parent, at, events, fingerprint, failure, broken }: Outcome, wallMs: number): string[] {
  const [left] = store.open(runId).events({ from: Math.max(0, at - 1), to: at });
  const when = left === undefined ? '' : ` (${formatInstant(left.time)})`;
  return [
    `${failure === undefined && broken === undefined ? '✔' : '✖'} fork ${shortId(runId)} "${store.open(runId).manifest.name}" of ${shortId(parent)} at offset ${grouped(at)}${when} in ${duration(wallMs)}`,
    `  ${grouped(events)} events, ${grouped(at)} of them shared with its parent`,
    `  fingerprint ${fingerprint}`,
    `  next: hivetape diff ${shortId(parent)} ${shortId(runId)}`,
  ];
}

/** Builds commander's tree of commands out of our table, with the global flags that all of them have. */
import { Command, Option } from 'commander';
import { existsSync } from 'node:fs';
import { HivetapeError } from '../core/errors.js';
import { packageVersion } from '../host/environment.js';
import type { CommandSpec, OptionSpec, OptionValues } from './command-spec.js';
import { helpCommand, type CommandHelp } from './help-topics.js';
import { outputFor } from './output.js';
import { settingsFrom, type GlobalFlags } from './settings.js';
import type { Surroundings } from './surroundings.js';

const globalOptions: readonly OptionSpec[] = [
  { flags: '--json', meaning: 'one JSON object on stdout (NDJSON for streams)' },
  { flags: '-q, --quiet', meaning: 'say nothing beside data and errors' },
  { flags: '-v, --verbose', meaning: 'say more; twice: stack traces too' },
  { flags: '--no-color', meaning: 'no colour (also NO_COLOR)' },
  { flags: '--no-progress', meaning: 'no progress on stderr' },
  { flags: '--no-input', meaning: 'never ask' },
  { flags: '--cwd <directory>', meaning: 'work there' },
  { flags: '--store <place>', meaning: 'where runs are kept: a directory (default .hivetape, also HIVETAPE_STORE), or esdb://… to share them' },
];

/** Returns the program; `onExitCode` hears what the command that ran has to say. */
export function buildProgram(table: readonly CommandSpec[], surroundings: Surroundings, onExitCode: (code: number) => void): Command {
  const program = new Command('hivetape')
    .description('Record a run of a swarm of trading agents, prove it again, fork it, explain every trade.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.out.write(text),
      // What commander would say about errors is said by `error-text.ts`.
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(100, settingsFrom({}, surroundings).columns),
      getOutHasColors: () => false,
    });
  for (const option of globalOptions) program.addOption(optionOf(option));
  program.addHelpText('after', '\nRuns are named @ (last), @~1 (the one before), by name, or by the beginning of their id.\nTopics: hivetape help exit-codes, run-references, scenario, agents.');
  for (const spec of [...table, helpCommand(helpOf(program))]) addCommand(program, spec, { program, surroundings, onExitCode });
  return program;
}

function helpOf(program: Command): CommandHelp {
  return {
    names: () => program.commands.map((command) => command.name()),
    print: (name) => (program.commands.find((command) => command.name() === name) ?? program).outputHelp(),
  };
}

interface Wiring {
  readonly program: Command;
  readonly surroundings: Surroundings;
  readonly onExitCode: (code: number) => void;
}

function addCommand(parent: Command, spec: CommandSpec, wiring: Wiring): void {
  const command = parent.command(spec.name).description(spec.summary).helpCommand(false);
  for (const { name, meaning } of spec.arguments ?? []) command.argument(name, meaning);
  for (const option of spec.options ?? []) command.addOption(optionOf(option));
  if (spec.examples) command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ${line}`).join('\n')}`);
  for (const inner of spec.commands ?? []) addCommand(command, inner, wiring);
  const { act } = spec;
  if (act === undefined) return;
  command.action(async (...received: unknown[]) => {
    const args = received.slice(0, -2) as (string | undefined)[];
    const options = command.opts<OptionValues>();
    wiring.onExitCode(await act({ args, options, desk: deskFor(wiring) }));
  });
}

function deskFor({ program, surroundings }: Wiring) {
  const settings = settingsFrom(program.opts<GlobalFlags>(), surroundings);
  if (!existsSync(settings.cwd)) {
    throw new HivetapeError('directory-not-found', `The working directory does not exist ("${settings.cwd}").`, { help: 'Check --cwd.' });
  }
  return { settings, output: outputFor(settings, surroundings), surroundings };
}

function optionOf({ flags, meaning, repeatable }: OptionSpec): Option {
  const option = new Option(flags, meaning);
  if (flags === '-v, --verbose') return option.argParser((_: string, before: number | undefined) => (before ?? 0) + 1);
  if (repeatable === true) option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
}

/** What commander throws about words it did not understand, as errors of our table with the nearest word. */
import { CommanderError, type Command } from 'commander';
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';

/** Returns an exit code where nothing is wrong (help, version), our error for a wrong word, or what was thrown. */
export function usageError(thrown: unknown, program: Command, words: readonly string[]): unknown {
  if (!(thrown instanceof CommanderError)) return thrown;
  if (thrown.exitCode === 0) return 0;
  const message = thrown.message.replace(/^error: /, '');
  const command = commandOf(program, words);
  switch (thrown.code) {
    case 'commander.help':
      return missingCommand(command);
    case 'commander.unknownCommand':
      return unknownCommand(quoted(message), command);
    case 'commander.unknownOption':
      return unknownOption(quoted(message), command);
    case 'commander.missingArgument':
      return new HivetapeError('missing-argument', `${nameOf(command)} needs an argument: ${quoted(message)}.`, { help: helpFor(command) });
    case 'commander.optionMissingArgument':
      return new HivetapeError('missing-argument', `The option ${quoted(message)} needs a value.`, { help: helpFor(command) });
    case 'commander.excessArguments':
      return excessArguments(command);
    default:
      return new HivetapeError('usage', sentence(message), { help: helpFor(command) });
  }
}

function unknownCommand(word: string, command: Command): HivetapeError {
  const near = nearestWord(word, namesBelow(command));
  return new HivetapeError('unknown-command', `Unknown command "${word}".`, {
    help: near === undefined ? helpFor(command) : `Did you mean "${near}"?`,
  });
}

function unknownOption(word: string, command: Command): HivetapeError {
  const near = nearestWord(word, optionsOf(command));
  return new HivetapeError('unknown-option', `Unknown option "${word}" of ${nameOf(command)}.`, {
    help: near === undefined ? helpFor(command) : `Did you mean "${near}"?`,
  });
}

function missingCommand(command: Command): HivetapeError {
  return new HivetapeError('usage', `${nameOf(command)} needs a command: ${namesBelow(command).join(', ')}.`, { help: helpFor(command) });
}

/** A word too many below a group is a wrong command: `runs lst`. */
function excessArguments(command: Command): HivetapeError {
  return new HivetapeError('usage', `${nameOf(command)} takes fewer arguments than were given.`, { help: helpFor(command) });
}

/** Returns the innermost command that the words name. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (next) command = next;
  }
  return command;
}

function namesBelow(command: Command): string[] {
  return command.commands.map((inner) => inner.name());
}

function optionsOf(command: Command): string[] {
  const own = command.options.map(({ long, short }) => long ?? short ?? '');
  return command.parent ? [...own, ...optionsOf(command.parent)] : [...own, '--help', '--version'];
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function helpFor(command: Command): string {
  return `See ${nameOf(command)} --help.`;
}

function quoted(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? message;
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}

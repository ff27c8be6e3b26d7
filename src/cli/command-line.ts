/**
 * The command line as a function: words in, exit code out, everything said through the surroundings.
 * Whatever a command throws is turned into words and an exit code here, and nowhere else.
 */
import { commandTable } from './command-table.js';
import { errorJson, exitCodeOf } from './error-text.js';
import { outputFor } from './output.js';
import { buildProgram } from './program.js';
import { settingsFrom, type GlobalFlags } from './settings.js';
import type { Surroundings } from './surroundings.js';
import { usageError } from './usage-error.js';

/** Returns the exit code of `hivetape …words`. Never throws. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(commandTable, surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    const outcome = usageError(thrown, program, words);
    if (typeof outcome === 'number') return outcome;
    return report(outcome, program.opts<GlobalFlags>(), words, surroundings);
  }
}

function report(error: unknown, flags: GlobalFlags, words: readonly string[], surroundings: Surroundings): number {
  // A word that was not understood may stand before --json, which then was not read yet.
  const settings = settingsFrom({ ...flags, json: flags.json ?? words.includes('--json') }, surroundings);
  const output = outputFor(settings, surroundings);
  if (settings.json) output.json(errorJson(error));
  else output.sayError(error);
  return exitCodeOf(error);
}

/** Takes a run that is decided again through everything that its forks changed, up to the last of them. */
import type { Operators } from '../domain/permissions.js';
import type { Kernel } from '../kernel/kernel.js';
import { InvariantFound } from './chaos/monitor.js';
import { drive, type DriveOptions } from './drive.js';
import type { Watched } from './perform-run.js';
import { commandDrafts } from './operator-commands.js';
import { takeTurn, type Turn } from './recipe.js';

/** What changes on the way. */
export interface Course {
  readonly turns: readonly Turn[];
  readonly chaos: Watched | undefined;
  /** Who may command what. */
  readonly operators: Operators;
}

/**
 * Takes an opened run through its turns. A law that breaks on the way ends the run when it is finished; whoever stops it
 * on the way stops it behind the last turn, for before that it is no run of its own.
 */
export async function followTurns(kernel: Kernel, { signal: _signal, ...options }: DriveOptions, { turns, chaos, operators }: Course): Promise<void> {
  for (const turn of turns) {
    if (chaos?.monitor.found !== undefined) return;
    try {
      await drive(kernel, { ...options, toOffset: turn.at });
    } catch (cause) {
      if (!(cause instanceof InvariantFound)) throw cause;
      return;
    }
    takeTurn(kernel, turn);
    const { commands, commandsAt } = turn.change;
    if (commands === undefined) continue;
    try {
      // What is commanded at a time is said then: what happens before it, and was never written down, happens first.
      if (commandsAt !== undefined) await drive(kernel, { ...options, keeping: undefined, until: commandsAt - 1 });
      kernel.announce(commands.flatMap((given) => commandDrafts(given, operators)), commandsAt);
    } catch (cause) {
      if (!(cause instanceof InvariantFound)) throw cause;
      return;
    }
  }
}

/** Reads what an operator commands from the command line: a command, whom or what it is for, and how many. */
import { operatorCommands, type OperatorCommand } from '../domain/events/life-events.js';
import { permissionFor } from '../domain/permissions.js';
import type { CommandGiven } from '../lab/operator-commands.js';
import { invalidArgument } from './option-values.js';

const ofTemplates: readonly string[] = ['spawn', 'scale'];
/** What cannot be said in a few words stands in a scenario. */
const sayable = operatorCommands.filter((command) => command !== 'configure' && command !== 'rewire' && command !== 'settle');

/** Returns the command of a text like `pause trend`, `scale scout 3` or `halt`. Throws `invalid-argument`. */
export function commandOf(text: string, operator: string): CommandGiven {
  const [command = '', whom, number, ...rest] = text.trim().split(/\s+/);
  const count = number === undefined ? undefined : Number(number);
  const isSound = (sayable as readonly string[]).includes(command) && rest.length === 0 && (count === undefined || (Number.isSafeInteger(count) && count >= 0));
  if (!isSound) throw invalidArgument('--command', `one of ${sayable.join(', ')}, then an agent or a template, then a number`, text);
  const whomIsFor = whom === undefined ? {} : ofTemplates.includes(command) ? { template: whom } : { agent: whom };
  return { command: command as OperatorCommand, operator, permission: permissionFor[command as OperatorCommand], reason: 'given at a fork', ...whomIsFor, ...(count === undefined ? {} : { count }) };
}

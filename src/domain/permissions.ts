/**
 * By what right operators command. Each command needs one; the kill switch needs one of its own, so that whoever may
 * steer agents cannot end all trading by the way.
 */
import type { OperatorCommand } from './events/life-events.js';

export const permissions = ['operate', 'spawn', 'halt', 'kill', 'wire', 'settle'] as const;
export type Permission = (typeof permissions)[number];

/** The right that each command needs. */
export const permissionFor: Readonly<Record<OperatorCommand, Permission>> = {
  start: 'operate',
  pause: 'operate',
  resume: 'operate',
  drain: 'operate',
  stop: 'operate',
  configure: 'operate',
  reinject: 'operate',
  spawn: 'spawn',
  scale: 'spawn',
  halt: 'halt',
  'lift-halt': 'halt',
  'kill-switch': 'kill',
  rewire: 'wire',
  'optimise-topology': 'wire',
  settle: 'settle',
  'acknowledge-alert': 'operate',
};

/** Who may command, and by which rights; absent where everybody may command everything. */
export type Operators = Readonly<Record<string, { readonly permissions: readonly Permission[] }>> | undefined;

export interface CommandClaim {
  readonly command: OperatorCommand;
  readonly operator: string;
  /** The right that the operator commands by. */
  readonly permission: string;
}

/** Returns why a command is denied, `undefined` where it is not. */
export function denialOf({ command, operator, permission }: CommandClaim, operators: Operators): string | undefined {
  if (operators === undefined) return undefined;
  const needed = permissionFor[command];
  if (!Object.hasOwn(operators, operator)) return `nobody who may command is called ${operator}`;
  if (permission !== needed) return `${command} is commanded by the permission ${needed}, not ${permission}`;
  return operators[operator].permissions.includes(needed) ? undefined : `${operator} has no permission ${needed}`;
}

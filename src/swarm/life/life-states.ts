/** The states of an agent's life, and which may follow which. */
import { lifeStates, type LifeState, type OperatorCommand } from '../../domain/events/life-events.js';

const successors: Readonly<Record<LifeState, readonly LifeState[]>> = {
  created: ['started', 'stopped', 'crashed'],
  started: ['paused', 'draining', 'stopped', 'crashed'],
  paused: ['started', 'draining', 'stopped', 'crashed'],
  draining: ['stopped', 'crashed'],
  stopped: [],
  // Who comes back from a crash goes on with what it was.
  crashed: lifeStates.filter((state) => state !== 'crashed' && state !== 'stopped'),
};

export function mayBecome(from: LifeState, to: LifeState): boolean {
  return successors[from].includes(to);
}

/** Commands that change the life of one agent, and the state that each leads to. */
export const lifeCommands = { start: 'started', pause: 'paused', resume: 'started', drain: 'draining', stop: 'stopped' } as const satisfies Partial<Record<OperatorCommand, LifeState>>;

export function isLifeCommand(command: string): command is keyof typeof lifeCommands {
  return Object.hasOwn(lifeCommands, command);
}

/** Tells whether an agent in this state can be given a command: only what waits is started, only what is paused resumed. */
export function obeys(state: LifeState, command: keyof typeof lifeCommands): boolean {
  if (command === 'start') return state === 'created';
  if (command === 'resume') return state === 'paused';
  return mayBecome(state, lifeCommands[command]);
}

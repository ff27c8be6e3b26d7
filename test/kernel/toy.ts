/** A toy world for kernel tests: words without meaning, agents of a few lines. */
import { agentId, type AgentId } from '../../src/core/brand.js';
import type { Draft, Recorded } from '../../src/core/event.js';
import type { Decider, Source } from '../../src/kernel/agent.js';
import { Kernel } from '../../src/kernel/kernel.js';
import type { KernelOptions } from '../../src/kernel/kernel-options.js';
import { instantNetwork } from '../../src/kernel/network.js';
import type { Vocabulary } from '../../src/kernel/vocabulary.js';
import { HivetapeError } from '../../src/core/errors.js';

export const toyWords: Vocabulary = {
  wordOf: (type) =>
    type === 'Unknown'
      ? undefined
      : {
          version: 1,
          priority: type === 'TimerSet' ? 3 : type.startsWith('Urgent') ? 0 : 4,
          topicOf: () => type.toLowerCase(),
          check: (data) => {
            if (data === 'bad') throw new HivetapeError('invalid-event', 'Toys are not bad.');
          },
        },
};

export interface ToyState {
  heard: string[];
  said: string[];
}

/** Remembers what it hears and says what `speak` tells. */
export function toy(listensTo: string[], speak: (event: Recorded, state: ToyState) => Draft[] = () => []): Decider<ToyState> {
  return {
    listensTo,
    initial: () => ({ heard: [], said: [] }),
    evolve: (state, event, context) => {
      if (event.agent === context.id && event.type !== 'TimerSet') state.said.push(`${event.type}@${event.time}`);
      else state.heard.push(`${event.type}@${context.now()}`);
      return state;
    },
    decide: (state, event) => speak(event, state),
  };
}

export function ticks(times: readonly number[], agent = 'clock'): Source {
  let at = 0;
  return {
    agent: agentId(agent),
    nextAt: () => times[at],
    take: () => ({ type: 'Tick', data: { number: at++ } }),
  };
}

export type ToySeats = Readonly<Record<string, KernelOptions['seats'][number]['agent']>>;

export interface ToyRun {
  readonly kernel: Kernel;
  readonly log: Recorded[];
}

export function toyKernel(seats: ToySeats, options: Partial<KernelOptions> = {}): ToyRun {
  const log: Recorded[] = [];
  const kernel = new Kernel({
    seed: 1,
    startAt: 0,
    seats: Object.entries(seats).map(([id, agent]) => ({ id: agentId(id), agent })),
    sources: [],
    vocabulary: toyWords,
    network: instantNetwork(),
    journal: { record: (event) => log.push(event) },
    ...options,
  });
  return { kernel, log };
}

export function stateOf(kernel: Kernel, id: string): ToyState {
  return kernel.seat(agentId(id))?.mind.state() as ToyState;
}

export function said(log: readonly Recorded[], id: string): string[] {
  return log.filter(({ agent }) => agent === (id as AgentId)).map(({ type, time }) => `${type}@${time}`);
}

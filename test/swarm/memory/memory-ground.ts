/** A shared memory in a simulated swarm, and agents that ask it what a test says and remember the answers. */
import { agentId } from '../../../src/core/brand.js';
import type { Json } from '../../../src/core/canonical.js';
import { sharedMemory } from '../../../src/agents/shared-memory.js';
import type { EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import type { MemoryOperation } from '../../../src/domain/events/memory-events.js';
import type { Decider } from '../../../src/kernel/agent.js';
import { memorySpans } from '../../../src/swarm/memory/memory-state.js';
import type { SwarmInput, SwarmRun } from '../simulated-swarm.js';
import { settingOf } from '../leadership/group.js';

export const open = { readers: ['*'], writers: ['*'], ttlUs: memorySpans.state, historyMax: 100 };

/** Returns a keeper, or several of one memory. */
export function keepers(options: object = {}, ids: readonly string[] = ['memory']): Record<string, unknown> {
  const complete = { store: 'memory', namespaces: { notes: open }, consistency: 'single' as const, keepers: [...ids], contents: {}, hasIndex: true, ...options };
  return Object.fromEntries(ids.map((id) => [id, sharedMemory.create(complete, settingOf(id))]));
}

export function ask(at: number, operation: MemoryOperation, details: Json, { by = 'client', namespace = 'notes', request = `${by}/${at}/${operation}`, to }: { by?: string; namespace?: string; request?: string; to?: readonly string[] } = {}): SwarmInput {
  return { at, by, draft: { type: 'MemoryAsked', data: { store: 'memory', request, operation, namespace, details }, ...(to === undefined ? {} : { to: to.map(agentId) }) } };
}

export const write = (at: number, key: string, value: Json, more: object = {}, options: Parameters<typeof ask>[3] = {}): SwarmInput => ask(at, 'write', { items: [{ key, value, ...more }] }, options);
export const read = (at: number, key: string, options: Parameters<typeof ask>[3] = {}): SwarmInput => ask(at, 'read', { key }, options);

/** Returns what was answered, by request. */
export function answersOf(run: SwarmRun): Record<string, Json> {
  return Object.fromEntries(run.ofType('MemoryAnswered').map(({ data }) => [data.request, data.answer]));
}

export function valueOf(answer: Json): Json {
  return answer === null ? null : (answer as { readonly value: Json }).value;
}

/** Hears notices and nothing else; the kernel brings it only what it was sent. */
export const listener: Decider<{ readonly notices: LogEvent[] }, LogEvent, EventDraft> = {
  listensTo: [],
  initial: () => ({ notices: [] }),
  evolve: (state, event) => {
    state.notices.push(event);
    return state;
  },
  decide: () => [],
};

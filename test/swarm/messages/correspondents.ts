/** Agents that write letters when they are told to, and remember what they were handed. */
import { agentId, type AgentId } from '../../../src/core/brand.js';
import type { Instant } from '../../../src/core/instant.js';
import type { EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import type { AgentContext, Decider } from '../../../src/kernel/agent.js';
import { courier, courierTopics } from '../../../src/swarm/messages/courier.js';
import { courierSetting, type CourierOptions } from '../../../src/swarm/messages/courier-setting.js';
import type { CourierState, Handed } from '../../../src/swarm/messages/courier-state.js';
import { neighbourhoodOf } from '../../../src/swarm/messages/neighbourhood.js';
import type { Letter, Post } from '../../../src/swarm/messages/post.js';
import type { Topology } from '../../../src/swarm/topology/topology.js';
import type { SwarmInput } from '../simulated-swarm.js';

export interface Correspondence {
  readonly courier: CourierState;
  /** Words it was told, and whether the event at hand told it a new one: a network that repeats orders tells nothing new. */
  readonly told: string[];
  isNews: boolean;
  readonly got: { readonly at: Instant; readonly sender: string; readonly number: number; readonly name: string; readonly payload: unknown }[];
}

export interface CorrespondentOptions {
  readonly setting?: Parameters<typeof courierSetting>[0];
  readonly topics?: readonly string[];
  /** What it does when it is told a word. */
  readonly acts?: Readonly<Record<string, (post: Post, context: AgentContext) => void>>;
  /** What it does about each message. */
  readonly handle?: (message: Handed, post: Post, state: Correspondence) => void;
}

export type Correspondent = Decider<Correspondence, LogEvent, EventDraft>;

/** Returns agents who can write to each other. */
export function correspondents(everybody: Readonly<Record<string, CorrespondentOptions>>, topology?: Topology): Record<string, Correspondent> {
  const neighbourhood = neighbourhoodOf(() => Object.entries(everybody).map(([id, { topics = [] }]) => ({ id: agentId(id), listensTo: [...courierTopics, ...topics] })));
  return Object.fromEntries(Object.entries(everybody).map(([id, options]): [string, Correspondent] => {
    const post = courier({ setting: courierSetting(options.setting), neighbourhood, topology });
    return [id, correspondent(post, options)];
  }));
}

function correspondent(post: ReturnType<typeof courier>, { topics = [], acts = {}, handle = () => {} }: CorrespondentOptions): Correspondent {
  return {
    listensTo: [...courierTopics, ...topics],
    initial: () => ({ courier: post.start(), told: [], isNews: false, got: [] }),
    evolve(state, event, context) {
      post.hear(state.courier, event, context);
      if (event.agent === context.id && event.time === context.now()) return state;
      state.isNews = isOrder(event, context) && !state.told.includes(`${event.offset}`);
      if (state.isNews) state.told.push(`${event.offset}`);
      for (const { sender, number, name, payload } of post.handed(state.courier)) state.got.push({ at: context.now(), sender, number, name, payload });
      return state;
    },
    decide(state, event, context) {
      const out = post.post(state.courier, context);
      for (const message of out.handed) handle(message, out, state);
      if (state.isNews && event.type === 'TimerSet') acts[event.data.name]?.(out, context);
      return out.drafts();
    },
  };
}

function isOrder({ type, agent }: LogEvent, { id }: AgentContext): boolean {
  return type === 'TimerSet' && agent !== id;
}

/** Tells an agent a word at an instant. */
export function tell(at: Instant, agent: string, name: string): SwarmInput {
  return { at, draft: { type: 'TimerSet', to: [agentId(agent)], data: { name, dueAt: at } } };
}

export function note(value: unknown, rest: Partial<Letter> = {}): Letter {
  return { name: 'DataUpdated', payload: { name: 'note', value }, ...rest } as Letter;
}

export function valuesOf({ got }: Correspondence): unknown[] {
  return got.map(({ payload }) => (payload as { value: unknown }).value);
}

export const ids = (...names: string[]): AgentId[] => names.map(agentId);
export type Setting = Partial<CourierOptions>;

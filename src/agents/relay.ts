/**
 * A relay: passes on messages between agents that are not wired to each other, as the hub of a star or the root of a
 * hierarchy does. Where too much waits with it, it proposes wires past itself, with figures before and after.
 */
import { Type, type Static } from '@sinclair/typebox';
import { MILLISECOND } from '../core/instant.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { AgentContext } from '../kernel/agent.js';
import { courier, courierTopics, type CourierParts } from '../swarm/messages/courier.js';
import { courierSetting } from '../swarm/messages/courier-setting.js';
import type { CourierState } from '../swarm/messages/courier-state.js';
import { neighbourhoodOf } from '../swarm/messages/neighbourhood.js';
import { countPassage, countWait, forgetTraffic, shortcutsFor, startTraffic, type TrafficState } from '../swarm/topology/shortcuts.js';
import { defineAgentKind } from './agent-kind.js';
import { decider } from './decider.js';

export interface RelayState {
  readonly courier: CourierState;
  readonly traffic: TrafficState;
}

const options = Type.Object(
  {
    handlingUs: Type.Integer({ minimum: 0, maximum: 3_600_000_000, default: MILLISECOND, description: 'How long it is busy with each message, in µs.' }),
    concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'How many messages it works on at a time.' }),
    capacity: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1_000, description: 'How many messages may wait.' }),
    waitUsMax: Type.Integer({ minimum: 0, maximum: 3_600_000_000, default: 100 * MILLISECOND, description: 'If 5 % of what it passes on waits longer than this, in µs, it proposes wires past itself.' }),
    messagesMin: Type.Integer({ minimum: 1, maximum: 1_000, default: 50, description: 'So many messages it looks at before it proposes anything.' }),
    edgesMax: Type.Integer({ minimum: 1, maximum: 1_000, default: 3, description: 'How many wires it proposes at a time.' }),
  },
  { additionalProperties: false },
);

export type RelayOptions = Static<typeof options>;

export const relay = defineAgentKind({
  kind: 'relay',
  summary: 'Passes on messages between agents that are not wired, and proposes wires where too much waits.',
  capabilities: ['relay', 'optimise-topology'],
  options,
  create: (chosen, { post }) => relayAgent(chosen, post ?? { setting: courierSetting(), neighbourhood: neighbourhoodOf(() => []) }),
});

export function relayAgent(chosen: RelayOptions, post: CourierParts): ReturnType<typeof decider<RelayState>> {
  const { handlingUs, concurrency, capacity } = chosen;
  const mail = courier({ ...post, setting: { ...post.setting, inbox: { ...post.setting.inbox, handlingUs, concurrency, capacity } } });
  return decider<RelayState>({
    listensTo: courierTopics,
    initial: () => ({ courier: mail.start(), traffic: startTraffic() }),
    evolve(state, event, context) {
      mail.hear(state.courier, event, context);
      foldTraffic(state.traffic, event, context);
      return state;
    },
    decide(state, event, context) {
      const out = mail.post(state.courier, context);
      for (const message of out.handed) out.unhandled(message);
      const proposed = event.type === 'TimerSet' ? proposal(state.traffic, chosen) : undefined;
      if (proposed !== undefined) out.say(proposed);
      return out.drafts();
    },
  });
}

/** Counts what it was asked to pass on, and how long that waited. */
function foldTraffic(traffic: TrafficState, event: LogEvent, { id, now }: AgentContext): void {
  const isOwn = event.agent === id && event.time === now();
  if (event.type === 'MessageSent' && !isOwn) {
    const { receivers = [], origin: from = event.agent } = event.data;
    for (const to of receivers) if (to !== id) countPassage(traffic, { at: now(), from, to });
  }
  if (event.type === 'MessageTaken' && isOwn && event.data.isRelay === true) countWait(traffic, event.data.waitedUs);
  if (event.type === 'TopologyChanged' || (event.type === 'TopologyProposed' && isOwn)) forgetTraffic(traffic);
  if (event.type === 'TopologyProposed' && isOwn) traffic.proposals = event.data.proposal;
}

function proposal(traffic: TrafficState, setting: RelayOptions): EventDraft | undefined {
  const found = shortcutsFor(traffic, setting);
  if (found === undefined || found.added.length === 0) return undefined;
  const { added, before, after } = found;
  const reason = `5 % of what is passed on waits longer than ${before.waitUsP95} µs`;
  return { type: 'TopologyProposed', data: { proposal: traffic.proposals + 1, reason, added: [...added], removed: [], before, after } };
}

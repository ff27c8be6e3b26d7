/** A swarm of living agents that count bars and write to each other, with a registrar. */
import { agentId, type AgentId } from '../../../src/core/brand.js';
import { SECOND } from '../../../src/core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import { instrumentId } from '../../../src/domain/ids.js';
import { orderId } from '../../../src/domain/order.js';
import { registrar, type RegistrarSetting } from '../../../src/agents/registrar.js';
import type { Decider } from '../../../src/kernel/agent.js';
import { living, type LifeSetting } from '../../../src/swarm/life/living.js';
import type { MemberPlan } from '../../../src/swarm/life/directory.js';
import { courierSetting } from '../../../src/swarm/messages/courier-setting.js';
import { neighbourhoodOf } from '../../../src/swarm/messages/neighbourhood.js';
import { mesh } from '../../../src/swarm/topology/topology.js';
import type { SwarmInput } from '../simulated-swarm.js';

export interface Count {
  bars: number;
  spoken: number;
}

/** Counts bars; says a signal at every `every`th, and asks for an order. */
export function counter(every: number): Decider<Count, LogEvent, EventDraft> {
  return {
    listensTo: ['bars/*'],
    initial: () => ({ bars: 0, spoken: 0 }),
    evolve(state, event) {
      if (event.type === 'BarClosed') state.bars += 1;
      if (event.type === 'SignalRaised') state.spoken += 1;
      return state;
    },
    decide(state, event, { id }) {
      if (event.type !== 'BarClosed' || state.bars % every !== 0) return [];
      const order = { id: orderId(`${id}-${state.bars}`), instrument: ES, owner: id, side: 'buy', type: 'market', quantityLots: 1, timeInForce: 'gtc', reduceOnly: false } as const;
      return [{ type: 'SignalRaised', data: { instrument: ES, direction: 'long', strength: 0.5, evidence: `${state.bars}` } }, { type: 'OrderPlaced', data: { order } }];
    },
  };
}

const ES = instrumentId('ES');

export function bar(at: number): SwarmInput {
  return { at, by: 'feed', draft: { type: 'BarClosed', data: { bar: { instrument: ES, openedAt: at - 1, closedAt: at, open: 1, high: 1, low: 1, close: 1, volume: 1 } } } };
}

export function command(at: number, data: Partial<DataOf<'OperatorCommanded'>> & Pick<DataOf<'OperatorCommanded'>, 'command'>): SwarmInput {
  return { at, by: 'operator', draft: { type: 'OperatorCommanded', data: { operator: 'ann', permission: 'operate', reason: 'a test', ...data } } };
}

export function spawnAsk(at: number, template: string, by = 'world'): SwarmInput {
  return { at, by, draft: { type: 'SpawnAsked', data: { template, reason: 'a test' } } };
}

export interface LivingOptions {
  readonly began?: Readonly<Record<string, Partial<LifeSetting>>>;
  /** Seats of the template `scout`. */
  readonly seats?: number;
  readonly maxAgents?: number;
  readonly further?: Partial<RegistrarSetting>;
}

export const scout = (number: number): AgentId => agentId(`scout-${number}`);

/** Returns the agents `registrar`, those that began, and the seats of scouts. */
export function livingSwarm({ began = {}, seats = 0, maxAgents = 10, further = {} }: LivingOptions): Record<string, unknown> {
  const names = [...Object.keys(began).map((id) => ({ id: agentId(id), begins: 'started' as const })), ...Array.from({ length: seats }, (_, index) => ({ id: scout(index + 1), begins: undefined }))];
  const members: MemberPlan[] = names.map(({ id, begins }) => ({ id, kind: 'counter', capabilities: ['count', 'trade'], life: began[id]?.begins ?? begins, template: begins === undefined ? 'scout' : undefined }));
  const neighbourhood = neighbourhoodOf(() => [{ id: agentId('registrar'), listensTo: ['everybody'] }]);
  const office = registrar({
    maxAgents, members, topology: mesh, rewires: 'when-told', rewireUs: SECOND,
    templates: { scout: { kind: 'counter', capabilities: ['count', 'trade'], seats: Array.from({ length: seats }, (_, index) => scout(index + 1)) } },
    post: { setting: courierSetting(), neighbourhood }, ...further,
  });
  const agents = names.map(({ id, begins }) => [id, living({ id, begins, variants: [{ options: { every: 1 }, agent: counter(1) as never }], ...began[id] })] as const);
  return Object.fromEntries([['registrar', office], ...agents]);
}

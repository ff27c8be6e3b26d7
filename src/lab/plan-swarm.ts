/**
 * Gives the agents of a scenario a life of their own: seats those that may be spawned, lets each be steered, wires them,
 * and seats the registrar. Nothing of this is there in a scenario without a `swarm` section.
 */
import { agentId, type AgentId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { registrar } from '../agents/registrar.js';
import type { EventDraft } from '../domain/catalogue.js';
import { isEntitled, type Roster } from '../agents/roster.js';
import { OPERATOR, REGISTRAR, RISK_GATE } from '../domain/office-names.js';
import { LAB } from '../kernel/speaker.js';
import type { MemberPlan } from '../swarm/life/directory.js';
import { living, type LifeSetting, type Variant } from '../swarm/life/living.js';
import type { CourierParts } from '../swarm/messages/courier.js';
import { courierSetting } from '../swarm/messages/courier-setting.js';
import { neighbourhoodOf } from '../swarm/messages/neighbourhood.js';
import { mesh, topologyOf, type Topology } from '../swarm/topology/topology.js';
import { commandsInOrder } from './operator-commands.js';
import type { PlannedSeat, SwarmPlan } from './run-plan.js';
import type { AgentSection, Scenario } from './scenario/scenario-schema.js';
import { planOfTopology, seatNames, seatsFromTemplates } from './scenario/swarm-seats.js';
import type { SwarmSection } from './scenario/swarm-schema.js';

export interface SwarmParts {
  readonly scenario: Scenario;
  readonly swarm: SwarmSection;
  /** Offices, and the agents of the scenario; the other seats are put in, and agents get their lives, in place. */
  readonly seats: PlannedSeat[];
  readonly post: CourierParts;
  readonly roster: () => Roster;
  readonly makeSeat: (name: string, section: AgentSection) => Promise<PlannedSeat>;
}

/** Returns how agents of this scenario send messages, if they have a courier. The seats are asked for once the run begins. */
export function postOf({ agents, swarm }: Scenario, seats: () => readonly PlannedSeat[]): CourierParts {
  const neighbourhood = neighbourhoodOf(() => seats().map(({ id, agent }) => ({ id, listensTo: agent.listensTo })));
  if (swarm === undefined) return { setting: courierSetting(), neighbourhood };
  return { setting: swarm.messages, neighbourhood, topology: wired({ agents }, swarm) };
}

/** Returns what is peculiar to the swarm. Throws `agent-not-steerable`, and what agents say of their options. */
export async function planSwarm({ scenario, swarm, seats, post, roster, makeSeat }: SwarmParts): Promise<SwarmPlan> {
  const members: MemberPlan[] = [];
  const beginnings: EventDraft[] = [];
  for (const [name, section] of Object.entries(scenario.agents)) {
    const place = seats.findIndex(({ id }) => id === name);
    const begins = swarm.waiting.includes(name) ? 'created' : 'started';
    seats[place] = await livingSeat(seats[place], { begins, section, swarm, roster, makeSeat });
    members.push(memberOf(seats[place], begins));
  }
  let live = members.length;
  for (const { name, template, isTaken } of seatsFromTemplates(swarm)) {
    const { kind, options } = swarm.templates[template];
    const section = { kind, options };
    const seat = await livingSeat(await makeSeat(name, section), { begins: undefined, section, swarm, roster, makeSeat });
    seats.push(seat);
    members.push({ ...memberOf(seat, undefined), template });
    if (!isTaken) continue;
    live += 1;
    beginnings.push({ type: 'AgentSpawned', data: { agent: seat.id, template, kind, capabilities: [...(seat.capabilities ?? [])], askedBy: 'scenario', live } });
  }
  const topology = swarm.topology === undefined ? undefined : wired(scenario, swarm);
  seats.push(registrarSeat({ swarm, members, topology, post, roster }));
  const wires: EventDraft[] = topology === undefined ? [] : [{ type: 'TopologyChanged', data: { kind: topology.kind, edges: [...topology.edges], effectiveAt: 0, reason: 'the scenario' } }];
  return { topology, members: members.map(({ id }) => id), commands: swarm.commands, operators: swarm.operators, ...(swarm.phases === undefined ? {} : { phases: swarm.phases }), opening: [...wires, ...beginnings] };
}

/** A mesh that may change names its edges; one that may not needs none. */
function wired({ agents }: Pick<Scenario, 'agents'>, swarm: SwarmSection): Topology {
  if (swarm.topology === undefined) return mesh;
  return { ...topologyOf({ ...planOfTopology(swarm.topology) }, seatNames({ agents }, swarm).map(agentId)), offices: [REGISTRAR] };
}

interface Steering {
  readonly begins: LifeSetting['begins'];
  readonly section: AgentSection;
  readonly swarm: SwarmSection;
  readonly roster: () => Roster;
  readonly makeSeat: SwarmParts['makeSeat'];
}

async function livingSeat(seat: PlannedSeat, { begins, section, swarm, roster, makeSeat }: Steering): Promise<PlannedSeat> {
  const changes = commandsInOrder(swarm.commands.filter(({ command, agent }) => command === 'configure' && agent === seat.id));
  const later = await Promise.all(changes.map(({ options = {} }) => makeSeat(seat.id, { ...section, options })));
  const make = (): PlannedSeat['agent'] => {
    const [first, ...rest] = [seat, ...later].map(({ id, options, agent, revive = () => agent }): Variant => ({ options, agent: steerable(id, revive()) }));
    return living({ id: seat.id, begins, variants: [first, ...rest], mayHalt: (caller) => haltingOffices.includes(caller) || isEntitled(caller, { capability: 'halt', roster }) });
  };
  return { ...seat, agent: make(), revive: make };
}

/** Who can call everybody to halt, beside agents with the capability `halt`. */
const haltingOffices: readonly AgentId[] = [REGISTRAR, RISK_GATE, OPERATOR, LAB];

/** A pipeline keeps its state to itself, so nobody can let it wait or go on with other options. */
function steerable(id: AgentId, agent: PlannedSeat['agent']): Variant['agent'] {
  if ('decide' in agent) return agent;
  throw new HivetapeError('agent-not-steerable', `An agent of a scenario with a \`swarm\` section is a decider (found that ${id} is a pipeline).`, { help: 'Write it as a decider, or leave the section away.' });
}

function memberOf({ id, kind, capabilities = [] }: PlannedSeat, life: MemberPlan['life']): MemberPlan {
  return { id, kind, capabilities, life };
}

interface Office {
  readonly swarm: SwarmSection;
  readonly members: readonly MemberPlan[];
  readonly topology: Topology | undefined;
  readonly post: CourierParts;
  readonly roster: () => Roster;
}

function registrarSeat({ swarm, members, topology = mesh, post, roster }: Office): PlannedSeat {
  const { maxAgents, templates, haltOn } = swarm;
  const { rewires = 'when-told', rewireUs = 1_000_000 } = swarm.topology ?? {};
  const seatsOf = (template: string): AgentId[] => members.filter((member) => member.template === template).map(({ id }) => id);
  const capabilitiesOf = (template: string): readonly string[] => members.find((member) => member.template === template)?.capabilities ?? [];
  const setting = {
    maxAgents, members, haltOn, topology, rewires, rewireUs, post, roster,
    templates: Object.fromEntries(Object.entries(templates).map(([name, { kind }]) => [name, { kind, capabilities: capabilitiesOf(name), seats: seatsOf(name) }])),
  };
  const revive = (): PlannedSeat['agent'] => registrar(setting);
  const options = { maxAgents, templates: Object.keys(templates), topology: topology.kind };
  return { id: REGISTRAR, kind: 'registrar', options: options as Json, agent: revive(), revive };
}

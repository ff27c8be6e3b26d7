/**
 * The registrar of a swarm: knows who lives and what each can do, creates agents from templates as far as there is
 * room, finds agents by capability, carries out what operators command for the swarm as a whole, and calls to halt.
 * An agent like any other: what it knows it has heard, and what it decides it says.
 */
import type { AgentId } from '../core/brand.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import type { RiskMetric } from '../domain/events/risk-events.js';
import { OPERATOR, RISK_GATE, VENUE } from '../domain/office-names.js';
import type { AgentContext, Decider } from '../kernel/agent.js';
import { everybodyWith, foldDirectory, isLive, liveCount, startDirectory, withCapability, type Directory, type MemberPlan } from '../swarm/life/directory.js';
import { courier, courierTopics, type CourierParts } from '../swarm/messages/courier.js';
import type { CourierState } from '../swarm/messages/courier-state.js';
import { callHalt, foldHalt, haltDrafts, haltSetting, startHalts, type HaltState } from '../swarm/messages/halt.js';
import { rewired, type Edge, type Topology } from '../swarm/topology/topology.js';
import { decider, SILENT } from './decider.js';
import type { Roster } from './roster.js';
import { isTrusted, type Authorities } from './trusted.js';

export interface RegistrarSetting {
  readonly maxAgents: number;
  /** Who takes part; absent where the registrar is only tried. */
  readonly roster?: () => Roster;
  readonly members: readonly MemberPlan[];
  /** Seats that wait to be taken, by template. */
  readonly templates: Readonly<Record<string, { readonly kind: string; readonly capabilities: readonly string[]; readonly seats: readonly AgentId[] }>>;
  /** Risk figures that call everybody who trades to a halt when they break their limit. */
  readonly haltOn?: readonly RiskMetric[] | undefined;
  readonly topology: Topology;
  /** Whether proposals to wire the swarm otherwise are carried out at once, or wait for an operator. */
  readonly rewires: 'at-once' | 'when-told';
  /** From when on removed edges carry nothing, in µs after the change was said. */
  readonly rewireUs: number;
  readonly post: Pick<CourierParts, 'setting' | 'neighbourhood'>;
}

export interface RegistrarState {
  readonly directory: Directory;
  readonly halts: HaltState;
  /** The halt that was lifted last. */
  lifted: number;
  readonly courier: CourierState;
  edges: readonly Edge[];
  /** Proposals that nobody has decided on, the newest last. */
  proposals: { readonly by: AgentId; readonly data: DataOf<'TopologyProposed'> }[];
  /** Offsets of the last requests: a message may come twice, and what it asks for is done once. */
  readonly asked: number[];
  isAskedAgain: boolean;
}

const PROPOSALS_MAX = 100;
const REQUESTS_KEPT = 1_000;

export function registrar(setting: RegistrarSetting): Decider<RegistrarState, LogEvent, EventDraft> {
  const { members, topology, post, roster, haltOn = [] } = setting;
  const authorities: Authorities = { venue: VENUE, gate: RISK_GATE, roster };
  const mail = courier({ ...post, topology });
  return decider<RegistrarState>({
    listensTo: [...courierTopics, 'life/**', 'chaos', 'watch', 'commands', 'commands/*', 'spawns', 'topology/proposals', 'halts/acknowledged', ...(haltOn.length === 0 ? [] : ['risk/alerts'])],
    initial: () => ({ directory: startDirectory(members), halts: startHalts(), lifted: 0, courier: mail.start(), edges: topology.edges, proposals: [], asked: [], isAskedAgain: false }),
    evolve(state, event, context) {
      mail.hear(state.courier, event, context);
      if (!isTrusted(event, authorities)) return state;
      if (isRequest(event)) noteRequest(state, event);
      foldDirectory(state.directory, event);
      foldHalt(state.halts, event, context.id);
      if (event.type === 'HaltLifted' && event.agent === context.id) state.lifted = event.data.halt;
      foldTopology(state, event);
      return state;
    },
    decide(state, event, context) {
      const out = mail.post(state.courier, context);
      for (const message of out.handed) {
        if (message.kind === 'request' && message.name === 'DataRequested') out.respond(message, { name: 'DataAnswered', payload: answerOf(state, message.payload as DataQuestion) });
        else out.unhandled(message);
      }
      if (isTrusted(event, authorities) && !(isRequest(event) && state.isAskedAgain)) for (const draft of answered(setting, state, event, context)) out.say(draft);
      return out.drafts();
    },
  });
}

function isRequest({ type }: LogEvent): boolean {
  return type === 'SpawnAsked' || type === 'OperatorCommanded' || type === 'TopologyProposed';
}

function noteRequest(state: RegistrarState, { offset }: LogEvent): void {
  state.isAskedAgain = state.asked.includes(offset);
  if (state.isAskedAgain) return;
  state.asked.push(offset);
  if (state.asked.length > REQUESTS_KEPT) state.asked.shift();
}

interface DataQuestion {
  readonly name: string;
  readonly query: unknown;
}

/** Answers who can do something: ids of those who work now. Of other things it knows nothing. */
function answerOf({ directory }: RegistrarState, { name, query }: DataQuestion): { readonly name: string; readonly value: readonly string[] | null } {
  const capability = (query as { readonly capability?: unknown } | null)?.capability;
  return { name, value: name === 'agents' && typeof capability === 'string' ? withCapability(directory, capability) : null };
}

function answered(setting: RegistrarSetting, state: RegistrarState, event: LogEvent, context: AgentContext): readonly EventDraft[] {
  switch (event.type) {
    case 'SpawnAsked':
      return spawned(setting, state, { template: event.data.template, askedBy: event.agent, count: 1 });
    case 'RiskAlertRaised':
      return alarmed(setting, state, event, context);
    case 'AgentStarted':
      return begun(state, event, context);
    case 'OperatorCommanded':
      return obeyed(setting, state, event, context);
    case 'TopologyProposed':
      return setting.rewires === 'at-once' ? [changed(setting, state, event, context)] : SILENT;
    default:
      return haltDrafts(state.halts, haltSetting, event, { id: context.id, now: context.now() });
  }
}

/** Where a figure breaks its limit, everybody who trades is called to a halt, unless one holds already. */
function alarmed({ haltOn = [] }: RegistrarSetting, state: RegistrarState, { agent, data: { metric, found, limit } }: EventOf<'RiskAlertRaised'>, context: AgentContext): readonly EventDraft[] {
  if (agent !== RISK_GATE || !haltOn.includes(metric) || isHalted(state)) return SILENT;
  return called(state, { receivers: traders(state), reason: `${metric} is ${found}, above its limit of ${limit}` }, context);
}

/** Who begins to trade while a halt holds has not heard of it. */
function begun(state: RegistrarState, { data: { agent } }: EventOf<'AgentStarted'>, context: AgentContext): readonly EventDraft[] {
  return isHalted(state) && traders(state).includes(agent) ? called(state, { receivers: [agent], reason: 'a halt holds' }, context) : SILENT;
}

function isHalted({ halts, lifted }: RegistrarState): boolean {
  return halts.last > lifted;
}

function traders({ directory }: RegistrarState): readonly AgentId[] {
  return everybodyWith(directory, 'trade');
}

function called({ halts }: RegistrarState, call: { readonly receivers: readonly AgentId[]; readonly reason: string }, { id, now }: AgentContext): readonly EventDraft[] {
  return callHalt(halts, haltSetting, call, { id, now: now() });
}

function obeyed(setting: RegistrarSetting, state: RegistrarState, event: EventOf<'OperatorCommanded'>, context: AgentContext): readonly EventDraft[] {
  const { command, template = '', count = 1, reason, edges, agent } = event.data;
  const refused = (why: string): readonly EventDraft[] => [{ type: 'CommandRefused', data: { command, order: event.offset, reason: why } }];
  switch (command) {
    case 'spawn':
      return spawned(setting, state, { template, askedBy: OPERATOR, count });
    case 'scale':
      return spawned(setting, state, { template, askedBy: OPERATOR, count: Math.max(0, count - liveOf(setting, state, template)) });
    case 'halt':
      return called(state, { receivers: traders(state), reason }, context);
    case 'lift-halt':
      return state.halts.last === state.lifted ? refused('no halt holds') : [{ type: 'HaltLifted', data: { caller: context.id, halt: state.halts.last, reason } }];
    case 'rewire':
      return edges === undefined ? refused('no edges are given') : [{ type: 'TopologyChanged', data: { kind: 'custom', edges: [...edges], effectiveAt: context.now() + setting.rewireUs, reason } }];
    case 'optimise-topology': {
      const proposal = state.proposals.at(-1);
      return proposal === undefined ? refused('nobody has proposed anything') : [changedBy(setting, state, proposal, context)];
    }
    default:
      return agent === undefined || state.directory.members.some(({ id }) => id === agent) ? SILENT : refused(`nobody is called ${agent}`);
  }
}

function spawned({ maxAgents, templates }: RegistrarSetting, { directory }: RegistrarState, { template, askedBy, count }: { readonly template: string; readonly askedBy: string; readonly count: number }): readonly EventDraft[] {
  const drafts: EventDraft[] = [];
  const known = Object.hasOwn(templates, template) ? templates[template] : undefined;
  const free = directory.members.filter(({ id, life }) => life === undefined && known?.seats.includes(id) === true);
  let live = liveCount(directory);
  for (let i = 0; i < count; i += 1) {
    const seat = free.shift();
    const reason = known === undefined ? 'unknownTemplate' : live >= maxAgents ? 'maxAgents' : 'templateMax';
    if (known === undefined || seat === undefined || live >= maxAgents) {
      drafts.push({ type: 'AgentSpawnRejected', data: { template, reason, askedBy, live } });
      continue;
    }
    live += 1;
    drafts.push({ type: 'AgentSpawned', data: { agent: seat.id, template, kind: known.kind, capabilities: [...known.capabilities], askedBy, live } });
  }
  return drafts;
}

function liveOf({ templates }: RegistrarSetting, { directory }: RegistrarState, template: string): number {
  const seats = Object.hasOwn(templates, template) ? templates[template].seats : [];
  return directory.members.filter(({ id, life }) => seats.includes(id) && isLive(life)).length;
}

function changed(setting: RegistrarSetting, state: RegistrarState, { agent, data }: EventOf<'TopologyProposed'>, context: AgentContext): EventDraft {
  return changedBy(setting, state, { by: agent, data }, context);
}

function changedBy({ topology, rewireUs }: RegistrarSetting, { edges }: RegistrarState, { by, data }: RegistrarState['proposals'][number], context: AgentContext): EventDraft {
  const next = rewired({ ...topology, edges }, data.added, data.removed);
  return { type: 'TopologyChanged', data: { kind: next.kind, edges: [...next.edges], effectiveAt: context.now() + rewireUs, reason: data.reason, proposer: by, proposal: data.proposal } };
}

function foldTopology(state: RegistrarState, event: LogEvent): void {
  if (event.type === 'TopologyChanged') {
    state.edges = event.data.edges;
    state.proposals = state.proposals.filter(({ by, data }) => by !== event.data.proposer || data.proposal !== event.data.proposal);
  }
  if (event.type === 'TopologyProposed' && !state.isAskedAgain) {
    state.proposals.push({ by: event.agent, data: event.data });
    if (state.proposals.length > PROPOSALS_MAX) state.proposals.shift();
  }
}

/**
 * Watches over agents: notices by their heartbeats that one is gone, says so, and puts a standby in its place.
 * Their coordinator hands the tasks of who is gone to others, each from its last checkpoint. While everybody
 * is well and no beat can be lost, it says nothing and hears nothing.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { AgentContext } from '../kernel/agent.js';
import { absencesIn, beat, nextAbsence, returnsIn, startWatch, stop, suspectsIn, usualHeartbeat, type Absence, type AbsenceQuestion, type Watch } from '../swarm/watch/failure-detector.js';
import { agentOption, agentTable, defineAgentKind } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isTrusted } from './trusted.js';

const watchedSchema = Type.Object(
  {
    capabilities: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { default: [], description: 'What who stands in for it must be able to do.' }),
    thinkUs: Type.Integer({ minimum: 0, default: 0, description: 'How long it may think about one thing and say nothing, in microseconds: busy is not gone.' }),
  },
  { additionalProperties: false },
);

const options = Type.Object(
  {
    agents: agentTable(watchedSchema, { default: {}, description: 'Ids of the agents that it watches over.' }),
    standbys: Type.Array(agentOption('Id of an agent that stands by.'), { default: [], description: 'Ids of agents that stand in for one that is gone, the first one first.' }),
    intervalUs: Type.Integer({ minimum: 1, default: usualHeartbeat.intervalUs, description: 'Time between two beats, in microseconds.' }),
    misses: Type.Integer({ minimum: 1, default: usualHeartbeat.misses, description: 'Beats missed in a row from which an agent counts as gone.' }),
    template: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Template of which an agent is spawned when nobody stands by; nobody is if absent.' })),
    beats: Type.Union([Type.Literal('rule'), Type.Literal('sent')], {
      default: 'rule',
      description: 'Whether beats are a rule that costs nothing, or are sent by agents with a heartbeat, where the network may lose them.',
    }),
  },
  { additionalProperties: false },
);

type SupervisorOptions = Static<typeof options>;

export interface SupervisorState {
  readonly watch: Watch;
  /** Standbys that were not needed yet, in order. */
  standbys: AgentId[];
  /** Whose place somebody has taken: who stands in for one that is gone is watched as that one was. */
  readonly fills: Record<AgentId, AgentId>;
  /** Who is gone and waits for an agent to be spawned in its place. */
  missing: AgentId[];
  /** What keeps agents from beating: a crash, or a fault by its number. */
  stops: { readonly agent: AgentId; readonly fault: number }[];
  alarmAt: number | undefined;
  isEnding: boolean;
}

export const supervisor = defineAgentKind({
  kind: 'supervisor',
  summary: 'Notices by heartbeats that an agent is gone, and puts a standby in its place.',
  capabilities: ['supervise'],
  options,

  create(chosen, setting) {
    const { id } = setting;
    const ids = Object.keys(chosen.agents).sort((a, b) => (a < b ? -1 : 1)).map(agentId);
    const standbys = chosen.standbys.map(agentId);
    return decider<SupervisorState>({
      listensTo: ['run', ...(chosen.beats === 'rule' ? ['chaos'] : ['heartbeats']), ...(chosen.template === undefined ? [] : ['life/**', 'spawns/rejected'])],
      initial: () => ({ watch: startWatch([...ids, ...standbys.filter((one) => !ids.includes(one))]), standbys: [...standbys], fills: {}, missing: [], stops: [], alarmAt: undefined, isEnding: false }),
      evolve: (state, event, context) => {
        if (event.agent === id && context.now() < event.deliverAt) foldSaid(state, event);
        else if (isTrusted(event, setting)) foldHeard(state, event, { chosen, now: context.now() });
        return state;
      },
      decide: (state, event, context) => (isTrusted(event, setting) ? supervise(state, event, { chosen, context }) : SILENT),
    });
  },
});

/** What it said itself: who is gone, who is back, who stands in. */
function foldSaid(state: SupervisorState, event: LogEvent): void {
  const { agents } = state.watch;
  switch (event.type) {
    case 'AgentSuspected':
      agents[event.data.agent] = { ...agents[event.data.agent], isSuspected: true };
      return;
    case 'AgentDetectedDown':
      agents[event.data.agent] = { ...agents[event.data.agent], isDown: true, downAt: event.time };
      return;
    case 'AgentDetectedBack':
      agents[event.data.agent] = { ...agents[event.data.agent], isDown: false, isSuspected: false };
      return;
    case 'AgentReplaced':
      // Whoever is replaced stands by, should it come back.
      state.standbys = [...state.standbys.filter((one) => one !== event.data.by), event.data.agent];
      state.fills[event.data.by] = placeOf(state, event.data.agent);
      delete state.fills[event.data.agent];
      if (!Object.hasOwn(agents, event.data.by)) agents[event.data.by] = { lastBeatAt: event.time, isDown: false, downAt: 0, isSuspected: false };
      state.missing = state.missing.filter((one) => one !== event.data.agent);
      return;
    case 'SpawnAsked':
      state.missing.push(event.data.reason as AgentId);
      return;
    case 'ReplacementMissing':
      state.missing = state.missing.filter((one) => one !== event.data.agent);
      return;
    case 'TimerSet':
      state.alarmAt = event.data.dueAt;
      return;
    default:
  }
}

/** Returns the agent of the options whose place somebody has: its own, or that of one that is gone. */
function placeOf({ fills }: SupervisorState, agent: AgentId): AgentId {
  return Object.hasOwn(fills, agent) ? fills[agent] : agent;
}

function foldHeard(state: SupervisorState, event: LogEvent, { chosen, now }: { readonly chosen: SupervisorOptions; readonly now: number }): void {
  const { watch } = state;
  switch (event.type) {
    case 'AgentSeated':
      // Beats are counted from when the run begins, for everybody.
      if (watch.startedAt === 0) watch.startedAt = event.time;
      if (chosen.beats === 'sent') beat(watch, event.data.agent, event.time, true);
      return;
    case 'AgentCrashed':
      fallSilent(state, event.data.agent, { fault: event.data.fault, at: event.time, chosen });
      return;
    case 'FaultInjected':
      // Who hangs says nothing either; who is slow goes on beating.
      if (event.data.kind === 'hang') fallSilent(state, event.data.target as AgentId, { fault: event.data.fault, at: event.time, chosen });
      return;
    case 'AgentRestarted':
    case 'FaultHealed':
      comeBack(state, event.data.fault, now);
      return;
    case 'HeartbeatSent':
      beat(watch, event.agent, now, true);
      return;
    case 'TimerSet':
      if (event.data.dueAt === state.alarmAt) state.alarmAt = undefined;
      return;
    case 'RunEnding':
      state.isEnding = true;
      return;
    default:
  }
}

function fallSilent(state: SupervisorState, agent: AgentId, { fault, at, chosen }: { readonly fault: number; readonly at: number; readonly chosen: SupervisorOptions }): void {
  state.stops.push({ agent, fault });
  stop(state.watch, agent, { at, rules: chosen });
}

/** An agent beats again when nothing keeps it from it any more. */
function comeBack(state: SupervisorState, fault: number, now: number): void {
  const ended = state.stops.filter((one) => one.fault === fault);
  state.stops = state.stops.filter((one) => one.fault !== fault);
  for (const { agent } of ended) if (!state.stops.some((one) => one.agent === agent)) beat(state.watch, agent, now, false);
}

interface Bench {
  readonly chosen: SupervisorOptions;
  readonly context: AgentContext;
}

function supervise(state: SupervisorState, event: LogEvent, { chosen, context }: Bench): readonly EventDraft[] {
  const { watch } = state;
  const question: AbsenceQuestion = { now: context.now(), rules: chosen, graceOf: (agent) => (Object.hasOwn(chosen.agents, placeOf(state, agent)) ? chosen.agents[placeOf(state, agent)].thinkUs : 0) };
  const gone = absencesIn(watch, question);
  const back = returnsIn(watch, question);
  const drafts: EventDraft[] = [];
  for (const agent of back) drafts.push({ type: 'AgentDetectedBack', data: { agent, downUs: question.now - watch.agents[agent].downAt } });
  for (const { agent, lastBeatAt } of suspectsIn(watch, question)) {
    if (!gone.some((one) => one.agent === agent)) drafts.push({ type: 'AgentSuspected', data: { agent, lastBeatAt, misses: Math.floor((question.now - lastBeatAt) / chosen.intervalUs) } });
  }
  for (const { agent, lastBeatAt } of gone) drafts.push({ type: 'AgentDetectedDown', data: { agent, lastBeatAt, misses: chosen.misses } });
  drafts.push(...replacements(state, gone, { chosen, now: question.now }), ...newcomers(state, event, { chosen, now: question.now }));
  return [...drafts, ...alarm(state, question, { gone: new Set(gone.map(({ agent }) => agent)), id: context.id })];
}

interface Moment {
  readonly chosen: SupervisorOptions;
  readonly now: number;
}

/** Returns who stands in for whom; who is gone itself, or silent just now, stands in for nobody. */
function replacements(state: SupervisorState, gone: readonly Absence[], { chosen, now }: Moment): readonly EventDraft[] {
  const { agents, template, beats } = chosen;
  const isThere = (one: AgentId): boolean => {
    const { isDown, silentSince } = state.watch.agents[one];
    return !gone.some(({ agent }) => agent === one) && !isDown && (beats === 'sent' || silentSince === undefined);
  };
  const free = state.standbys.filter(isThere);
  const needed = gone.filter(({ agent }) => !state.standbys.includes(agent) && Object.hasOwn(agents, placeOf(state, agent)));
  return needed.map(({ agent, lastBeatAt }, place): EventDraft => {
    if (place < free.length) return { type: 'AgentReplaced', data: { agent, by: free[place], capabilities: [...agents[placeOf(state, agent)].capabilities], sinceLastBeatUs: now - lastBeatAt } };
    if (template !== undefined) return { type: 'SpawnAsked', data: { template, reason: agent } };
    return { type: 'ReplacementMissing', data: { agent, reason: state.standbys.length === 0 ? 'nobody stands by' : 'everybody who stood by is needed or gone' } };
  });
}

/** Returns what follows from an agent that was spawned for one that is gone, or that could not be. */
function newcomers(state: SupervisorState, event: LogEvent, { chosen: { template, agents }, now }: Moment): readonly EventDraft[] {
  const { missing, watch } = state;
  if (missing.length === 0) return [];
  const [agent] = missing;
  if (event.type === 'AgentSpawnRejected' && event.data.template === template) return [{ type: 'ReplacementMissing', data: { agent, reason: event.data.reason } }];
  if (event.type !== 'AgentSpawned' || event.data.template !== template) return [];
  return [{ type: 'AgentReplaced', data: { agent, by: event.data.agent, capabilities: [...agents[placeOf(state, agent)].capabilities], sinceLastBeatUs: now - watch.agents[agent].lastBeatAt } }];
}

/** One alarm for the next who may be missed; none while nobody may be. */
function alarm(state: SupervisorState, question: AbsenceQuestion, { gone, id }: { readonly gone: ReadonlySet<AgentId>; readonly id: AgentId }): readonly EventDraft[] {
  if (state.isEnding) return [];
  const others = Object.entries(state.watch.agents).filter(([agent]) => !gone.has(agent as AgentId));
  const at = nextAbsence({ ...state.watch, agents: Object.fromEntries(others) as Watch['agents'] }, question);
  if (at === undefined || (state.alarmAt !== undefined && state.alarmAt <= at)) return [];
  const dueAt = Math.max(at, question.now + 1);
  return [{ type: 'TimerSet', to: [id], afterUs: dueAt - question.now, data: { name: 'absence', dueAt } }];
}

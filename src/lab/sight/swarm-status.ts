/** How the swarm stands at a moment: who is there and in what state, what is open between agents, who leads. A fold up to that moment. */
import type { LogEvent } from '../../domain/catalogue.js';
import { isTaskOver } from '../../domain/task.js';
import { taskKey } from '../../domain/task-office.js';
import { orderStep } from '../replay.js';
import type { SightFold } from './sight-fold.js';
import { taskStep } from './task-board.js';

export interface AgentStatus {
  readonly agent: string;
  readonly kind: string;
  /** seated, or what its life brought: started, paused, draining, stopped, crashed, suspected, down. */
  readonly state: string;
  readonly since: number;
  readonly lastSaid: string;
  readonly lastSaidAt: number | null;
}

export interface SwarmStatus {
  /** Events until then, and the time of the last of them. */
  readonly offset: number;
  readonly time: number;
  readonly agents: readonly AgentStatus[];
  readonly openVotes: readonly string[];
  readonly openConflicts: readonly string[];
  readonly openOrders: readonly string[];
  readonly openTasks: number;
  readonly openFaults: number;
  /** Alerts that are not over, by who raised them, their number and their rule. */
  readonly openAlerts: readonly string[];
  /** By group: who leads, and in which term; empty where nobody is elected. */
  readonly leaders: readonly { readonly leader: string; readonly term: number }[];
  readonly isHalted: boolean;
  readonly isKilled: boolean;
}

type Open<Row> = { -readonly [Key in keyof Row]: Row[Key] };

/** What an event makes of the state of the agent that it is about. */
const states: Readonly<Partial<Record<string, string>>> = {
  AgentSeated: 'seated', AgentSpawned: 'created', AgentStarted: 'started', AgentPaused: 'paused', AgentResumed: 'started', AgentDraining: 'draining', AgentStopped: 'stopped',
  AgentCrashed: 'crashed', AgentRestarted: 'started', AgentSuspected: 'suspected', AgentDetectedDown: 'down', AgentDetectedBack: 'started', AgentFailed: 'failed',
};

export function swarmStatusFold(): SightFold<SwarmStatus> {
  const agents = new Map<string, Open<AgentStatus>>();
  const votes = new Set<string>();
  const conflicts = new Set<string>();
  const orders = new Set<string>();
  const tasks = new Set<string>();
  const alerts = new Map<string, string>();
  const leaders = new Map<number, string>();
  const frame = { offset: 0, time: 0, openFaults: 0, isHalted: false, isKilled: false, term: -1 };

  const see = (event: LogEvent): void => {
    frame.offset = event.offset + 1;
    frame.time = event.time;
    live(agents, event);
    switch (event.type) {
      case 'ProposalMade':
        return void votes.add(event.data.proposal);
      case 'DecisionReached':
      case 'QuorumMissed':
        return void votes.delete(event.data.proposal);
      case 'ConflictDetected':
        return void conflicts.add(event.data.conflict);
      case 'ConflictResolved':
      case 'ConflictExpired':
        return void conflicts.delete(event.data.conflict);
      case 'AlertRaised':
        return void alerts.set(JSON.stringify([event.agent, event.data.alert]), `${event.agent} ${event.data.alert} (${event.data.rule})`);
      case 'AlertCleared':
        return void alerts.delete(JSON.stringify([event.agent, event.data.alert]));
      case 'FaultInjected':
        // A restart is over when it has begun.
        return void (frame.openFaults += event.data.kind === 'restart' ? 0 : 1);
      case 'FaultHealed':
        return void (frame.openFaults -= 1);
      case 'LeaderElected':
        return void leaders.set(event.data.term, event.agent);
      case 'TradingHalted':
        return void (frame.isHalted = true);
      case 'TradingResumed':
        return void (frame.isHalted = false);
      case 'KillSwitchPulled':
        return void (frame.isKilled = true);
      default:
        follow(event, orders, tasks);
    }
  };

  const result = (): SwarmStatus => {
    const { offset, time, openFaults, isHalted, isKilled } = frame;
    const last = Math.max(-1, ...leaders.keys());
    return {
      offset, time, openFaults, isHalted, isKilled,
      agents: [...agents.values()].map((agent) => ({ ...agent })),
      openVotes: [...votes], openConflicts: [...conflicts], openOrders: [...orders], openTasks: tasks.size, openAlerts: [...alerts.values()],
      leaders: last < 0 ? [] : [{ leader: leaders.get(last) ?? '', term: last }],
    };
  };
  return { see, result };
}

function live(agents: Map<string, Open<AgentStatus>>, event: LogEvent): void {
  const state = states[event.type];
  const about = state === undefined || !('agent' in event.data) ? undefined : String(event.data.agent);
  if (state !== undefined && about !== undefined) {
    const row = agents.get(about);
    if (row === undefined) agents.set(about, { agent: about, kind: event.type === 'AgentSeated' ? event.data.kind : '', state, since: event.time, lastSaid: '', lastSaidAt: null });
    else if (event.type !== 'AgentSeated') Object.assign(row, { state, since: event.time });
  }
  const speaker = agents.get(event.agent);
  if (speaker !== undefined) Object.assign(speaker, { lastSaid: event.type, lastSaidAt: event.time });
}

function follow(event: LogEvent, orders: Set<string>, tasks: Set<string>): void {
  const step = orderStep(event);
  if (step !== undefined) {
    if (['placed', 'approved', 'accepted', 'partially-filled'].includes(step.state)) orders.add(step.id);
    else orders.delete(step.id);
    return;
  }
  const task = taskStep(event);
  if (task === undefined) return;
  const key = taskKey(task);
  if (isTaskOver(task.to)) tasks.delete(key);
  else tasks.add(key);
}

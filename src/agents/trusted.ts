/**
 * Whose word counts for what. A swarm may hold a broken or a lying agent: what is true of market, money, orders,
 * tasks and lives is believed only from those whose business it is. Any other word stays in the log and is passed over.
 */
import { Type } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import { FEED, OPERATOR, REGISTRAR } from '../domain/office-names.js';
import { officeOf } from '../domain/task-office.js';
import type { Decider } from '../kernel/agent.js';
import { LAB } from '../kernel/speaker.js';
import { agentOption, type AgentSetting } from './agent-kind.js';
import { SILENT } from './decider.js';
import { isEntitled } from './roster.js';

export interface Authorities extends Pick<AgentSetting, 'venue' | 'gate'> {
  readonly roster?: AgentSetting['roster'] | undefined;
  /** Whose tasks are taken; absent: those of whoever is there to coordinate. */
  readonly coordinators?: readonly AgentId[] | undefined;
  /** Whose word on who is gone is believed; absent: that of whoever is there to supervise. */
  readonly watchers?: readonly AgentId[] | undefined;
}

/** The option that says whose word on who is gone is believed. */
export const watcherOption = Type.Optional(agentOption('Id of the agent whose word on who is gone is believed; that of any agent with the capability `supervise` if absent.'));

/** Tells whether the event comes from somebody who may say it. Words of the swarm itself are anybody's. */
export function isTrusted(event: LogEvent, authorities: Authorities): boolean {
  const speaker = event.agent;
  const { venue, gate } = authorities;
  switch (event.type) {
    case 'BarClosed':
    case 'ActionFellDue':
    case 'AdjustmentChanged':
    case 'FactSeen':
    case 'DataRepaired':
    case 'QuoteSeen':
    case 'PrintSeen':
    case 'BookSeen':
    case 'BookChanged':
    case 'BookLost':
    case 'FinerBarClosed':
    case 'RateSeen':
      return speaker === FEED || speaker === LAB;
    case 'AccountOpened':
    case 'InstrumentListed':
    case 'RunEnding':
    case 'AgentSeated':
    case 'TradingResumed':
    case 'KillSwitchPulled':
      return speaker === LAB || speaker === OPERATOR || speaker === FEED;
    case 'OrderFilled':
    case 'OrderAccepted':
    case 'OrderRejected':
    case 'OrderCancelled':
    case 'OrderCancelRejected':
    case 'OrderExpired':
    case 'CashFlowBooked':
    case 'PositionSplit':
    case 'PositionSettled':
    case 'PositionClosedOut':
    case 'MarginCalled':
    case 'AccountRuined':
    case 'CurrencyExchanged':
    case 'InterestBooked':
    case 'OrderAdjusted':
      return speaker === venue;
    case 'OrderDenied':
      return speaker === venue || speaker === gate;
    case 'OrderApproved':
      return speaker === gate;
    case 'TradingHalted':
      return speaker === gate || speaker === LAB || speaker === OPERATOR;
    default:
      return isTrustedInSwarm(event, authorities);
  }
}

/** Returns the agent, deaf to every word that its speaker is not entitled to. */
export function believing<State>(agent: Decider<State, LogEvent, EventDraft>, authorities: Authorities): Decider<State, LogEvent, EventDraft> {
  return {
    ...agent,
    evolve: (state, event, context) => (isTrusted(event, authorities) ? agent.evolve(state, event, context) : state),
    decide: (state, event, context) => (isTrusted(event, authorities) ? agent.decide(state, event, context) : SILENT),
  };
}

/** What is said of tasks and lives. */
function isTrustedInSwarm(event: LogEvent, authorities: Authorities): boolean {
  const speaker = event.agent;
  switch (event.type) {
    case 'TaskAssigned':
    case 'TaskReminded':
    case 'TaskPutBack':
    case 'TaskCompleted':
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskCancelled':
    case 'TaskReportIgnored':
      return givesTasks(event, authorities);
    case 'AgentSuspected':
    case 'AgentDetectedDown':
    case 'AgentDetectedBack':
    case 'AgentReplaced':
      return isEntitled(speaker, { named: authorities.watchers, capability: 'supervise', roster: authorities.roster });
    case 'AgentStarted':
    case 'AgentPaused':
    case 'AgentResumed':
    case 'AgentDraining':
    case 'AgentStopped':
      return speaker === event.data.agent;
    case 'AgentSpawned':
    case 'AgentSpawnRejected':
    case 'TopologyChanged':
      return speaker === REGISTRAR || speaker === LAB;
    case 'AgentCrashed':
    case 'AgentRestarted':
    case 'FaultInjected':
    case 'FaultHealed':
      return speaker === LAB;
    case 'OperatorCommanded':
      return speaker === OPERATOR || speaker === LAB;
    case 'TopologyProposed':
      return isEntitled(speaker, { capability: 'optimise-topology', roster: authorities.roster });
    default:
      return true;
  }
}

/** Tells whether the speaker gives tasks, and speaks in its own name or that of its seats. */
function givesTasks(event: LogEvent, { coordinators, roster }: Authorities): boolean {
  if (!isEntitled(event.agent, { named: coordinators, capability: 'coordinate', roster })) return false;
  return roster === undefined || officeOf(event) === event.agent || officeOf(event) === roster().get(event.agent)?.office;
}

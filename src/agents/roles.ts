/**
 * Roles of a swarm, and the ready-made kind that fills each: what an agent in that role can be asked for, in words that
 * others find it by. A role stands here only if an agent does all of what it says.
 */
import type { AgentKind } from './agent-kind.js';
import { findAgentKind } from './registry.js';

export const roleGroups = ['swarm', 'desk', 'governance', 'strategy', 'baseline'] as const;
export type RoleGroup = (typeof roleGroups)[number];

export interface AgentRole {
  readonly role: string;
  readonly group: RoleGroup;
  readonly capabilities: readonly string[];
  /** The kind that fills it, for `kind` in a scenario. */
  readonly kind: AgentKind;
}

function role(group: RoleGroup, name: string, kind: string, capabilities: readonly string[]): AgentRole {
  return { role: name, group, kind: findAgentKind(kind), capabilities };
}

/** Returns all roles, in the order of their groups. */
export function agentRoles(): readonly AgentRole[] {
  return [
    role('swarm', 'market-analyser', 'momentum', ['market-analysis', 'trend-detection']),
    role('swarm', 'risk-analyser', 'risk-monitor', ['risk-assessment', 'portfolio-analysis', 'exposure-tracking']),
    role('swarm', 'performance-monitor', 'performance-monitor', ['performance-tracking', 'metric-collection']),
    role('desk', 'analyst', 'breakout', ['market-analysis', 'pattern-detection']),
    role('desk', 'trader', 'trader', ['order-placement', 'position-keeping']),
    role('desk', 'learning-agent', 'pattern', ['market-analysis', 'learned-signals']),
    role('desk', 'bookkeeper', 'portfolio', ['portfolio-valuation']),
    role('governance', 'coordinator', 'task-coordinator', ['task-assignment', 'task-scheduling']),
    role('governance', 'elected-coordinator', 'elected-coordinator', ['task-assignment', 'task-scheduling', 'failover']),
    role('governance', 'supervisor', 'supervisor', ['failure-detection', 'replacement']),
    role('governance', 'council', 'council', ['voting', 'decision']),
    role('governance', 'relay', 'relay', ['message-routing', 'topology-optimisation']),
    role('strategy', 'momentum', 'momentum', ['trend-following']),
    role('strategy', 'mean-reversion', 'mean-reversion', ['reversion']),
    role('strategy', 'sentiment', 'sentiment', ['market-analysis', 'sentiment-analysis']),
    role('strategy', 'arbitrage', 'spread', ['market-analysis', 'arbitrage-detection']),
    role('strategy', 'learned', 'pattern', ['learned-signals']),
    role('baseline', 'single-agent', 'sma-crossover', ['market-analysis', 'order-placement']),
  ];
}

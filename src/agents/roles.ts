/**
 * Roles of a swarm, and the ready-made kind that fills each: what an agent in that role can be asked for, in words that
 * others find it by. A role stands here only if an agent does all of what it says. Its name is as good as that of the kind.
 */
export const roleGroups = ['swarm', 'desk', 'pipeline', 'governance', 'strategy', 'baseline'] as const;
export type RoleGroup = (typeof roleGroups)[number];

export interface AgentRole {
  readonly role: string;
  readonly group: RoleGroup;
  readonly capabilities: readonly string[];
  /** The kind that fills it; an office is filled in every run, and nobody else can be seated there. */
  readonly kind: string;
  readonly isOffice: boolean;
}

function role(group: RoleGroup, name: string, kind: string, capabilities: readonly string[]): AgentRole {
  return { role: name, group, kind, capabilities, isOffice: false };
}

/** All roles, in the order of their groups. */
export const agentRoles: readonly AgentRole[] = [
  role('swarm', 'market-analyser', 'market-analyser', ['market-analysis', 'trend-detection', 'sentiment-analysis']),
  role('swarm', 'strategy-developer', 'strategy-developer', ['strategy-creation', 'backtesting', 'optimization']),
  role('swarm', 'risk-analyser', 'risk-monitor', ['risk-assessment', 'portfolio-analysis', 'exposure-tracking']),
  role('swarm', 'performance-monitor', 'performance-monitor', ['performance-tracking', 'metric-collection', 'alerting']),
  role('swarm', 'portfolio-optimiser', 'portfolio-optimiser', ['allocation', 'rebalancing', 'optimization']),
  role('desk', 'data-scout', 'data-scout', ['data-watching', 'data-quality']),
  role('desk', 'analyst', 'breakout', ['market-analysis', 'pattern-detection']),
  role('desk', 'trader', 'trader', ['order-placement', 'position-keeping']),
  { ...role('desk', 'risk-manager', 'risk-gate', ['order-approval', 'limit-keeping', 'halting']), isOffice: true },
  role('desk', 'learning-agent', 'pattern', ['market-analysis', 'learned-signals']),
  role('desk', 'signal-judge', 'signal-judge', ['signal-quality']),
  role('desk', 'bookkeeper', 'portfolio', ['portfolio-valuation']),
  role('pipeline', 'loader', 'loader', ['data-loading']),
  role('pipeline', 'feature-extractor', 'feature-extractor', ['feature-extraction']),
  role('pipeline', 'analyser', 'analyser', ['market-analysis', 'feature-analysis']),
  role('pipeline', 'aggregator', 'aggregator', ['signal-aggregation']),
  role('governance', 'coordinator', 'task-coordinator', ['task-assignment', 'task-scheduling']),
  role('governance', 'elected-coordinator', 'elected-coordinator', ['task-assignment', 'task-scheduling', 'failover']),
  role('governance', 'monitor', 'supervisor', ['failure-detection', 'replacement']),
  role('governance', 'council', 'council', ['voting', 'decision']),
  role('governance', 'relay', 'relay', ['message-routing', 'topology-optimisation']),
  role('strategy', 'momentum', 'momentum', ['trend-following']),
  role('strategy', 'mean-reversion', 'mean-reversion', ['reversion']),
  role('strategy', 'sentiment', 'sentiment', ['market-analysis', 'sentiment-analysis']),
  role('strategy', 'arbitrage', 'spread', ['market-analysis', 'arbitrage-detection']),
  role('strategy', 'learned', 'pattern', ['learned-signals']),
  role('baseline', 'single-agent', 'sma-crossover', ['market-analysis', 'order-placement']),
];

/** Returns the kind that fills a role; of a name that is no role's, the name. */
export function kindFilling(name: string): string {
  return agentRoles.find(({ role: one }) => one === name)?.kind ?? name;
}

/** Returns what to do instead, where somebody asks for an agent in an office; `undefined` of everything else. */
export function officeHelp(name: string): string | undefined {
  const office = agentRoles.find(({ role: one, isOffice, kind }) => isOffice && (one === name || kind === name));
  return office === undefined ? undefined : `The ${office.role.replaceAll('-', ' ')} is the office "${office.kind}", which is seated in every run: its limits stand under \`risk\`.`;
}

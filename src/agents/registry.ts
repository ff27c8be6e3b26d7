/** The table of ready-made agents. A new kind is one file and one line here. */
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import type { AgentKind } from './agent-kind.js';
import { aggregator } from './aggregator.js';
import { alarm } from './alarm.js';
import { analyser } from './analyser.js';
import { arbiter } from './arbiter.js';
import { breakout } from './breakout.js';
import { council } from './council.js';
import { dataScout } from './data-scout.js';
import { delegate } from './delegate.js';
import { electedCoordinator } from './elected-coordinator.js';
import { electedCouncil } from './elected-council.js';
import { pov, twap, vwap } from './execution/executor.js';
import { featureExtractor } from './feature-extractor.js';
import { forager } from './forager.js';
import { leaderNode } from './leader-node.js';
import { loader } from './loader.js';
import { lockKeeper } from './lock-keeper.js';
import { marketAnalyser } from './market-analyser.js';
import { meanReversion } from './mean-reversion.js';
import { mediator } from './mediator.js';
import { momentum } from './momentum.js';
import { pattern } from './pattern.js';
import { performanceMonitor } from './performance-monitor.js';
import { portfolio } from './portfolio-agent.js';
import { portfolioOptimiser } from './portfolio-optimiser.js';
import { relay } from './relay.js';
import { reputationJudge } from './reputation-judge.js';
import { riskMonitor } from './risk-monitor.js';
import { agentRoles, officeHelp } from './roles.js';
import { sentiment } from './sentiment.js';
import { sharedMemory } from './shared-memory.js';
import { signalJudge } from './signal-judge.js';
import { smaCrossover } from './sma-crossover.js';
import { spread } from './spread.js';
import { strategyDeveloper } from './strategy-developer.js';
import { supervisor } from './supervisor.js';
import { taskCoordinator } from './task-coordinator.js';
import { trader } from './trader.js';
import { tradingWorker } from './trading-worker.js';
import { volatilityRegime } from './volatility-regime.js';
import { worker } from './worker.js';

export const agentKinds: readonly AgentKind[] = [
  // Analysts.
  momentum,
  meanReversion,
  breakout,
  volatilityRegime,
  pattern,
  sentiment,
  spread,
  marketAnalyser,
  strategyDeveloper,
  // A pipeline, stage by stage.
  loader,
  featureExtractor,
  analyser,
  aggregator,
  // Those who watch what comes.
  dataScout,
  signalJudge,
  // Those who decide.
  council,
  reputationJudge,
  electedCouncil,
  mediator,
  delegate,
  arbiter,
  // Those who keep others together.
  leaderNode,
  forager,
  sharedMemory,
  relay,
  // Those who trade.
  smaCrossover,
  trader,
  portfolioOptimiser,
  // Those who carry out over time.
  twap,
  vwap,
  pov,
  // Those who keep the books.
  portfolio,
  riskMonitor,
  performanceMonitor,
  alarm,
  // Those who share work.
  taskCoordinator,
  worker,
  tradingWorker,
  supervisor,
  lockKeeper,
  electedCoordinator,
];

/** Roles whose name is none of a kind: the kind that fills each, under the name and with the capabilities of the role. */
export const roleKinds: readonly AgentKind[] = agentRoles.flatMap(({ role, kind, capabilities }) => {
  const filling = agentKinds.find((candidate) => candidate.kind === kind);
  if (filling === undefined || role === kind) return [];
  return [{ ...filling, kind: role, capabilities: [...new Set([...filling.capabilities, ...capabilities])] }];
});

/** Returns the kind of that name, or the one that fills the role of that name. Throws `unknown-agent-kind` with the nearest name. */
export function findAgentKind(kind: string): AgentKind {
  const found = [...agentKinds, ...roleKinds].find((candidate) => candidate.kind === kind);
  if (found !== undefined) return found;
  const names = [...agentKinds, ...roleKinds].map((candidate) => candidate.kind);
  const near = nearestWord(kind, names);
  throw new HivetapeError('unknown-agent-kind', `There is no agent of kind "${kind.slice(0, 100)}".`, {
    help: officeHelp(kind) ?? (near === undefined ? `The kinds are: ${names.join(', ')}.` : `Did you mean "${near}"?`),
    values: { kind },
  });
}

/**
 * A run as a report sees it: plain data, folded out of the log in one pass. The page and `report.json`
 * are both made from this and from nothing else, so they cannot tell different stories.
 */
import { formatDate } from '../core/instant.js';
import type { LogEvent } from '../domain/catalogue.js';
import { agentMetricsFold, type AgentMetrics } from '../lab/sight/agent-metrics.js';
import { bottleneckFold, type Bottleneck } from '../lab/sight/bottlenecks.js';
import { swarmMetricsFold, type SwarmMetrics } from '../lab/sight/swarm-metrics.js';
import { taskBoardFold, type TaskBoard } from '../lab/sight/task-board.js';
import type { Band } from './bounds/valuation.js';
import type { CompatTable } from './compat/compat-table.js';
import { causalChain, type Hop } from './causal-chain.js';
import { booksFold, type Books, type FillRow, type TradeRow } from './folds/books-fold.js';
import { conflictFold, type ConflictRow } from './folds/conflict-fold.js';
import { faultFold, type FaultRecord } from './folds/fault-fold.js';
import { frameFold, type RunFrame } from './folds/frame-fold.js';
import { funnelFold, type Funnel } from './folds/funnel-fold.js';
import { messageFold, type MessageGraph } from './folds/message-fold.js';
import { priceFold, type PriceHistory } from './folds/price-fold.js';
import { riskFold, type RiskRecord } from './folds/risk-fold.js';
import { shortfallFold, type ShortfallRow } from './folds/shortfall-fold.js';
import { swarmSeriesFold, type SwarmOverTime } from './folds/swarm-series-fold.js';
import { talkFold } from './folds/talk-fold.js';
import { voteFold, type ProposalRecord } from './folds/vote-fold.js';
import { conventionsOf, type AskedConventions } from './conventions.js';
import { performanceOf, type Conventions, type Performance } from './performance.js';
import { tradeBreakdowns, type TradeBreakdown } from './trade-groups.js';
import { withIntervals } from './with-intervals.js';
import { voterRecords, type VoterRecord } from './voters.js';

/** What the log itself does not hold. */
export interface AboutRun extends AskedConventions {
  readonly runId: string;
  readonly fingerprint: string;
  /** Package, Node, host, wall time: what stands beside the log, outside the chain. */
  readonly environment: Readonly<Record<string, string>>;
  /** The run under both bounds of what happened inside bars; absent: nobody asked. */
  readonly bounds?: Band;
  /** The figures as another tool prints them; absent: nobody asked. */
  readonly compat?: CompatTable;
  /** From the first event to the last, in µs of virtual time; absent: the swarm is not shown over time. */
  readonly spanUs?: number;
}

export interface FillReport extends FillRow {
  /** From the fill back to the bar; empty for fills beyond the number that a report carries chains for. */
  readonly chain: readonly Hop[];
}

export interface TradeReport extends Omit<TradeRow, 'fills'> {
  readonly fills: readonly FillReport[];
}

export interface RunReportModel {
  readonly schema: 'hivetape.report/1';
  readonly about: Omit<AboutRun, 'bounds' | 'compat' | 'spanUs'>;
  readonly frame: RunFrame;
  readonly period: { readonly from: string; readonly to: string };
  readonly conventions: Conventions;
  readonly books: Books;
  readonly performance: Performance;
  readonly prices: PriceHistory;
  readonly trades: readonly TradeReport[];
  readonly breakdowns: readonly TradeBreakdown[];
  readonly proposals: readonly ProposalRecord[];
  readonly voters: readonly VoterRecord[];
  readonly conflicts: readonly ConflictRow[];
  /** How the swarm worked together. */
  readonly swarm: { readonly metrics: SwarmMetrics; readonly agents: readonly AgentMetrics[]; readonly bottlenecks: readonly Bottleneck[]; readonly overTime: SwarmOverTime | undefined };
  readonly tasks: TaskBoard;
  readonly messages: MessageGraph;
  readonly funnel: Funnel;
  readonly risk: RiskRecord;
  /** What was broken on purpose; empty in most runs. */
  readonly faults: FaultRecord;
  readonly bounds: Band | undefined;
  readonly shortfall: readonly ShortfallRow[];
  readonly compat: CompatTable | undefined;
}

/** So many fills carry their chain; the latest ones. The rest is a command away. */
export const CHAINS_MAX = 500;

/** Returns the model of a log. Reads the events once, in order. */
export function reportModel(events: Iterable<LogEvent>, { bounds, compat, spanUs, ...about }: AboutRun): RunReportModel {
  const folds = {
    frame: frameFold(), books: booksFold(), prices: priceFold(), talk: talkFold(),
    votes: voteFold(), messages: messageFold(), funnel: funnelFold(), risk: riskFold(), shortfall: shortfallFold(), faults: faultFold(),
    conflicts: conflictFold(), metrics: swarmMetricsFold(), agents: agentMetricsFold(), bottlenecks: bottleneckFold(), tasks: taskBoardFold(),
  };
  const overTime = spanUs === undefined ? undefined : swarmSeriesFold(spanUs);
  const all = overTime === undefined ? Object.values(folds) : [...Object.values(folds), overTime];
  for (const event of events) for (const fold of all) fold.see(event);

  const frame = folds.frame.result();
  const books = folds.books.result();
  const prices = folds.prices.result();
  const talk = folds.talk.result();
  const proposals = folds.votes.result();
  const risk = folds.risk.result();
  const conventions = conventionsOf(frame.identity, about);
  const carried = new Set(talk.fills.slice(-CHAINS_MAX).map(({ offset }) => offset));
  const fillEvents = new Map(talk.fills.map((event) => [event.offset, event]));
  const withChain = (fill: FillRow): FillReport => {
    const event = carried.has(fill.offset) ? fillEvents.get(fill.offset) : undefined;
    return { ...fill, chain: event === undefined ? [] : causalChain(event, talk, prices) };
  };
  const { day } = books.daily;
  return {
    schema: 'hivetape.report/1',
    about, frame, conventions, books, prices, proposals, risk, bounds, compat,
    period: day.length < 2 ? { from: '', to: '' } : { from: formatDate(day[1]), to: formatDate(day[day.length - 1]) },
    performance: withIntervals(performanceOf(books, conventions, [risk.largestValueAtRisk]), conventions),
    trades: books.trades.map((trade) => ({ ...trade, fills: trade.fills.map(withChain) })),
    breakdowns: tradeBreakdowns(books.trades),
    voters: voterRecords(proposals, prices),
    conflicts: folds.conflicts.result(),
    swarm: { metrics: folds.metrics.result(), agents: folds.agents.result(), bottlenecks: folds.bottlenecks.result(), overTime: overTime?.result() },
    tasks: folds.tasks.result(),
    shortfall: folds.shortfall.result(),
    messages: folds.messages.result(),
    funnel: folds.funnel.result(),
    faults: folds.faults.result(),
  };
}

/**
 * The swarm as a whole, in figures: how much was said and how much of that is the price of working
 * together, how long messages, votes, tasks and conflicts took, and how evenly the work lay. A fold in
 * memory that does not grow with the log, but for what is open at the time.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { conflictCount, conflictFigures, countConflict, nextConflictCount, type ConflictFigures } from './conflict-count.js';
import { countDecision, decisionCount, decisionFigures, nextDecisionCount, type DecisionFigures } from './decision-count.js';
import { listeners } from './listeners.js';
import { messagesInFlight } from './messages-in-flight.js';
import { openTime } from './open-time.js';
import type { SightFold } from './sight-fold.js';
import { emptySpread, figuresOf, spreadOver, type SpreadFigures } from './spread.js';
import { isCoordination } from './talk-kind.js';
import { countTaskEvent, nextTaskCount, taskCount, taskFigures, type TaskFigures } from './task-count.js';

export interface SwarmMetrics {
  readonly from: number;
  readonly until: number;
  /** Virtual time in which the market was open, in µs: the bars, each instant once. */
  readonly marketOpenUs: number;
  readonly agents: { readonly seated: number; /** Said something. */ readonly active: number; readonly away: number };
  readonly events: number;
  /** Each event, for each that it went to; timers are none. */
  readonly messages: number;
  /** Said to those who hear it within so much virtual time, in µs. */
  readonly latency: SpreadFigures;
  readonly inFlight: { readonly now: number; readonly max: number };
  /** Shares that are coordination and not business: of the events, and of the virtual time of the run in which something was open between agents. */
  readonly overhead: { readonly events: number; readonly share: number | null; readonly openUs: number; readonly timeShare: number | null };
  readonly decisions: DecisionFigures;
  readonly conflicts: ConflictFigures;
  readonly tasks: TaskFigures;
  /** Mean ÷ largest of what agents had to hear, 0 to 1: 1 is even. */
  readonly balance: number | null;
}

export interface SwarmTally {
  see(event: LogEvent): void;
  /** Returns the figures since the last turn, as they stand at an instant that is not before the last event. */
  figures(until: number): SwarmMetrics;
  /** Begins to count anew at an instant. What stands, stays: who is there and away, what is open, what is under way. */
  turn(at: number): void;
}

export function swarmMetricsFold(): SightFold<SwarmMetrics> {
  const tally = swarmTally();
  let until = 0;
  return {
    see(event) {
      tally.see(event);
      until = event.time;
    },
    result: () => tally.figures(until),
  };
}

export function swarmTally(): SwarmTally {
  const audience = listeners();
  const seated = new Set<string>();
  const active = new Set<string>();
  const away = new Set<string>();
  const heard = new Map<string, number>();
  const inFlight = messagesInFlight();
  const atWork = openTime();
  let counts = { decisions: decisionCount(), conflicts: conflictCount(), tasks: taskCount() };
  let flow = startFlow(undefined);

  const see = (event: LogEvent): void => {
    audience.seat(event);
    flow.from ??= event.time;
    flow.events += 1;
    if (isCoordination(event.type)) flow.coordination += 1;
    if (event.type === 'AgentSeated') seated.add(event.data.agent);
    else if (event.type === 'AgentCrashed') away.add(event.data.agent);
    else if (event.type === 'AgentRestarted') away.delete(event.data.agent);
    if (seated.has(event.agent)) active.add(event.agent);
    flow.market.see(event);
    countDecision(counts.decisions, event, atWork);
    countConflict(counts.conflicts, event, atWork);
    countTaskEvent(counts.tasks, event, atWork);
    if (event.type === 'TimerSet') return;
    const receivers = audience.of(event);
    if (receivers.length === 0) return;
    flow.messages += receivers.length;
    for (const receiver of receivers) heard.set(receiver, (heard.get(receiver) ?? 0) + 1);
    spreadOver(flow.latency, event.deliverAt - event.time);
    inFlight.send(event.time, event.deliverAt, receivers.length);
  };

  const figures = (until: number): SwarmMetrics => {
    const { from = until, events, messages, coordination, latency, market, openBeforeUs } = flow;
    const openUs = atWork.totalAt(until) - openBeforeUs;
    const loads = [...heard.values()];
    return {
      from, until, events, messages,
      marketOpenUs: market.openUs(),
      agents: { seated: seated.size, active: active.size, away: away.size },
      latency: figuresOf(latency),
      inFlight: inFlight.at(until),
      overhead: { events: coordination, share: ratio(coordination, events), openUs, timeShare: ratio(openUs, until - from) },
      decisions: decisionFigures(counts.decisions),
      conflicts: conflictFigures(counts.conflicts),
      tasks: taskFigures(counts.tasks, market.openUs()),
      balance: loads.length === 0 ? null : messages / loads.length / Math.max(...loads),
    };
  };

  const turn = (at: number): void => {
    active.clear();
    heard.clear();
    inFlight.turn(at);
    counts = { decisions: nextDecisionCount(counts.decisions), conflicts: nextConflictCount(counts.conflicts), tasks: nextTaskCount(counts.tasks) };
    flow = startFlow(at, { market: flow.market, openBeforeUs: atWork.totalAt(at) });
  };
  return { see, figures, turn };
}

/** What is counted between two turns. */
function startFlow(from: number | undefined, before?: { readonly market: MarketTime; readonly openBeforeUs: number }) {
  const { market = marketTime(), openBeforeUs = 0 } = before ?? {};
  market.turn();
  return { from, events: 0, messages: 0, coordination: 0, latency: emptySpread(), market, openBeforeUs };
}

export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

interface MarketTime {
  see(event: LogEvent): void;
  openUs(): number;
  turn(): void;
}

/** Virtual time that bars cover; bars of several instruments that end together count once, as long as the longest. */
function marketTime(): MarketTime {
  let total = 0;
  let closedAt = Number.MIN_SAFE_INTEGER;
  return {
    see(event) {
      if (event.type !== 'BarClosed') return;
      const { bar } = event.data;
      const from = Math.max(bar.openedAt, closedAt);
      if (bar.closedAt > from) total += bar.closedAt - from;
      closedAt = Math.max(closedAt, bar.closedAt);
    },
    openUs: () => total,
    turn() {
      total = 0;
    },
  };
}

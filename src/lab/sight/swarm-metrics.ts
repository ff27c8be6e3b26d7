/**
 * The swarm as a whole, in figures: how much was said and how much of that is the price of working
 * together, how long messages, votes, tasks and conflicts took, and how evenly the work lay. A fold in
 * memory that does not grow with the log, but for what is open at the time.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { conflictCount, conflictFigures, countConflict, type ConflictFigures } from './conflict-count.js';
import { listeners } from './listeners.js';
import { messagesInFlight } from './messages-in-flight.js';
import { openTime } from './open-time.js';
import type { SightFold } from './sight-fold.js';
import { emptySpread, figuresOf, spreadOver, type SpreadFigures } from './spread.js';
import { isCoordination } from './talk-kind.js';
import { countTaskEvent, taskCount, taskFigures, type TaskFigures } from './task-count.js';

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

export interface DecisionFigures {
  readonly proposed: number;
  readonly reached: number;
  readonly approved: number;
  readonly held: number;
  readonly short: number;
  readonly quorumMissed: number;
  readonly open: number;
  /** From the proposal to its outcome, in µs. */
  readonly consensus: SpreadFigures;
}

export function swarmMetricsFold(): SightFold<SwarmMetrics> {
  const audience = listeners();
  const seated = new Set<string>();
  const active = new Set<string>();
  const away = new Set<string>();
  const heard = new Map<string, number>();
  const latency = emptySpread();
  const inFlight = messagesInFlight();
  const decisions = decisionCount();
  const conflicts = conflictCount();
  const tasks = taskCount();
  const atWork = openTime();
  const market = marketTime();
  const totals = { from: -1, until: 0, events: 0, messages: 0, coordination: 0 };

  const see = (event: LogEvent): void => {
    audience.seat(event);
    if (totals.from < 0) totals.from = event.time;
    totals.until = event.time;
    totals.events += 1;
    if (isCoordination(event.type)) totals.coordination += 1;
    if (event.type === 'AgentSeated') seated.add(event.data.agent);
    else if (event.type === 'AgentCrashed') away.add(event.data.agent);
    else if (event.type === 'AgentRestarted') away.delete(event.data.agent);
    if (seated.has(event.agent)) active.add(event.agent);
    market.see(event);
    decisions.see(event, atWork);
    countConflict(conflicts, event, atWork);
    countTaskEvent(tasks, event, atWork);
    if (event.type === 'TimerSet') return;
    const receivers = audience.of(event);
    if (receivers.length === 0) return;
    totals.messages += receivers.length;
    for (const receiver of receivers) heard.set(receiver, (heard.get(receiver) ?? 0) + 1);
    spreadOver(latency, event.deliverAt - event.time);
    inFlight.send(event.time, event.deliverAt, receivers.length);
  };

  const result = (): SwarmMetrics => {
    const { from, until, events, messages, coordination } = totals;
    const openUs = atWork.totalAt(until);
    const loads = [...heard.values()];
    return {
      from, until, events, messages,
      marketOpenUs: market.openUs(),
      agents: { seated: seated.size, active: active.size, away: away.size },
      latency: figuresOf(latency),
      inFlight: inFlight.at(until),
      overhead: { events: coordination, share: ratio(coordination, events), openUs, timeShare: ratio(openUs, until - from) },
      decisions: decisions.figures(),
      conflicts: conflictFigures(conflicts),
      tasks: taskFigures(tasks, market.openUs()),
      balance: loads.length === 0 ? null : messages / loads.length / Math.max(...loads),
    };
  };
  return { see, result };
}

export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Virtual time that bars cover; bars of several instruments that end together count once, as long as the longest. */
function marketTime(): { see(event: LogEvent): void; openUs(): number } {
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
  };
}

function decisionCount(): { see(event: LogEvent, atWork: ReturnType<typeof openTime>): void; figures(): DecisionFigures } {
  const open = new Map<string, number>();
  const consensus = emptySpread();
  const count = { proposed: 0, reached: 0, approved: 0, held: 0, short: 0, quorumMissed: 0 };
  const close = (key: string, at: number, atWork: ReturnType<typeof openTime>): void => {
    const since = open.get(key);
    if (since === undefined) return;
    open.delete(key);
    spreadOver(consensus, at - since);
    atWork.close(at);
  };
  return {
    see(event, atWork) {
      if (event.type === 'ProposalMade') {
        count.proposed += 1;
        if (!open.has(event.data.proposal)) atWork.open(event.time);
        open.set(event.data.proposal, event.time);
      } else if (event.type === 'DecisionReached') {
        count.reached += 1;
        if (event.data.approved) count.approved += 1;
        if (event.data.isHeld === true) count.held += 1;
        if (event.data.isShort === true) count.short += 1;
        close(event.data.proposal, event.time, atWork);
      } else if (event.type === 'QuorumMissed') {
        count.quorumMissed += 1;
        close(event.data.proposal, event.time, atWork);
      }
    },
    figures: () => ({ ...count, open: open.size, consensus: figuresOf(consensus) }),
  };
}

/**
 * Figures that alerts are about. Some stand at a moment (who is away, what waits), others are means or counts
 * over the outcomes of a window that slides. All of it is plain data that events are folded into.
 */
import type { Instant } from '../../core/instant.js';
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import { officeOf, taskKey } from '../../domain/task-office.js';
import { baseAccount, emptyLedger, foldLedger, type Ledger } from '../../portfolio/ledger.js';
import { equityOf, exposureOf } from '../../portfolio/position.js';
import { foldPace, slowest, startPace, type Pace } from './work-pace.js';

interface FigureKind {
  readonly topics: readonly string[];
  /** How outcomes within the window become one figure; absent: it stands at a moment. */
  readonly over?: 'mean' | 'sum';
  /** Whether it is never below 0 nor above 1. */
  readonly isShare?: true;
}

const tasks = ['tasks/**'];
const money = ['account', 'instruments', 'bars/**', 'reports/**'];
const figures = {
  'task-success': { topics: tasks, over: 'mean', isShare: true },
  'tasks-waiting': { topics: tasks },
  'worker-slowing': { topics: tasks },
  'agents-away': { topics: ['chaos', 'watch'] },
  'decision-time-us': { topics: ['proposals/**', 'decisions/**'], over: 'mean' },
  'quorums-missed': { topics: ['decisions/**'], over: 'mean', isShare: true },
  'conflicts-open': { topics: ['conflicts/**'] },
  'orders-refused': { topics: ['reports/**'], over: 'mean', isShare: true },
  'risk-breaches': { topics: ['risk/alerts'], over: 'sum' },
  drawdown: { topics: money },
  exposure: { topics: money },
} as const satisfies Readonly<Record<string, FigureKind>>;

export type FigureName = keyof typeof figures;
export const figureNames = Object.keys(figures) as readonly FigureName[];

/** Returns what must be heard for a figure. */
export function topicsOf(figure: FigureName): readonly string[] {
  return figures[figure].topics;
}

/** Tells whether a figure is never below 0 nor above 1, so that other levels mean nothing. */
export function isShare(figure: FigureName): boolean {
  const kind: FigureKind = figures[figure];
  return kind.isShare === true;
}

/** What stands at a moment. */
export interface FigureMemory {
  readonly ledger: Ledger;
  peakMicros: number;
  /** By office, graph and task. */
  readonly ready: Record<string, true>;
  readonly away: Record<string, true>;
  readonly conflicts: Record<string, true>;
  /** When each open proposal was made. */
  readonly proposals: Record<string, Instant>;
  readonly pace: Pace;
}

export function startFigures(): FigureMemory {
  return { ledger: emptyLedger(), peakMicros: 0, ready: {}, away: {}, conflicts: {}, proposals: {}, pace: startPace() };
}

/** Takes in an event, changing the memory in place. */
export function foldFigures(memory: FigureMemory, event: LogEvent): void {
  foldLedger(memory.ledger, event);
  foldPace(memory.pace, event);
  switch (event.type) {
    case 'BarClosed':
    case 'AccountOpened':
      memory.peakMicros = Math.max(memory.peakMicros, equityNow(memory));
      return;
    case 'TaskReady':
      memory.ready[keyOf(event)] = true;
      return;
    case 'TaskAssigned':
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskCancelled':
    case 'TaskSkipped':
      delete memory.ready[keyOf(event)];
      return;
    case 'AgentCrashed':
    case 'AgentDetectedDown':
      memory.away[event.data.agent] = true;
      return;
    case 'AgentRestarted':
    case 'AgentDetectedBack':
      delete memory.away[event.data.agent];
      return;
    case 'ConflictDetected':
      memory.conflicts[event.data.conflict] = true;
      return;
    case 'ConflictResolved':
    case 'ConflictExpired':
      delete memory.conflicts[event.data.conflict];
      return;
    case 'ProposalMade':
      memory.proposals[event.data.proposal] = event.time;
      return;
    default:
  }
}

/** Forgets a proposal once its time was taken. */
export function forgetProposal({ proposals }: FigureMemory, event: LogEvent): void {
  if (event.type === 'DecisionReached' || event.type === 'QuorumMissed') delete proposals[event.data.proposal];
}

/** Returns the outcome that an event is for a figure over outcomes; `undefined` where it is none. */
export function outcomeIn(figure: FigureName, event: LogEvent, { proposals }: FigureMemory): number | undefined {
  switch (figure) {
    case 'task-success':
      return event.type === 'TaskCompleted' ? 1 : event.type === 'TaskFailed' || event.type === 'TaskTimedOut' ? 0 : undefined;
    case 'quorums-missed':
      return event.type === 'QuorumMissed' ? 1 : event.type === 'DecisionReached' ? 0 : undefined;
    case 'orders-refused':
      return event.type === 'OrderDenied' || event.type === 'OrderRejected' ? 1 : event.type === 'OrderAccepted' ? 0 : undefined;
    case 'risk-breaches':
      return event.type === 'RiskAlertRaised' ? 1 : undefined;
    case 'decision-time-us': {
      if (event.type !== 'DecisionReached' || !Object.hasOwn(proposals, event.data.proposal)) return undefined;
      return event.time - proposals[event.data.proposal];
    }
    default:
      return undefined;
  }
}

export interface Reading {
  readonly value: number;
  /** Of how many outcomes; 1 for what stands. */
  readonly n: number;
  /** Whom it is about, where it is about one. */
  readonly about?: string;
}

/** Returns how a figure that stands at a moment stands; `undefined` where it is over outcomes, or there is none yet. */
export function standingFigure(figure: FigureName, memory: FigureMemory): Reading | undefined {
  const count = (open: Readonly<Record<string, true>>): Reading => ({ value: Object.keys(open).length, n: 1 });
  switch (figure) {
    case 'tasks-waiting':
      return count(memory.ready);
    case 'agents-away': {
      const [about] = Object.keys(memory.away);
      return { ...count(memory.away), ...(about === undefined ? {} : { about }) };
    }
    case 'conflicts-open':
      return count(memory.conflicts);
    case 'drawdown':
      return memory.peakMicros > 0 ? { value: Math.max(0, 1 - equityNow(memory) / memory.peakMicros), n: 1 } : undefined;
    case 'exposure': {
      const account = baseAccount(memory.ledger);
      return account === undefined ? undefined : { value: Math.min(exposureOf(account), Number.MAX_VALUE), n: 1 };
    }
    case 'worker-slowing':
      return slowest(memory.pace);
    default:
      return undefined;
  }
}

/** Outcomes within a window, the oldest first. */
export interface Outcomes {
  samples: { readonly at: Instant; readonly value: number; readonly offset: number }[];
  sum: number;
}

/** Takes in an outcome, and forgets those that are too old; one that is delivered again counts once. */
export function foldOutcome(outcomes: Outcomes, sample: Outcomes['samples'][number], windowUs: number): void {
  const { samples } = outcomes;
  const isAgain = samples.length > 0 && samples[samples.length - 1].offset >= sample.offset && samples.some(({ offset }) => offset === sample.offset);
  if (!isAgain) {
    samples.push(sample);
    outcomes.sum += sample.value;
  }
  let old = 0;
  while (old < samples.length && samples[old].at <= sample.at - windowUs) outcomes.sum -= samples[old++].value;
  if (old > 0) outcomes.samples = samples.slice(old);
}

/** Returns the figure over the outcomes of a window; `undefined` where they are fewer than asked. */
export function readOutcomes(figure: FigureName, { samples, sum }: Outcomes, countMin: number): Reading | undefined {
  const kind: FigureKind = figures[figure];
  if (kind.over === 'sum') return { value: sum, n: samples.length };
  return samples.length === 0 || samples.length < countMin ? undefined : { value: sum / samples.length, n: samples.length };
}

function equityNow({ ledger }: FigureMemory): number {
  const account = baseAccount(ledger);
  return account === undefined ? 0 : equityOf(account);
}

function keyOf(event: EventOf<'TaskReady' | 'TaskAssigned' | 'TaskFailed' | 'TaskTimedOut' | 'TaskCancelled' | 'TaskSkipped'>): string {
  return taskKey({ office: officeOf(event), graph: event.data.graph, task: event.data.task });
}

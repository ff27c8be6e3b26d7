/** What each agent did and how quickly: words, answers, votes, tasks, and how long it was away. One row per agent, whatever the length of the log. */
import type { LogEvent } from '../../domain/catalogue.js';
import { isTaskOver } from '../../domain/task.js';
import { listeners, type Listeners } from './listeners.js';
import { recentEvents } from './recent-events.js';
import type { SightFold } from './sight-fold.js';
import { emptySpread, figuresOf, spreadOver, type Spread, type SpreadFigures } from './spread.js';
import { isCoordination } from './talk-kind.js';
import { taskStep } from './task-board.js';

export interface AgentMetrics {
  readonly agent: string;
  readonly kind: string;
  readonly said: number;
  /** Of what it said: words of working together. */
  readonly coordination: number;
  readonly heard: number;
  readonly firstSaidAt: number | null;
  readonly lastSaidAt: number | null;
  /** From when a word of another arrived to what it said to it, in µs. */
  readonly answers: SpreadFigures;
  /** From when it said something to when the first had it, in µs: its thinking, and the way. */
  readonly words: SpreadFigures;
  readonly votes: number;
  readonly tasksCompleted: number;
  /** Failed, timed out or cancelled in its hands. */
  readonly tasksFailed: number;
  /** µs of virtual time that it worked on tasks. */
  readonly taskUs: number;
  readonly crashes: number;
  readonly awayUs: number;
}

type Tally = { -readonly [Key in keyof AgentMetrics]: AgentMetrics[Key] } & { spread: Spread; travel: Spread; awaySince: number | null };

export function agentMetricsFold(audience: Listeners = listeners()): SightFold<readonly AgentMetrics[]> {
  const tallies = new Map<string, Tally>();
  const recent = recentEvents();
  let now = 0;
  const tallyOf = (agent: string): Tally => {
    let tally = tallies.get(agent);
    if (tally === undefined) tallies.set(agent, (tally = startTally(agent)));
    return tally;
  };
  return {
    see(event) {
      audience.seat(event);
      recent.keep(event);
      now = event.time;
      if (event.type === 'AgentSeated') tallyOf(event.data.agent).kind = event.data.kind;
      countWord(tallyOf(event.agent), event);
      if (event.type !== 'TimerSet') {
        const receivers = audience.of(event);
        for (const receiver of receivers) tallyOf(receiver).heard += 1;
        if (receivers.length > 0) spreadOver(tallyOf(event.agent).travel, event.deliverAt - event.time);
      }
      const asked = recent.at(event.causation);
      if (asked !== undefined && asked.agent !== event.agent) spreadOver(tallyOf(event.agent).spread, Math.max(0, event.time - asked.deliverAt));
      countTask(tallyOf, event);
      countAbsence(tallyOf, event);
    },
    result: () => [...tallies.values()].map((tally) => metricsOf(tally, now)),
  };
}

function startTally(agent: string): Tally {
  return {
    agent, kind: '', said: 0, coordination: 0, heard: 0, firstSaidAt: null, lastSaidAt: null, answers: figuresOf(emptySpread()), words: figuresOf(emptySpread()), votes: 0,
    tasksCompleted: 0, tasksFailed: 0, taskUs: 0, crashes: 0, awayUs: 0, spread: emptySpread(), travel: emptySpread(), awaySince: null,
  };
}

function countWord(tally: Tally, { type, time }: LogEvent): void {
  tally.said += 1;
  tally.firstSaidAt ??= time;
  tally.lastSaidAt = time;
  if (isCoordination(type)) tally.coordination += 1;
  if (type === 'VoteCast') tally.votes += 1;
}

function countTask(tallyOf: (agent: string) => Tally, event: LogEvent): void {
  const step = taskStep(event);
  if (step?.worker === undefined || !isTaskOver(step.to)) return;
  const tally = tallyOf(step.worker);
  if (event.type === 'TaskCompleted') {
    tally.tasksCompleted += 1;
    tally.taskUs += event.data.workedUs;
  } else tally.tasksFailed += 1;
}

function countAbsence(tallyOf: (agent: string) => Tally, event: LogEvent): void {
  if (event.type !== 'AgentCrashed' && event.type !== 'AgentRestarted') return;
  const tally = tallyOf(event.data.agent);
  if (event.type === 'AgentCrashed') {
    tally.crashes += 1;
    tally.awaySince ??= event.time;
  } else if (tally.awaySince !== null) {
    tally.awayUs += event.time - tally.awaySince;
    tally.awaySince = null;
  }
}

function metricsOf({ spread, travel, awaySince, ...metrics }: Tally, now: number): AgentMetrics {
  return { ...metrics, answers: figuresOf(spread), words: figuresOf(travel), awayUs: metrics.awayUs + (awaySince === null ? 0 : now - awaySince) };
}

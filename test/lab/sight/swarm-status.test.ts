/** How a swarm stands at a moment is what the log had said by then. */
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { SECOND } from '../../../src/core/instant.js';
import type { DataOf, EventType, LogEvent } from '../../../src/domain/catalogue.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { swarmStatusFold } from '../../../src/lab/sight/swarm-status.js';
import { taskBoardFold } from '../../../src/lab/sight/task-board.js';
import { swarmMetricsFold } from '../../../src/lab/sight/swarm-metrics.js';
import { planOf } from '../../swarm/simulated-swarm.js';
import { talkativeSwarm } from './talkative-swarm.js';

type Say = { [Type in EventType]: readonly [Type, DataOf<Type>] }[EventType];

/** A log of what a coordinator said, as short as it can be written. */
function told(rows: readonly (readonly [at: number, say: Say])[]): LogEvent[] {
  return rows.map(([at, [type, data]], offset) => ({ offset, type, version: 1, time: at, deliverAt: at + 1, agent: agentId('coordinator'), topic: 't', to: [], correlation: -1, causation: -1, data }) as unknown as LogEvent);
}

describe('the status of a swarm', () => {
  it('V2: shows the vote that is open at a moment, and no longer once it is decided', () => {
    const { events } = talkativeSwarm();
    const asked = events.findIndex(({ type }) => type === 'ProposalMade');
    const decided = events.findIndex(({ type }) => type === 'DecisionReached');
    expect(folded(events.slice(0, asked + 1), swarmStatusFold()).openVotes).toEqual(['council/ES/1']);
    expect(folded(events.slice(0, decided + 1), swarmStatusFold()).openVotes).toEqual([]);
  });

  it('V2: shows who is down, since when, and who is back', () => {
    const plan = planOf([{ kind: 'crash', agent: 'cy', atUs: 100 * SECOND, durationUs: 5 * SECOND }]);
    const { events } = talkativeSwarm({ plan });
    const stateOf = (until: number) => folded(events.filter(({ time }) => time <= until), swarmStatusFold()).agents.find(({ agent }) => agent === 'cy');
    expect(stateOf(99 * SECOND)).toMatchObject({ state: 'seated' });
    expect(stateOf(101 * SECOND)).toMatchObject({ state: 'crashed', since: 100 * SECOND });
    expect(stateOf(110 * SECOND)).toMatchObject({ state: 'started', since: 105 * SECOND });
  });

  it('V2: may be asked at any event, and each question leaves the fold as it was', () => {
    const { events } = talkativeSwarm();
    const fold = swarmStatusFold();
    events.forEach((event, index) => {
      fold.see(event);
      if (index % 7 === 0) expect(fold.result()).toEqual(folded(events.slice(0, index + 1), swarmStatusFold()));
    });
  });
});

describe('the board of tasks', () => {
  const task = { graph: 'g', task: 't' };
  const worker = agentId('ada');
  const history: (readonly [number, Say])[] = [
    [0, ['TaskSubmitted', { ...task, definition: null, wave: 0, priority: 'high', onFailure: 'fail' }]],
    [10, ['TaskReady', task]],
    [30, ['TaskAssigned', { ...task, attempt: 1, worker, work: 'w', inputs: null, dueAt: 900, scheduler: 'round-robin', scores: [] }]],
    [40, ['TaskStarted', { ...task, attempt: 1, worker, startedAt: 35 }]],
    [90, ['TaskCompleted', { ...task, attempt: 1, worker, result: null, workedUs: 50 }]],
  ];
  const at = (steps: number) => folded(told(history.slice(0, steps)), taskBoardFold());

  it('G10: follows a task through its states, and tells its progress as what is over of all', () => {
    expect([1, 2, 3, 4, 5].map((steps) => at(steps).tasks[0].state)).toEqual(['pending', 'ready', 'assigned', 'running', 'completed']);
    expect([1, 5].map((steps) => at(steps).graphs[0].progress)).toEqual([0, 1]);
    expect(at(5).tasks[0]).toMatchObject({ worker: 'ada', attempts: 1, submittedAt: 0, readyAt: 10, startedAt: 35, endedAt: 90 });
    expect(at(5).counts).toMatchObject({ completed: 1, pending: 0 });
  });

  it('V2: counts what waits for a worker, how long it waited, and what was worked', () => {
    const tasks = (steps: number) => folded(told(history.slice(0, steps)), swarmMetricsFold()).tasks;
    expect(tasks(2).queue).toEqual({ now: 1, max: 1 });
    expect(tasks(3).queue).toEqual({ now: 0, max: 1 });
    expect(tasks(5)).toMatchObject({ submitted: 1, open: 0, success: 1, balance: 1, wait: { n: 1, mean: 20 }, duration: { n: 1, mean: 50 } });
    expect(tasks(5).ended).toEqual({ completed: 1 });
  });
});

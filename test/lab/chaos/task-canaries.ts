/** What must break the laws of tasks, and what must not. */
import type { DataOf } from '../../../src/domain/catalogue.js';
import { agentId } from '../../../src/core/brand.js';
import type { Court } from './law-court.js';

const of = { graph: 'g', task: 'a' };
const boss = { by: 'boss' } as const;
const ada = agentId('ada');
const assigned = (attempt = 1, task = 'a'): DataOf<'TaskAssigned'> => ({ graph: 'g', task, attempt, worker: ada, work: 'w', inputs: [], dueAt: 9, scheduler: 'capability', scores: [] });
const completed = { ...of, attempt: 1, worker: ada, result: null, workedUs: 1 };

/** Two tasks, of which one may be in hand at a time; both are ready. */
function opened(court: Court): void {
  court.said('TaskGraphOpened', { graph: 'g', strategy: 'sequential', concurrencyMax: 1, waves: [['a', 'b']] }, boss);
  for (const task of ['a', 'b']) {
    court.said('TaskSubmitted', { graph: 'g', task, definition: {}, wave: 0, priority: 'medium', onFailure: 'fail' }, boss);
    court.said('TaskReady', { graph: 'g', task }, boss);
  }
}

function running(court: Court): void {
  opened(court);
  court.said('TaskAssigned', assigned(), boss);
  court.said('TaskStarted', { ...of, attempt: 1, worker: ada, startedAt: 1 }, boss);
}

function over(court: Court): void {
  running(court);
  court.said('TaskCompleted', completed, boss);
  court.said('TaskSkipped', { graph: 'g', task: 'b', attempt: 0, reason: 'a test' }, boss);
}

const end = { graph: 'g', outcome: 'completed', completed: 1, failed: 0, timedOut: 0, cancelled: 0, skipped: 1, makespanUs: 1 } as const;

export const taskCanaries = [
  { law: 'A30', deed: 'a result of a task that nobody had', found: 'a of g goes from ready to completed',
    commit: (court: Court) => { opened(court); court.said('TaskCompleted', completed, boss); },
    behave: (court: Court) => { running(court); court.said('TaskCompleted', completed, boss); } },
  { law: 'A30', deed: 'a task that ends twice', found: 'a of g goes from completed to failed',
    commit: (court: Court) => { over(court); court.said('TaskFailed', { ...of, attempt: 1, reason: 'late' }, boss); },
    behave: (court: Court) => { over(court); court.said('TaskReported', { ...of, attempt: 1, isDone: false, result: null, reason: '', isRetriable: false, workedUs: 0, startedAt: 0 }, { by: 'ada' }); } },
  { law: 'A30', deed: 'more in hand than may be', found: '2 tasks of g are in hand, which allows 1',
    commit: (court: Court) => { running(court); court.said('TaskAssigned', assigned(1, 'b'), boss); },
    behave: (court: Court) => { running(court); court.said('TaskCompleted', completed, boss); court.said('TaskAssigned', assigned(1, 'b'), boss); } },
  { law: 'A30', deed: 'an attempt that is counted wrong', found: 'a of g is handed out for the 3. time, which is the 1.',
    commit: (court: Court) => { opened(court); court.said('TaskAssigned', assigned(3), boss); },
    behave: (court: Court) => { opened(court); court.said('TaskAssigned', assigned(), boss); } },
  { law: 'A30', deed: 'a graph that ends before its tasks', found: 'g ended, and its task b is ready',
    commit: (court: Court) => { running(court); court.said('TaskCompleted', completed, boss); court.said('TaskGraphEnded', end, boss); },
    behave: (court: Court) => { over(court); court.said('TaskGraphEnded', end, boss); } },
  { law: 'A31', deed: 'a task that nobody works on and nobody ends', found: 'boss lets b of g be ready, and nobody works on it',
    commit: (court: Court) => { running(court); court.said('TaskCompleted', completed, boss); court.settled(); },
    behave: (court: Court) => { over(court); court.settled(); } },
];

/**
 * What a coordinator says of tasks, what workers answer, and what either asks for. A task’s life is told by
 * its coordinator alone; a worker’s words are reports that the coordinator takes in or passes over.
 */
import { Type } from '@sinclair/typebox';
import { agentName, flag, integer, json, late, oneOf, real, text } from '../schema.js';
import { failurePolicies, priorities, putBackReasons, rungs, schedulerNames, strategies } from '../task.js';
import { defineEvent } from './definition.js';

/** In whose name it is said, where that is not the speaker: of a coordinator in several seats, the name of all of them. */
const ofOffice = { office: Type.Optional(late(agentName)) };
const ofTask = { graph: text, task: text, ...ofOffice };
/** The number tells one assignment of a task from the next, so that late words about an earlier one are known. */
const ofAttempt = { ...ofTask, attempt: integer };
const topic = ({ graph }: { readonly graph: string }): string => `tasks/${graph}`;

export const graphOutcomes = ['completed', 'failed', 'cancelled'] as const;

export const scoreSchema = Type.Object({
  agent: agentName,
  /** 1 ÷ (1 + tasks in hand). */
  load: real,
  /** .7 success + .3 time efficiency of the last day; .5 for a newcomer. */
  performance: real,
  /** Share of what the task asks for, or the task’s narrowest fit; 0 to 1. */
  capability: real,
  /** What decided: the highest is chosen, the lowest id of equal ones. */
  total: real,
});

/** What a worker is given; said when a task is assigned, and again when no answer came. */
const assignment = {
  ...ofAttempt,
  worker: agentName,
  work: text,
  payload: Type.Optional(json),
  /** Results of the tasks before it. */
  inputs: json,
  /** How far an earlier attempt came, to go on from. */
  checkpoint: Type.Optional(json),
  dueAt: integer,
};

export const taskEvents = {
  TaskGraphOpened: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A coordinator took on a graph of tasks.',
    schema: Type.Object({
      graph: text,
      strategy: oneOf(strategies),
      /** Why, where the strategy was chosen by what the tasks should take. */
      reason: Type.Optional(text),
      concurrencyMax: integer,
      /** Names of the tasks by how many others come before them. */
      waves: Type.Array(Type.Array(text)),
      stages: Type.Optional(Type.Array(Type.Object({ name: text, concurrency: integer, buffer: integer }))),
      ...ofOffice,
      /** Who asked for it, where somebody did. */
      askedBy: Type.Optional(late(agentName)),
    }),
    topic,
  }),
  TaskGraphAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody asks a coordinator to take on a graph of tasks.',
    schema: Type.Object({ graph: text, definition: json }),
    topic: () => 'task-requests',
  }),
  TaskGraphRefused: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A coordinator does not take on a graph of tasks that was asked for.',
    schema: Type.Object({ graph: text, code: text, reason: text, ...ofOffice }),
    topic,
  }),
  TaskGraphEnded: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Every task of a graph is over.',
    schema: Type.Object({ graph: text, outcome: oneOf(graphOutcomes), completed: integer, failed: integer, timedOut: integer, cancelled: integer, skipped: integer, makespanUs: integer, ...ofOffice }),
    topic,
  }),
  TaskSubmitted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task is known to its coordinator and waits for those before it.',
    schema: Type.Object({ ...ofTask, definition: json, wave: integer, priority: oneOf(priorities), onFailure: oneOf(failurePolicies) }),
    topic,
  }),
  TaskReady: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Nothing but a worker is missing for a task.',
    schema: Type.Object({ ...ofTask }),
    topic,
  }),
  TaskUnassignable: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Nobody who is there can do a task; it waits or fails, as it says.',
    schema: Type.Object({ ...ofTask, reason: text, policy: oneOf(['wait', 'fail']) }),
    topic,
  }),
  TaskAssigned: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task was handed to a worker; the figures of all that came into question stand beside it.',
    schema: Type.Object({
      ...assignment,
      scheduler: oneOf(schedulerNames),
      scores: Type.Array(scoreSchema),
      /** Why the worker that was preferred did not get it. */
      hintIgnored: Type.Optional(text),
    }),
    topic,
  }),
  TaskReminded: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A worker was asked again for its answer about a task; one that never heard of it begins now.',
    schema: Type.Object({ ...assignment, asked: integer }),
    topic,
  }),
  TaskTaken: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A worker has a task in its queue, or works on it.',
    schema: Type.Object({ ...ofAttempt, isRunning: flag, since: integer }),
    topic,
  }),
  TaskStarted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The coordinator knows that a worker works on a task.',
    schema: Type.Object({ ...ofAttempt, worker: agentName, startedAt: integer }),
    topic,
  }),
  TaskCheckpointed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A worker says how far it came, so that another can go on from there.',
    schema: Type.Object({ ...ofAttempt, progress: json }),
    topic,
  }),
  TaskReported: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A worker says what came of an attempt.',
    schema: Type.Object({ ...ofAttempt, isDone: flag, result: json, reason: text, isRetriable: flag, workedUs: integer, startedAt: integer }),
    topic,
  }),
  TaskReportIgnored: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A coordinator passes over what a worker said of a task, for it is over or another has it; the worker lets go of it.',
    schema: Type.Object({ ...ofAttempt, reason: oneOf(['over', 'superseded', 'unknown']) }),
    topic,
  }),
  TaskPutBack: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An attempt ended without a result; the task waits for its next one.',
    schema: Type.Object({
      ...ofAttempt,
      worker: agentName,
      reason: oneOf(putBackReasons),
      /** What the worker gave as its reason. */
      why: text,
      rung: oneOf(rungs),
      readyAt: integer,
    }),
    topic,
  }),
  TaskCompleted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task is done; this is its result, once and for all.',
    schema: Type.Object({ ...ofAttempt, worker: agentName, result: json, workedUs: integer, expectedUs: Type.Optional(integer) }),
    topic,
  }),
  TaskFailed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task will not be done: its attempts are used up, or one before it did not complete.',
    schema: Type.Object({ ...ofAttempt, worker: Type.Optional(agentName), reason: text }),
    topic,
  }),
  TaskTimedOut: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task took longer than it may.',
    schema: Type.Object({ ...ofAttempt, worker: Type.Optional(agentName), timeoutUs: integer }),
    topic,
  }),
  TaskCancelled: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task is no longer wanted.',
    schema: Type.Object({ ...ofAttempt, worker: Type.Optional(agentName), reason: text }),
    topic,
  }),
  TaskSkipped: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A task is left out, because one before it did not complete.',
    schema: Type.Object({ ...ofAttempt, reason: text }),
    topic,
  }),
  TaskCancelAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody asks a coordinator to cancel a task, or a whole graph where none is named.',
    schema: Type.Object({ graph: text, task: Type.Optional(text), reason: text }),
    topic: () => 'task-requests',
  }),
  TaskRequestRefused: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A coordinator does not do what was asked of it, because who asked is not entitled to it.',
    schema: Type.Object({ request: oneOf(['cancel', 'rebalance', 'load']), graph: Type.Optional(text), reason: text, ...ofOffice }),
    topic: () => 'task-requests/refused',
  }),
  RebalanceAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody asks a coordinator to spread waiting tasks evenly over its workers.',
    schema: Type.Object({ reason: text }),
    topic: () => 'task-requests',
  }),
};

/**
 * Tasks: work that one agent hands to others. What a task is asked to be, in which states it may stand,
 * and which steps between them are legal; the log of any run obeys this table.
 */
import { Type, type Static, type TUnsafe } from '@sinclair/typebox';
import type { Json } from '../core/canonical.js';
import { MINUTE, SECOND } from '../core/instant.js';

export const priorities = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof priorities)[number];

export const taskStates = ['pending', 'ready', 'assigned', 'running', 'completed', 'failed', 'timed-out', 'cancelled', 'skipped'] as const;
export type TaskState = (typeof taskStates)[number];

/** The last five are final. What runs goes back to `pending` when it is to be tried again, by somebody else, or later. */
const legalSteps: Readonly<Record<TaskState, readonly TaskState[]>> = {
  pending: ['ready', 'failed', 'cancelled', 'skipped'],
  ready: ['assigned', 'failed', 'timed-out', 'cancelled', 'skipped'],
  assigned: ['running', 'pending', 'failed', 'timed-out', 'cancelled'],
  running: ['completed', 'pending', 'failed', 'timed-out', 'cancelled'],
  completed: [],
  failed: [],
  'timed-out': [],
  cancelled: [],
  skipped: [],
};

export function isLegalTaskStep(from: TaskState, to: TaskState): boolean {
  return legalSteps[from].includes(to);
}

export function isTaskOver(state: TaskState): boolean {
  return legalSteps[state].length === 0;
}

/** What becomes of those who wait for a task that did not complete. */
export const failurePolicies = ['fail', 'skip', 'substitute'] as const;
export const joinRules = ['all', 'quorum', 'first'] as const;
export const putBackReasons = ['failed', 'timed-out', 'unanswered', 'worker-down', 'worker-gone', 'stolen', 'rebalanced'] as const;
export type PutBackReason = (typeof putBackReasons)[number];

/** The rungs of recovery, from the mildest to the last. */
export const rungs = ['retry', 'reassign', 'checkpoint', 'substitute', 'give-up'] as const;
export type Rung = (typeof rungs)[number];

export const schedulerNames = [
  'round-robin', 'least-loaded', 'capability', 'adaptive', 'weighted-score', 'least-connections', 'weighted-round-robin', 'response-time',
] as const;
export type SchedulerName = (typeof schedulerNames)[number];

/** Names begin with a letter or a digit, so that one may be the key of a record. */
const wording = { minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9]', 'x-expected': 'a name that begins with a letter or a digit' };
const name = (description: string) => Type.String({ ...wording, description });
const names = (description: string) => Type.Array(Type.String(wording), { default: [], description });
const plainData = (description: string): TUnsafe<Json> => Type.Unsafe<Json>(Type.Unknown({ description }));

export const retryPolicySchema = Type.Object(
  {
    retriesMax: Type.Integer({ minimum: 0, maximum: 100, default: 3, description: 'How often it is tried again.' }),
    baseUs: Type.Integer({ minimum: 1, maximum: 86_400 * SECOND, default: SECOND, description: 'Wait before the first retry, in microseconds.' }),
    factor: Type.Number({ minimum: 1, maximum: 100, default: 2, description: 'What each wait is multiplied by for the next one.' }),
    jitter: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Largest share of a wait that chance adds to it.' }),
  },
  { additionalProperties: false, description: 'How a failed attempt is tried again: after 1, 2 and 4 s if absent.' },
);

export const taskSchema = Type.Object(
  {
    name: name('Name of the task, once in its graph.'),
    work: name('What is to be done: work that some worker knows by this name.'),
    after: names('Tasks of the graph that it waits for.'),
    capabilities: names('What its worker must be able to do.'),
    priority: Type.Union(priorities.map((word) => Type.Literal(word)), { default: 'medium', description: 'Who goes first where workers are scarce; waiting raises it.' }),
    timeoutUs: Type.Integer({ minimum: 1, default: 5 * MINUTE, description: 'How long an attempt may take from its assignment, in microseconds.' }),
    retry: Type.Optional(retryPolicySchema),
    retryTimeouts: Type.Boolean({ default: false, description: 'Whether an attempt that timed out is tried again, like one that failed.' }),
    onFailure: Type.Union(failurePolicies.map((word) => Type.Literal(word)), {
      default: 'fail',
      description: 'What becomes of those who wait for it when it did not complete: they fail, they are skipped, or other work takes its place.',
    }),
    substitute: Type.Optional(name('Work that takes its place after the last attempt failed, with onFailure substitute.')),
    isLadder: Type.Boolean({ default: false, description: 'Whether, after the retries, another worker tries it, and then one more from its last checkpoint.' }),
    join: Type.Optional(
      Type.Object(
        {
          rule: Type.Union(joinRules.map((word) => Type.Literal(word)), { default: 'all', description: 'How many of those it waits for must complete: all, so many, or one.' }),
          count: Type.Optional(Type.Integer({ minimum: 1, description: 'How many, for quorum.' })),
          isOrdered: Type.Boolean({ default: true, description: 'Whether their results come in the order of `after`; otherwise as they were completed.' }),
          cancelsRest: Type.Boolean({ default: true, description: 'Whether those that are no longer needed are cancelled.' }),
        },
        { additionalProperties: false, description: 'How it waits for the tasks before it: for all of them if absent.' },
      ),
    ),
    prefer: Type.Optional(name('Worker that should do it, if it can.')),
    sameAs: Type.Optional(name('Task of the graph whose worker should do this one too.')),
    mustFollow: Type.Boolean({ default: false, description: 'Whether it waits for the worker that is named rather than go to another.' }),
    whenUnassignable: Type.Union([Type.Literal('wait'), Type.Literal('fail')], { default: 'wait', description: 'Whether it waits or fails while nobody who is there can do it.' }),
    stage: Type.Optional(name('Stage of the graph’s pipeline that it belongs to.')),
    expectedUs: Type.Optional(Type.Integer({ minimum: 1, description: 'How long it should take; by default what such work took so far.' })),
    payload: Type.Optional(plainData('What the worker is given.')),
  },
  { additionalProperties: false },
);

export const stageSchema = Type.Object(
  {
    name: name('Name of the stage.'),
    concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'How many of its tasks run at a time.' }),
    buffer: Type.Integer({ minimum: 1, maximum: 100_000, default: 1, description: 'How many may wait between this stage and the next, or be on their way there.' }),
  },
  { additionalProperties: false },
);

export const strategies = ['sequential', 'parallel', 'adaptive'] as const;

export const taskGraphSchema = Type.Object(
  {
    name: name('Name of the graph; what is begun again and again has its number added.'),
    strategy: Type.Union(strategies.map((word) => Type.Literal(word)), {
      default: 'parallel',
      description: 'One task after another, as many at a time as may be, or whichever is worth it by what the tasks should take.',
    }),
    concurrencyMax: Type.Integer({ minimum: 1, maximum: 10_000, default: 5, description: 'How many of its tasks are handed out at a time.' }),
    stages: Type.Optional(Type.Array(stageSchema, { description: 'Stages of a pipeline in their order; none if absent.' })),
    tasks: Type.Array(taskSchema, { minItems: 1, maxItems: 100_000, description: 'The tasks, in the order in which they are named.' }),
  },
  { additionalProperties: false },
);

export type RetryPolicy = Static<typeof retryPolicySchema>;
export type TaskSpec = Static<typeof taskSchema>;
export type StageSpec = Static<typeof stageSchema>;
export type TaskGraphSpec = Static<typeof taskGraphSchema>;

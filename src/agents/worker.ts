/**
 * A worker: takes tasks from a coordinator, works on so many at a time, and reports. Its work is simulated:
 * each kind takes the time its options say, fails as often, and leaves marks for whoever must go on.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId } from '../core/brand.js';
import type { EventDraft, EventOf } from '../domain/catalogue.js';
import type { AgentContext } from '../kernel/agent.js';
import { answerWork, beginNext, done, foldWork, placeOf, reportDraft, startWorkDesk, type Craft, type JobEnd, type RunningJob, type WorkDesk } from '../swarm/tasks/work-desk.js';
import { agentOption, defineAgentKind } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { doneBefore, simulatedWorkSchema, type SimulatedWork } from './simulated-work.js';
import { isTrusted, type Authorities } from './trusted.js';
import { withHeartbeat } from './with-heartbeat.js';

/** The option of workers that says whose tasks they take. */
export const coordinatorsOption = Type.Optional(
  Type.Array(agentOption('Id of a coordinator.'), { minItems: 1, description: 'Ids of the agents whose tasks it takes, every seat of one that has several; of any agent with the capability `coordinate` if absent.' }),
);

const options = Type.Object(
  {
    concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'Tasks that it works on at a time; others wait in its queue.' }),
    work: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), simulatedWorkSchema, { default: {}, description: 'What it can do, by name, and how long each takes.' }),
    coordinators: coordinatorsOption,
    heartbeatUs: Type.Optional(Type.Integer({ minimum: 1, description: 'Time between beats that it sends, in microseconds, where the network may lose them; none if absent.' })),
  },
  { additionalProperties: false },
);

type WorkerOptions = Static<typeof options>;

export interface WorkerState {
  readonly desk: WorkDesk;
}

export const worker = defineAgentKind({
  kind: 'worker',
  summary: 'Takes tasks from a coordinator and works on them for as long as its options say.',
  capabilities: ['work'],
  options,

  create(chosen, setting) {
    const { id } = setting;
    const authorities: Authorities = { ...setting, coordinators: chosen.coordinators?.map(agentId) };
    const made = decider<WorkerState>({
      listensTo: [],
      initial: () => ({ desk: startWorkDesk() }),
      evolve: (state, event) => {
        if (isTrusted(event, authorities)) foldWork(state.desk, event, id);
        return state;
      },
      decide: ({ desk }, event, context) => {
        if (!isTrusted(event, authorities)) return SILENT;
        const craft = craftOf(chosen, context);
        return event.type === 'TimerSet' ? ring(desk, event, { chosen, context, craft }) : answerWork(desk, event, { ...craft, now: context.now() });
      },
    });
    return chosen.heartbeatUs === undefined ? made : withHeartbeat(made, { intervalUs: chosen.heartbeatUs });
  },
});

function craftOf(chosen: WorkerOptions, context: AgentContext): Craft {
  const { id } = context;
  return {
    id,
    concurrency: chosen.concurrency,
    begin: (job) => {
      const kind = workOf(chosen, job);
      const now = context.now();
      if (kind === undefined) return [timer(id, nameOf(job), { now, afterUs: 1 })];
      const jitter = kind.jitterUs === 0 ? 0 : context.random('duration').below(kind.jitterUs + 1);
      const leftUs = Math.max(1, kind.durationUs + jitter - doneBefore(job.checkpoint));
      const marks = kind.checkpointUs !== undefined && kind.checkpointUs < leftUs ? [timer(id, markOf(job), { now, afterUs: kind.checkpointUs })] : [];
      return [timer(id, nameOf(job), { now, afterUs: leftUs }), ...marks];
    },
  };
}

interface Bench {
  readonly chosen: WorkerOptions;
  readonly context: AgentContext;
  readonly craft: Craft;
}

/** A job is done, or a mark is due; a timer of a job that was taken away rings in vain. */
function ring(desk: WorkDesk, { data: { name } }: EventOf<'TimerSet'>, { chosen, context, craft }: Bench): readonly EventDraft[] {
  const now = context.now();
  const marked = desk.running.find((job) => markOf(job) === name);
  if (marked !== undefined) return mark(marked, { chosen, now, id: context.id });
  const job = desk.running.find((one) => nameOf(one) === name);
  if (job === undefined) return SILENT;
  return [reportDraft(job, endOf(job, chosen, context), now), ...beginNext(desk, { ...craft, now }, 1)];
}

function endOf(job: RunningJob, chosen: WorkerOptions, context: AgentContext): JobEnd {
  const kind = workOf(chosen, job);
  if (kind === undefined) return { isDone: false, result: null, reason: `it knows no work called ${job.work}`, isRetriable: false };
  const isUnlucky = kind.failShare > 0 && context.random('failures').unit() < kind.failShare;
  if (isUnlucky || job.attempt <= kind.failsFirst) return { isDone: false, result: null, reason: 'the work failed', isRetriable: true };
  return done(kind.result ?? { task: job.task });
}

/** Says how far it came, and sets the next mark. */
function mark(job: RunningJob, { chosen, now, id }: { readonly chosen: WorkerOptions; readonly now: number; readonly id: AgentContext['id'] }): readonly EventDraft[] {
  const every = workOf(chosen, job)?.checkpointUs;
  const doneUs = doneBefore(job.checkpoint) + now - job.startedAt;
  const said: EventDraft = { type: 'TaskCheckpointed', to: [job.coordinator], data: { ...placeOf(job), progress: { doneUs } } };
  return every === undefined ? [said] : [said, timer(id, markOf(job), { now, afterUs: every })];
}

function timer(id: AgentContext['id'], name: string, { now, afterUs }: { readonly now: number; readonly afterUs: number }): EventDraft {
  return { type: 'TimerSet', to: [id], afterUs, data: { name, dueAt: now + afterUs } };
}

function workOf({ work }: WorkerOptions, { work: name }: RunningJob): SimulatedWork | undefined {
  return Object.hasOwn(work, name) ? work[name] : undefined;
}

function nameOf({ number }: RunningJob): string {
  return `work ${number}`;
}

function markOf({ number }: RunningJob): string {
  return `mark ${number}`;
}


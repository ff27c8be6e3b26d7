/**
 * A plan is what a coordinator is about to say, together with its desk as it will be then: each word is
 * taken in at once, so that the next one is decided on what holds after it.
 */
import { assert } from '../../core/assert.js';
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { EventDraft } from '../../domain/catalogue.js';
import { taskEvents } from '../../domain/events/task-events.js';
import { isLegalTaskStep } from '../../domain/task.js';
import { breakerAt } from '../watch/breaker.js';
import { copyDesk, taskOf, workerOf, type CoordinatorRules, type Desk } from './desk.js';
import { foldWord, stateAfter, type TaskBefore, type Word } from './desk-fold.js';

export interface Plan {
  readonly desk: Desk;
  readonly words: EventDraft[];
  /** What stood in the tables of tasks before the plan. */
  readonly before: TaskBefore[];
  /** Whether nothing has changed since what follows from it was said. */
  isSettled: boolean;
  readonly rules: CoordinatorRules;
  readonly now: Instant;
  /** A draw in [0, 1); moves the coordinator's stream. */
  readonly chance: () => number;
}

export interface PlanFrame {
  readonly rules: CoordinatorRules;
  readonly now: Instant;
  readonly chance: () => number;
}

/** Returns what is said in a plan. The desk is as it was when it is made: only words that are recorded change it. */
export function planned(desk: Desk, frame: PlanFrame, make: (plan: Plan) => void): readonly EventDraft[] {
  const plan: Plan = { ...frame, desk: copyDesk(desk), words: [], before: [], isSettled: false };
  try {
    make(plan);
  } finally {
    for (const { tasks, name, entry } of plan.before.reverse()) {
      if (entry === undefined) delete tasks[name];
      else tasks[name] = entry;
    }
  }
  return plan.words;
}

/** Adds a word to the plan. What it does to the breaker of a link is said with it. */
export function say(plan: Plan, said: EventDraft): void {
  const { desk, rules, now, words } = plan;
  const draft = inNameOf(rules.office, said);
  checkStep(desk, draft);
  const { worker } = draft.data as { readonly worker?: unknown };
  const agent = typeof worker === 'string' && rules.breaker !== undefined ? workerOf(desk, worker as never)?.agent : undefined;
  const before = workerOf(desk, agent)?.breaker;
  words.push(draft);
  foldWord(desk, draft as Word, { rules, at: now, before: plan.before });
  if (Object.hasOwn(stateAfter, draft.type) || draft.type === 'TaskGraphOpened') plan.isSettled = false;
  const after = workerOf(desk, agent)?.breaker;
  if (agent === undefined || before === undefined || after === undefined) return;
  const link = { from: rules.id, to: agent };
  if (before.state === 'open' && breakerAt(before, now).state === 'half-open' && after.state !== 'open') words.push({ type: 'BreakerHalfOpened', data: link });
  if (before.state !== 'open' && after.state === 'open') words.push({ type: 'BreakerOpened', data: { ...link, until: after.until } });
  if (before.state === 'half-open' && after.state === 'closed') words.push({ type: 'BreakerClosed', data: link });
}

/** Returns a word about tasks in the name of the office, where it has one beside the speaker's own. */
function inNameOf(office: AgentId | undefined, draft: EventDraft): EventDraft {
  return office === undefined || !Object.hasOwn(taskEvents, draft.type) ? draft : ({ ...draft, data: { ...draft.data, office } } as EventDraft);
}

/** What a coordinator says itself is always a legal step. */
function checkStep(desk: Desk, { type, data }: EventDraft): void {
  if (!Object.hasOwn(stateAfter, type)) return;
  const place = data as { readonly graph: string; readonly task: string };
  const from = taskOf(desk, place)?.state;
  const to = stateAfter[type as keyof typeof stateAfter];
  assert(from !== undefined && isLegalTaskStep(from, to), 'A task takes legal steps only', { ...place, from, to });
}

/**
 * Work without a leader. What is to be done is known to all; who begins something leaves a mark that says
 * until when, and who finishes it another. A mark whose time is over counts for nothing, so what a lost agent
 * had begun is begun by somebody else. At worst something is done twice; never is it left undone.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { SECOND, type Instant } from '../../core/instant.js';
import type { EventDraft, LogEvent } from '../../domain/catalogue.js';
import type { AgentContext } from '../../kernel/agent.js';
import { boardTopics, hearBoard, mark, nextVersion, speakBoard, startBoard, type BoardFrame, type BoardState } from './board.js';

export interface Chore {
  readonly name: string;
  readonly workUs: number;
}

export interface ForagingFrame extends BoardFrame {
  readonly chores: readonly Chore[];
  /** How much longer than the work a mark counts, in µs. */
  readonly patienceUs: number;
}

export const usualPatienceUs = 2 * SECOND;

export interface ForagingState {
  readonly board: BoardState;
  /** What it works on, and until when. */
  working: { readonly chore: string; readonly doneAt: Instant } | undefined;
  /** When it looks for work again; Infinity for not at all. */
  lookAt: Instant;
  isSeated: boolean;
}

type Trace = { readonly isDone: boolean; readonly until: Instant };

/** What is done counts more than any beginning. */
const DONE = 1_000_000;

export function startForaging(frame: ForagingFrame): ForagingState {
  return { board: startBoard(frame), working: undefined, lookAt: Infinity, isSeated: false };
}

export const foragingTopics: readonly string[] = ['run', ...boardTopics];

/** Takes in any event that the agent hears or says itself. */
export function hearForaging(frame: ForagingFrame, state: ForagingState, event: LogEvent, now: Instant): void {
  hearBoard(frame, state.board, event, now);
  const isOwn = event.agent === frame.id;
  if (event.type === 'AgentSeated' && event.data.agent === frame.id) state.isSeated = true;
  if (isOwn && event.type === 'MarkMade') {
    const { key, version, value } = event.data;
    mark(state.board, key, { version, origin: frame.id, value });
    const { isDone, until } = traceOf(value);
    state.working = isDone ? undefined : { chore: key, doneAt: until - frame.patienceUs };
  }
  if (isOwn && event.type === 'TimerSet' && event.data.name === lookName(frame)) state.lookAt = now === event.time ? event.data.dueAt : state.lookAt <= now ? Infinity : state.lookAt;
  // Another has begun the same, and its mark stands: once is enough.
  if (state.working !== undefined && state.board.marks[state.working.chore]?.origin !== frame.id) state.working = undefined;
}

/** Returns what is to be said of the event at hand. */
export function speakForaging(frame: ForagingFrame, state: ForagingState, context: AgentContext): readonly EventDraft[] {
  const now = context.now();
  if (!state.board.isFresh) return [];
  const own = state.isSeated ? nextStep(frame, state, context) : [];
  return [...own, ...lookAgain(frame, state, own, now), ...speakBoard(frame, state.board, context)];
}

/** Tells whether everything is done, as far as this agent knows. */
export function isAllDone({ chores }: ForagingFrame, { board }: Pick<ForagingState, 'board'>): boolean {
  return chores.every(({ name }) => standing(board, name)?.isDone === true);
}

function nextStep(frame: ForagingFrame, state: ForagingState, context: AgentContext): readonly EventDraft[] {
  const now = context.now();
  const { working, board } = state;
  if (working !== undefined) return now < working.doneAt ? [] : [markDraft(frame, working.chore, { version: nextVersion(board, working.chore) + DONE, trace: { isDone: true, until: now } })];
  const free = frame.chores.filter(({ name }) => isFree(standing(board, name), now));
  if (free.length === 0) return [];
  // By chance, so that those who look at the same time do not all begin the same.
  const { name, workUs } = free[context.random(`chores of ${frame.group}`).below(free.length)];
  return [markDraft(frame, name, { version: nextVersion(board, name), trace: { isDone: false, until: now + workUs + frame.patienceUs } })];
}

/** Sets a timer for when its work is done, or a mark of another is over, or what it said just now is told. */
function lookAgain(frame: ForagingFrame, { board, working, lookAt }: ForagingState, own: readonly EventDraft[], now: Instant): readonly EventDraft[] {
  if (isAllDone(frame, { board })) return [];
  const [said] = own;
  const begun = said?.type === 'MarkMade' ? traceOf(said.data.value) : undefined;
  const others = frame.chores.flatMap(({ name }) => {
    const trace = standing(board, name);
    return trace === undefined || trace.isDone ? [] : [trace.until];
  });
  // What was said just now is told as soon as it is recorded.
  const at = begun !== undefined ? now + 1 : working !== undefined ? working.doneAt : Math.min(...others);
  if (at === Infinity || (lookAt <= at && lookAt > now)) return [];
  const afterUs = Math.max(1, at - now);
  return [{ type: 'TimerSet', to: [frame.id], afterUs, data: { name: lookName(frame), dueAt: now + afterUs } }];
}

function markDraft({ group }: ForagingFrame, key: string, { version, trace }: { readonly version: number; readonly trace: Trace }): EventDraft {
  return { type: 'MarkMade', data: { group, key, version, value: { isDone: trace.isDone, until: trace.until } } };
}

function standing({ marks }: BoardState, name: string): Trace | undefined {
  return Object.hasOwn(marks, name) ? traceOf(marks[name].value) : undefined;
}

function isFree(trace: Trace | undefined, now: Instant): boolean {
  return trace === undefined || (!trace.isDone && trace.until <= now);
}

function traceOf(value: Json): Trace {
  return value as unknown as Trace;
}

function lookName({ group }: { readonly group: string; readonly id: AgentId }): string {
  return `chores/${group}`;
}

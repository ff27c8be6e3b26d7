/**
 * A memory that several keep as one: every question goes through the log of their group, reads too, and is
 * answered once a majority holds it. So whoever was told that something is written reads it from then on,
 * from whomever, and nothing is ever told from a copy that is behind.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../domain/catalogue.js';
import type { AgentContext } from '../../kernel/agent.js';
import { hearLeadership, leadershipTopics, offerCommand, speakLeadership } from '../leadership/leadership.js';
import { entryAt, isCommitted, startLeadership, type LeadershipFrame, type LeadershipState } from '../leadership/leadership-state.js';
import { answerAsk } from './answer-ask.js';
import { answerBefore, applyWord, expiredWords, noteAsk, noteGone, startKeeper, takeDue, type KeeperState } from './keeper.js';
import type { MemoryRules } from './memory-state.js';

export interface ReplicatedKeeperState {
  readonly leadership: LeadershipState;
  readonly keeper: KeeperState;
  /** Entries of the log that were worked. */
  applied: number;
  /** Time of the last of them: it never goes back. */
  at: Instant;
  /** What the leader says of the entries worked at the event at hand. */
  toSay: EventDraft[];
}

/** A command of the log: a question with its time, or that time has passed. */
type Command = { readonly at: Instant; readonly ask: DataOf<'MemoryAsked'> } | { readonly at: Instant };

const ALARM = 'memory/expiry';

export function startReplicatedKeeper(): ReplicatedKeeperState {
  return { leadership: startLeadership(), keeper: startKeeper(), applied: 0, at: 0, toSay: [] };
}

export function replicatedKeeperTopics(store: string, group: string): readonly string[] {
  return [`memory/${store}/asked`, 'watch', ...leadershipTopics(group)];
}

/** Takes in any event that the member hears or says itself. */
export function hearReplicatedKeeper(frame: LeadershipFrame, rules: MemoryRules, state: ReplicatedKeeperState, { event, now }: { readonly event: LogEvent; readonly now: Instant }): void {
  const { leadership, keeper } = state;
  const isOwn = event.agent === frame.id;
  hearLeadership(frame, leadership, event, now);
  if (isOwn && now === event.time) {
    if (event.type === 'TimerSet' && event.data.name === ALARM) keeper.alarmAt = event.data.dueAt;
    return;
  }
  state.toSay = [];
  if (event.type === 'MemoryAsked' && event.data.store === rules.store && !isOwn) hearAsk(frame, state, event, now);
  else if (event.type === 'TimerSet' && isOwn && event.data.name === ALARM) ring(frame, state, now);
  else noteGone(keeper.memory, event);
  work(rules, state);
}

/** Returns what is to be said of the event at hand. */
export function speakReplicatedKeeper(frame: LeadershipFrame, state: ReplicatedKeeperState, event: LogEvent, context: AgentContext): readonly EventDraft[] {
  const { leadership, keeper, toSay } = state;
  const said = [...speakLeadership(frame, leadership, event, context), ...toSay];
  const nextAt = keeper.expiries.length === 0 ? Infinity : keeper.expiries[0].at;
  if (leadership.role !== 'leader' || nextAt >= keeper.alarmAt) return said;
  const now = context.now();
  return [...said, { type: 'TimerSet', to: [frame.id], afterUs: Math.max(1, nextAt - now), data: { name: ALARM, dueAt: Math.max(now + 1, nextAt) } }];
}

/** A question that stands in the log is answered again by whoever leads; a new one is offered to all. */
function hearAsk(frame: LeadershipFrame, state: ReplicatedKeeperState, event: LogEvent & { readonly type: 'MemoryAsked' }, now: Instant): void {
  const { leadership, keeper } = state;
  const { agent: by, data, time } = event;
  const id = nameOf(by, data.request);
  noteAsk(keeper, event);
  if (!isCommitted(leadership, id)) offerCommand(frame, leadership, { id, by, command: { at: time, ask: data as unknown as Json }, saidAt: time, now });
  else if (leadership.role === 'leader' && keeper.newAt === event.offset) {
    const before = answerBefore(keeper, by, data.request);
    if (before !== undefined) state.toSay.push(before);
  }
}

function ring(frame: LeadershipFrame, state: ReplicatedKeeperState, now: Instant): void {
  const { leadership, keeper } = state;
  if (now < keeper.alarmAt) return;
  keeper.alarmAt = Infinity;
  if (leadership.role === 'leader') offerCommand(frame, leadership, { id: nameOf(frame.id, `until ${now}`), by: frame.id, command: { at: now }, saidAt: now, now });
}

/** Works what the group has agreed on, in its order; every member comes to the same. */
function work(rules: MemoryRules, state: ReplicatedKeeperState): void {
  const { leadership, keeper } = state;
  for (; state.applied < leadership.committed; state.applied += 1) {
    const { by, command } = entryAt(leadership, state.applied + 1);
    if (command === null) continue;
    const agreed = command as unknown as Command;
    state.at = Math.max(state.at, agreed.at);
    const expired = expiredWords(rules, keeper, takeDue(rules, keeper, state.at));
    const words = 'ask' in agreed ? answerAsk(rules, keeper.memory, { by, at: state.at, data: agreed.ask }) : [];
    for (const word of words) applyWord(rules, keeper, word);
    if (leadership.role === 'leader') state.toSay.push(...expired, ...words);
  }
}

function nameOf(by: AgentId, request: string): string {
  return JSON.stringify([by, request]);
}

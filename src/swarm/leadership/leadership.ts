/**
 * Leadership as an agent embeds it: `hearLeadership` in its `evolve`, `speakLeadership` in its `decide`.
 * The fold works out everything but the length of the next silence that is borne: that is drawn when it
 * speaks, and stands in the log as the timer.
 */
import type { Instant } from '../../core/instant.js';
import type { EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';
import { leadershipEvents } from '../../domain/events/leadership-events.js';
import type { AgentContext } from '../../kernel/agent.js';
import { adoptTerm, beginTrial, hearAsk, hearVote } from './elections.js';
import { dropSettled } from './entry-log.js';
import { entryAt, hasLease, isCommitted, type LeadershipFrame, type LeadershipState, type OfferedCommand } from './leadership-state.js';
import { beat, confirm, hearAcknowledgement, hearEntries, offer, wake } from './replication.js';

/** How often the silence that is borne doubles at most, while no leader is found. */
const DOUBLINGS_MAX = 6;

/** Returns the topics that a member listens to, beside what is sent to it. */
export function leadershipTopics(group: string): readonly string[] {
  return ['run', 'chaos', `leadership/${group}/commands`];
}

/** Takes in any event that the member hears or says itself; passes over what is not about its group. */
export function hearLeadership(frame: LeadershipFrame, state: LeadershipState, event: LogEvent, now: Instant): void {
  dropSettled(frame, state, now);
  if (event.agent === frame.id) {
    if (event.type === 'TimerSet') hearTimer(frame, state, event, now);
    return;
  }
  state.outbox = [];
  state.handled = event.offset;
  if ('group' in event.data && event.data.group !== frame.group) return;
  if (event.type === 'CommandOffered') hearOffer(frame, state, event, now);
  else if (isNews(frame, state, event)) hearOthers(frame, state, event, now);
}

/** Returns what is to be said of the event at hand, once it was heard. */
export function speakLeadership(frame: LeadershipFrame, state: LeadershipState, event: LogEvent, context: AgentContext): readonly EventDraft[] {
  if (state.handled !== event.offset) return NOTHING;
  const afterUs = nextTimerUs(frame, state, context);
  if (afterUs === undefined) return state.outbox;
  const data = { name: timerName(frame, state.timers + 1), dueAt: context.now() + afterUs };
  return [...state.outbox, { type: 'TimerSet', to: [frame.id], afterUs, data }];
}

/**
 * Takes a command as offered, for an agent that makes commands of what it hears; call it after {@link hearLeadership}. One that was
 * said before everything that is still kept may be a late copy of one that was dropped: it is passed over.
 */
export function offerCommand(frame: LeadershipFrame, state: LeadershipState, { saidAt, ...command }: OfferedCommand & { readonly saidAt: Instant; readonly now: Instant }): void {
  if (saidAt >= state.keptSince) offer(frame, state, command);
}

/** Lets the member look whether its leader is there: something is expected of it. */
export function wakeLeadership(state: LeadershipState, now: Instant): void {
  wake(state, now);
}

/** Lets the member say what it must to know whether it still leads; call it where a timer of its own rings. */
export function confirmLeadership(frame: LeadershipFrame, state: LeadershipState, now: Instant): void {
  if (state.role === 'leader' && !hasLease(frame, state, now)) confirm(frame, state, now);
}

/** The leader was heard, and nothing more is expected of it. */
export function restLeadership(state: LeadershipState, now: Instant): void {
  state.lastBeatAt = now;
  if (state.role === 'follower' && Object.keys(state.waiting).length === 0) state.isResting = true;
}

/** Tells whether an event is about leadership itself, and no business of what is led. */
export function isOfLeadership({ type }: LogEvent): boolean {
  return type !== 'EntryCommitted' && type !== 'RumourSpread' && type !== 'MarkMade' && type !== 'CommandOffered' && Object.hasOwn(leadershipEvents, type);
}

/** Tells whether a timer is one that leadership has set. */
export function isLeadershipTimer({ group }: LeadershipFrame, name: string): boolean {
  return name.startsWith(`leadership/${group}/`);
}

const NOTHING: readonly EventDraft[] = Object.freeze([]);

/** A timer is heard twice: when it is set, and when it rings. */
function hearTimer(frame: LeadershipFrame, state: LeadershipState, { offset, time, data: { name, dueAt } }: EventOf<'TimerSet'>, now: Instant): void {
  if (now === time) {
    if (name !== timerName(frame, state.timers + 1)) return;
    state.timers += 1;
    state.timer = { name, setAt: now, dueAt };
    return;
  }
  state.outbox = [];
  state.handled = offset;
  if (name !== state.timer?.name) return;
  const { setAt } = state.timer;
  state.timer = undefined;
  if (state.isResting) return;
  if (state.role === 'leader') beat(frame, state, now);
  else if (state.lastBeatAt <= setAt) beginTrial(frame, state, now);
}

/** A command is taken whenever it comes; that it was committed long ago is answered once. */
function hearOffer(frame: LeadershipFrame, state: LeadershipState, event: EventOf<'CommandOffered'>, now: Instant): void {
  const { agent, data, time } = event;
  const { id, command } = data;
  if (id === '' || id === '__proto__') return;
  if (isNews(frame, state, event) && state.role === 'leader' && isCommitted(state, id)) {
    const index = state.places[id];
    const entry = entryAt(state, index);
    state.outbox.push({ type: 'EntryCommitted', to: [agent], data: { group: frame.group, term: entry.term, index, id, by: entry.by, command: entry.command } });
  } else offerCommand(frame, state, { id, by: agent, command, saidAt: time, now });
}

function hearOthers(frame: LeadershipFrame, state: LeadershipState, event: LogEvent, now: Instant): void {
  const { agent } = event;
  switch (event.type) {
    case 'AgentSeated':
      if (event.data.agent === frame.id) wake(state, now);
      return;
    case 'AgentCrashed':
      // Its last beat, had it said one: from then on its silence counts.
      if (event.data.agent === state.leader) wake(state, now);
      return;
    case 'AgentRestarted':
    case 'FaultHealed':
      state.attempts = 0;
      wake(state, now);
      return;
    case 'LeaderVoteAsked':
      hearAsk(frame, state, agent, { asked: event.data, now });
      return;
    case 'LeaderVoteGiven':
      hearVote(frame, state, agent, { vote: event.data, now });
      return;
    case 'EntriesAppended':
      adoptTerm(frame, state, event.data.term);
      hearEntries(frame, state, agent, { sent: event.data, asOf: event.time, now });
      return;
    case 'EntriesSettled':
      state.settled = Math.max(state.settled, event.data.index);
      return;
    case 'EntriesAcknowledged':
      adoptTerm(frame, state, event.data.term);
      hearAcknowledgement(frame, state, agent, { answer: event.data, now });
      return;
    default:
  }
}

/** Tells whether this is a later word of its sender than all before, and of somebody whose word counts. */
function isNews({ members }: LeadershipFrame, state: LeadershipState, { agent, offset, type }: LogEvent): boolean {
  if (Object.hasOwn(state.heard, agent) && offset <= state.heard[agent]) return false;
  const isOfMember = type === 'LeaderVoteAsked' || type === 'LeaderVoteGiven' || type === 'EntriesAppended' || type === 'EntriesAcknowledged' || type === 'EntriesSettled';
  if (isOfMember && !members.includes(agent)) return false;
  state.heard[agent] = offset;
  return true;
}

/** Returns in how many µs the member must look again; `undefined` while nothing is expected, or a timer will ring in time. */
function nextTimerUs(frame: LeadershipFrame, state: LeadershipState, context: AgentContext): number | undefined {
  if (state.isResting) return undefined;
  const now = context.now();
  const { heartbeatUs, electionUsMin, electionUsMax } = frame;
  const dueAt = state.timer?.dueAt ?? Infinity;
  if (state.role === 'leader') return dueAt <= now + heartbeatUs ? undefined : heartbeatUs;
  const factor = 1 << Math.min(Math.max(0, state.attempts - 1), DOUBLINGS_MAX);
  if (dueAt <= now + electionUsMax * factor) return undefined;
  const drawn = electionUsMin + context.random(`election of ${frame.group}`).below(electionUsMax - electionUsMin + 1);
  return Math.max(1, Math.max(state.lastBeatAt, state.role === 'follower' ? 0 : now) + drawn * factor - now);
}

function timerName({ group }: LeadershipFrame, number: number): string {
  return `leadership/${group}/${number}`;
}


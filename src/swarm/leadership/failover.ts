/**
 * One agent in several places: all members of a group take in the same and stand ready, the one that leads
 * speaks, and if it is lost, its successor goes on. To itself the agent has the name of the group, wherever
 * it happens to sit; what one member says, all of them take for their own.
 *
 * The others decide along, in silence. Where they would have spoken and the leader does not, they look
 * whether it is still there: so a lost leader is missed when it is needed, and costs nothing before. And the
 * leader speaks only while it knows that no other can lead; after a rest it asks, and answers then.
 */
import { agentId, type AgentId } from '../../core/brand.js';
import { canonicalJson } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { EventDraft, LogEvent } from '../../domain/catalogue.js';
import type { AgentContext, Decider } from '../../kernel/agent.js';
import { confirmLeadership, hearLeadership, isLeadershipTimer, isOfLeadership, leadershipTopics, restLeadership, speakLeadership, wakeLeadership } from './leadership.js';
import { hasLease, startLeadership, type LeadershipFrame, type LeadershipState } from './leadership-state.js';

export interface FailoverState<State> {
  readonly leadership: LeadershipState;
  inner: State;
  /** What the agent waits for, as whoever leads has told. */
  readonly shared: Record<string, Instant>;
  /** The event that seated this member. */
  seated: LogEvent | undefined;
  /** The last event that the agent was shown, and has not just said itself. */
  seen: LogEvent | undefined;
  /** Events that asked for an answer that this member could not give. A successor answers those that its state still asks to. */
  undecided: LogEvent[];
  /** Offsets of events that it could not answer at once: delivered again, they are no news. */
  missed: number[];
  /** Whether the member may speak for all. */
  mayAct: boolean;
  /** The event at hand, if at it this member came to speak for all. */
  tookOverAt: number;
  /** Terms in which it came to do so; in one that it knows it waits for everything already. */
  ledTerm: number;
  /** Whether it takes over from another. */
  isSuccessor: boolean;
}

export interface FailoverOptions {
  /** Topics of what the agent says, so that the others hear it. */
  readonly speaks: readonly string[];
}

type Plain<State> = Decider<State, LogEvent, EventDraft>;

/** Most events that a successor answers after the fact. */
const UNDECIDED_MAX = 1_000;
/** For so long a successor goes back to what was asked, in µs. */
const KEPT_US = 60_000_000;
/** A leader that speaks so long after a timer was due has seen to it, in µs. */
const SEEN_TO_US = 1_000_000;

/**
 * Returns the decider of one member. The inner one must have the name of the group for its id, and decide by its
 * state: asked again about an event that was answered, it stays silent.
 */
export function withFailover<State>(inner: Plain<State>, frame: LeadershipFrame, { speaks }: FailoverOptions): Plain<FailoverState<State>> {
  const self = agentId(frame.group);
  const watchName = `failover/${frame.group}`;
  return {
    listensTo: [...new Set([...inner.listensTo, ...speaks, ...leadershipTopics(frame.group)])],

    initial: () => ({ leadership: startLeadership(), inner: inner.initial(), shared: {}, seated: undefined, seen: undefined, undecided: [], missed: [], mayAct: false, tookOverAt: -1, ledTerm: 0, isSuccessor: false }),

    evolve: (state, event, context) => {
      const now = context.now();
      const { leadership } = state;
      hearLeadership(frame, leadership, event, now);
      if (event.type === 'TimerSet' && event.data.name === watchName) {
        if (now === event.time) missLeader(state, now);
        else confirmLeadership(frame, leadership, now);
      }
      noteCharge(frame, state, event, now);
      if (event.type === 'TimerSet' && event.data.name === watchName) return state;
      hearFellow(frame, state, event, now);
      const seen = seenAs(self, frame, event, now);
      if (seen === undefined) return state;
      state.inner = inner.evolve(state.inner, seen, contextAs(self, context));
      if (seen.type === 'AgentSeated' && seen.data.agent === self) state.seated = seen;
      if (event.agent === frame.id ? now > event.time : !frame.members.includes(event.agent)) state.seen = seen;
      return state;
    },

    decide: (state, event, context) => {
      const own = speakLeadership(frame, state.leadership, event, context);
      const within = contextAs(self, context);
      const isWatch = event.type === 'TimerSet' && event.data.name === watchName;
      const seen = !isWatch && (event.agent === frame.id || !frame.members.includes(event.agent)) ? seenAs(self, frame, event, context.now()) : undefined;
      const said = seen === undefined ? [] : inner.decide(state.inner, seen, within);
      if (!state.mayAct) {
        const isMissed = said.length > 0 && seen !== undefined && (event.agent === frame.id || !state.missed.includes(seen.offset));
        return isMissed ? [...own, watchTimer(frame, watchName, context.now())] : own;
      }
      if (state.tookOverAt !== event.offset) return said.length === 0 ? own : [...own, ...said.flatMap((draft) => saidBy(self, frame, draft))];
      const { isSuccessor, seated, shared, undecided } = state;
      const late = [...(isSuccessor && seated !== undefined ? [seated] : []), ...undecided].flatMap((missed) => [...inner.decide(state.inner, missed, within)]);
      return [...own, ...(isSuccessor ? timersTaken(frame, shared, context.now()) : []), ...withoutTwins([...late, ...said]).flatMap((draft) => saidBy(self, frame, draft))];
    },
  };
}

/** Works out anew whether the member speaks for all: at what it hears, not at what it has just said. */
function noteCharge<State>(frame: LeadershipFrame, state: FailoverState<State>, event: LogEvent, now: Instant): void {
  if (event.agent === frame.id && now === event.time) return;
  const before = state.mayAct;
  state.mayAct = hasLease(frame, state.leadership, now);
  state.tookOverAt = !before && state.mayAct ? event.offset : -1;
  if (state.tookOverAt < 0) return;
  state.isSuccessor = state.ledTerm !== state.leadership.term;
  state.ledTerm = state.leadership.term;
}

/** Returns the event as the agent in the middle sees it; `undefined` where it is none of its business. */
function seenAs(self: AgentId, { id, group, members, ...rest }: LeadershipFrame, event: LogEvent, now: Instant): LogEvent | undefined {
  if (isOfLeadership(event)) return undefined;
  if (event.type === 'TimerSet' && isLeadershipTimer({ id, group, members, ...rest }, event.data.name)) return undefined;
  if (event.type === 'AgentSeated' && event.data.agent === id) return { ...event, data: { ...event.data, agent: self } };
  if (event.agent === id) return { ...event, agent: self };
  // What a fellow has said counts as just said by itself.
  return members.includes(event.agent) ? { ...event, agent: self, deliverAt: Math.max(event.deliverAt, now + 1) } : event;
}

function contextAs(self: AgentId, context: AgentContext): AgentContext {
  return { id: self, now: () => context.now(), random: (purpose) => context.random(purpose), scheduler: context.scheduler };
}

/** What the agent sends to itself it sends to the member that it is; the others are told of its timers, and of what it sends to anybody. */
function saidBy(self: AgentId, { group, id, members }: LeadershipFrame, draft: EventDraft): EventDraft[] {
  const others = members.filter((member) => member !== id);
  const { to } = draft;
  if (to === undefined || to.length === 0) return [draft];
  const isToSelf = to.length === 1 && to[0] === self;
  if (!isToSelf) return [{ ...draft, to: [...new Set([...to.filter((one) => one !== self), ...others])] }];
  const own: EventDraft = { ...draft, to: [id] };
  return draft.type === 'TimerSet' && others.length > 0 ? [own, { type: 'TimerShared', to: others, data: { group, ...draft.data } }] : [own];
}

/** The leader has spoken: it is there, and what was to be answered it has had before itself. */
function hearFellow<State>({ group, id, members }: LeadershipFrame, state: FailoverState<State>, event: LogEvent, now: Instant): void {
  const { shared, leadership } = state;
  if (event.agent === id ? !state.mayAct : !members.includes(event.agent)) return;
  if (event.type === 'TimerShared' && event.data.group === group) shared[event.data.name] = event.data.dueAt;
  else if (isOfLeadership(event) || event.type === 'TimerSet') return;
  for (const [name, dueAt] of Object.entries(shared)) if (dueAt + SEEN_TO_US < event.time) delete shared[name];
  const isOwn = event.agent === id;
  // What another has said tells not what it has heard: a while later it counts as answered.
  state.undecided = state.undecided.filter(({ offset, time }) => (isOwn ? offset > event.causation : time + KEPT_US > event.time));
  const isAnswered = (state.undecided.at(-1)?.offset ?? 0) <= event.causation;
  if (!isOwn && event.agent === leadership.leader && isAnswered) restLeadership(leadership, now);
}

/** Would have spoken, and waits for the leader to do so. */
function missLeader<State>(state: FailoverState<State>, now: Instant): void {
  if (state.seen !== undefined) {
    state.missed = [...state.missed.slice(1 - UNDECIDED_MAX), state.seen.offset];
    if (state.undecided.length < UNDECIDED_MAX) state.undecided.push(state.seen);
  }
  wakeLeadership(state.leadership, now);
}

function watchTimer({ id }: LeadershipFrame, name: string, now: Instant): EventDraft {
  return { type: 'TimerSet', to: [id], afterUs: 1, data: { name, dueAt: now + 1 } };
}

function timersTaken({ id }: LeadershipFrame, shared: Readonly<Record<string, Instant>>, now: Instant): EventDraft[] {
  return Object.entries(shared)
    .sort(([a, dueA], [b, dueB]) => dueA - dueB || (a < b ? -1 : 1))
    .map(([name, dueAt]): EventDraft => ({ type: 'TimerSet', to: [id], afterUs: Math.max(1, dueAt - now), data: { name, dueAt: Math.max(now + 1, dueAt) } }));
}

/** What several events ask for is said once. */
function withoutTwins(drafts: readonly EventDraft[]): EventDraft[] {
  const texts = new Set<string>();
  return drafts.filter((draft) => {
    const text = canonicalJson(draft);
    if (texts.has(text)) return false;
    texts.add(text);
    return true;
  });
}

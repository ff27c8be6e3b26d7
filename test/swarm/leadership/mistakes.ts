/**
 * Members of a group that make one of the mistakes that are known of elections and replicated logs: each is the real
 * member, with what it hears or what it has become bent a little. Whoever tests leadership must find every one of them.
 */
import { agentId, type AgentId } from '../../../src/core/brand.js';
import type { Instant } from '../../../src/core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../../src/domain/catalogue.js';
import type { Decider } from '../../../src/kernel/agent.js';
import { hearLeadership, leadershipTopics, speakLeadership } from '../../../src/swarm/leadership/leadership.js';
import { majorityOf, startLeadership, termAt, type LeadershipFrame, type LeadershipState, type LeadershipTiming } from '../../../src/swarm/leadership/leadership-state.js';

/** What a member hears in the place of an event, after which its state may be bent. */
export interface Mistake {
  readonly before?: (frame: LeadershipFrame, state: LeadershipState, event: LogEvent) => LogEvent;
  readonly after?: (frame: LeadershipFrame, state: LeadershipState, event: LogEvent) => void;
}

export const hasty = { heartbeatUs: 40_000, electionUsMin: 100_000, electionUsMax: 250_000 };

/** Returns five members; entries travel one by one, so that a log can be anywhere in between. */
export function bentGroup(mistake: Mistake, timing: LeadershipTiming, rest: Partial<LeadershipFrame> = {}): Record<string, Decider<LeadershipState, LogEvent, EventDraft>> {
  const members = ['a', 'b', 'c', 'd', 'e'].map(agentId);
  return Object.fromEntries(members.map((id) => [id, bentMember({ group: 'swarm', id, members, ...timing, batchMax: 1, ...rest }, mistake)]));
}

function bentMember(frame: LeadershipFrame, { before, after }: Mistake): Decider<LeadershipState, LogEvent, EventDraft> {
  return {
    listensTo: leadershipTopics(frame.group),
    initial: startLeadership,
    evolve(state, event, context) {
      const now: Instant = context.now();
      const isJustSaid = event.agent === frame.id && now === event.time;
      hearLeadership(frame, state, before === undefined || isJustSaid ? event : before(frame, state, event), now);
      if (!isJustSaid && state.handled === event.offset) after?.(frame, state, event);
      return state;
    },
    decide: (state, event, context) => speakLeadership(frame, state, event, context),
  };
}

function told<Type extends LogEvent['type']>(event: LogEvent, type: Type, change: (data: DataOf<Type>) => object): LogEvent {
  return event.type === type ? ({ ...event, data: { ...event.data, ...change(event.data as DataOf<Type>) } } as LogEvent) : event;
}

/** Commits up to an index, and tells everybody. */
function commit({ group }: LeadershipFrame, state: LeadershipState, upTo: number): void {
  for (; state.committed < upTo; state.committed += 1) {
    const { id, by, command } = state.entries[state.committed];
    delete state.waiting[id];
    if (id !== '') state.outbox.push({ type: 'EntryCommitted', data: { group, term: state.term, index: state.committed + 1, id, by, command } });
  }
  state.told = Math.max(state.told, state.committed);
}

function forgetVote(_frame: LeadershipFrame, state: LeadershipState, event: LogEvent): LogEvent {
  if (event.type === 'LeaderVoteAsked' && !event.data.isTrial && event.data.term === state.term && state.role === 'follower') state.votedFor = undefined;
  return event;
}

export const mistakes: Readonly<Record<string, Mistake>> = {
  'votes twice in a term': { before: forgetVote },
  'forgets its vote in a crash': {
    after: ({ id }, state, event) => {
      if (event.type === 'AgentRestarted' && event.data.agent === id && state.role !== 'leader') state.votedFor = undefined;
    },
  },
  'forgets term and vote in a crash': {
    after: ({ id }, state, event) => {
      if (event.type !== 'AgentRestarted' || event.data.agent !== id) return;
      Object.assign(state, { term: lastTerm(state), votedFor: undefined, role: 'follower', leader: undefined });
    },
  },
  'votes for whoever asks, whatever that one’s log lacks': { before: (_, __, event) => told(event, 'LeaderVoteAsked', () => ({ lastTerm: 1_000_000 })) },
  'elects by half of the members': {
    after: (frame, state) => {
      if (state.role === 'candidate' && state.voters.length === majorityOf(frame) - 1) state.voters.push(...frame.members.filter((one) => !state.voters.includes(one)).slice(0, 1));
    },
  },
  'commits what only it holds itself': {
    after: (frame, state) => {
      if (state.role === 'leader') commit(frame, state, state.entries.length);
    },
  },
  'commits what one less than a majority holds': {
    after: (frame, state) => {
      const held = heldBy(state)[majorityOf(frame) - 2];
      if (state.role === 'leader' && termAt(state, held) === state.term) commit(frame, state, held);
    },
  },
  'commits an entry of an older term directly': {
    after: (frame, state) => {
      if (state.role === 'leader') commit(frame, state, heldBy(state)[majorityOf(frame) - 1]);
    },
  },
  'takes entries of a leader that was deposed': { before: (_, state, event) => told(event, 'EntriesAppended', ({ term }) => ({ term: Math.max(term, state.term) })) },
  'takes entries that do not fit': {
    before: (_, state, event) => told(event, 'EntriesAppended', ({ previousIndex, previousTerm }) => ({ previousTerm: termAt(state, previousIndex) ?? previousTerm })),
  },
  'takes an acknowledgement for more than it says': {
    before: (_, state, event) => told(event, 'EntriesAcknowledged', () => ({ isFitting: true, index: state.entries.length })),
  },
};

/** Returns how far each of the members has come, the furthest first. */
function heldBy({ entries, peers }: LeadershipState): number[] {
  return [entries.length, ...(Object.keys(peers) as AgentId[]).map((id) => peers[id].matched)].sort((a, b) => b - a);
}

function lastTerm({ entries }: LeadershipState): number {
  return entries.at(-1)?.term ?? 0;
}

/**
 * Keeps locks and barriers for others. It answers every request, also one that is repeated because its answer
 * was lost; what is held by somebody who is gone, or longer than its lease, goes to the next in line.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import { SECOND } from '../core/instant.js';
import type { EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import type { AgentContext } from '../kernel/agent.js';
import { arrive, firstRound, nextRound, outcomeOf, timeUpOf, type Barrier, type BarrierOutcome, type BarrierRules } from '../swarm/tasks/barrier.js';
import { circleFrom, drop, enqueue, expiredAt, grantOf, hasLock, hold, isWaiting, nextExpiry, nextGrant, startLocks, waitsOf, type LockTable } from '../swarm/tasks/lock-table.js';
import { agentOption, defineAgentKind } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isTrusted, watcherOption, type Authorities } from './trusted.js';

const barrierSchema = Type.Object(
  {
    participants: Type.Array(agentOption('Id of a participant.'), { minItems: 1, description: 'Ids of the agents that wait for each other.' }),
    timeoutUs: Type.Integer({ minimum: 1, default: 60 * SECOND, description: 'How long the first one waits at most, in microseconds.' }),
    policy: Type.Union([Type.Literal('release'), Type.Literal('fail')], { default: 'release', description: 'Whether those who are there pass when somebody is missing, or nobody.' }),
  },
  { additionalProperties: false },
);

const options = Type.Object(
  {
    locks: Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9]' }), { default: [], description: 'Names of the locks.' }),
    watcher: watcherOption,
    leaseUs: Type.Integer({ minimum: 1, default: 30 * SECOND, description: 'How long a lock is held at most where nobody says otherwise, in microseconds.' }),
    barriers: Type.Record(Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9]' }), barrierSchema, { default: {}, description: 'Barriers by name.' }),
  },
  { additionalProperties: false },
);

type KeeperOptions = Static<typeof options>;

export interface LockKeeperState {
  readonly locks: LockTable;
  readonly barriers: Record<string, Barrier>;
  /** Who is gone, as far as it heard. */
  readonly gone: Record<AgentId, true>;
  alarmAt: number | undefined;
}

export const lockKeeper = defineAgentKind({
  kind: 'lock-keeper',
  summary: 'Keeps locks with leases and barriers, first come first served, and names deadlocks.',
  capabilities: ['coordinate'],
  options,

  create(chosen, setting) {
    const { id } = setting;
    const authorities: Authorities = { ...setting, watchers: chosen.watcher === undefined ? undefined : [agentId(chosen.watcher)] };
    const keeper: Keeper = { chosen, rules: Object.fromEntries(Object.entries(chosen.barriers).map(([name, one]) => [name, { ...one, participants: one.participants.map(agentId) }])) };
    return decider<LockKeeperState>({
      listensTo: ['locks/asked', 'barriers/reached', 'watch'],
      initial: () => ({ locks: startLocks(chosen.locks), barriers: Object.fromEntries(Object.keys(chosen.barriers).map((name) => [name, firstRound])), gone: {}, alarmAt: undefined }),
      evolve: (state, event, context) => {
        if (event.agent === id && context.now() < event.deliverAt) foldSaid(state, event);
        else if (isTrusted(event, authorities)) foldHeard(state, event, { keeper, now: context.now() });
        return state;
      },
      decide: (state, event, context) => (isTrusted(event, authorities) ? answer(state, event, { keeper, context }) : SILENT),
    });
  },
});

interface Keeper {
  readonly chosen: KeeperOptions;
  readonly rules: Readonly<Record<string, BarrierRules>>;
}

/** What it hears puts somebody in a queue, or takes somebody out who no longer waits. */
function foldHeard(state: LockKeeperState, event: LogEvent, { keeper, now }: { readonly keeper: Keeper; readonly now: number }): void {
  switch (event.type) {
    case 'LockAsked': {
      const { lock, request, mode, leaseUs = keeper.chosen.leaseUs } = event.data;
      if (!Object.hasOwn(state.gone, event.agent)) enqueue(state.locks, lock, { agent: event.agent, request, mode, leaseUs, askedAt: now });
      return;
    }
    case 'LockReturned': {
      const name = { ...event.data, agent: event.agent };
      if (isWaiting(state.locks, name)) drop(state.locks, name);
      return;
    }
    case 'BarrierReached': {
      const { barrier, round } = event.data;
      if (Object.hasOwn(state.barriers, barrier)) state.barriers[barrier] = arrive(state.barriers[barrier], { agent: event.agent, round, at: now }, keeper.rules[barrier]);
      return;
    }
    case 'AgentDetectedDown': {
      const { agent } = event.data;
      state.gone[agent] = true;
      for (const name of waitsOf(state.locks, agent)) drop(state.locks, name);
      return;
    }
    case 'AgentDetectedBack':
      delete state.gone[event.data.agent];
      return;
    case 'TimerSet':
      if (event.data.dueAt === state.alarmAt) state.alarmAt = undefined;
      return;
    default:
  }
}

/** Its own words decide who holds, and which round is waited for. */
function foldSaid(state: Pick<LockKeeperState, 'locks' | 'barriers'> & { alarmAt: number | undefined }, word: Pick<LogEvent, 'type' | 'data'>): void {
  const { type, data } = word as LogEvent;
  switch (type) {
    case 'LockGranted':
      if (grantOf(state.locks, { ...data, agent: data.holder }) === undefined) hold(state.locks, data.lock, { agent: data.holder, request: data.request, mode: data.mode, until: data.until, waitedUs: data.waitedUs });
      return;
    case 'LockRefused':
      if (data.reason === 'deadlock') drop(state.locks, { lock: data.lock, agent: data.asker, request: data.request });
      return;
    case 'LockReleased':
    case 'LockExpired':
      drop(state.locks, { lock: data.lock, agent: data.holder, request: data.request });
      return;
    case 'BarrierReleased':
    case 'BarrierFailed':
      if (data.round === state.barriers[data.barrier].round) state.barriers[data.barrier] = nextRound(state.barriers[data.barrier], { type, data } as BarrierOutcome);
      return;
    case 'TimerSet':
      state.alarmAt = data.dueAt;
      return;
    default:
  }
}

/** What it is about to say, with its books as they will be then. */
interface Desk {
  readonly state: LockKeeperState;
  readonly words: EventDraft[];
  readonly keeper: Keeper;
  readonly context: AgentContext;
}

interface Bench {
  readonly keeper: Keeper;
  readonly context: AgentContext;
}

function say({ state, words }: Desk, draft: EventDraft): void {
  words.push(draft);
  foldSaid(state, draft as Pick<LogEvent, 'type' | 'data'>);
}

function answer(state: LockKeeperState, event: LogEvent, bench: Bench): readonly EventDraft[] {
  const desk: Desk = { ...bench, state: { ...state, locks: { ...state.locks }, barriers: { ...state.barriers } }, words: [] };
  if (event.type === 'LockAsked') onAsked(desk, event);
  else if (event.type === 'LockReturned') onReturned(desk, event);
  else if (event.type === 'BarrierReached') onReached(desk, event);
  else if (event.type === 'AgentDetectedDown') onGone(desk, event.data.agent);
  else if (event.type !== 'TimerSet') return SILENT;
  settleLocks(desk);
  settleBarriers(desk);
  setAlarm(desk);
  return desk.words;
}

function onAsked(desk: Desk, { agent, data: { lock, request } }: EventOf<'LockAsked'>): void {
  const { locks, gone } = desk.state;
  const refuse = (reason: EventOf<'LockRefused'>['data']['reason']): void => say(desk, { type: 'LockRefused', to: [agent], data: { lock, request, asker: agent, reason } });
  if (!hasLock(locks, lock)) return refuse('unknown-lock');
  if (Object.hasOwn(gone, agent)) return refuse('gone');
  const held = grantOf(locks, { lock, agent, request });
  if (held !== undefined) {
    // Its answer was lost: it gets the same again.
    say(desk, { type: 'LockGranted', to: [agent], data: { lock, request, holder: agent, mode: held.mode, until: held.until, waitedUs: held.waitedUs } });
    return;
  }
  const circle = circleFrom(locks, agent);
  if (circle === undefined) return;
  say(desk, { type: 'DeadlockFound', data: { cycle: [...circle.cycle], locks: [...circle.locks], victim: agent } });
  refuse('deadlock');
}

function onReturned(desk: Desk, { agent, data: { lock, request } }: EventOf<'LockReturned'>): void {
  if (grantOf(desk.state.locks, { lock, agent, request }) !== undefined) say(desk, { type: 'LockReleased', data: { lock, request, holder: agent, reason: 'returned' } });
  else if (!hasLock(desk.state.locks, lock)) say(desk, { type: 'LockRefused', to: [agent], data: { lock, request, asker: agent, reason: 'unknown-lock' } });
}

function onGone(desk: Desk, agent: AgentId): void {
  for (const [lock, { holders }] of Object.entries(desk.state.locks)) {
    for (const { agent: holder, request } of holders) if (holder === agent) say(desk, { type: 'LockReleased', data: { lock, request, holder, reason: 'holder-gone' } });
  }
}

/** Who comes to a round that is over hears how it ended. */
function onReached(desk: Desk, { agent, data: { barrier, round } }: EventOf<'BarrierReached'>): void {
  const found = Object.hasOwn(desk.state.barriers, barrier) ? desk.state.barriers[barrier] : undefined;
  if (found?.last === undefined || round !== found.last.data.round) return;
  desk.words.push({ ...found.last, to: [agent] } as EventDraft);
}

function settleLocks(desk: Desk): void {
  const { state, context } = desk;
  const now = context.now();
  for (const { lock, grant } of expiredAt(state.locks, now)) say(desk, { type: 'LockExpired', data: { lock, request: grant.request, holder: grant.agent } });
  for (const lock of Object.keys(state.locks)) {
    for (let next = nextGrant(state.locks[lock]); next !== undefined; next = nextGrant(state.locks[lock])) {
      const { agent, request, mode, leaseUs, askedAt } = next;
      say(desk, { type: 'LockGranted', to: [agent], data: { lock, request, holder: agent, mode, until: now + leaseUs, waitedUs: now - askedAt } });
    }
  }
}

function settleBarriers(desk: Desk): void {
  const { state, keeper, context } = desk;
  for (const [name, rules] of Object.entries(keeper.rules)) {
    const outcome = outcomeOf(state.barriers[name], { name, rules, now: context.now(), isGone: (agent) => Object.hasOwn(state.gone, agent) });
    if (outcome !== undefined) say(desk, { ...outcome, to: [...outcome.data.there] } as EventDraft);
  }
}

function setAlarm(desk: Desk): void {
  const { state, keeper, context } = desk;
  const times = [nextExpiry(state.locks), ...Object.entries(keeper.rules).map(([name, rules]) => timeUpOf(state.barriers[name], rules))].filter((at) => at !== undefined);
  const now = context.now();
  const at = Math.max(Math.min(...times), now + 1);
  if (times.length === 0 || (state.alarmAt !== undefined && state.alarmAt <= at)) return;
  say(desk, { type: 'TimerSet', to: [context.id], afterUs: at - now, data: { name: 'keeper', dueAt: at } });
}

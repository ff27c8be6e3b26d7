/**
 * Who is alive, by heartbeats. A beat that nothing can lose is a rule and no message: agents beat at every
 * interval from the start on, and when one is known to have stopped, the instant at which its absence is
 * noticed is worked out. Where beats may be lost, they are sent, and counted when they come.
 */
import { MILLISECOND, type Instant } from '../../core/instant.js';
import type { AgentId } from '../../core/brand.js';

export interface HeartbeatRules {
  readonly intervalUs: number;
  /** Beats missed in a row from which an agent counts as gone. */
  readonly misses: number;
}

export const usualHeartbeat: HeartbeatRules = { intervalUs: 100 * MILLISECOND, misses: 5 };

export interface Watched {
  readonly lastBeatAt: Instant;
  /** Known to have stopped; absent while it beats by rule. Where beats are sent, always present: when it last beat. */
  readonly silentSince?: Instant | undefined;
  readonly isDown: boolean;
  readonly downAt: Instant;
  readonly isSuspected: boolean;
}

/** Plain data, changed in place. */
export interface Watch {
  readonly agents: Record<AgentId, Watched>;
  startedAt: Instant;
}

export function startWatch(agents: readonly AgentId[]): Watch {
  return { agents: Object.fromEntries(agents.map((agent) => [agent, { lastBeatAt: 0, isDown: false, downAt: 0, isSuspected: false }])) as Watch['agents'], startedAt: 0 };
}

/** Returns the last beat at or before an instant, of an agent that beats by rule from `startedAt` on. */
export function lastBeatBy(at: Instant, startedAt: Instant, { intervalUs }: HeartbeatRules): Instant {
  return startedAt + Math.floor((at - startedAt) / intervalUs) * intervalUs;
}

/** Returns when an agent counts as gone that was silent since a beat; with the usual rules 500 ms after it. */
export function detectionAt(lastBeatAt: Instant, { intervalUs, misses }: HeartbeatRules, graceUs = 0): Instant {
  return lastBeatAt + intervalUs * misses + graceUs;
}

/** Takes note that an agent stopped. */
export function stop(watch: Watch, agent: AgentId, { at, rules }: { readonly at: Instant; readonly rules: HeartbeatRules }): void {
  const watched = of(watch, agent);
  if (watched === undefined || watched.silentSince !== undefined) return;
  const lastBeatAt = Math.max(watched.lastBeatAt, lastBeatBy(at, watch.startedAt, rules));
  watch.agents[agent] = { ...watched, lastBeatAt, silentSince: lastBeatAt };
}

/** Takes note that an agent beats again, or that a beat of it came. */
export function beat(watch: Watch, agent: AgentId, at: Instant, isSent: boolean): void {
  const watched = of(watch, agent);
  if (watched === undefined) return;
  watch.agents[agent] = { ...watched, lastBeatAt: Math.max(watched.lastBeatAt, at), silentSince: isSent ? at : undefined, isSuspected: false };
}

export interface Absence {
  readonly agent: AgentId;
  readonly lastBeatAt: Instant;
}

export interface AbsenceQuestion {
  readonly now: Instant;
  readonly rules: HeartbeatRules;
  /** How long an agent may think about one thing and say nothing meanwhile. */
  readonly graceOf: (agent: AgentId) => number;
}

/** Returns who counts as gone now and did not before. */
export function absencesIn(watch: Watch, { now, rules, graceOf }: AbsenceQuestion): readonly Absence[] {
  return entries(watch).flatMap(([agent, { silentSince, lastBeatAt, isDown }]) =>
    silentSince !== undefined && !isDown && now >= detectionAt(lastBeatAt, rules, graceOf(agent)) ? [{ agent, lastBeatAt }] : [],
  );
}

/** Returns when an agent is suspected: after half of the misses, rounded up; with the usual rules 300 ms after its last beat. */
function suspicionAt(lastBeatAt: Instant, { intervalUs, misses }: HeartbeatRules, graceUs: number): Instant {
  return lastBeatAt + intervalUs * Math.ceil(misses / 2) + graceUs;
}

/** Returns who missed so many beats that something may be wrong, and is not suspected yet. */
export function suspectsIn(watch: Watch, { now, rules, graceOf }: AbsenceQuestion): readonly Absence[] {
  return entries(watch).flatMap(([agent, { silentSince, lastBeatAt, isDown, isSuspected }]) => {
    const isLate = silentSince !== undefined && now >= suspicionAt(lastBeatAt, rules, graceOf(agent));
    return isLate && !isDown && !isSuspected ? [{ agent, lastBeatAt }] : [];
  });
}

/** Returns who counted as gone and beats again. */
export function returnsIn(watch: Watch, { now, rules, graceOf }: AbsenceQuestion): readonly AgentId[] {
  return entries(watch).flatMap(([agent, { silentSince, lastBeatAt, isDown }]) => {
    const isBack = silentSince === undefined || now < detectionAt(lastBeatAt, rules, graceOf(agent));
    return isDown && isBack ? [agent] : [];
  });
}

/** Returns when somebody may next be suspected or count as gone; `undefined` while everybody beats by rule, or is known to be gone. */
export function nextAbsence(watch: Watch, { rules, graceOf }: Omit<AbsenceQuestion, 'now'>): Instant | undefined {
  let first: Instant | undefined;
  for (const [agent, { silentSince, lastBeatAt, isDown, isSuspected }] of entries(watch)) {
    if (silentSince === undefined || isDown) continue;
    const at = (isSuspected ? detectionAt : suspicionAt)(lastBeatAt, rules, graceOf(agent));
    if (first === undefined || at < first) first = at;
  }
  return first;
}

function entries({ agents }: Watch): [AgentId, Watched][] {
  return Object.entries(agents) as [AgentId, Watched][];
}

function of({ agents }: Watch, agent: AgentId): Watched | undefined {
  return Object.hasOwn(agents, agent) ? agents[agent] : undefined;
}

/**
 * What holds the swarm up, by name: the slow agent, the slow link, the lock that everybody waits for, the
 * worker whose tasks take too long. Time between two agents is split into what is common to all links of
 * the one, what is common to all links of the other, and what is left for the link between them.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { MILLISECOND, SECOND } from '../../core/instant.js';
import { lockWatch, type LockUse } from './lock-watch.js';
import { recentEvents, type RecentEvent } from './recent-events.js';
import type { SightFold } from './sight-fold.js';

/** The rules of severity: a latency, a share of slow tasks, and a share of the time that something is in use. */
export const bottleneckRules = {
  latencyUs: 100 * MILLISECOND,
  slowTaskUs: 30 * SECOND,
  slowTaskShare: 0.2,
  useShare: 0.9,
} as const;

export const bottleneckSeverities = ['critical', 'high', 'medium'] as const;

export interface Bottleneck {
  readonly severity: (typeof bottleneckSeverities)[number];
  readonly kind: 'agent' | 'link' | 'lock' | 'worker';
  /** An agent, a lock, or "a → b". */
  readonly name: string;
  readonly rule: string;
  /** What was found, in the unit of the rule: µs, or a share. */
  readonly found: number;
  readonly limit: number;
  /** Of how many answers, tasks or grants that is a figure. */
  readonly n: number;
  /** Where it was worst: an offset to look at. */
  readonly offset: number;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  n: number;
  /** Until the first receiver had it, and from then to the answer. */
  travelUs: number;
  waitUs: number;
  worstUs: number;
  worstAt: number;
}

interface Worker {
  tasks: number;
  slow: number;
  workedUs: number;
  from: number;
  until: number;
  worstUs: number;
  worstAt: number;
}

export function bottleneckFold(): SightFold<readonly Bottleneck[]> {
  const recent = recentEvents();
  const pairs = new Map<string, Map<string, Pair>>();
  const workers = new Map<string, Worker>();
  const locks = lockWatch();
  const backSince = new Map<string, number>();
  return {
    see(event) {
      recent.keep(event);
      locks.see(event);
      if (event.type === 'AgentRestarted') backSince.set(event.data.agent, event.time);
      if (event.type === 'TaskCompleted') countTask(workers, event);
      const asked = recent.at(event.causation);
      // What waited for an agent that was away says how long it was away, and not how slow it is.
      const wasThere = asked !== undefined && (backSince.get(event.agent) ?? -1) < asked.time;
      if (wasThere && asked.agent !== event.agent) measure(pairs, event, asked);
    },
    result() {
      const all = [...pairs.values()].flatMap((row) => [...row.values()]);
      const found = [...slowTalk(all), ...[...workers].flatMap(([name, worker]) => slowWork(name, worker)), ...locks.uses().flatMap(busyLock)];
      return found.sort(byWeight);
    },
  };
}

/** The worst first: by severity, then by how far beyond the rule, then by name. */
function byWeight(a: Bottleneck, b: Bottleneck): number {
  const place = ({ severity }: Bottleneck): number => bottleneckSeverities.indexOf(severity);
  return place(a) - place(b) || b.found / b.limit - a.found / a.limit || (a.name < b.name ? -1 : 1);
}

function measure(pairs: Map<string, Map<string, Pair>>, event: LogEvent, asked: RecentEvent): void {
  let row = pairs.get(asked.agent);
  if (row === undefined) pairs.set(asked.agent, (row = new Map()));
  let pair = row.get(event.agent);
  if (pair === undefined) row.set(event.agent, (pair = { from: asked.agent, to: event.agent, n: 0, travelUs: 0, waitUs: 0, worstUs: -1, worstAt: event.offset }));
  const took = event.time - asked.time;
  pair.n += 1;
  pair.travelUs += asked.deliverAt - asked.time;
  pair.waitUs += event.time - asked.deliverAt;
  if (took > pair.worstUs) Object.assign(pair, { worstUs: took, worstAt: event.offset });
}

/** What all links out of an agent have in common is its own doing, and so is what all links into it have. */
function slowTalk(pairs: readonly Pair[]): readonly Bottleneck[] {
  const names = [...new Set(pairs.flatMap(({ from, to }) => [from, to]))];
  const least = (list: readonly Pair[], of: (pair: Pair) => number): number => (list.length === 0 ? 0 : Math.max(0, Math.min(...list.map((pair) => of(pair) / pair.n))));
  const speaks = new Map(names.map((name) => [name, least(pairs.filter(({ from }) => from === name), ({ travelUs }) => travelUs)]));
  const waits = new Map(names.map((name) => [name, least(pairs.filter(({ to }) => to === name), ({ waitUs }) => waitUs)]));
  const agents = names.map((name): Bottleneck => {
    const own = pairs.filter(({ from, to }) => from === name || to === name);
    const worst = own.reduce((a, b) => (b.worstUs > a.worstUs ? b : a));
    const found = (speaks.get(name) ?? 0) + (waits.get(name) ?? 0);
    return latency('agent', name, found, { n: own.reduce((sum, { n }) => sum + n, 0), offset: worst.worstAt });
  });
  const links = pairs.map((pair): Bottleneck => {
    const { from, to, n, travelUs, waitUs, worstAt } = pair;
    const rest = (travelUs + waitUs) / n - (speaks.get(from) ?? 0) - (waits.get(to) ?? 0);
    return latency('link', `${from} → ${to}`, rest, { n, offset: worstAt });
  });
  return [...agents, ...links].filter(({ found, limit }) => found > limit);
}

function latency(kind: 'agent' | 'link', name: string, found: number, { n, offset }: { readonly n: number; readonly offset: number }): Bottleneck {
  return { severity: 'high', kind, name, rule: 'mean latency, µs', found, limit: bottleneckRules.latencyUs, n, offset };
}

function countTask(workers: Map<string, Worker>, { data, time, offset }: Extract<LogEvent, { type: 'TaskCompleted' }>): void {
  let worker = workers.get(data.worker);
  if (worker === undefined) workers.set(data.worker, (worker = { tasks: 0, slow: 0, workedUs: 0, from: time - data.workedUs, until: time, worstUs: -1, worstAt: offset }));
  worker.tasks += 1;
  worker.workedUs += data.workedUs;
  worker.from = Math.min(worker.from, time - data.workedUs);
  worker.until = time;
  if (data.workedUs > bottleneckRules.slowTaskUs) worker.slow += 1;
  if (data.workedUs > worker.worstUs) Object.assign(worker, { worstUs: data.workedUs, worstAt: offset });
}

function slowWork(name: string, { tasks, slow, worstAt }: Worker): readonly Bottleneck[] {
  const found = slow / tasks;
  if (found <= bottleneckRules.slowTaskShare) return [];
  return [{ severity: 'medium', kind: 'worker', name, rule: 'share of its tasks over 30 s', found, limit: bottleneckRules.slowTaskShare, n: tasks, offset: worstAt }];
}

function busyLock({ lock, share, grants, meanWaitUs, worstAt }: LockUse): readonly Bottleneck[] {
  const found: Bottleneck[] = [];
  if (share > bottleneckRules.useShare) found.push({ severity: 'critical', kind: 'lock', name: lock, rule: 'share of the time that it is held, with others waiting', found: share, limit: bottleneckRules.useShare, n: grants, offset: worstAt });
  if (meanWaitUs > bottleneckRules.latencyUs) found.push({ severity: 'high', kind: 'lock', name: lock, rule: 'mean wait, µs', found: meanWaitUs, limit: bottleneckRules.latencyUs, n: grants, offset: worstAt });
  return found;
}

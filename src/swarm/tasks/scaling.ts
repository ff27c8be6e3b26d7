/**
 * More workers where the simulated load is high, fewer where it is low: reserves join, and who leaves ends what
 * it has in hand first, so that no task is lost on the way.
 */
import type { AgentId } from '../../core/brand.js';
import { scalingOf, type Scaling, type ScalingRules } from '../watch/scaler.js';
import type { WorkerEntry } from './desk.js';
import { say, type Plan } from './plan.js';

/** Looks at the load of each kind of worker, and makes it more or fewer. */
export function scale(plan: Plan): void {
  const { scaling } = plan.rules;
  if (scaling === undefined) return;
  const kinds = [...new Set(Object.values(plan.desk.workers).map(({ kind }) => kind))].sort((a, b) => (a < b ? -1 : 1));
  for (const kind of kinds) scaleKind(plan, kind, scaling);
}

function scaleKind(plan: Plan, kind: string, rules: ScalingRules): void {
  const { desk } = plan;
  const workers = Object.values(desk.workers).filter((worker) => worker.kind === kind);
  const active = workers.filter(({ place, isDown }) => place === 'active' && !isDown);
  const load = loadOfKind(plan, kind, active);
  const scaling = scalingOf(active.length, load, { ...rules, sizeMax: Math.min(rules.sizeMax, workers.filter(({ isDown }) => !isDown).length) });
  if (scaling === undefined) return;
  const { joining, leaving } = changesFor(scaling, { workers, active });
  const to = active.length + joining.length - leaving.length;
  if (to === active.length) return;
  const { cpu, memory, queue } = load;
  say(plan, { type: 'SwarmScaled', data: { kind, from: active.length, to, reason: scaling.reason, cpu, memory, queue, joining, leaving } });
}

function changesFor({ to }: Scaling, { workers, active }: { readonly workers: readonly WorkerEntry[]; readonly active: readonly WorkerEntry[] }): { joining: AgentId[]; leaving: AgentId[] } {
  const idle = workers.filter(({ place, isDown }) => place !== 'active' && !isDown);
  const joining = idle.slice(0, Math.max(0, to - active.length)).map(({ agent }) => agent);
  // The least busy leave, and of those the last.
  const byLoad = active.map((worker, order) => ({ worker, order })).sort((a, b) => a.worker.open - b.worker.open || b.order - a.order);
  const leaving = byLoad.slice(0, Math.max(0, active.length - to)).map(({ worker }) => worker.agent);
  return { joining, leaving };
}

/** Returns the simulated load of a kind: what was told of it, or else what its workers have in hand. */
function loadOfKind({ desk }: Plan, kind: string, active: readonly WorkerEntry[]): { cpu: number; memory: number; use: number; queue: number } {
  const hands = active.reduce((sum, { concurrency }) => sum + concurrency, 0);
  const room = active.reduce((sum, { concurrency, queue }) => sum + concurrency + queue, 0);
  const busy = active.reduce((sum, { open, concurrency }) => sum + Math.min(open, concurrency), 0);
  const open = active.reduce((sum, worker) => sum + worker.open, 0);
  const told = Object.hasOwn(desk.loads, kind) ? desk.loads[kind] : {};
  const inKind = Object.values(desk.workers).filter((worker) => worker.kind === kind);
  const waiting = Object.values(desk.graphs).flatMap(({ tasks }) => Object.values(tasks).filter(({ state, spec }) => state === 'ready' && inKind.some(({ capabilities }) => spec.capabilities.every((one) => capabilities.includes(one)))));
  return {
    cpu: told.cpu ?? (hands === 0 ? 0 : (100 * busy) / hands),
    memory: told.memory ?? 0,
    use: room === 0 ? 0 : (100 * open) / room,
    queue: waiting.length,
  };
}

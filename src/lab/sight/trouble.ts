/**
 * What went wrong in a run, by what it has in common: failures, refusals, losses and doubts of one kind and one cause are
 * one cluster, whatever numbers and names stand in it. A hundred thousand lines become the five that matter.
 */
import type { EventOf, EventType, LogEvent } from '../../domain/catalogue.js';
import type { SightFold } from './sight-fold.js';

/** The worst first. */
export const troubleKinds = ['broken', 'failed', 'refused', 'lost', 'doubted'] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface TroubleCluster {
  readonly kind: TroubleKind;
  readonly type: EventType;
  /** What they have in common, with N for every number. */
  readonly cause: string;
  /** How often: an event that stands for several counts as many. */
  readonly count: number;
  /** Whom it befell, the most frequent first. */
  readonly who: readonly { readonly name: string; readonly count: number }[];
  readonly first: { readonly offset: number; readonly time: number };
  readonly last: { readonly offset: number; readonly time: number };
}

interface Trouble {
  readonly kind: TroubleKind;
  readonly cause: string;
  readonly who: string;
  /** How often the event says that it was. */
  readonly times: number;
}

type Reading = { readonly [Type in EventType]?: (event: EventOf<Type>) => Trouble | undefined };

const is = (kind: TroubleKind, cause: string, who: string, times = 1): Trouble => ({ kind, cause, who, times });

const readings: Reading = {
  InvariantBroken: ({ data }) => is('broken', data.invariant, data.law),
  AgentFailed: ({ data }) => is('broken', data.code, data.agent),
  AccountRuined: ({ data }) => is('broken', '', data.instrument ?? data.currency),
  DeadlockFound: ({ data }) => is('broken', '', data.victim ?? data.locks.join(' and ')),
  AgentCrashed: ({ data }) => is('failed', '', data.agent),
  ReplacementMissing: ({ data }) => is('failed', data.reason, data.agent),
  TaskFailed: ({ data }) => is('failed', data.reason, data.worker ?? data.task),
  TaskTimedOut: ({ data }) => is('failed', '', data.worker ?? data.task),
  TaskUnassignable: ({ data }) => is('failed', data.reason, data.task),
  TaskGraphRefused: ({ data }) => is('refused', data.code, data.graph),
  BarrierFailed: ({ data }) => is('failed', data.reason, data.barrier),
  QuorumMissed: ({ data, agent }) => is('failed', '', `${agent} ${data.instrument}`),
  ConflictExpired: ({ data }) => is('failed', data.reason, data.subject),
  RequestTimedOut: ({ data }) => (data.isLast ? is('failed', '', data.receiver) : undefined),
  EffectCompleted: ({ data, agent }) => (data.ok ? undefined : is('failed', `${data.effect}: ${typeof data.value === 'string' ? data.value : JSON.stringify(data.value)}`, agent)),
  MarginCalled: ({ data }) => is('failed', '', data.instrument ?? data.currency),
  OrderDenied: ({ data }) => is('refused', data.reason, data.instrument),
  OrderRejected: ({ data }) => is('refused', data.reason, data.instrument),
  OrderCancelRejected: ({ data }) => is('refused', data.reason, data.instrument),
  OrderWithheld: ({ agent }) => is('refused', '', agent),
  MemoryDenied: ({ data }) => is('refused', `${data.operation}: ${data.reason}`, data.by),
  MessageRefused: ({ data }) => is('refused', data.reason, data.receiver),
  CommandRefused: ({ data }) => is('refused', `${data.command}: ${data.reason}`, data.command),
  AgentSpawnRejected: ({ data }) => is('refused', data.reason, data.template),
  TaskRequestRefused: ({ data, agent }) => is('refused', data.reason, data.graph ?? agent),
  LockRefused: ({ data }) => is('refused', data.reason, data.lock),
  MessageDropped: ({ data }) => is('lost', data.reason, data.receiver),
  MessageExpired: ({ data }) => is('lost', '', data.receiver),
  MessageDeadLettered: ({ data }) => is('lost', data.reason, data.sender),
  MessageUnhandled: ({ data }) => is('lost', data.name, data.receiver),
  LockExpired: ({ data }) => is('lost', '', data.lock),
  BookLost: ({ data }) => is('lost', '', data.instrument),
  DataQualityNoted: ({ data }) => is('doubted', data.kind, data.instrument, data.count),
  DataDoubted: ({ data }) => is('doubted', data.doubt, data.instrument),
};

/** Beyond this, causes of a type that were not seen before fall together. */
const CLUSTERS_MAX = 1_000;
const NAMES_MAX = 1_000;

type Open = { -readonly [Key in keyof Omit<TroubleCluster, 'who'>]: TroubleCluster[Key] } & { readonly names: Map<string, number> };

export function troubleFold(): SightFold<readonly TroubleCluster[]> {
  const clusters = new Map<string, Open>();
  return {
    see(event) {
      const trouble = troubleIn(event);
      if (trouble === undefined) return;
      const { kind, who, times } = trouble;
      const { type, offset, time } = event;
      const plain = plainCause(trouble.cause);
      const cause = clusters.size < CLUSTERS_MAX || clusters.has(keyOf(type, plain)) ? plain : 'other causes';
      let cluster = clusters.get(keyOf(type, cause));
      if (cluster === undefined) clusters.set(keyOf(type, cause), (cluster = { kind, type, cause, count: 0, names: new Map(), first: { offset, time }, last: { offset, time } }));
      cluster.count += times;
      cluster.last = { offset, time };
      const name = cluster.names.size < NAMES_MAX || cluster.names.has(who) ? who : 'others';
      cluster.names.set(name, (cluster.names.get(name) ?? 0) + times);
    },
    result: () => [...clusters.values()].map(told).sort(byWeight),
  };
}

/** Returns what went wrong in an event, `undefined` where nothing did. */
export function troubleIn(event: LogEvent): Trouble | undefined {
  const read = readings[event.type] as ((one: LogEvent) => Trouble | undefined) | undefined;
  return read?.(event);
}

/** Returns a cause without what is peculiar to one time: numbers, and what stands in quotation marks. */
export function plainCause(text: string): string {
  return text.replaceAll(/"[^"]*"/g, '"…"').replaceAll(/\d+(?:[.,:]\d+)*/g, 'N').replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}

function keyOf(type: string, cause: string): string {
  return `${type} ${cause}`;
}

function told({ names, ...cluster }: Open): TroubleCluster {
  const who = [...names].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { ...cluster, who };
}

function byWeight(a: TroubleCluster, b: TroubleCluster): number {
  return troubleKinds.indexOf(a.kind) - troubleKinds.indexOf(b.kind) || b.count - a.count || a.first.offset - b.first.offset;
}

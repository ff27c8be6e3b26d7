/**
 * Whether a hub is overloaded, and which wires past it would help: it counts what it passes on and how long that waited,
 * and works out how long the rest would wait if the busiest pairs spoke directly. Figures before are measured; figures
 * after come from the same queue without those messages.
 * Source of the recursion: Lindley, The theory of queues with a single server (1952).
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { Edge } from './topology.js';

export interface ShortcutSetting {
  /** Waits above this are too long, in µs. */
  readonly waitUsMax: number;
  /** So many messages are looked at before anything is proposed. */
  readonly messagesMin: number;
  /** How many wires are proposed at a time. */
  readonly edgesMax: number;
  /** How long the hub is busy with each message, in µs, and with how many at a time. */
  readonly handlingUs: number;
  readonly concurrency: number;
}

interface Passage {
  readonly at: Instant;
  readonly from: AgentId;
  readonly to: AgentId;
}

/** What passed since the last proposal, at most {@link PASSAGES_MAX}; changed in place. */
export interface TrafficState {
  passages: Passage[];
  waits: number[];
  proposals: number;
}

export interface TrafficFigures {
  readonly messages: number;
  readonly relayed: number;
  readonly waitUsP95: number;
}

export interface Shortcuts {
  readonly added: readonly Edge[];
  readonly before: TrafficFigures;
  readonly after: TrafficFigures;
}

const PASSAGES_MAX = 1_000;

export function startTraffic(): TrafficState {
  return { passages: [], waits: [], proposals: 0 };
}

export function countPassage({ passages }: TrafficState, passage: Passage): void {
  passages.push(passage);
  if (passages.length > PASSAGES_MAX) passages.shift();
}

export function countWait({ waits }: TrafficState, waitedUs: number): void {
  waits.push(waitedUs);
  if (waits.length > PASSAGES_MAX) waits.shift();
}

/** Begins anew, with figures of the swarm as it is wired from now on. */
export function forgetTraffic(state: TrafficState): void {
  state.passages = [];
  state.waits = [];
}

/** Returns which wires would help; `undefined` where nothing waits for too long, or too little was seen. */
export function shortcutsFor({ passages, waits }: TrafficState, setting: ShortcutSetting): Shortcuts | undefined {
  if (passages.length < setting.messagesMin) return undefined;
  const measured = [...waits, ...Array.from({ length: Math.max(0, passages.length - waits.length) }, () => 0)];
  const before: TrafficFigures = { messages: passages.length, relayed: passages.length, waitUsP95: percentile95(measured) };
  if (before.waitUsP95 <= setting.waitUsMax) return undefined;
  const added: Edge[] = [];
  let rest = passages;
  for (const { from, to } of busiestPairs(passages)) {
    if (added.length >= setting.edgesMax || percentile95(waitsOf(rest, setting)) <= setting.waitUsMax) break;
    added.push({ from, to, weight: 1 });
    rest = rest.filter((one) => !isBetween(one, from, to));
  }
  return { added, before, after: { messages: passages.length, relayed: rest.length, waitUsP95: percentile95(waitsOf(rest, setting)) } };
}

/** Returns how long each would wait at a server of as many places, first come, first served. */
function waitsOf(passages: readonly Passage[], { handlingUs, concurrency }: ShortcutSetting): number[] {
  const freeAt = new Array<Instant>(concurrency).fill(-Infinity);
  return passages.map(({ at }) => {
    const place = freeAt.indexOf(Math.min(...freeAt));
    const begins = Math.max(at, freeAt[place]);
    freeAt[place] = begins + handlingUs;
    return begins - at;
  });
}

/** Returns each pair once, whoever speaks, the busiest first; ties by name. */
function busiestPairs(passages: readonly Passage[]): readonly { readonly from: AgentId; readonly to: AgentId }[] {
  const counts = new Map<AgentId, Map<AgentId, number>>();
  for (const { from, to } of passages) {
    const [a, b] = from < to ? [from, to] : [to, from];
    const inner = counts.get(a) ?? new Map<AgentId, number>();
    counts.set(a, inner.set(b, (inner.get(b) ?? 0) + 1));
  }
  const pairs = [...counts].flatMap(([from, inner]) => [...inner].map(([to, count]) => ({ from, to, count })));
  return pairs.sort((x, y) => y.count - x.count || (x.from < y.from ? -1 : x.from > y.from ? 1 : x.to < y.to ? -1 : 1));
}

function isBetween({ from, to }: Passage, a: AgentId, b: AgentId): boolean {
  return (from === a && to === b) || (from === b && to === a);
}

function percentile95(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)];
}

/**
 * What the shared memories of a run held at a moment, by the log alone: each write is an event, and what has
 * expired by then is not there. Figures and backups are taken from this.
 */
import type { AgentId } from '../../core/brand.js';
import { canonicalJson, type Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import { utf8 } from '../../core/utf8.js';
import type { DataOf, LogEvent } from '../../domain/catalogue.js';
import { NEVER_EXPIRES } from '../../swarm/memory/memory-state.js';

/** What one key tells at the moment. */
export interface HeldItem {
  readonly store: string;
  readonly namespace: string;
  readonly key: string;
  readonly version: number;
  readonly by: AgentId;
  readonly writtenAt: Instant;
  /** -1 for never. */
  readonly expiresAt: Instant;
  readonly value: Json;
  readonly features: readonly number[];
}

/** What one agent has written of what is there. */
export interface MemoryUse {
  readonly store: string;
  readonly namespace: string;
  readonly by: AgentId;
  readonly items: number;
  /** Bytes of the values, as canonical JSON. */
  readonly bytes: number;
}

interface Held {
  readonly item: HeldItem;
  readonly keeper: AgentId;
  readonly isForgotten: boolean;
}

/** Returns everything that is told at the moment, by store, namespace and key. Events later than that are passed over. */
export function memoryAt(events: Iterable<LogEvent>, at: Instant = Infinity): readonly HeldItem[] {
  const held = new Map<string, Held>();
  let now = 0;
  for (const event of events) {
    if (event.time > at) break;
    now = event.time;
    if (event.type === 'MemoryWritten') take(held, event.data, event.agent);
    if (event.type === 'MemoryBranched') branch(held, event.data);
  }
  const moment = at === Infinity ? now : at;
  return [...held.values()]
    .filter(({ item, isForgotten }) => !isForgotten && (item.expiresAt === NEVER_EXPIRES || moment < item.expiresAt))
    .map(({ item }) => item)
    .sort((a, b) => byText(a.store, b.store) || byText(a.namespace, b.namespace) || byText(a.key, b.key));
}

/** Returns how much each agent keeps where, in the order of the items. */
export function usesOf(items: readonly HeldItem[]): readonly MemoryUse[] {
  const uses = new Map<string, MemoryUse>();
  for (const { store, namespace, by, value } of items) {
    const key = canonicalJson([store, namespace, by]);
    const before = uses.get(key) ?? { store, namespace, by, items: 0, bytes: 0 };
    uses.set(key, { ...before, items: before.items + 1, bytes: before.bytes + utf8(canonicalJson(value)).length });
  }
  return [...uses.values()];
}

/** Returns what `contents` of a shared memory takes: its items by namespace. */
export function backupOf(items: readonly HeldItem[], store: string): Readonly<Record<string, readonly { readonly key: string; readonly value: Json; readonly features: readonly number[] }[]>> {
  const backup: Record<string, { key: string; value: Json; features: readonly number[] }[]> = {};
  for (const { namespace, key, value, features, ...item } of items) if (item.store === store) (backup[namespace] ??= []).push({ key, value, features });
  return backup;
}

/** Of two writings of one version, as keepers that spread by rumour may have, that of the higher name stands. */
function take(held: Map<string, Held>, { store, namespace, key, isForgotten, ...rest }: DataOf<'MemoryWritten'>, keeper: AgentId): void {
  const place = canonicalJson([store, namespace, key]);
  const known = held.get(place);
  if (known !== undefined && (known.item.version > rest.version || (known.item.version === rest.version && known.keeper >= keeper))) return;
  held.set(place, { item: { store, namespace, key, ...rest }, keeper, isForgotten });
}

function branch(held: Map<string, Held>, { store, namespace, from, asOf }: DataOf<'MemoryBranched'>): void {
  for (const { item, keeper, isForgotten } of [...held.values()]) {
    if (item.store !== store || item.namespace !== from || item.writtenAt > asOf) continue;
    held.set(canonicalJson([store, namespace, item.key]), { item: { ...item, namespace }, keeper, isForgotten });
  }
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

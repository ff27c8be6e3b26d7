/**
 * What the shared memories of a run held at a moment, by the log alone: each write is an event, and what has
 * expired by then is not there. Figures and backups are taken from this.
 */
import { contentWords, type SharedMemoryOptions } from '../../agents/shared-memory.js';
import type { AgentId } from '../../core/brand.js';
import { canonicalJson, type Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import { utf8 } from '../../core/utf8.js';
import type { DataOf, LogEvent } from '../../domain/catalogue.js';
import { NEVER_EXPIRES, type Version } from '../../swarm/memory/memory-state.js';

/** What one key tells at the moment. */
export interface HeldItem extends Omit<Version, 'isForgotten'> {
  readonly store: string;
  readonly namespace: string;
  readonly key: string;
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

/** All versions of each key, the lowest first: a branch goes back to earlier ones. */
type History = Map<string, Held[]>;

/** Returns everything that is told at the moment, by store, namespace and key. Events later than that are passed over. */
export function memoryAt(events: Iterable<LogEvent>, at: Instant = Infinity): readonly HeldItem[] {
  const history: History = new Map();
  let now = 0;
  for (const event of events) {
    if (event.time > at) break;
    now = event.time;
    if (event.type === 'MemoryWritten') take(history, event.data, event.agent);
    else if (event.type === 'MemoryBranched') branch(history, event.data);
    else if (event.type === 'AgentSeated' && event.data.kind === 'shared-memory') fill(history, event.data);
  }
  const moment = at === Infinity ? now : at;
  return [...history.values()]
    .map((versions) => versions[versions.length - 1])
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
function take(history: History, { store, namespace, key, isForgotten, ...rest }: DataOf<'MemoryWritten'>, keeper: AgentId): void {
  const place = canonicalJson([store, namespace, key]);
  const versions = history.get(place) ?? [];
  const known = versions.find(({ item }) => item.version === rest.version);
  if (known !== undefined && known.keeper >= keeper) return;
  const others = versions.filter((one) => one !== known);
  const held = { item: { store, namespace, key, ...rest }, keeper, isForgotten };
  history.set(place, [...others.filter(({ item }) => item.version < rest.version), held, ...others.filter(({ item }) => item.version > rest.version)]);
}

/** What a memory began with is no event of its own: it stands in the options. */
function fill(history: History, { agent, options }: DataOf<'AgentSeated'>): void {
  const { store = 'memory', contents = {} } = options as Partial<SharedMemoryOptions>;
  for (const word of contentWords({ store, contents }, agent)) take(history, word, agent);
}

/** The branch begins with what was there then, whatever was written since. */
function branch(history: History, { store, namespace, from, asOf }: DataOf<'MemoryBranched'>): void {
  for (const versions of [...history.values()]) {
    const before = versions.filter(({ item }) => item.store === store && item.namespace === from && item.writtenAt <= asOf);
    if (before.length > 0) history.set(canonicalJson([store, namespace, before[0].item.key]), before.map((one) => ({ ...one, item: { ...one.item, namespace } })));
  }
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * What a shared memory keeps: namespaces with rules of who may read and write, keys, and the versions of
 * each key, so that what was told at any time can be told again. Plain data, changed by the fold alone.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { DAY, HOUR, SECOND, type Instant } from '../../core/instant.js';
import type { DataOf, EventDraft } from '../../domain/catalogue.js';

/** How long things are kept, in µs; no other span is longer than need be. */
export const memorySpans = { state: HOUR, patterns: 7 * DAY, cache: 300 * SECOND } as const;
export const NEVER_EXPIRES = -1;
/** How many neighbours a search gives at most, if it does not say. */
export const NEIGHBOURS = 20;

export interface NamespaceRule {
  /** Ids of agents, or `*` for anybody. */
  readonly readers: readonly string[];
  readonly writers: readonly string[];
  /** How long something is kept that says nothing else; {@link NEVER_EXPIRES} for ever. */
  readonly ttlUs: number;
  /** Versions of each key that are kept. */
  readonly historyMax: number;
}

export interface MemoryRules {
  readonly store: string;
  readonly namespaces: Readonly<Record<string, NamespaceRule>>;
  /** Absent: searches use the index. */
  readonly hasIndex?: boolean;
}

export interface Version {
  readonly version: number;
  readonly by: AgentId;
  readonly writtenAt: Instant;
  readonly expiresAt: Instant;
  readonly value: Json;
  readonly features: readonly number[];
  readonly isForgotten: boolean;
}

/** Versions of one key, the oldest first. */
export type Cell = Version[];
export type Cells = Record<string, Cell>;

export interface MemoryState {
  readonly spaces: Record<string, Cells>;
  /** Namespaces that began as others were: they go by the rules of those. */
  readonly branches: Record<string, string>;
  readonly subscriptions: { readonly namespace: string; readonly subscriber: AgentId; readonly pattern: string }[];
  /** Agents that are known to be gone hear of no changes. */
  gone: AgentId[];
}

export function startMemory(): MemoryState {
  return { spaces: {}, branches: {}, subscriptions: [], gone: [] };
}

export function ruleFor(rules: MemoryRules, { branches }: MemoryState, namespace: string): NamespaceRule | undefined {
  const root = Object.hasOwn(branches, namespace) ? branches[namespace] : namespace;
  return Object.hasOwn(rules.namespaces, root) ? rules.namespaces[root] : undefined;
}

export function cellsOf({ spaces }: MemoryState, namespace: string): Cells {
  return Object.hasOwn(spaces, namespace) ? spaces[namespace] : {};
}

/** Returns what a key told at a time; `undefined` where there was nothing, or no more. The very microsecond of its expiry is too late. */
export function versionAt(cell: Cell | undefined, at: Instant): Version | undefined {
  if (cell === undefined) return undefined;
  let place = cell.length - 1;
  while (place >= 0 && cell[place].writtenAt > at) place -= 1;
  if (place < 0) return undefined;
  const version = cell[place];
  return version.isForgotten || (version.expiresAt !== NEVER_EXPIRES && at >= version.expiresAt) ? undefined : version;
}

/** Takes in a word of the memory itself. Returns whether it was one that changes what is kept. */
export function foldMemory(rules: MemoryRules, state: MemoryState, word: Pick<EventDraft, 'type' | 'data'>): boolean {
  switch (word.type) {
    case 'MemoryWritten':
      keep(rules, state, word.data as DataOf<'MemoryWritten'>);
      return true;
    case 'MemorySubscribed': {
      const { namespace, subscriber, pattern } = word.data as DataOf<'MemorySubscribed'>;
      if (!state.subscriptions.some((one) => one.namespace === namespace && one.subscriber === subscriber && one.pattern === pattern)) state.subscriptions.push({ namespace, subscriber, pattern });
      return true;
    }
    case 'MemoryBranched': {
      const { namespace, from, asOf } = word.data as DataOf<'MemoryBranched'>;
      state.branches[namespace] = Object.hasOwn(state.branches, from) ? state.branches[from] : from;
      state.spaces[namespace] = branchOf(cellsOf(state, from), asOf);
      return true;
    }
    case 'MemoryExpired':
      return true;
    default:
      return false;
  }
}

function keep(rules: MemoryRules, state: MemoryState, { namespace, key, version, by, writtenAt, expiresAt, value, features, isForgotten }: DataOf<'MemoryWritten'>): void {
  if (!Object.hasOwn(state.spaces, namespace)) state.spaces[namespace] = {};
  const cells = state.spaces[namespace];
  const cell = Object.hasOwn(cells, key) ? cells[key] : (cells[key] = []);
  if (cell.some((known) => known.version === version)) return;
  cell.push({ version, by, writtenAt, expiresAt, value, features, isForgotten });
  const most = ruleFor(rules, state, namespace)?.historyMax ?? 1;
  if (cell.length > most) cell.splice(0, cell.length - most);
}

/** All versions until then; what was written later is not there. */
function branchOf(cells: Cells, asOf: Instant): Cells {
  const branch: Cells = {};
  for (const [key, cell] of Object.entries(cells)) {
    const before = cell.filter(({ writtenAt }) => writtenAt <= asOf);
    if (before.length > 0) branch[key] = before;
  }
  return branch;
}

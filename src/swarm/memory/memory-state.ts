/**
 * What a shared memory keeps: namespaces with rules of who may read and write, keys, and the versions of
 * each key, so that what was told at any time can be told again. Plain data, changed by the fold alone.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { DAY, HOUR, SECOND, type Instant } from '../../core/instant.js';
import type { DataOf, EventDraft } from '../../domain/catalogue.js';
import { addPoint, removePoint, startIndex, type SimilarityIndex } from './similarity.js';

/** How long things are kept, in µs; no other span is longer than need be. */
export const memorySpans = { state: HOUR, patterns: 7 * DAY, cache: 300 * SECOND } as const;
export const NEVER_EXPIRES = -1;
/** Of so many keys of a namespace that are gone the past can be read, if the namespace does not say. */
export const GONE_KEYS_MAX = 1_000;
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
  /** Keys that have expired or were forgotten whose versions are kept; {@link GONE_KEYS_MAX} if absent. */
  readonly goneKeysMax?: number | undefined;
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
  /** {@link NEVER_EXPIRES} for never. */
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
  /** What is near to what, by namespace and length of the vectors: the last versions of keys that are not gone. */
  readonly near: Record<string, Record<number, SimilarityIndex>>;
  /** Keys that are gone, by namespace, the longest gone first; one that was written anew may still stand there. */
  readonly faded: Record<string, { readonly key: string; readonly version: number }[]>;
  /** The highest version of a key that was dropped, by namespace: no key is numbered below it again. */
  readonly floors: Record<string, number>;
}

export function startMemory(): MemoryState {
  return { spaces: {}, branches: {}, subscriptions: [], gone: [], near: {}, faded: {}, floors: {} };
}

export function ruleFor(rules: MemoryRules, { branches }: MemoryState, namespace: string): NamespaceRule | undefined {
  const root = Object.hasOwn(branches, namespace) ? branches[namespace] : namespace;
  return Object.hasOwn(rules.namespaces, root) ? rules.namespaces[root] : undefined;
}

/** Returns the last version of a key, gone or not. */
export function lastOf(state: MemoryState, namespace: string, key: string): Version | undefined {
  const cells = cellsOf(state, namespace);
  return Object.hasOwn(cells, key) ? cells[key].at(-1) : undefined;
}

/** Returns the number that the next version of a key has, as far as is known. */
export function nextVersionOf(state: MemoryState, namespace: string, key: string): number {
  const last = lastOf(state, namespace, key)?.version;
  return 1 + (last ?? (Object.hasOwn(state.floors, namespace) ? state.floors[namespace] : 0));
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

/** Returns all versions until then, of keys that were there; what was written later is not. */
export function cellsUntil(cells: Cells, asOf: Instant): Cells {
  const until: Cells = {};
  for (const [key, cell] of Object.entries(cells)) {
    const before = cell.filter(({ writtenAt }) => writtenAt <= asOf);
    if (before.length > 0) until[key] = before;
  }
  return until;
}

/** Takes in a word of the memory itself. A version that is known stays as it is, unless the word `replaces` it. */
export function foldMemory(rules: MemoryRules, state: MemoryState, word: Pick<EventDraft, 'type' | 'data'>, { replaces = false }: { readonly replaces?: boolean } = {}): void {
  switch (word.type) {
    case 'MemoryWritten':
      keep(rules, state, word.data as DataOf<'MemoryWritten'>, replaces);
      return;
    case 'MemorySubscribed': {
      const { namespace, subscriber, pattern } = word.data as DataOf<'MemorySubscribed'>;
      if (!state.subscriptions.some((one) => one.namespace === namespace && one.subscriber === subscriber && one.pattern === pattern)) state.subscriptions.push({ namespace, subscriber, pattern });
      return;
    }
    case 'MemoryBranched':
      branch(rules, state, word.data as DataOf<'MemoryBranched'>);
      return;
    default:
  }
}

/** Takes note that the last version of a key has expired. Of keys that are gone, those that went first are dropped. */
export function fade(rules: MemoryRules, state: MemoryState, namespace: string, key: string): void {
  const last = lastOf(state, namespace, key);
  if (last === undefined) return;
  unplace(state, namespace, key, last);
  const faded = own(state.faded, namespace, () => []);
  faded.push({ key, version: last.version });
  if (faded.length <= (ruleFor(rules, state, namespace)?.goneKeysMax ?? GONE_KEYS_MAX)) return;
  const [first] = faded.splice(0, 1);
  if (lastOf(state, namespace, first.key)?.version !== first.version) return;
  delete cellsOf(state, namespace)[first.key];
  state.floors[namespace] = Math.max(Object.hasOwn(state.floors, namespace) ? state.floors[namespace] : 0, first.version);
}

function keep(rules: MemoryRules, state: MemoryState, { namespace, key, ...word }: DataOf<'MemoryWritten'>, replaces: boolean): void {
  const { by, writtenAt, expiresAt, value, features, isForgotten } = word;
  const version: Version = { version: word.version, by, writtenAt, expiresAt, value, features, isForgotten };
  const cells = own<Cells>(state.spaces, namespace, () => ({}));
  const cell = own<Cell>(cells, key, () => []);
  const last = cell.at(-1);
  const known = cell.findIndex((one) => one.version === version.version);
  if (known >= 0 && !replaces) return;
  if (known >= 0) cell[known] = version;
  else cell.push(version);
  if (last !== undefined && last.version > version.version) {
    cell.sort((a, b) => a.version - b.version);
    return;
  }
  if (last !== undefined) unplace(state, namespace, key, last);
  const most = ruleFor(rules, state, namespace)?.historyMax ?? 1;
  if (cell.length > most) cell.splice(0, cell.length - most);
  if (isForgotten) fade(rules, state, namespace, key);
  else place(rules, state, namespace, { key, features });
}

function branch(rules: MemoryRules, state: MemoryState, { namespace, from, asOf }: DataOf<'MemoryBranched'>): void {
  state.branches[namespace] = Object.hasOwn(state.branches, from) ? state.branches[from] : from;
  const cells = cellsUntil(cellsOf(state, from), asOf);
  state.spaces[namespace] = cells;
  for (const [key, cell] of Object.entries(cells)) {
    const { isForgotten, features } = cell[cell.length - 1];
    if (isForgotten) fade(rules, state, namespace, key);
    else place(rules, state, namespace, { key, features });
  }
}

function place({ hasIndex }: MemoryRules, { near }: MemoryState, namespace: string, point: { readonly key: string; readonly features: readonly number[] }): void {
  if (hasIndex === false || point.features.length === 0) return;
  const byLength: Record<string, SimilarityIndex> = own(near, namespace, () => ({}));
  addPoint(own(byLength, String(point.features.length), startIndex), point);
}

function unplace({ near }: MemoryState, namespace: string, key: string, { features, isForgotten }: Version): void {
  const index = isForgotten || !Object.hasOwn(near, namespace) ? undefined : near[namespace][features.length];
  if (index !== undefined) removePoint(index, { key, features });
}

/** Returns what stands under a name, and puts it there if nothing does; names of users are no names of objects. */
function own<Value>(record: Record<string, Value>, name: string, make: () => Value): Value {
  if (!Object.hasOwn(record, name)) record[name] = make();
  return record[name];
}

/**
 * From a question to what the memory says of it: a pure function of what is kept, who asks, and the time.
 * Whoever keeps the same answers the same, so replicas of one log agree.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft } from '../../domain/catalogue.js';
import type { MemoryRefusal } from '../../domain/events/memory-events.js';
import { detailsOf } from './ask-details.js';
import { matchesGlob } from './glob.js';
import { cellsOf, NEIGHBOURS, NEVER_EXPIRES, nextVersionOf, ruleFor, versionAt, type Cells, type MemoryRules, type MemoryState, type NamespaceRule, type Version } from './memory-state.js';
import { nearest, nearestIn, startIndex, type Point, type SimilarityIndex } from './similarity.js';

export interface Ask {
  readonly by: AgentId;
  /** When it counts as asked. */
  readonly at: Instant;
  readonly data: DataOf<'MemoryAsked'>;
}

interface Desk {
  readonly rules: MemoryRules;
  readonly state: MemoryState;
  readonly ask: Ask;
  readonly rule: NamespaceRule;
  readonly cells: Cells;
}

type Refusal = { readonly refused: MemoryRefusal };
type Outcome = Refusal | { readonly words: readonly EventDraft[]; readonly isFound: boolean; readonly answer: Json };

/** Returns what is said: the changes, the answer or the refusal, and one notice for each subscriber. */
export function answerAsk(rules: MemoryRules, state: MemoryState, ask: Ask): readonly EventDraft[] {
  const { store, request, operation, namespace } = ask.data;
  const rule = ruleFor(rules, state, namespace);
  const outcome = rule === undefined ? refused('no-such-namespace') : outcomeOf({ rules, state, ask, rule, cells: cellsOf(state, namespace) });
  const to = [ask.by];
  if ('refused' in outcome) return [{ type: 'MemoryDenied', to, data: { store, request, operation, namespace, by: ask.by, reason: outcome.refused } }];
  const { words, isFound, answer } = outcome;
  return [...words, { type: 'MemoryAnswered', to, data: { store, request, operation, namespace, isFound, answer } }, ...noticesOf(state, ask, words)];
}

function outcomeOf(desk: Desk): Outcome {
  const { ask, rule } = desk;
  const mayRead = allows(rule.readers, ask.by);
  const mayWrite = allows(rule.writers, ask.by);
  switch (ask.data.operation) {
    case 'write':
      return mayWrite ? write(desk) : refused('no-access');
    case 'forget':
      return mayWrite ? forget(desk) : refused('no-access');
    case 'roll-back':
      return rollBack(desk, { mayRead, mayWrite });
    case 'read':
      return mayRead ? read(desk) : refused('no-access');
    case 'list':
      return mayRead ? list(desk) : refused('no-access');
    case 'search':
      return mayRead ? search(desk) : refused('no-access');
    case 'subscribe':
      return mayRead ? subscribe(desk) : refused('no-access');
  }
}

function write(desk: Desk): Outcome {
  const details = detailsOf('write', desk.ask.data.details);
  if (details === undefined) return refused('not-understood');
  const next = numbering(desk);
  const words = details.items.map(({ key, value, features = [], ttlUs = desk.rule.ttlUs }) => written(desk, { key, version: next(key), value: value as Json, features, ttlUs, isForgotten: false }));
  return { words, isFound: true, answer: versionsOf(words) };
}

function forget(desk: Desk): Outcome {
  const details = detailsOf('forget', desk.ask.data.details);
  if (details === undefined) return refused('not-understood');
  const there = [...new Set(details.keys)].filter((key) => live(desk, key) !== undefined);
  const next = numbering(desk);
  const words = there.map((key) => written(desk, { key, version: next(key), value: null, features: [], ttlUs: NEVER_EXPIRES, isForgotten: true }));
  return { words, isFound: there.length > 0, answer: versionsOf(words) };
}

function rollBack(desk: Desk, { mayRead, mayWrite }: { readonly mayRead: boolean; readonly mayWrite: boolean }): Outcome {
  const { rules, state, ask, cells } = desk;
  const details = detailsOf('roll-back', ask.data.details);
  if (details === undefined || details.asOf > ask.at) return refused('not-understood');
  const { asOf, into } = details;
  const { store, namespace } = ask.data;
  if (into !== undefined) {
    if (!mayRead) return refused('no-access');
    if (ruleFor(rules, state, into) !== undefined) return refused('namespace-taken');
    return { words: [{ type: 'MemoryBranched', data: { store, namespace: into, from: namespace, asOf } }], isFound: true, answer: into };
  }
  if (!mayWrite) return refused('no-access');
  const next = numbering(desk);
  const words = keysOf(cells).flatMap((key) => {
    const before = versionAt(cells[key], asOf);
    const now = live(desk, key);
    if (before?.version === now?.version) return [];
    const ttlUs = before === undefined || before.expiresAt === NEVER_EXPIRES ? NEVER_EXPIRES : Math.max(0, before.expiresAt - asOf);
    return [written(desk, { key, version: next(key), value: before?.value ?? null, features: before?.features ?? [], ttlUs, isForgotten: before === undefined })];
  });
  return { words, isFound: words.length > 0, answer: versionsOf(words) };
}

function read(desk: Desk): Outcome {
  const details = detailsOf('read', desk.ask.data.details);
  if (details === undefined || (details.at ?? 0) > desk.ask.at) return refused('not-understood');
  const found = live(desk, details.key, details.at);
  return { words: [], isFound: found !== undefined, answer: found === undefined ? null : told(details.key, found) };
}

function list(desk: Desk): Outcome {
  const details = detailsOf('list', desk.ask.data.details);
  if (details === undefined || (details.at ?? 0) > desk.ask.at) return refused('not-understood');
  const { pattern = '*', at } = details;
  const found = keysOf(desk.cells).flatMap((key): Json[] => {
    const version = matchesGlob(pattern, key) ? live(desk, key, at) : undefined;
    return version === undefined ? [] : [{ key, version: version.version }];
  });
  return { words: [], isFound: found.length > 0, answer: found };
}

function search(desk: Desk): Outcome {
  const { rules, ask } = desk;
  const details = detailsOf('search', ask.data.details);
  if (details === undefined || (details.at ?? 0) > ask.at) return refused('not-understood');
  const { features, most = NEIGHBOURS, at = ask.at } = details;
  const index = rules.hasIndex === false || at < ask.at ? undefined : indexOf(desk, features.length);
  const neighbours = index === undefined ? nearest(pointsAt(desk, at), features, most) : nearestIn(index, { features, most, isTold: (key) => live(desk, key) !== undefined });
  const answer = neighbours.map(({ key, similarity }): Json => ({ ...told(key, live(desk, key, at) as Version), similarity }));
  return { words: [], isFound: answer.length > 0, answer };
}

/** Returns what is near to what now; the past is looked through. */
function indexOf({ state: { near }, ask: { data: { namespace } } }: Desk, length: number): SimilarityIndex {
  const byLength: Readonly<Record<string, SimilarityIndex>> = Object.hasOwn(near, namespace) ? near[namespace] : {};
  return Object.hasOwn(byLength, String(length)) ? byLength[String(length)] : startIndex();
}

function pointsAt(desk: Desk, at: Instant): Point[] {
  return Object.keys(desk.cells).flatMap((key) => {
    const version = live(desk, key, at);
    return version === undefined ? [] : [{ key, features: version.features }];
  });
}

function subscribe({ ask }: Desk): Outcome {
  const details = detailsOf('subscribe', ask.data.details);
  if (details === undefined) return refused('not-understood');
  const { store, namespace } = ask.data;
  return { words: [{ type: 'MemorySubscribed', data: { store, namespace, subscriber: ask.by, pattern: details.pattern } }], isFound: true, answer: details.pattern };
}

/** One notice a subscriber, whatever the number of changes; none to who is gone, nor to who made them. */
export function noticesOf(state: MemoryState, { by, data: { store, namespace } }: Pick<Ask, 'by' | 'data'>, words: readonly EventDraft[]): readonly EventDraft[] {
  const changes = words.flatMap((word) => {
    if (word.type !== 'MemoryWritten' && word.type !== 'MemoryExpired') return [];
    const { key, version } = word.data;
    return [{ key, version, isGone: word.type === 'MemoryExpired' || word.data.isForgotten }];
  });
  if (changes.length === 0) return [];
  const subscribers = [...new Set(state.subscriptions.filter((one) => one.namespace === namespace).map(({ subscriber }) => subscriber))];
  return subscribers.filter((one) => one !== by && !state.gone.includes(one)).flatMap((subscriber): EventDraft[] => {
    const patterns = state.subscriptions.filter((one) => one.namespace === namespace && one.subscriber === subscriber).map(({ pattern }) => pattern);
    const own = changes.filter(({ key }) => patterns.some((pattern) => matchesGlob(pattern, key)));
    return own.length === 0 ? [] : [{ type: 'MemoryChanged', to: [subscriber], data: { store, namespace, changes: own } }];
  });
}

interface Writing extends Pick<Version, 'version' | 'value' | 'features' | 'isForgotten'> {
  readonly key: string;
  readonly ttlUs: number;
}

function written({ ask }: Desk, { key, version, value, features, ttlUs, isForgotten }: Writing): EventDraft {
  const { store, namespace } = ask.data;
  const expiresAt = ttlUs === NEVER_EXPIRES ? NEVER_EXPIRES : ask.at + ttlUs;
  return { type: 'MemoryWritten', data: { store, namespace, key, version, by: ask.by, writtenAt: ask.at, expiresAt, value, features: [...features], isForgotten } };
}

/** Returns a counter of versions: a key that is written twice in one request gets two. */
function numbering({ state, ask: { data: { namespace } } }: Desk): (key: string) => number {
  const last = new Map<string, number>();
  return (key) => {
    const next = last.has(key) ? (last.get(key) ?? 0) + 1 : nextVersionOf(state, namespace, key);
    last.set(key, next);
    return next;
  };
}

function live({ cells, ask }: Desk, key: string, at: Instant = ask.at): Version | undefined {
  return versionAt(Object.hasOwn(cells, key) ? cells[key] : undefined, at);
}

function told(key: string, { version, value, by, writtenAt, expiresAt }: Version): { readonly [name: string]: Json } {
  return { key, version, value, by, writtenAt, expiresAt };
}

function versionsOf(words: readonly EventDraft[]): Json {
  return words.flatMap((word) => (word.type === 'MemoryWritten' ? [{ key: word.data.key, version: word.data.version }] : []));
}

function keysOf(cells: Cells): string[] {
  return Object.keys(cells).sort((a, b) => (a < b ? -1 : 1));
}

function allows(names: readonly string[], by: AgentId): boolean {
  return names.includes('*') || names.includes(by);
}

function refused(reason: MemoryRefusal): Refusal {
  return { refused: reason };
}

/**
 * What a reader has been told lately, so that it need not ask again: for so long, so many, the longest unused
 * goes first. Who asks for what is on its way waits for that answer: it is asked for once.
 *
 * A reader that must not be told of the past does not use this: a strong read goes through the log.
 */
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import { matchesGlob } from './glob.js';
import { memorySpans } from './memory-state.js';

export interface CacheRules {
  /** How long an answer counts, in µs. */
  readonly ttlUs: number;
  readonly entriesMax: number;
}

export const usualCache: CacheRules = { ttlUs: memorySpans.cache, entriesMax: 1_000 };

interface Told {
  readonly value: Json;
  readonly toldAt: Instant;
}

/** Plain data; changed in a fold only. */
export interface ReadCache {
  /** The one that was used last stands last. */
  entries: [key: string, told: Told][];
  /** Who waits for what, by key, in the order in which they asked. */
  readonly awaited: Record<string, string[]>;
}

export type Lookup = { readonly kind: 'told'; readonly value: Json } | { readonly kind: 'ask' } | { readonly kind: 'wait' };

export function startReadCache(): ReadCache {
  return { entries: [], awaited: {} };
}

/** Returns what is known now, or whether to ask, or to wait for what was asked. Changes nothing. */
export function lookUp(cache: ReadCache, rules: CacheRules, key: string, now: Instant): Lookup {
  const entry = cache.entries.find(([known]) => known === key);
  if (entry !== undefined && now - entry[1].toldAt < rules.ttlUs) return { kind: 'told', value: entry[1].value };
  return { kind: Object.hasOwn(cache.awaited, key) ? 'wait' : 'ask' };
}

/** Notes that somebody wants a key: what is told is used, what is not is awaited. */
export function noteWanted(cache: ReadCache, rules: CacheRules, { key, who, now }: { readonly key: string; readonly who: string; readonly now: Instant }): void {
  if (lookUp(cache, rules, key, now).kind !== 'told') {
    if (Object.hasOwn(cache.awaited, key)) cache.awaited[key].push(who);
    else cache.awaited[key] = [who];
    return;
  }
  const place = cache.entries.findIndex(([known]) => known === key);
  cache.entries.push(...cache.entries.splice(place, 1));
}

/** Takes in an answer. Returns who has waited for it, in the order in which they asked. */
export function noteTold(cache: ReadCache, { entriesMax }: CacheRules, { key, value, now }: { readonly key: string; readonly value: Json; readonly now: Instant }): readonly string[] {
  cache.entries = [...cache.entries.filter(([known]) => known !== key), [key, { value, toldAt: now }]];
  if (cache.entries.length > entriesMax) cache.entries.splice(0, cache.entries.length - entriesMax);
  const waiting = Object.hasOwn(cache.awaited, key) ? cache.awaited[key] : [];
  delete cache.awaited[key];
  return waiting;
}

/** Forgets what keys of that shape were told; `*` stands for any part of a key. */
export function invalidate(cache: ReadCache, pattern: string): void {
  cache.entries = cache.entries.filter(([key]) => !matchesGlob(pattern, key));
}

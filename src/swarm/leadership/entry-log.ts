/**
 * The replicated log of one member. What the leader sends replaces what does not fit, and what is
 * committed never changes: that is the one thing asserted here. What all members have held for long is dropped.
 */
import { assert } from '../../core/assert.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';
import { BATCH_MAX, entryAt, KEPT_MAX, lastIndexOf, termAt, type Entry, type LeadershipFrame, type LeadershipState } from './leadership-state.js';

/** Tells whether the entries can follow what the member holds. What was dropped was committed, and so stands in the log of every later leader. */
export function doesFit(state: LeadershipState, { previousIndex, previousTerm }: DataOf<'EntriesAppended'>): boolean {
  return previousIndex < state.dropped || termAt(state, previousIndex) === previousTerm;
}

/** Takes in entries that fit. Returns the index up to which the log is now the leader's. */
export function takeEntries(state: LeadershipState, { previousIndex, entries, committed }: DataOf<'EntriesAppended'>): number {
  entries.forEach((entry, place) => {
    const index = previousIndex + 1 + place;
    if (index <= state.dropped) return;
    const known = termAt(state, index);
    if (known === entry.term) return;
    if (known !== undefined) cutFrom(state, index);
    pushEntry(state, entry);
  });
  const matched = previousIndex + entries.length;
  commitTo(state, Math.min(committed, matched));
  return matched;
}

export function pushEntry(state: LeadershipState, entry: Entry): void {
  state.entries.push(entry);
  if (entry.id !== '') state.places[entry.id] = lastIndexOf(state);
}

/** Moves the end of what stands for ever; never back. */
export function commitTo(state: LeadershipState, index: number): void {
  for (; state.committed < index; state.committed += 1) delete state.waiting[entryAt(state, state.committed + 1).id];
}

/** Drops what all members hold, and have folded. Call it when an event begins: what it commits itself is folded at its end. */
export function dropSettled({ keptMax = KEPT_MAX }: Pick<LeadershipFrame, 'keptMax'>, state: LeadershipState, now: Instant): void {
  const { marks, committed } = state;
  // What is not committed may yet be replaced by what comes later.
  if (committed >= (marks.at(-1)?.index ?? 0) + Math.max(1, keptMax / 4)) marks.push({ index: committed, at: now });
  const count = Math.min(state.settled, committed) - keptMax - state.dropped;
  if (count <= 0) return;
  state.droppedTerm = termAt(state, state.dropped + count) ?? 0;
  for (const { id } of state.entries.splice(0, count)) delete state.places[id];
  state.dropped += count;
  // All that was dropped was offered before it stood here.
  const next = marks.findIndex(({ index }) => index >= state.dropped);
  state.keptSince = next < 0 ? now : marks[next].at;
  marks.splice(0, Math.max(0, next));
}

/** Returns the message that brings a member further which holds so many entries; all hold what was dropped. */
export function batchFrom({ batchMax = BATCH_MAX }: Pick<LeadershipFrame, 'batchMax'>, state: LeadershipState, held: number): Pick<DataOf<'EntriesAppended'>, 'previousIndex' | 'previousTerm' | 'entries' | 'committed'> {
  const from = Math.max(held, state.dropped);
  const previousTerm = termAt(state, from);
  assert(previousTerm !== undefined, 'A leader sends what it holds', { from, last: lastIndexOf(state) });
  const place = from - state.dropped;
  return { previousIndex: from, previousTerm, entries: state.entries.slice(place, place + batchMax), committed: state.committed };
}

function cutFrom(state: LeadershipState, index: number): void {
  assert(index > state.committed, 'What a group has committed stays as it is', { index, committed: state.committed });
  for (const { id } of state.entries.splice(index - 1 - state.dropped)) delete state.places[id];
}

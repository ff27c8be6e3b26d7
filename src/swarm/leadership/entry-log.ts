/**
 * The replicated log of one member. What the leader sends replaces what does not fit, and what is
 * committed never changes: that is the one thing asserted here.
 */
import { assert } from '../../core/assert.js';
import type { DataOf } from '../../domain/catalogue.js';
import { BATCH_MAX, termAt, type Entry, type LeadershipFrame, type LeadershipState } from './leadership-state.js';

/** Tells whether the entries can follow what the member holds. */
export function doesFit(state: LeadershipState, { previousIndex, previousTerm }: DataOf<'EntriesAppended'>): boolean {
  return termAt(state, previousIndex) === previousTerm;
}

/** Takes in entries that fit. Returns the index up to which the log is now the leader's. */
export function takeEntries(state: LeadershipState, { previousIndex, entries, committed }: DataOf<'EntriesAppended'>): number {
  entries.forEach((entry, place) => {
    const index = previousIndex + 1 + place;
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
  if (entry.id !== '') state.places[entry.id] = state.entries.length;
}

/** Moves the end of what stands for ever; never back. */
export function commitTo(state: LeadershipState, index: number): void {
  for (; state.committed < index; state.committed += 1) delete state.waiting[state.entries[state.committed].id];
}

/** Returns the message that brings a member which holds `from` entries further. */
export function batchFrom({ batchMax = BATCH_MAX }: Pick<LeadershipFrame, 'batchMax'>, state: LeadershipState, from: number): Pick<DataOf<'EntriesAppended'>, 'previousIndex' | 'previousTerm' | 'entries' | 'committed'> {
  const previousTerm = termAt(state, from);
  assert(previousTerm !== undefined, 'A leader sends what it holds', { from, entries: state.entries.length });
  return { previousIndex: from, previousTerm, entries: state.entries.slice(from, from + batchMax), committed: state.committed };
}

function cutFrom(state: LeadershipState, index: number): void {
  assert(index > state.committed, 'What a group has committed stays as it is', { index, committed: state.committed });
  for (const { id } of state.entries.splice(index - 1)) delete state.places[id];
}

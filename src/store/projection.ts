/** A projection is a fold of the log: whatever a person ever sees of a run is one. */
import { reduce } from 'rxjs';
import type { Recorded } from '../core/event.js';
import type { EventRange, RunLog } from './run-store.js';

export interface Projection<State, Event extends Recorded = Recorded> {
  readonly initial: () => State;
  readonly evolve: (state: State, event: Event) => State;
}

/** Returns the state that the events of a range fold to, in the order of the range. */
export function project<State, Event extends Recorded = Recorded>(
  log: Pick<RunLog, 'read'>,
  { initial, evolve }: Projection<State, Event>,
  range: EventRange = {},
): State {
  let state = initial();
  let failure: { readonly error: unknown } | undefined;
  // The log holds what its catalogue names; the reader's own union of events says the same in types.
  const fold = reduce((folded: State, event: Recorded) => evolve(folded, event as Event), state);
  log
    .read(range)
    .pipe(fold)
    .subscribe({ next: (folded) => (state = folded), error: (error: unknown) => (failure = { error }) });
  if (failure !== undefined) throw failure.error;
  return state;
}

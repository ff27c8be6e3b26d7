/** An Observable that waits for whoever works on its events: the next one is asked for when the last one is done. */
import { Observable } from 'rxjs';

/**
 * Returns what the work gives for each event, in their order. `events` are pulled, one at a time, so with
 * `RunStore.follow` nothing piles up however slow the work is. Unsubscribing lets go of them.
 */
export function inTurn<Event, Result>(events: () => AsyncIterable<Event>, work: (event: Event) => Promise<Result>): Observable<Result> {
  return new Observable((subscriber) => {
    const iterator = events()[Symbol.asyncIterator]();
    const run = async (): Promise<void> => {
      for (let step = await iterator.next(); step.done !== true && !subscriber.closed; step = await iterator.next()) {
        const result = await work(step.value);
        if (subscriber.closed) return;
        subscriber.next(result);
      }
      subscriber.complete();
    };
    run().catch((error: unknown) => subscriber.error(error));
    return () => void iterator.return?.();
  });
}

/**
 * Following a run: its history, then what is added, until it ends. In the process that writes it every
 * event is handed on as it is taken; from elsewhere whole blocks are looked for again and again.
 */
import type { Subscriber } from 'rxjs';
import type { Recorded } from '../core/event.js';
import type { LogView } from './log-view.js';
import type { LogWriter } from './log-writer.js';

export interface Following {
  readonly from: number;
  readonly subscriber: Subscriber<Recorded>;
}

/** Returns what ends the following. `view` opens the run as it stands. */
export function followWriter(writer: LogWriter, view: () => LogView, { from, subscriber }: Following): () => void {
  let next = from;
  const hand = (event: Recorded): void => {
    if (event.offset < next) return;
    next = event.offset + 1;
    subscriber.next(event);
  };
  // A subscriber may make the writer say more while it hears history, so this goes on until it has caught up.
  try {
    while (next < writer.count && !subscriber.closed) handAll(view().events({ from: next }), hand, subscriber);
  } catch (error) {
    subscriber.error(error);
  }
  if (writer.isEnded) subscriber.complete();
  return subscriber.closed ? () => undefined : writer.follow(hand, () => subscriber.complete());
}

export interface Looking {
  /** Opens the run as it stands, going on from an earlier view; `undefined` while there is none. */
  readonly view: (known: LogView | undefined) => LogView | undefined;
  readonly poll: (look: () => void) => () => void;
}

/** Returns what ends the following. */
export function followShelf({ view, poll }: Looking, { from, subscriber }: Following): () => void {
  let next = from;
  let known: LogView | undefined;
  const hand = (event: Recorded): void => {
    next = event.offset + 1;
    subscriber.next(event);
  };
  const look = (): void => {
    try {
      known = view(known);
      if (known === undefined) return;
      handAll(known.events({ from: next }), hand, subscriber);
      if (known.state !== 'running') subscriber.complete();
    } catch (error) {
      subscriber.error(error);
    }
  };
  look();
  return subscriber.closed ? () => undefined : poll(look);
}

function handAll(events: Iterable<Recorded>, hand: (event: Recorded) => void, subscriber: Subscriber<Recorded>): void {
  for (const event of events) {
    if (subscriber.closed) return;
    hand(event);
  }
}

/**
 * Following a run: its history, then what is added, until it ends. In the process that writes it every
 * event is handed on as it is taken; from elsewhere whole blocks are looked for again and again. Pushed to
 * whoever subscribes, or pulled by whoever takes its time.
 */
import type { Subscriber } from 'rxjs';
import type { Recorded } from '../core/event.js';
import { endsSelection, isSelected } from './event-selection.js';
import type { LogView } from './log-view.js';
import type { LogWriter } from './log-writer.js';
import type { EventSelection } from './run-store.js';

export interface Following {
  readonly selection: EventSelection;
  readonly subscriber: Subscriber<Recorded>;
}

/** Returns what ends the following. `view` opens the run as it stands. */
export function followWriter(writer: LogWriter, view: () => LogView, { selection, subscriber }: Following): () => void {
  const { to = Infinity } = selection;
  let next = selection.from ?? 0;
  // A subscriber may make the writer say more while it hears history, so this goes on until it has caught up.
  try {
    while (next < Math.min(writer.count, to) && !subscriber.closed) {
      const log = view();
      pushAll(log.events({ ...selection, from: next }), subscriber);
      next = Math.max(next, log.count);
      if (!subscriber.closed && isBehind(log, selection)) subscriber.complete();
    }
  } catch (error) {
    subscriber.error(error);
  }
  if (writer.isEnded || next >= to) subscriber.complete();
  if (subscriber.closed) return () => undefined;

  const isMeant = isSelected(selection);
  const isLast = endsSelection(selection);
  const hand = (event: Recorded): void => {
    if (event.offset < next) return;
    next = event.offset + 1;
    if (isMeant(event)) subscriber.next(event);
    if (isLast(event)) subscriber.complete();
  };
  return writer.follow(hand, () => subscriber.complete());
}

export interface Looking {
  /** Opens the run as it stands, going on from an earlier view; `undefined` while there is none. */
  readonly view: (known: LogView | undefined) => LogView | undefined;
  readonly poll: (look: () => void) => () => void;
}

/** Returns what ends the following. */
export function followShelf({ view, poll }: Looking, { selection, subscriber }: Following): () => void {
  let next = selection.from ?? 0;
  let known: LogView | undefined;
  const look = (): void => {
    try {
      known = view(known);
      if (known === undefined) return;
      pushAll(known.events({ ...selection, from: next }), subscriber);
      next = Math.max(next, known.count);
      if (known.state !== 'running' || isBehind(known, selection)) subscriber.complete();
    } catch (error) {
      subscriber.error(error);
    }
  };
  look();
  return subscriber.closed ? () => undefined : poll(look);
}

export interface Pulling extends Pick<Looking, 'view'> {
  /** Calls back once there is something at or behind an offset, or the run has ended; returns what ends the waiting. */
  readonly whenAdded: (next: number, added: () => void) => () => void;
}

/** Returns the same events as the other two, each looked for when it is asked for. */
export function pulledEvents(pulling: Pulling, selection: EventSelection): AsyncIterableIterator<Recorded> {
  const ending = { isEnded: false, wake: (): void => undefined };
  const events = pull(pulling, selection, ending);
  const pulled: AsyncIterableIterator<Recorded> = {
    next: () => events.next(),
    return: () => {
      ending.isEnded = true;
      ending.wake();
      return events.return(undefined);
    },
    [Symbol.asyncIterator]: () => pulled,
  };
  return pulled;
}

async function* pull({ view, whenAdded }: Pulling, selection: EventSelection, ending: { isEnded: boolean; wake: () => void }): AsyncGenerator<Recorded, undefined> {
  let next = selection.from ?? 0;
  let known: LogView | undefined;
  while (!ending.isEnded) {
    known = view(known);
    if (known !== undefined) {
      yield* known.events({ ...selection, from: next });
      next = Math.max(next, known.count);
      if (known.state !== 'running' || isBehind(known, selection)) return undefined;
    }
    if (ending.isEnded) return undefined;
    let stop: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      ending.wake = resolve;
      stop = whenAdded(next, resolve);
    });
    stop?.();
  }
  return undefined;
}

function pushAll(events: Iterable<Recorded>, subscriber: Subscriber<Recorded>): void {
  for (const event of events) {
    if (subscriber.closed) return;
    subscriber.next(event);
  }
}

/** Whether a log has gone past all that is meant. */
function isBehind(log: LogView, { to = Infinity, toTime = Infinity }: EventSelection): boolean {
  return log.count >= to || (log.lastTime ?? -Infinity) >= toTime;
}

/** Whatever comes first while somebody watches: a key, an event of the run, the next step of the play, or the end. */
import type { Recorded } from '../../core/event.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { waitMs } from '../../host/timers.js';
import type { Keyboard } from '../keyboard.js';

/** `undefined`: nobody presses any more, or the run has ended. */
export type Happening =
  | { readonly kind: 'key'; readonly key: string | undefined }
  | { readonly kind: 'event'; readonly event: LogEvent | undefined }
  | { readonly kind: 'tick' | 'stop' };

export interface Happenings {
  next(): Promise<Happening>;
  /** Listens to these events from now on, and to no others; absent: to none. */
  follow(events: AsyncIterator<Recorded> | undefined): void;
}

const TICK_MS = 200;

/** What is waited for stays waited for until it comes. */
export function happenings(signal: AbortSignal, keyboard: Keyboard | undefined): Happenings {
  let follower: AsyncIterator<Recorded> | undefined;
  let key: Promise<Happening> | undefined;
  let event: Promise<Happening> | undefined;
  let tick: Promise<Happening> | undefined;
  const stop = new Promise<Happening>((resolve) => {
    if (signal.aborted) resolve({ kind: 'stop' });
    signal.addEventListener('abort', () => resolve({ kind: 'stop' }), { once: true });
  });
  return {
    async next() {
      key ??= keyboard?.next().then((one) => ({ kind: 'key', key: one }));
      event ??= follower?.next().then(({ value, done }) => ({ kind: 'event', event: done === true ? undefined : (value as LogEvent) }));
      tick ??= waitMs(TICK_MS).then(() => ({ kind: 'tick' }));
      const happened = await Promise.race([stop, key, event, tick].filter((one) => one !== undefined));
      if (happened.kind === 'key') key = undefined;
      if (happened.kind === 'event') event = undefined;
      if (happened.kind === 'tick') tick = undefined;
      return happened;
    },
    follow(events) {
      void follower?.return?.();
      follower = events;
      event = undefined;
    },
  };
}

/**
 * Pulls from a stream of Node one event at a time. The client's own iterator neither cancels the call
 * behind it nor has a timer, and a listener with a promise is called again before it is done.
 */
import { inTime, startTimer } from '../../host/timers.js';
import type { ServerPosition, ServerReadable, ServerResolved } from './server-client.js';

const STOP_MS_MAX = 2_000;

export type Pulled =
  | { readonly kind: 'event'; readonly resolved: ServerResolved }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'checkpoint'; readonly position: ServerPosition }
  | { readonly kind: 'end' }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'error'; readonly error: unknown };

export class ServerPull {
  private wake: () => void = () => undefined;
  private isEnded = false;
  private isCaughtUp = false;
  private failure: { readonly error: unknown } | undefined;
  private checkpoint: ServerPosition | undefined;

  constructor(private readonly source: ServerReadable) {
    const wakes = (note: () => void) => (): void => {
      note();
      this.wake();
    };
    source.on('readable', wakes(() => undefined));
    source.on('end', wakes(() => (this.isEnded = true)));
    source.on('close', wakes(() => (this.isEnded = true)));
    source.on('caughtUp', wakes(() => (this.isCaughtUp = true)));
    source.on('error', (error) => {
      this.failure ??= { error };
      this.wake();
    });
  }

  /** Keeps a checkpoint until everything before it was pulled: it must not overtake. */
  reached(position: ServerPosition): void {
    this.checkpoint = position;
    this.wake();
  }

  /** Returns what comes next; `quiet` if nothing does for so long. */
  async next(quietMs: number): Promise<Pulled> {
    for (;;) {
      const ready = this.ready();
      if (ready !== undefined) return ready;
      if (!(await this.something(quietMs))) return { kind: 'quiet' };
    }
  }

  /** Ends the call behind the stream, and waits until nothing more can come. */
  async stop(): Promise<void> {
    this.isEnded = true;
    this.wake();
    const stopped = this.source.cancel?.() ?? this.source.unsubscribe?.();
    if (stopped !== undefined) await inTime(stopped.catch(() => undefined), STOP_MS_MAX, () => undefined);
  }

  private ready(): Pulled | undefined {
    const resolved = this.source.read();
    if (resolved !== null) return { kind: 'event', resolved };
    if (this.failure !== undefined) return { kind: 'error', error: this.failure.error };
    if (this.checkpoint !== undefined) {
      const position = this.checkpoint;
      this.checkpoint = undefined;
      return { kind: 'checkpoint', position };
    }
    if (this.isCaughtUp) {
      this.isCaughtUp = false;
      return { kind: 'caught-up' };
    }
    return this.isEnded ? { kind: 'end' } : undefined;
  }

  /** Returns whether something came in time. */
  private something(quietMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (came: boolean): void => {
        this.wake = () => undefined;
        stop();
        resolve(came);
      };
      const stop = startTimer(quietMs, () => settle(false));
      this.wake = () => settle(true);
    });
  }
}

/** Trying again what may be tried again: a request whose answer got lost and that changes nothing. */
import { isHivetapeError } from '../../core/errors.js';
import { monotonicMs } from '../../host/clock.js';
import { waitMs } from '../../host/timers.js';
import { pauseAfter, type RetryBudget } from '../settled-append.js';

/** Tells how long to wait before the next attempt; `undefined` when the time is over. */
export class Patience {
  private attempt = 0;
  private sinceMs = monotonicMs();

  constructor(private readonly budget: RetryBudget) {}

  /** Something went well: the time begins anew. */
  renew(): void {
    this.attempt = 0;
    this.sinceMs = monotonicMs();
  }

  /** Waits for the next attempt, or throws the error if there is none. */
  async pauseAfter(error: unknown): Promise<void> {
    const pause = pauseAfter(this.attempt, this.budget);
    this.attempt += 1;
    if (!mayPass(error) || monotonicMs() - this.sinceMs + pause > this.budget.totalMs) throw error;
    await waitMs(pause);
  }
}

function mayPass(error: unknown): boolean {
  return isHivetapeError(error) && error.code === 'server-unreachable';
}

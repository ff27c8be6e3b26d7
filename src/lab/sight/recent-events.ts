/**
 * The envelopes of the latest events, so that an answer can be set against what it answers. A ring of
 * fixed size: what was answered after more events than it holds is not measured, and counted as such.
 */
import { NO_CAUSE } from '../../core/event.js';
import type { LogEvent } from '../../domain/catalogue.js';

export interface RecentEvent {
  readonly agent: string;
  readonly type: string;
  readonly time: number;
  readonly deliverAt: number;
  /** Whether it went to one receiver alone, so that its arrival is that one's. */
  readonly isDirect: boolean;
}

export interface RecentEvents {
  keep(event: LogEvent): void;
  /** Returns the event at an offset, `undefined` where there is none or it was too long ago. */
  at(offset: number): RecentEvent | undefined;
}

const KEPT = 65_536;

export function recentEvents(kept = KEPT): RecentEvents {
  const ring = new Array<(RecentEvent & { readonly offset: number }) | undefined>(kept);
  return {
    keep({ offset, agent, type, time, deliverAt, to }) {
      ring[offset % kept] = { offset, agent, type, time, deliverAt, isDirect: to.length === 1 };
    },
    at(offset) {
      const found = offset === NO_CAUSE ? undefined : ring[offset % kept];
      return found?.offset === offset ? found : undefined;
    },
  };
}

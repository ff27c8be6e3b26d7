/** How much locks are in use: held for what share of the time since they were first asked for, and how long agents waited. */
import type { LogEvent } from '../../domain/catalogue.js';

export interface LockUse {
  readonly lock: string;
  readonly grants: number;
  readonly meanWaitUs: number;
  /** Time held ÷ time since it was first asked for; 0 where nobody ever had to wait. */
  readonly share: number;
  /** Offset of the grant that was waited for longest. */
  readonly worstAt: number;
}

interface Lock {
  readonly holders: Set<string>;
  readonly askedAt: number;
  heldSince: number;
  heldUs: number;
  grants: number;
  waitUs: number;
  worstUs: number;
  worstAt: number;
}

export function lockWatch(): { see(event: LogEvent): void; uses(): readonly LockUse[] } {
  const locks = new Map<string, Lock>();
  let now = 0;
  const leave = (name: string, request: string): void => {
    const lock = locks.get(name);
    if (lock === undefined || !lock.holders.delete(request) || lock.holders.size > 0) return;
    lock.heldUs += now - lock.heldSince;
  };
  return {
    see(event) {
      now = event.time;
      if (event.type === 'LockAsked' && !locks.has(event.data.lock)) locks.set(event.data.lock, { holders: new Set(), askedAt: now, heldSince: 0, heldUs: 0, grants: 0, waitUs: 0, worstUs: -1, worstAt: event.offset });
      else if (event.type === 'LockGranted') grant(locks.get(event.data.lock), event);
      else if (event.type === 'LockReleased' || event.type === 'LockExpired') leave(event.data.lock, keyOf(event.data));
    },
    uses: () => [...locks].map(([lock, { askedAt, heldSince, heldUs, holders, grants, waitUs, worstAt }]): LockUse => {
      const held = heldUs + (holders.size > 0 ? now - heldSince : 0);
      return { lock, grants, meanWaitUs: grants === 0 ? 0 : waitUs / grants, share: waitUs > 0 && now > askedAt ? held / (now - askedAt) : 0, worstAt };
    }),
  };
}

function grant(lock: Lock | undefined, { data, time, offset }: Extract<LogEvent, { type: 'LockGranted' }>): void {
  if (lock === undefined || lock.holders.has(keyOf(data))) return;
  if (lock.holders.size === 0) lock.heldSince = time;
  lock.holders.add(keyOf(data));
  lock.grants += 1;
  lock.waitUs += data.waitedUs;
  if (data.waitedUs > lock.worstUs) Object.assign(lock, { worstUs: data.waitedUs, worstAt: offset });
}

function keyOf({ holder, request }: { readonly holder: string; readonly request: string }): string {
  return JSON.stringify([holder, request]);
}

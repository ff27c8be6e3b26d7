/**
 * Drives a kernel to the end of its run: in portions, with the traps armed while agents work, so that
 * progress can be shown, effects performed and a run stopped in between.
 */
import type { Instant } from '../core/instant.js';
import { nextTurn } from '../host/next-turn.js';
import { withTraps } from '../host/traps.js';
import type { EffectOutcome, PendingEffect } from '../kernel/effects.js';
import type { Kernel } from '../kernel/kernel.js';
import type { RunBounds } from '../kernel/run-bounds.js';
import { LAB } from '../kernel/speaker.js';
import type { Failure } from '../kernel/speech.js';

/** Small enough that a progress bar is alive, large enough that arming the traps costs nothing. */
const DELIVERIES_PER_PORTION = 50_000;
/** Who shares a run while it is made hears of it in smaller portions. */
const DELIVERIES_PER_SHARED_PORTION = 5_000;

export interface Progress {
  readonly events: number;
  readonly now: Instant;
}

/** Looks at a run now and then while it is driven, between two deliveries. */
export interface Keeping {
  /** Returns the offset at which it wants to look next; Infinity: never. */
  nextAfter(offset: number): number;
  keep(kernel: Kernel): void;
}

export interface DriveOptions {
  readonly until?: Instant;
  readonly toOffset?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Off only to prove that the traps do not change the log. */
  readonly traps?: boolean;
  /** Performs an effect, or reads its recorded outcome. */
  readonly perform?: (effect: PendingEffect) => Promise<EffectOutcome>;
  /** Returns when the next portion may begin: a log that is shared with a server must not fall far behind. */
  readonly keepUp?: () => Promise<void>;
  /** Leaves snapshots on the way. */
  readonly keeping?: Keeping | undefined;
}

export type DriveEnd =
  | { readonly kind: 'idle' | 'until' | 'to-offset' | 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Returns why it ended. What agents threw is in the end, not thrown. */
export async function drive(kernel: Kernel, options: DriveOptions = {}): Promise<DriveEnd> {
  const { toOffset = Infinity, until = Infinity } = options;
  const deliveriesMax = options.keepUp === undefined ? DELIVERIES_PER_PORTION : DELIVERIES_PER_SHARED_PORTION;
  const keepingAt = (): number => options.keeping?.nextAfter(kernel.nextOffset) ?? Infinity;
  let keepAt = keepingAt();
  for (;;) {
    const bounds: RunBounds = { until, toOffset: Math.min(toOffset, keepAt), deliveriesMax };
    const status = portion(kernel, bounds, options.traps ?? true);
    if (status.kind === 'paused' && kernel.nextOffset >= keepAt) {
      options.keeping?.keep(kernel);
      keepAt = keepingAt();
    }
    options.onProgress?.({ events: kernel.nextOffset, now: kernel.now });
    switch (status.kind) {
      case 'idle':
      case 'until':
        return { kind: status.kind };
      case 'failed':
        return status;
      case 'awaiting':
        for (const effect of status.effects) kernel.complete(effect.request.offset, await (options.perform ?? nobodyPerforms)(effect));
        break;
      case 'paused':
        if (kernel.nextOffset >= toOffset) return { kind: 'to-offset' };
        await (options.keepUp ?? nextTurn)();
    }
    if (options.signal?.aborted === true) {
      // The instant is finished first, so that a rerun can stop at the same place.
      portion(kernel, { until: kernel.now }, options.traps ?? true);
      return { kind: 'stopped' };
    }
  }
}

/** Runs one portion with the machine's clock, chance and timers out of reach. */
export function trapped<Result>(kernel: Kernel, action: () => Result): Result {
  return withTraps(() => ({ agent: kernel.current.agent ?? LAB, offset: kernel.current.handling }), action);
}

function portion(kernel: Kernel, bounds: RunBounds, traps: boolean): ReturnType<Kernel['run']> {
  return traps ? trapped(kernel, () => kernel.run(bounds)) : kernel.run(bounds);
}

/** Stands in where nobody was named who performs effects. */
export async function nobodyPerforms({ name }: PendingEffect): Promise<EffectOutcome> {
  return { ok: false, value: `Nobody performs the effect "${name}".` };
}

/** How far a kernel is to run, and why it came back. */
import type { Instant } from '../core/instant.js';
import type { PendingEffect } from './effects.js';
import type { Failure } from './speech.js';

export type KernelStatus =
  | { readonly kind: 'idle' | 'paused' | 'until' }
  | { readonly kind: 'awaiting'; readonly effects: readonly PendingEffect[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface RunBounds {
  /** Handles nothing after this instant. */
  readonly until?: Instant;
  /** Pauses after so many deliveries, between two of them. */
  readonly deliveriesMax?: number;
  /** Pauses at the first boundary between deliveries where the log has reached this offset. */
  readonly toOffset?: number;
}

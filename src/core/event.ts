/**
 * The envelope of everything that is ever said in a run. The kernel and the store handle envelopes;
 * what stands in `data` is the business of `domain/`.
 */
import type { AgentId } from './brand.js';
import type { Instant } from './instant.js';

/** What an agent wants to say, before the kernel has recorded it. */
export interface Draft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** The topic it is published on; absent: the catalogue's topic for this type. */
  readonly topic?: string;
  /** Direct addressees; then nobody else hears it, whatever the topic. */
  readonly to?: readonly AgentId[];
  /** Delay in µs of what an agent sends to itself, as a timer; 0 if absent. */
  readonly afterUs?: number;
}

/** One event of the log. Offsets are dense; `causation` and `correlation` are offsets, -1 for none. */
export interface Recorded<Type extends string = string, Data = unknown> {
  /** 0-based place in the log of the run. */
  readonly offset: number;
  readonly type: Type;
  /** Version of the type's schema. */
  readonly version: number;
  /** When it was said. */
  readonly time: Instant;
  /** When the first receiver hears it; always later than `time`. */
  readonly deliverAt: Instant;
  /** Who said it. */
  readonly agent: AgentId;
  readonly topic: string;
  readonly to: readonly AgentId[];
  /** The event that opened the conversation. */
  readonly correlation: number;
  /** The event whose delivery made the agent say this. */
  readonly causation: number;
  readonly data: Data;
}

export const NOBODY: readonly AgentId[] = Object.freeze([]);
export const NO_CAUSE = -1;

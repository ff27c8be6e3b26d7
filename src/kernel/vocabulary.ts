/**
 * What the kernel must know of a word before it can carry it. The catalogue of `domain/` is turned
 * into this by the lab; the kernel itself never learns what a word means, save for its own few.
 */

export interface Word {
  readonly version: number;
  /** Place in the order of delivery within one instant; lower is earlier. */
  readonly priority: number;
  /** Returns the place by what is said, where that makes a difference; `priority` counts otherwise. */
  readonly priorityOf?: (data: never) => number;
  readonly topicOf: (data: never) => string;
  /** Throws `invalid-event` for data that the word does not allow. */
  readonly check: (data: unknown) => void;
}

export interface Vocabulary {
  wordOf(type: string): Word | undefined;
}

/** The words that the kernel says or reads itself. */
export const TIMER_SET = 'TimerSet';
export const TIMER_CANCELLED = 'TimerCancelled';
export const EFFECT_REQUESTED = 'EffectRequested';
export const EFFECT_COMPLETED = 'EffectCompleted';
export const AGENT_FAILED = 'AgentFailed';

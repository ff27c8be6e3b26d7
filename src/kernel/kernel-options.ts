/** What a kernel is made of, and what a fork changes in one. */
import type { AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { Source } from './agent.js';
import type { Interference } from './interference.js';
import type { KernelLimits } from './limits.js';
import type { Network } from './network.js';
import type { Reach } from './reach.js';
import type { Journal } from './recorder.js';
import type { Script } from './script.js';
import type { SeatOptions } from './seat.js';
import type { Vocabulary } from './vocabulary.js';

export interface KernelOptions {
  readonly seed: number;
  readonly startAt: Instant;
  /** Seated in order of id, whatever the order here. */
  readonly seats: readonly SeatOptions[];
  readonly sources: readonly Source[];
  readonly vocabulary: Vocabulary;
  readonly network: Network;
  readonly journal: Journal;
  readonly limits?: Partial<KernelLimits>;
  /** Freezes what is handed over, so that an agent that writes to an event throws. */
  readonly freeze?: boolean;
  /** Present: the words come from a log, and the agents only listen. Inputs come from it too. */
  readonly script?: Script;
  /** Who can be heard by whom; everybody by everybody if absent. */
  readonly reach?: Reach;
  /** What breaks the run on purpose. */
  readonly interference?: Interference;
}

export interface CourseChange {
  readonly swap: ReadonlySet<AgentId>;
  readonly seed: number | undefined;
  readonly network: Network | undefined;
}

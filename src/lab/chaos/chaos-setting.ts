/** What a scenario says of chaos, made ready: the plan, and the laws that are watched. */
import type { Invariant } from '../../domain/invariants/invariant.js';
import type { FaultPlan } from './fault-plan.js';

export interface ChaosSetting {
  readonly plan: FaultPlan;
  readonly laws: readonly Invariant[];
  /** Digest of the user's own laws. */
  readonly lawsDigest?: string;
}

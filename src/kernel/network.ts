/**
 * How long a message takes from one agent to another. A model, not a constant: latency per link, and
 * jitter drawn from the link's own stream of chance. Each hop takes at least a microsecond.
 */
import type { AgentId } from '../core/brand.js';

export interface Network {
  /** Constant part of a link's latency in µs, ≥ 1. Asked once per link. */
  latencyUs(from: AgentId, to: AgentId): number;
  /** Largest extra delay of a link in µs; 0 for none. Asked once per link. */
  jitterUs(from: AgentId, to: AgentId): number;
}

/** Returns a network where every hop takes one microsecond. */
export function instantNetwork(): Network {
  return { latencyUs: () => 1, jitterUs: () => 0 };
}

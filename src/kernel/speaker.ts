/** Whoever speaks in a run: an agent's seat, a source, the lab. */
import { agentId, type AgentId } from '../core/brand.js';

export interface Speaker {
  readonly id: AgentId;
  /** Virtual time that it needs before each of its words leaves. */
  readonly thinkUs: number;
  /** Counts what it said; part of the order of deliveries. */
  sequence: number;
}

/** Who says what the kernel and the lab say: the frame of the run. */
export const LAB = agentId('lab');

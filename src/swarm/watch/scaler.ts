/**
 * How many workers of a kind there should be, by their simulated load: twice as many where it is high,
 * half as many where it is low, and as they are in between. The gap between the two bounds is the
 * hysteresis; the load of the machine that simulates is never looked at.
 */
import { assert } from '../../core/assert.js';
import { MINUTE } from '../../core/instant.js';

export interface ScalingRules {
  /** Shares of 100 from which more are needed. */
  readonly cpuMax: number;
  readonly memoryMax: number;
  /** Tasks that may wait before more are needed. */
  readonly queueMax: number;
  /** Shares of 100 below which fewer are enough. */
  readonly cpuMin: number;
  readonly useMin: number;
  readonly sizeMax: number;
  /** How many of a kind are always kept. */
  readonly sizeMin: number;
  readonly checkUs: number;
}

export const usualScaling: ScalingRules = { cpuMax: 80, memoryMax: 85, queueMax: 100, cpuMin: 30, useMin: 20, sizeMax: 20, sizeMin: 2, checkUs: MINUTE };

export interface Load {
  /** Shares of 100. */
  readonly cpu: number;
  readonly memory: number;
  /** Share of 100 of what could be in hand. */
  readonly use: number;
  /** Tasks that wait for a worker. */
  readonly queue: number;
}

export interface Scaling {
  readonly to: number;
  readonly reason: 'cpu' | 'memory' | 'queue' | 'idle';
}

/** Returns what to scale to and why; `undefined` where it stays. From none, twice as many is one. */
export function scalingOf(size: number, load: Load, rules: ScalingRules): Scaling | undefined {
  assert(Number.isSafeInteger(size) && size >= 0, 'A swarm has a whole number of workers', { size });
  const high = load.cpu > rules.cpuMax ? 'cpu' : load.memory > rules.memoryMax ? 'memory' : load.queue > rules.queueMax ? 'queue' : undefined;
  // Without anybody, whoever waits waits for ever.
  const reason = high ?? (size === 0 && load.queue > 0 ? 'queue' : undefined);
  if (reason !== undefined) {
    const to = Math.min(rules.sizeMax, Math.max(1, size * 2));
    return to > size ? { to, reason } : undefined;
  }
  const isIdle = load.cpu < rules.cpuMin && load.use < rules.useMin && load.queue === 0;
  if (!isIdle || size <= rules.sizeMin) return undefined;
  return { to: Math.max(rules.sizeMin, Math.floor(size / 2)), reason: 'idle' };
}

/** The conventions of a run's figures: what its manifest states, what somebody asked for instead, or the usual. */
import type { Json } from '../core/canonical.js';
import type { Conventions } from './performance.js';

export interface AskedConventions {
  /** Override what the manifest says. */
  readonly periodsPerYear?: number;
  readonly riskFreeAnnual?: number;
}

/** Returns the conventions of a run with this identity. */
export function conventionsOf(identity: Json, { periodsPerYear, riskFreeAnnual }: AskedConventions): Conventions {
  const metrics = at(at(identity, 'scenario'), 'metrics');
  const stated = { periods: at(metrics, 'periodsPerYear'), riskFree: at(metrics, 'riskFree') };
  return {
    periodsPerYear: periodsPerYear ?? (typeof stated.periods === 'number' ? stated.periods : 252),
    riskFreeAnnual: riskFreeAnnual ?? (typeof stated.riskFree === 'number' ? stated.riskFree : 0),
    isStated: periodsPerYear !== undefined || typeof stated.periods === 'number',
  };
}

function at(value: Json, key: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, key)) return null;
  return (value as { readonly [name: string]: Json })[key];
}

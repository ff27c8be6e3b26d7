/** What a sweep is: everything that decides its trials. Its id is a hash of this. */
import type { RunId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { runIdOf } from '../../core/ids.js';
import { BEHAVIOUR_VERSION } from '../../domain/catalogue.js';
import { identityJson } from '../identity.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import type { SweepPlan } from './sweep-plan.js';
import type { Sweep } from './sweep-schema.js';

/** Raised when a trial keeps other figures or other returns than before, so that no old one is taken for a new one. */
export const TRIAL_VERSION = 1;

export interface SweepIdentity {
  readonly format: 'hivetape-sweep/1';
  readonly behaviour: number;
  readonly trialVersion: number;
  readonly sweep: Sweep;
  /** The scenario without any change. */
  readonly scenario: Scenario;
  /** Digest of the rows of each data set that is played, sorted. */
  readonly data: readonly string[];
  /** Digests of users' code at each point, where there are any. */
  readonly code: Readonly<Record<string, string>>;
}

/** Returns the identity of a planned sweep. */
export function sweepIdentityOf({ sweep, base, markets, points }: SweepPlan): SweepIdentity {
  const code = Object.assign({}, ...points.map((point) => point.code)) as Record<string, string>;
  return { format: 'hivetape-sweep/1', behaviour: BEHAVIOUR_VERSION, trialVersion: TRIAL_VERSION, sweep, scenario: base.scenario, data: dataDigests(markets), code };
}

export function sweepIdOf(identity: SweepIdentity): RunId {
  return runIdOf(identityJson(identity));
}

/** Tells whether the identity of a log is that of a sweep. */
export function isSweepIdentity(identity: Json): boolean {
  return typeof identity === 'object' && identity !== null && 'format' in identity && identity.format === 'hivetape-sweep/1';
}

function dataDigests(markets: SweepPlan['markets']): readonly string[] {
  const all = [...markets.values()].flatMap(({ digests }) => Object.values(digests));
  return [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
}

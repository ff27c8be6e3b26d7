/**
 * What a run is: everything that decides its log, and nothing of the machine. The id of the run is a
 * hash of this, so the same experiment is the same run wherever it is performed.
 */
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { runIdOf } from '../core/ids.js';
import { BEHAVIOUR_VERSION } from '../domain/catalogue.js';
import type { Sealing } from '../store/run-store.js';
import type { ForkChange } from './fork-change.js';
import type { RunPlan } from './run-plan.js';
import type { Scenario } from './scenario/scenario-schema.js';

export interface RunIdentity {
  readonly format: 'hivetape-run/1';
  readonly behaviour: number;
  /** The whole scenario, complete and normalised: a log needs no other file to be decided again. */
  readonly scenario: Scenario;
  /** Digest of each instrument's normalised rows. */
  readonly data: Readonly<Record<string, string>>;
  /** Digest of the user's code, by agent. */
  readonly code: Readonly<Record<string, string>>;
  /** What is sealed, and with which key: another key gives other bytes. */
  readonly sealing?: Sealing;
}

/** What a fork is: where it left its parent, and what it changed. */
export interface ForkIdentity {
  readonly format: 'hivetape-fork/1';
  readonly behaviour: number;
  readonly parent: RunId;
  readonly at: number;
  readonly prefix: string;
  readonly change: ForkChange;
  /** Digest of the user's code after the fork, by agent. */
  readonly code: Readonly<Record<string, string>>;
  readonly sealing?: Sealing;
}

/** Under which name the digest of the user's own laws stands; no agent of a scenario can have it. */
export const LAWS_CODE = 'chaos/invariants';

/** Returns the identity of a run of this plan on data with these digests. */
export function identityOf(plan: RunPlan, data: Readonly<Record<string, string>>): RunIdentity {
  return identityFrom({ scenario: plan.scenario, data, code: codeOf(plan) });
}

/** Returns the identity of a run whose plan nobody has made yet. */
export function identityFrom(parts: Pick<RunIdentity, 'scenario' | 'data' | 'code'>): RunIdentity {
  return { format: 'hivetape-run/1', behaviour: BEHAVIOUR_VERSION, ...parts };
}

export function forkIdentityOf(plan: RunPlan, from: Pick<ForkIdentity, 'parent' | 'at' | 'prefix' | 'change'>): ForkIdentity {
  return { format: 'hivetape-fork/1', behaviour: BEHAVIOUR_VERSION, ...from, code: codeOf(plan) };
}

export function idOfRun(identity: RunIdentity | ForkIdentity): RunId {
  return runIdOf(identityJson(identity));
}

/** Returns the identity as plain JSON: absent keys are left out, so that its canonical text is stable. */
export function identityJson(identity: object): Json {
  return JSON.parse(JSON.stringify(identity)) as Json;
}

/** Throws `resume-inputs-changed` unless the inputs make the run that is meant. */
export function checkInputs(found: RunId, meant: RunId | undefined): void {
  if (meant === undefined || found === meant) return;
  throw new HivetapeError('resume-inputs-changed', `Data and code of a run that is resumed are what they were (found what makes run ${found}, not ${meant}).`, {
    help: 'Bring the data files and the agents back as they were, or run the scenario anew.',
    values: { meant, found },
  });
}

function codeOf(plan: RunPlan): Record<string, string> {
  const laws = plan.chaos?.lawsDigest;
  const agents = plan.seats.flatMap(({ id, codeDigest }) => (codeDigest === undefined ? [] : [[id, codeDigest]]));
  return Object.fromEntries(laws === undefined ? agents : [...agents, [LAWS_CODE, laws]]);
}

/**
 * Which payloads of a run are sealed, and with which key. A key belongs to one identity: performed again, a run
 * finds it and comes out in the same bytes; once it is destroyed, the same experiment is another run.
 */
import { digestOf } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import { isEventType, type EventType } from '../domain/catalogue.js';
import { keyMissing } from '../store/sealed-payloads.js';
import type { RunManifest, RunStore, Sealing } from '../store/run-store.js';
import type { RunId } from '../core/brand.js';
import { identityJson, type ForkIdentity, type RunIdentity } from './identity.js';
import type { RunPlan } from './run-plan.js';

export interface SealPolicy {
  /** All that these agents say. */
  readonly agents?: readonly string[];
  /** All events of these types, whoever says them. */
  readonly types?: readonly string[];
}

/** What a run is and how it ended: without it nobody could tell what was sealed. */
const FRAME: ReadonlySet<string> = new Set<EventType>(['RunStarted', 'AccountOpened', 'InstrumentListed', 'AgentSeated', 'AgentFailed', 'DataQualityNoted', 'RunEnding', 'RunEnded']);

/** Returns the policy if it can be kept in a run of this plan. Throws `sealing-invalid`. */
export function checkedPolicy(policy: SealPolicy, { seats }: RunPlan): SealPolicy {
  const { agents = [], types = [] } = policy;
  const seated = new Set<string>(seats.map(({ id }) => id));
  const stranger = agents.find((agent) => !seated.has(agent));
  if (stranger !== undefined) throw invalid(`the agent "${stranger.slice(0, 60)}", who has no seat`, `Seated are ${[...seated].slice(0, 20).join(', ')}.`);
  const unknown = types.find((type) => !isEventType(type));
  if (unknown !== undefined) throw invalid(`the type "${unknown.slice(0, 60)}"`, '`hivetape schema event` lists the types.');
  const frame = types.find((type) => FRAME.has(type));
  if (frame !== undefined) throw invalid(`${frame}, of which the frame of a run is made`, 'Seal what agents say: their signals, votes and orders.');
  if (agents.length + types.length === 0) throw invalid('nothing', 'Name agents, types of events, or both.');
  return policy;
}

/** Returns what goes into identity and manifest: the policy in one order, and the id of the key. Throws `sealing-invalid`, `store-unusable`. */
export function sealingFor({ keys }: RunStore, identity: RunIdentity | ForkIdentity, { agents = [], types = [] }: SealPolicy): Sealing {
  if (keys === undefined) throw invalid('a store that keeps no keys', 'Use the embedded store, or the one in memory.');
  const policy = { agents: inOrder(agents), types: inOrder(types) };
  return { keyId: keys.idFor(digestOf(identityJson({ ...identity, sealing: policy }))), ...policy };
}

/** Throws `sealing-key-missing` if a run is sealed and its key is gone. */
export function checkKey({ keys }: RunStore, manifest: RunManifest): void {
  if (manifest.sealing === undefined) return;
  const found = keys?.find(manifest.sealing.keyId) ?? { kind: 'missing' };
  if (found.kind !== 'there') throw keyMissing(manifest, found);
}

export interface Shredding {
  readonly runId: RunId;
  readonly keyId: string;
  readonly destroyedAt: Instant;
}

/** Destroys the key of a run for ever; its log stays as it is. Throws `run-not-found`, `run-not-sealed`, `run-not-finished`, `sealing-key-missing`. */
export function shredRun(store: RunStore, runId: RunId, at: Instant): Shredding {
  const { manifest, state } = store.open(runId);
  const { sealing } = manifest;
  if (sealing === undefined || store.keys === undefined) {
    throw new HivetapeError('run-not-sealed', `A run that is shredded has sealed payloads (found none in ${runId}).`, { help: '`hivetape runs rm` removes a run with all that it says.', values: { runId } });
  }
  if (state === 'running') throw new HivetapeError('run-not-finished', `A run that is shredded is not being written (found that ${runId} is).`, { help: 'Wait until it has ended, or stop it.' });
  checkKey(store, manifest);
  store.keys.destroy(sealing.keyId, at);
  return { runId, keyId: sealing.keyId, destroyedAt: at };
}

function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function invalid(found: string, help: string): HivetapeError {
  return new HivetapeError('sealing-invalid', `What is sealed is said by agents of the run, or of types that they say (found ${found}).`, { help });
}
